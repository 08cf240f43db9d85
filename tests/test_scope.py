"""Which meetings, period and speakers a question names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from chatbot.assistant import Assistant
from chatbot.meetings import Meetings, read_meetings, without
from chatbot.scope import Scope, read_scope
from chatbot.text import normalize
from chatbot.types import Document, Filters

TODAY = date(2026, 6, 15)


def _meeting(body: str, number: int | None, day: date | None) -> Document:
    title = f"第{number}回 {body}" if number else body
    name = f"{body}-{number}"
    return Document(name, 1, title, body, number, day, None, None, "", "", title, ())


_CITY, _METROPOLIS = "みなと台市DX推進会議", "都・区市町村CIO協議会"
_COUNCIL = tuple(
    _meeting(_CITY, number, day)
    for number, day in enumerate(
        (
            date(2024, 4, 26),
            date(2024, 6, 21),
            date(2024, 8, 23),
            date(2024, 12, 20),
            date(2025, 4, 25),
            date(2025, 8, 26),
            date(2026, 3, 13),
        ),
        1,
    )
)
_OTHER = (
    _meeting(_METROPOLIS, 1, date(2024, 5, 10)),
    _meeting(_METROPOLIS, 6, date(2025, 5, 30)),
)
_BOTH = tuple(sorted((*_COUNCIL, *_OTHER), key=lambda d: d.date or date.min))


def _read(question: str, held: Iterable[Document] = _COUNCIL, today: date = TODAY) -> Meetings:
    return read_meetings(normalize(question), list(held), today)


def _numbers(found: Meetings, held: Iterable[Document] = _COUNCIL) -> list[int] | None:
    if found.documents is None:
        return None
    return [d.number or 0 for d in held if d.id in found.documents]


MEETINGS = (
    ("第3回では何が話されたか", [3]),
    ("第３回　議題", [3]),
    ("第 3 回の会議", [3]),
    ("第三回の協議会", [3]),
    ("３回目の会議の場所", [3]),
    ("局長が言ったのは2回目？3回目？", [2, 3]),
    ("会場はどこですか。第3回です。", [3]),
    ("第2回と第5回の違い", [2, 5]),
    ("第2回、第5回及び第7回", [2, 5, 7]),
    ("第2回から第4回までの議題", [2, 3, 4]),
    ("第2回〜第4回", [2, 3, 4]),
    ("件数の推移を、第3回から最新まで", [3, 4, 5, 6, 7]),
    ("第5回から今回までの変化", [5, 6, 7]),
    ("第1回から最新の回までの議論", [1, 2, 3, 4, 5, 6, 7]),
    ("初回から直近の会議にかけての推移", [1, 2, 3, 4, 5, 6, 7]),
    ("欠員は7回の会議を通してどう推移したか", [1, 2, 3, 4, 5, 6, 7]),
    ("３回の会議にわたって", [5, 6, 7]),
    ("全7回の会議で", [1, 2, 3, 4, 5, 6, 7]),
    ("5回の会議では", [5]),
    ("第3回より前の会議では", [1, 2]),
    ("第3回以前の会議", [1, 2, 3]),
    ("第3回までに", [1, 2, 3]),
    ("第5回以降の発言", [5, 6, 7]),
    ("第5回より後の会議", [6, 7]),
    ("前回の会議", [7]),
    ("前々回はいつ", [6]),
    ("最新の議事要旨", [7]),
    ("直近の協議会の議題", [7]),
    ("直近3回の会議", [5, 6, 7]),
    ("初回の議題は", [1]),
    ("最初の会議はいつ", [1]),
    ("令和7年4月の会議", [5]),
    ("2025年4月に開かれた会議", [5]),
    ("令和６年６月２１日の会議", [2]),
    ("6月21日の会議", []),
    ("令和6年6月21日には何を話したか", [2]),
    ("令和6年度の会議では", [1, 2, 3, 4]),
    ("昨年度の会議では何が議論されたか", [5, 6, 7]),
    ("昨年の協議会", [5, 6]),
    ("令和6年6月と8月の会議", [2, 3]),
    ("令和6年8月当時の市民課長の名前は", [3]),
    ("令和6年10月当時の市民課長は誰か", [3]),
    ("令和7年度の人材育成担当課長は誰か", [5, 6, 7]),
    ("令和6年6月の時点で情報システム課は賛成だったか", [2]),
    ("令和6年8月に議論されたのは", [3]),
    # not meetings
    ("狛江市が1回目に都に聞いたことは何か", None),
    ("研修は3回あったか", None),
    ("研修は全5回で何人か", None),
    ("2回の研修を通して何が分かったか", None),
    ("計3回の訓練に何人が参加したか", None),
    ("国立市は令和8年度は見送るのか", None),
    ("令和6年11月末時点の参加者は何人か", None),
    ("7月に事業を始めると発言したのは誰か", None),
    ("昨年12月に導入を見送るとされた件", None),
    ("第3回より前に意見が交わされたのは何月か", None),
    ("スマホ助成の補助率", None),
)


@pytest.mark.parametrize(("question", "numbers"), MEETINGS)
def test_meetings_are_named(question: str, numbers: list[int] | None) -> None:
    found = _read(question)
    assert _numbers(found) == numbers
    assert bool(found.missing) == (numbers == [])


@pytest.mark.parametrize(
    "question",
    ["第9回の議題", "令和5年度の会議では何が議論されたか", "令和7年12月の会議", "第8回以降の会議"],
)
def test_what_is_not_held_is_missing(question: str) -> None:
    found = _read(question)
    assert found.documents == frozenset()
    assert len(found.missing) == 1


def test_one_held_and_one_missing() -> None:
    found = _read("第3回と第9回の違い")
    assert _numbers(found) == [3]
    assert found.missing == ("第9回",)


@pytest.mark.parametrize(
    ("today", "word", "number"),
    [
        (date(2026, 6, 15), "前回", 7),
        (date(2026, 3, 13), "前回", 7),
        (date(2026, 3, 12), "前回", 6),
        (date(2025, 5, 1), "前々回", 4),
        (date(2025, 5, 1), "昨年度の会議", 1),
        (date(2025, 5, 1), "今年の会議", 5),
    ],
)
def test_relative_to_today(today: date, word: str, number: int) -> None:
    numbers = _numbers(_read(f"{word}では何が話されたか", today=today))
    assert numbers is not None
    assert numbers[0] == number


def test_nothing_before_the_first() -> None:
    assert _read("前回の会議", today=date(2024, 1, 1)).missing == ("前回",)


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("第1回の議題", {_CITY, _METROPOLIS}),
        ("第1回CIO協議会の議題", {_METROPOLIS}),
        ("みなと台市DX推進会議の第1回", {_CITY}),
        ("DX推進会議の前回はいつ", {_CITY}),
        ("CIO協議会の前回はいつ", {_METROPOLIS}),
        ("CIO 協議会で標準化について何が話されたか", {_METROPOLIS}),
        ("前回の会議", {_CITY}),
    ],
)
def test_several_bodies(question: str, bodies: set[str]) -> None:
    found = _read(question, _BOTH)
    assert found.documents is not None
    assert {d.body for d in _BOTH if d.id in found.documents} == bodies


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("第3回の議題は", "議題は"),
        ("第3回において、局長は", "局長は"),
        ("どこですか。第3回です。", "どこですか"),
        ("総括コメントを知りたい（第3回）", "総括コメントを知りたい"),
        ("令和7年4月の会議の議題", "議題"),
        ("議題は第3回と第4回でどう違うか", "議題はどう違うか"),
    ],
)
def test_naming_words_are_taken_out(question: str, rest: str) -> None:
    text = normalize(question)
    assert without(text, _read(question).spans) == rest


def test_spans_lie_in_the_question() -> None:
    for question, _ in MEETINGS:
        text = normalize(question)
        for start, end in _read(question).spans:
            assert 0 <= start < end <= len(text)


# -- on the shipped minutes ---------------------------------------------------------------------


def _scope(assistant: Assistant, question: str, filters: Filters | None = None) -> Scope:
    return read_scope(question, assistant.corpus(), filters or Filters(), TODAY)


@pytest.mark.parametrize(
    ("question", "meeting", "speaker"),
    [
        ("第9回で町田市の高橋室長は何と言ったか", "第9回", "町田市 デジタル戦略室長 高橋 晃"),
        ("２０２６年５月２９日の会議でほけ次長は", "第9回", "デジタルサービス局次長 保家 力"),
        ("第6回と第9回の高野局長の発言", "第6回、第9回", "デジタルサービス局長 高野 克己"),
        ("狛江市の質問に都はどう答えたか", None, "東京都"),
        ("スマホ助成の補助率", None, None),
    ],
)
def test_what_was_understood(
    shipped: Assistant, question: str, meeting: str | None, speaker: str | None
) -> None:
    understood = _scope(shipped, question).understood
    assert (understood.question, understood.meeting) == (question, meeting)
    assert understood.speaker == speaker


def test_the_period_is_understood(shipped: Assistant) -> None:
    understood = _scope(shipped, "昨年度の会議では何が話されたか").understood
    assert (understood.date_from, understood.date_to) == (date(2025, 4, 1), date(2026, 3, 31))
    filters = Filters(date_from=date(2025, 5, 1), date_to=date(2025, 12, 31))
    both = _scope(shipped, "昨年度の会議では何が話されたか", filters).understood
    assert (both.date_from, both.date_to) == (date(2025, 5, 1), date(2025, 12, 31))


FILTERS = (
    (Filters(meeting=6), "議題", [6]),
    (Filters(meeting="第９回"), "議題", [9]),
    (Filters(meeting="九"), "議題", [9]),
    (Filters(meeting="都区市町村CIO協議会-9"), "議題", [9]),
    (Filters(meeting=6), "第9回の議題", []),
    (Filters(date_from=date(2026, 1, 1)), "議題", [9]),
    (Filters(date_from=date(2025, 5, 30), date_to=date(2025, 5, 30)), "議題", [6]),
    (Filters(), "議題", [6, 9]),
)


@pytest.mark.parametrize(("filters", "question", "numbers"), FILTERS)
def test_filters(shipped: Assistant, filters: Filters, question: str, numbers: list[int]) -> None:
    scope = _scope(shipped, question, filters)
    assert [d.number for d in scope.documents] == numbers
    restricts = len(numbers) < 2
    assert scope.named == restricts
    assert (scope.allowed is not None) == restricts


def test_a_speaker_filter_restricts_turns(shipped: Assistant) -> None:
    scope = _scope(shipped, "助成について", Filters(speaker="平林"))
    assert scope.allowed is not None
    assert scope.allowed.turns == {
        "都区市町村CIO協議会-9@1/t3",
        "都区市町村CIO協議会-9@1/t6",
    }
    assert scope.understood.speaker == "狛江市 CIO 平林 浩一"


def test_who_nobody_speaks_of_must_speak(shipped: Assistant) -> None:
    """高野's words name 宮坂, so they may answer; nobody's name 保家."""
    assert not _scope(shipped, "宮坂副知事が参加した要請はいつか").wanted.firm
    assert _scope(shipped, "保家次長が異動したのはいつか").wanted.firm


@pytest.mark.parametrize(
    ("question", "apart", "query"),
    [
        (
            "町田市以外にスマホの補助を始める市はありますか",
            "町田市",
            "スマホの補助を始める市はありますか",
        ),
        ("北区を除く自治体の回答は", "北区", "自治体の回答は"),
        ("高橋室長以外の意見は", "高橋晃", "意見は"),
        ("スマホ以外の助成は", "", "スマホ以外の助成は"),
        ("これ以外にありますか", "", "これ以外にありますか"),
    ],
)
def test_who_is_left_out(shipped: Assistant, question: str, apart: str, query: str) -> None:
    scope = read_scope(question, shipped.corpus(), Filters(), TODAY)
    assert (apart in scope.apart) if apart else not scope.apart
    assert scope.query == query
    assert not scope.wanted.people
