"""Questions about a meeting itself, answered from header, agenda and speaker lines."""

from __future__ import annotations

from datetime import date

import pytest

from chatbot.about import about
from chatbot.assistant import Assistant
from chatbot.cite import Draft
from chatbot.scope import read_scope
from chatbot.types import Citation, Filters

TODAY = date(2026, 6, 15)

_SIX_DATE = "日時：令和７年５月 30 日（金） 10 時 30 分から 12 時 00 分まで"
_SIX_PLACE = "新宿 NSビル 24 階西側 イベントスペース（オンライン併用開催）"
_NINE_DATE, _NINE_PLACE = "令和8年5月29日（金）", "会場及びオンラインのハイブリッド開催"
_SIX_TITLE = "第６回都・区市町村 CIO 協議会 議事要旨"
_NINE_TITLE = "第9回 都・区市町村 CIO 協議会 議事要旨"
_TAKANO, _HOKA = "デジタルサービス局長 高野 克己", "デジタルサービス局次長 保家 力"
_KOBAYASHI = "デジタルサービス局 デジタルサービス推進部長 小林 直樹"
_HIRABAYASHI, _TAKAHASHI = "狛江市CIO 平林 浩一 様", "町田市デジタル戦略室長 高橋 晃 様"
_MIYAZAKI, _MIYASAKA = "国立市CIO 宮崎 宏一 様", "東京都 CIO 副知事 宮坂 学"
_MURAMATSU = "北区役所政策経営部広報課長 村松 様"
_ITO = "豊島区役所政策経営部 情報政策課長 伊藤 様"
_ISHIYAMA = "北区役所デジタル推進担当部 DX 推進担当課長 石山 様"
_NINE_CLOSED = (
    "3 事例紹介（非公開）",
    "4 協議事項（非公開）",
    "5 共有事項（非公開）",
    "6 総括（非公開）",
)
_NINE_OPEN = ("1 挨拶", "2 報告事項")
_NINE_SPEAKERS = (_TAKANO, _HOKA, _HIRABAYASHI, _KOBAYASHI, _TAKAHASHI, _MIYAZAKI)
_SIX_SPEAKERS = (_TAKANO, _KOBAYASHI, _MIYASAKA, _MURAMATSU, _ITO, _ISHIYAMA)
_SIX_FOUR = (
    "区市町村協働事業への意見・要望",
    "共同調達・共同開発について",
    "GovTech 東京パートナーズについて",
    "プロジェクト型伴走サポートについて",
    "区市町村協働事業スキーム検討 WG／デジタル人材確保・育成検討 WG の検討状況について",
)

# question, the quotes that it is answered by (each once, whatever else the answer cites: nothing)
ABOUT: tuple[tuple[str, tuple[str, ...]], ...] = (
    # when
    ("第9回はいつ開かれたか", (_NINE_DATE,)),
    ("第9回の開催日を教えてください", (_NINE_DATE,)),
    ("前回のCIO協議会っていつでしたっけ", (_NINE_DATE,)),
    ("前々回は何年何月何日でしたか", (_SIX_DATE,)),
    ("第6回は何曜日の開催でしたか", (_SIX_DATE,)),
    ("第６回　ひづけ", (_SIX_DATE,)),
    ("第6回、何時から何時まで", (_SIX_DATE,)),
    ("第6回の協議会は何分間の予定だったか", (_SIX_DATE,)),
    ("第六回の終了時刻", (_SIX_DATE,)),
    # where
    ("第6回どこでやった？", (_SIX_PLACE,)),
    ("第6回の会場は何階でしたか", (_SIX_PLACE,)),
    ("第六回　ばしょ", (_SIX_PLACE,)),
    ("第九回の開催方法は", (_NINE_PLACE,)),
    ("令和8年5月29日の会議の会場を教えてほしい", (_NINE_PLACE,)),
    ("第6回はいつどこで開かれたか", (_SIX_DATE, _SIX_PLACE)),
    # which, how many
    ("令和8年5月の会議は通算で第何回に当たりますか", (_NINE_TITLE, _NINE_DATE)),
    ("令和7年5月の協議会は第何回か", (_SIX_TITLE, _SIX_DATE)),
    ("CIO協議会はこれまでに何回開かれているのか", (_SIX_TITLE, _NINE_TITLE)),
    ("何回開催されていますか", (_SIX_TITLE, _NINE_TITLE)),
    ("第9回の議事要旨の正式名称", (_NINE_TITLE,)),
    # agenda
    ("第9回の議事次第", (*_NINE_OPEN, *_NINE_CLOSED)),
    ("第9回は何項目の議題があったか", (*_NINE_OPEN, *_NINE_CLOSED)),
    ("第9回では何が話されたか", (*_NINE_OPEN, *_NINE_CLOSED)),
    ("第9回で非公開だった議題はどれですか。", _NINE_CLOSED),
    ("第9回で公開されなかった議題はどれか", _NINE_CLOSED),
    ("第9回の議題のうち公開されたものは", _NINE_OPEN),
    ("第9回の2番目の議題", ("2 報告事項",)),
    ("第6回の協議事項の項目名を列挙してください", ("４ 協議事項（非公開）", *_SIX_FOUR)),
    ("第9回の報告事項は何でしたか", ("2 報告事項", "高齢者のスマホ購入助成補助事業")),
    (
        "第6回の事例紹介はどこの区の何についてだったか",
        ("３ 事例紹介", "ホームページのリニューアルについて（北区）"),
    ),
    # who
    ("第9回で発言したのは誰ですか", _NINE_SPEAKERS),
    ("第9回では何人が発言したか", _NINE_SPEAKERS),
    ("第6回の発言者一覧", _SIX_SPEAKERS),
    ("第6回の出席者は", _SIX_SPEAKERS),
    (
        "第9回のスマホ購入助成の議題ではどの市が発言したか",
        (_HIRABAYASHI, _TAKAHASHI, _MIYAZAKI),
    ),
    (
        "スマホ助成について意見や質問を出した市町村はどこどこ",
        (_HIRABAYASHI, _TAKAHASHI, _MIYAZAKI),
    ),
    ("第6回のホームページの事例紹介で質問した人は誰か", (_MIYASAKA, _ITO)),
    ("第9回で挨拶したのは誰", (_TAKANO, _HOKA)),
    ("どちらの回でも挨拶に立った人はいますか", (_TAKANO, _TAKANO)),
    ("第9回で最初に発言したのは誰か", (_TAKANO,)),
    ("第9回で最後に発言した人", (_KOBAYASHI,)),
    ("第9回で一番多く発言したのは誰か", (_TAKANO, _TAKANO, _TAKANO)),
    ("第9回で高野局長は挨拶を含めて何回発言したか", (_TAKANO, _TAKANO, _TAKANO)),
    ("高齢者スマホの補助を第6回で説明した方はどなたですか", (_KOBAYASHI,)),
    ("第6回で事例紹介を行ったのは誰か", (_MURAMATSU,)),
    ("北区のホームページのリニューアルは誰が説明したか", (_MURAMATSU,)),
    # offices
    ("デジタルサービス局長は誰ですか", (_TAKANO,)),
    ("局次長さんの名前", (_HOKA,)),
    ("狛江市のCIOのお名前を正確に知りたいのですが", (_HIRABAYASHI,)),
    ("町田市のデジタル戦略室長は何という人か", (_TAKAHASHI,)),
    ("村松さんの所属と役職", (_MURAMATSU,)),
    ("むらまつさんの役職", (_MURAMATSU,)),
    ("北区のDX推進担当課長の名前は", (_ISHIYAMA,)),
    ("石山さんはどこの人？", (_ISHIYAMA,)),
)


