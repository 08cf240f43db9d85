"""All that those who are named said, asked or were asked, and nothing of others."""

from __future__ import annotations

from datetime import date

import pytest

from chatbot.about_exchanges import asking
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
