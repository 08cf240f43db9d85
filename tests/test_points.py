"""Points that somebody counts off: which they are, and when all of them are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from writing import council_of

from chatbot.assistant import Assistant
from chatbot.points import points_of

TODAY = date(2026, 6, 15)
MEETINGS = {
    1: (
        "令和6年6月3日",
        "自転車の貸出しについて、四点お尋ねする。\n"
        "一点目、自転車の貸出しの台数は足りているのか。\n"
        "二点目、雨の日に濡れた座面は誰が拭くのか。\n"
        "三点目、鍵をなくした方からはいくらいただくのか。\n"
        "四点目、冬の間は休むのか。\n"
        "なお、広報の担当者の苦労には感謝している。",
    ),
    2: ("令和6年12月2日", "図書館の本の返却箱を駅前に置いた。"),
}


@pytest.mark.parametrize(
    ("text", "points", "lead"),
    [
        ("三点伺う。一点目、費用。二点目、時期。三点目、場所。", 3, "三点伺う。"),
        ("第一に、費用はどうか。第二に、時期はどうか。", 2, None),
        ("第１に、費用はどうか。少し高い。第２に、時期はどうか。", 2, None),
        ("一つは、費用である。もう一つは、時期である。", 2, None),
        ("まず、費用はどうか。次に、時期はどうか。三つ目に、場所はどこか。", 3, None),
        ("①費用を下げる。②時期を早める。", 2, None),
        ("それから四つ目、減免はどうか。五つ目、期限はいつか。", 2, None),
        ("まず、ご報告する。次に、お願いがある。", 0, None),
        ("一つ目の件は検討する。", 0, None),
        ("参加は三つの市である。二つの町も加わる。", 0, None),
        ("", 0, None),
    ],
)
def test_what_is_counted_off(text: str, points: int, lead: str | None) -> None:
    found = points_of(text)
    assert [len(one.spans) for one in found] == ([points] if points else [])
    told = [text[one.lead[0] : one.lead[1]] if one.lead else None for one in found]
    assert told == ([lead] if points else [])


def test_counting_that_begins_anew_is_another_list() -> None:
    text = "一点目、費用。二点目、時期。次の議題である。一点目、場所。二点目、人数。"
    assert [len(one.spans) for one in points_of(text)] == [2, 2]


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Iterator[Assistant]:
    """Two meetings, in one of which four points are counted off."""
    folder = tmp_path_factory.mktemp("council")
    with council_of(folder, model_dir, "みどり市交通会議", "交通課長　山本 一郎", MEETINGS) as made:
        yield made


def test_who_asks_for_all_points_gets_all(council: Assistant) -> None:
    answer = council.ask("自転車の貸出しについて尋ねた点をすべて挙げてください", today=TODAY)
    assert answer.status == "answered"
    places = [answer.text.index(word) for word in ("台数は", "座面は", "鍵を", "冬の間は")]
    assert places == sorted(places)
    assert "感謝" not in answer.text


def test_who_asks_for_one_point_gets_no_list(council: Assistant) -> None:
    answer = council.ask("自転車の貸出しの台数は足りているのか", today=TODAY)
    assert "台数は" in answer.text
    assert "冬の間は" not in answer.text
