"""Questions that go through meetings: which are entries, and which are said to be silent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from writing import council_of

from chatbot.assistant import Assistant
from chatbot.types import Answer

TODAY = date(2026, 6, 15)
MEETINGS = {
    1: ("令和6年6月3日", "移動図書館の利用者は、昨年度は延べ1,240人であった。"),
    2: ("令和6年12月2日", "駅前の駐輪場を96台分広げる工事を始めた。"),
    3: ("令和7年6月2日", "移動図書館の利用者は、昨年度は延べ1,860人に増えた。"),
    4: ("令和8年6月1日", "移動図書館の利用者は、昨年度は延べ2,310人となった。"),
}


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Iterator[Assistant]:
    """Four meetings, one of which speaks of something else."""
    folder = tmp_path_factory.mktemp("council")
    with council_of(
        folder, model_dir, "みどり市生活環境会議", "生活課長　山本 一郎", MEETINGS
    ) as made:
        yield made


def _cited(answer: Answer) -> list[str]:
    return [citation.document for citation in answer.citations]


def test_each_meeting_that_speaks_of_it_is_an_entry_in_order(council: Assistant) -> None:
    answer = council.ask("移動図書館の利用者はどう推移してきたか", today=TODAY)
    assert answer.status == "answered"
    figures = ["1,240人", "1,860人", "2,310人"]
    places = [answer.text.index(figure) for figure in figures]
    assert places == sorted(places)
    assert len(set(_cited(answer))) == len(figures)
    assert "96台" not in answer.text


def test_of_growth_each_meeting_tells_the_same_measure(tmp_path: Path, model_dir: Path) -> None:
    meetings = {
        1: ("令和6年6月3日", "公共施設の予約のオンライン率は、昨年度は41％であった。"),
        2: (
            "令和7年6月2日",
            "公共施設の予約のオンライン率については、窓口の職員3人で数えている。\n"
            "公共施設の予約のオンライン率は、昨年度は53％であった。",
        ),
        3: ("令和8年6月1日", "公共施設の予約のオンライン率は、昨年度は68％となった。"),
    }
    with council_of(
        tmp_path, model_dir, "みどり市施設会議", "施設課長　山本 一郎", meetings
    ) as made:
        answer = made.ask("公共施設の予約のオンライン率の移り変わりは", today=TODAY)
    assert [figure in answer.text for figure in ("41％", "53％", "68％", "3人")] == [
        True,
        True,
        True,
        False,
    ]


def test_a_silent_meeting_is_named_in_a_note(council: Assistant) -> None:
    answer = council.ask("移動図書館の利用者はこれまでどう推移してきたか", today=TODAY)
    notes = {note.code: note.text for note in answer.notes}
    assert "第2回" in notes["says_nothing"]
    assert "第1回" not in notes["says_nothing"]
    assert not any(name.endswith("-2") for name in _cited(answer))


def test_a_silent_meeting_that_is_named_is_said_in_the_answer(council: Assistant) -> None:
    answer = council.ask("第1回と第2回で移動図書館の利用者はどう報告されたか", today=TODAY)
    assert "1,240人" in answer.text
    assert "第2回" in answer.text
    assert "該当する発言の記載がありません" in answer.text


def test_what_is_far_less_likely_is_no_entry(council: Assistant) -> None:
    answer = council.ask("駅前の駐輪場の工事はどう変わってきたか", today=TODAY)
    assert "利用者" not in answer.text


def test_that_a_meeting_says_nothing_is_said_only_where_no_word_of_it_stands_there(
    tmp_path: Path, model_dir: Path
) -> None:
    touching = "駅前の駐輪場を広げ、図書館の壁を塗り直した。"
    meetings = MEETINGS | {2: ("令和6年12月2日", touching), 5: ("令和8年9月1日", "花壇を広げた。")}
    with council_of(
        tmp_path, model_dir, "みどり市生活環境会議", "生活課長　山本 一郎", meetings
    ) as made:
        asked = "移動図書館の利用者はこれまでどう推移してきたか"
        through = made.ask(asked, today=date(2026, 12, 1))
        named = made.ask("第1回と第2回で移動図書館の利用者はどう報告されたか", today=TODAY)
    told = {note.code: note.text for note in through.notes}
    assert "第5回の議事要旨には、該当する発言の記載がありません" in told["says_nothing"]
    assert told["not_singled_out"] == (
        "第2回の議事要旨からは、お尋ねに当たる発言を特定できませんでした"
        "（図書に触れた発言はあります）。"
    )
    assert "駐輪場" not in through.text
    assert "記載がありません" not in named.text
    assert "特定できませんでした" in named.text
