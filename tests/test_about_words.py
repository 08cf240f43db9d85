"""All that those who are named said, asked or were asked, and nothing of others."""

from __future__ import annotations

from datetime import date

import pytest

from chatbot.about_exchanges import asking
from chatbot.about_words import _ANSWERED, _WILL, PROMISED
from chatbot.assistant import Assistant
from chatbot.types import Turn

TODAY = date(2026, 6, 15)
_KOMAE = "原因分析と対策はしているか"
_BUDGET = "当初予算の対応に間に合うよう配慮してほしい"
_BRUSH_UP = "更なるブラッシュアップをしてもらえるとありがたい"
_EMERGENCY = "「緊急情報」と「閲覧支援」というのが気になった"
_CATEGORY = "カテゴライズの集約をどうしたか"
_RULES = "運用面でのルールをどのように定めているのか"
_AS_BEFORE = "従前のカテゴライズを踏襲している"
_MACHIDA = "町田市は7月から事業開始予定である"
_CARRIERS = "契約できるキャリアが限られてしまう"
_BURDEN, _CONSIDER = "都に伝えていただきたい", "対応策を検討させていただく"


@pytest.mark.parametrize(
    ("question", "told", "not_told"),
    [
        # what they asked
        ("豊島区はどんな質問をしましたか", (_CATEGORY, _RULES), (_EMERGENCY, _AS_BEFORE)),
        ("豊島区の伊藤課長が尋ねたことを全部", (_CATEGORY, _RULES), (_EMERGENCY,)),
        ("宮坂副知事は何を質問されましたか", (_EMERGENCY,), (_CATEGORY,)),
        ("第9回で狛江市の質問は何か", (_KOMAE, _BUDGET), (_BRUSH_UP,)),
        ("狛江 質問", (_KOMAE,), (_BRUSH_UP,)),
        # what they wished for
        ("平林CIOはどんな要望をしましたか", (_BUDGET,), (_KOMAE, _BRUSH_UP)),
        ("狛江市の平林様は何を要望されましたか", (_BUDGET,), (_BRUSH_UP,)),
        ("平林CIOが求めたことは", (_BUDGET,), (_KOMAE, _BRUSH_UP)),
        # what they were asked
        ("北区への質問は何か", (_EMERGENCY, _CATEGORY, _RULES), (_AS_BEFORE,)),
        ("北区が聞かれたことを一覧にしてください", (_EMERGENCY, _CATEGORY), (_AS_BEFORE,)),
        ("村松課長が受けた質問は何ですか", (_EMERGENCY, _CATEGORY), (_RULES,)),
        # not what they were asked, though somebody else is asked
        ("狛江市は都に何を要望しましたか", (_BUDGET,), (_BRUSH_UP,)),
        ("豊島区は北区にどんな質問をしましたか", (_CATEGORY, _RULES), (_EMERGENCY,)),
        ("豊島区はほかに何を質問しましたか", (_CATEGORY, _RULES), (_EMERGENCY,)),
        # who is left out
        ("第6回で豊島区以外の質問は何ですか", (_EMERGENCY,), (_CATEGORY, _RULES)),
        ("豊島区以外から北区への質問は何か", (_EMERGENCY,), (_CATEGORY, _RULES)),
        # both
        ("豊島区の質問と回答を教えて", (_CATEGORY, _AS_BEFORE, _RULES), (_EMERGENCY,)),
        ("第6回の質問と回答を全部教えて", (_EMERGENCY, _CATEGORY, _AS_BEFORE), (_KOMAE,)),
        # the side of 東京都
        ("都は区市町村に何を質問しましたか", (_EMERGENCY,), (_CATEGORY, _KOMAE)),
        ("第9回で都は自治体に何をお願いしましたか", (_BURDEN,), (_BUDGET, _BRUSH_UP)),
        ("第9回で都が約束したこと", (_CONSIDER,), (_BURDEN, _BUDGET, _BRUSH_UP)),
        ("小林部長が約束したことは", (_CONSIDER,), (_BURDEN, _BUDGET)),
        ("都が答えたことを教えて", (_BURDEN, _CONSIDER), (_AS_BEFORE, _BUDGET)),
        ("都の回答は何ですか", (_BURDEN, _CONSIDER), (_AS_BEFORE, _BUDGET)),
        ("都に要望したことは何ですか", (_BUDGET, _BRUSH_UP), (_BURDEN, _EMERGENCY)),
        ("都に質問した内容を教えて", (_KOMAE,), (_EMERGENCY, _CATEGORY)),
        ("東京都は何を頼まれましたか", (_BUDGET, _BRUSH_UP), (_BURDEN,)),
        # whether they answered
        ("小林部長は質問に答えましたか", (_BURDEN, _CONSIDER), (_AS_BEFORE,)),
        ("高野局長と小林部長は質問に答えましたか", (_BURDEN, _CONSIDER), (_AS_BEFORE,)),
        ("都は狛江市の質問に答えましたか", (_BURDEN,), (_AS_BEFORE,)),
        # all that they said
        ("宮崎CIOのご発言をすべて教えてください", (_CARRIERS, _BRUSH_UP), (_MACHIDA,)),
        ("市部からの意見や要望を教えてください", (_KOMAE, _MACHIDA, _BRUSH_UP), (_CATEGORY,)),
        ("村松課長の答弁を全部", (_AS_BEFORE,), (_CATEGORY,)),
    ],
)
def test_all_of_theirs_and_nothing_of_others(
    shipped: Assistant, question: str, told: tuple[str, ...], not_told: tuple[str, ...]
) -> None:
    answer = shipped.ask(question, today=TODAY)
    assert answer.status == "answered"
    quoted = "\n".join(c.quote.replace("\n", "") for c in answer.citations)
    assert [part for part in told if part not in quoted] == []
    assert [part for part in not_told if part in quoted] == []


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("北区はどんな質問をしましたか", "議事要旨に、北区の質問や要望は記載されていません。"),
        (
            "町田市は何か質問してた？",
            "議事要旨に、町田市 デジタル戦略室長 高橋 晃の質問や要望は記載されていません。",
        ),
        (
            "保家次長が受けた質問は何ですか",
            "議事要旨に、デジタルサービス局次長 保家 力への質問や要望は記載されていません。",
        ),
        (
            "小林直樹部長は第6回で質問に答えましたか",
            "議事要旨に、デジタルサービス局 デジタルサービス推進部長 小林 直樹の答弁は記載されて",
        ),
        (
            "狛江市が約束したことは",
            "議事要旨に、狛江市 CIO 平林 浩一が約束したと読める発言は見つかりません。",
        ),
        (
            "宮坂副知事は伊藤課長の質問に答えましたか",
            "議事要旨に、その質問や要望への東京都 CIO 副知事 宮坂 学の答弁は記載されていません。",
        ),
        (
            "都は豊島区の質問に答えましたか",
            "議事要旨に、その質問や要望への都の答弁は記載されていません。",
        ),
        ("国が約束したことは何ですか", "議事要旨に、国の発言は記載されていません。"),
        ("第6回で町田市の質問は何か", "議事要旨に、町田市の発言は記載されていません。"),
        ("第9回で北区の質問は何か", "議事要旨に、北区の発言は記載されていません。"),
        ("第9回で瑞穂町からの要望は何か", "議事要旨に、瑞穂町の発言は記載されていません。"),
    ],
)
def test_who_asked_nothing_is_said_to_have_asked_nothing(
    shipped: Assistant, question: str, text: str
) -> None:
    answer = shipped.ask(question, today=TODAY)
    assert answer.status == "not_found"
    assert answer.text.startswith(text)


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("第9回で最後に発言した市はどこですか", ("宮崎",)),
        ("第9回で最後に話した市は？", ("宮崎",)),
        ("第6回で最初に質問した方は？", ("宮坂",)),
        ("第6回で一番多く質問したのはどこの自治体？", ("伊藤",)),
        ("第9回で最も多く発言した自治体は", ("平林",)),
        ("第9回で発言した自治体はどこですか", ("平林", "高橋", "宮崎")),
        ("第6回で発言した区市町村を教えて", ("村松", "伊藤", "石山")),
    ],
)
def test_which_municipality_spoke(shipped: Assistant, question: str, who: tuple[str, ...]) -> None:
    answer = shipped.ask(question, today=TODAY)
    assert answer.status == "answered"
    names = [c.speaker.name.split()[0] for c in answer.citations if c.speaker]
    assert tuple(dict.fromkeys(names)) == who


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("AIチャットボットのことを聞いたのは誰？", ("伊藤",)),
        (
            "補助率10/10なのに成果が低いと言ったのは誰で、都はどう返したのか",
            ("平林", "小林", "高野"),
        ),
    ],
)
def test_who_asked_is_told_beside_what_was_answered(
    shipped: Assistant, question: str, told: tuple[str, ...]
) -> None:
    answer = shipped.ask(question, today=TODAY)
    names = [c.speaker.name.split()[0] for c in answer.citations if c.speaker]
    assert tuple(dict.fromkeys(names)) == told


