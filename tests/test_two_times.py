"""Questions about a matter at two times: both ends are told, and not what lies between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from writing import council_of

from chatbot.assistant import Assistant

TODAY = date(2026, 6, 15)
MEETINGS = {
    1: (
        "令和6年6月3日",
        "移動図書館の車両の購入費は、2,400万円と見積もった。\n"
        "移動図書館の利用者は、5月末で延べ310人であった。",
    ),
    2: ("令和6年12月2日", "移動図書館の車両の購入費は、2,650万円に増える見込みである。"),
    3: ("令和7年6月2日", "駅前の駐輪場を96台分広げる工事を始めた。"),
    4: (
        "令和8年6月1日",
        "移動図書館の車両の購入費は、2,880万円で契約した。\n"
        "移動図書館の利用者は、5月末で延べ720人となった。\n"
        "予約の受付に要する時間は、38分から21分に縮んだ。",
    ),
}


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Iterator[Assistant]:
    """Four meetings, three of which give a figure of the same thing."""
    folder = tmp_path_factory.mktemp("council")
    with council_of(
        folder, model_dir, "みどり市生活環境会議", "生活課長　山本 一郎", MEETINGS
    ) as made:
        yield made


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        (
            "移動図書館の車両の購入費は、当初いくらで、その後いくらになったか",
            ("2,400万円", "2,880万円"),
            ("96台", "310人"),
        ),
        (
            "移動図書館の利用者は、令和6年5月末と令和8年5月末でどれだけ違うか",
            ("310人", "720人"),
            ("万円",),
        ),
        (
            "移動図書館の車両の購入費は第1回から第4回までにいくらからいくらに増えたか",
            ("2,400万円", "2,880万円"),
            ("駐輪場",),
        ),
    ],
)
def test_both_ends_are_told(
    council: Assistant, question: str, told: tuple[str, ...], untold: tuple[str, ...]
) -> None:
    answer = council.ask(question, today=TODAY)
    assert answer.status == "answered"
    places = [answer.text.index(figure) for figure in told]
    assert places == sorted(places)
    assert not any(figure in answer.text for figure in untold)


def test_what_tells_both_by_itself_stands_alone(council: Assistant) -> None:
    answer = council.ask("予約の受付に要する時間は何分から何分に縮んだか", today=TODAY)
    assert "38分から21分" in answer.text
    assert "万円" not in answer.text


def test_all_that_lies_between_is_told_where_it_is_asked_for(council: Assistant) -> None:
    answer = council.ask("移動図書館の車両の購入費は当初からどう推移したか", today=TODAY)
    assert all(figure in answer.text for figure in ("2,400万円", "2,650万円", "2,880万円"))