def _draft(assistant: Assistant, question: str) -> Draft | None:
    corpus = assistant.corpus()
    return about(corpus, read_scope(question, corpus, Filters(), TODAY))


def _cited(draft: Draft) -> list[Citation]:
    return [part for claim in draft.claims for part in claim.parts if isinstance(part, Citation)]


@pytest.mark.parametrize(("question", "quotes"), ABOUT)
def test_answered_by_these_lines(
    shipped: Assistant, question: str, quotes: tuple[str, ...]
) -> None:
    draft = _draft(shipped, question)
    assert draft is not None
    assert draft.status == "answered"
    cited = _cited(draft)
    assert sorted(c.quote for c in cited) == sorted(quotes)
    assert {c.part for c in cited} <= {"header", "agenda", "speaker"}
    assert all(any(isinstance(p, Citation) for p in claim.parts) for claim in draft.claims)


@pytest.mark.parametrize(
    "question", ["第9回は何時に終わりましたか", "第9回の会場の建物名は", "第9回は何階でしたか"]
)
def test_what_the_header_does_not_give(shipped: Assistant, question: str) -> None:
    draft = _draft(shipped, question)
    assert draft is not None
    assert draft.status == "not_found"
    assert not _cited(draft)


@pytest.mark.parametrize(
    "question",
    [
        "町田市の事業開始はいつか",
        "国への要請はいつ行われたか",
        "第9回の懇親会はいつですか",
        "次回の開催はいつですか",
        "第9回の結論は何か",
        "高野局長の挨拶の要点は",
        "小林部長は誰の質問に答えたか",
        "第6回で共同調達について何が決まったか",
        "第9回の事例紹介では何が発表されたか",
        "東京アプリを都庁だけのものではないと言ったのは誰",
        "A1はいつ提示されたか",
        "第6回の最後の「その他」では何が話し合われたか",
        "第6回のその他では何が話されたか",
        "カレーの作り方",
        "",
    ],
)
def test_other_questions_are_left_to_the_text(shipped: Assistant, question: str) -> None:
    assert _draft(shipped, question) is None


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("第6回の出席者は", "no_attendance_list"),
        ("第9回の議題は何ですか", "item_closed"),
        ("何回開催されていますか", "library_only"),
    ],
)
def test_what_the_reader_should_know(shipped: Assistant, question: str, note: str) -> None:
    draft = _draft(shipped, question)
    assert draft is not None
    assert [n.code for n in draft.notes][:1] == [note]


def test_a_meeting_that_is_not_held_is_not_described(shipped: Assistant) -> None:
    assert _draft(shipped, "第7回はいつ開かれたか") is None