def test_exchanges_behind_closed_doors_are_not_those_of_another_item(shipped: Assistant) -> None:
    answer = shipped.ask("第9回の協議事項でのやりとり", today=TODAY)
    assert answer.status == "closed"


def test_an_announcement_is_not_what_is_asked() -> None:
    text = "二つ伺う。失われた46冊はどうなったのか。世帯に知らせたのかという点もある。"
    asked = [text[a:b] for a, b in asking(Turn("t1", 1, None, None, text, "question"))]
    assert asked == ["失われた46冊はどうなったのか。", "世帯に知らせたのかという点もある。"]


@pytest.mark.parametrize(
    ("sentence", "promises"),
    [
        ("改善に向けて対応策を検討させていただく。", True),
        ("より良いものができるように検討していきたい。", True),
        ("これまで以上に支援を行っていく。", True),
        ("円滑に進むよう支援していく。", True),
        ("早急に調べて回答いたします。", True),
        ("次回、結果をお示しします。", True),
        ("4月から始めます。", True),
        ("来年度までに全ての手続をオンライン化することを約束する。", True),
        ("丁寧に進めてまいりたいと考えております。", True),
        # a refusal, what is so, what others are to do
        ("対応する職員が足りないためである。", False),
        ("現時点で補助を実施する考えはない。", False),
        ("検討するつもりはない。", False),
        ("標準化を約束することはできない。", False),
        ("支援する予定はございません。", False),
        ("職員の確保は厳しさを増していく。", False),
        ("実施する自治体は半数に満たない。", False),
        ("国が実施するべきである。", False),
        ("対応を進める必要があると考えている。", False),
        ("都に伝えていただきたい。", False),
    ],
)
def test_what_reads_like_a_promise(sentence: str, promises: bool) -> None:
    assert bool(_WILL.search(sentence)) == promises


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("都が約束したことは何ですか", True),
        ("高野局長は何を約束しましたか", True),
        ("都の約束は", True),
        ("都が約束していないことは何ですか", False),
        ("約束した時期はいつですか", False),
        ("約束の相手は誰か", False),
    ],
)
def test_promises_are_asked_for(question: str, asked: bool) -> None:
    assert bool(PROMISED.search(question)) == asked


@pytest.mark.parametrize(
    ("question", "whether"),
    [
        ("小林部長は質問に答えましたか", True),
        ("小林部長は要望に応えましたか", True),
        ("小林部長は質問に対して答えたのですか", True),
        ("都は要望に応じましたか", True),
        ("都が要望に応じて変えたことは", False),
        ("質問に答えた理由は", False),
        ("質問に答えた人数は", False),
    ],
)
def test_whether_somebody_answered_is_asked(question: str, whether: bool) -> None:
    assert bool(_ANSWERED.search(question)) == whether


def test_who_answered_instead_is_shown_as_near(shipped: Assistant) -> None:
    answer = shipped.ask("宮坂副知事は伊藤課長の質問に答えましたか", today=TODAY)
    assert answer.status == "not_found"
    assert {c.speaker.name for c in answer.related if c.speaker} == {"村松", "石山"}
