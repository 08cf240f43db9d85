"""Floors, and the way back: on outcomes made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.baseline import (
    BaselineError,
    changed,
    known,
    lines,
    read_baseline,
    regression,
    write_baseline,
)
from eval.gates import GatesError, Limits, floor_names, floors, read_limits
from eval.reporting.types import Gate
from eval.types import Outcome
from tests.outcomes import cite, outcome, span

LIMITS = Limits({}, {}, 3, 0.015)


def answers(
    n: int, wrong: int = 0, *, tag: str = "number", split: str = "test", first: int = 0
) -> list[Outcome]:
    """So many questions that have an answer, of which the first few are refused."""
    return [
        outcome(
            id=f"{tag}{first + at:03}",
            got="not_found" if at < wrong else "answered",
            tags=(tag,),
            split=split,  # type: ignore[arg-type]
            gold=[[span(1)]],
            document=f"会議-{at % 10}",
            texts=[(f"文{at}。", [cite(1, span(1))])],
        )
        for at in range(n)
    ]


def limits(**floor: float) -> Limits:
    return Limits(floor, {}, 3, 0.015)


def only(gates: tuple[Gate, ...]) -> Gate:
    (gate,) = gates
    return gate


def test_a_floor_is_met_by_exactly_what_it_is() -> None:
    gate = only(floors(answers(10, wrong=3), limits(status_accuracy=0.7)))
    assert gate == Gate("floor", "判定の正しさ", True, "70.0%", "70.0%以上", "評価用 n=10")
    assert not only(floors(answers(10, wrong=4), limits(status_accuracy=0.7))).passed


def test_a_floor_of_what_should_be_little_is_the_most() -> None:
    gate = only(floors(answers(4), limits(sentences=0.5)))
    assert (gate.passed, gate.found, gate.needed) == (False, "1文", "0.5文以下")
    assert only(floors(answers(4), limits(sentences=1))).passed


def test_floors_are_of_the_test_questions() -> None:
    rows = [*answers(5, wrong=5, split="dev"), *answers(5)]
    assert only(floors(rows, limits(status_accuracy=1))).detail == "評価用 n=5"


def test_what_cannot_be_measured_does_not_pass() -> None:
    gate = only(floors([outcome(expected="not_found")], limits(recall_at_5=0.1)))
    assert (gate.passed, gate.found) == (False, "n/a")


@pytest.mark.parametrize(("n", "passed"), [(11, True), (12, False)])
def test_small_slices_are_shown_and_decide_nothing(n: int, passed: bool) -> None:
    rows = [*answers(n, wrong=n), *answers(30, tag="date")]
    gate = only(floors(rows, Limits({}, {"number": {"status_accuracy": 0.5}}, 3, 0.015)))
    assert (gate.name, gate.passed, gate.found) == ("判定の正しさ（数値）", passed, "0%")
    assert ("参考" in gate.detail) == passed


def test_floors_are_called_by_metric_and_slice() -> None:
    both = Limits({"right": 0.5}, {"number": {"right": 0.5}}, 3, 0.015)
    assert floor_names(both) == ("正答", "正答（数値）")
    assert tuple(gate.name for gate in floors(answers(3), both)) == floor_names(both)


def test_the_file_of_floors_can_be_read() -> None:
    read = read_limits()
    assert (read.group, read.overall) == (3, 0.015)
    assert read.floors["quote_validity"] == 1
    assert read.floors["misattribution"] == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[floors]\nstatus = 0.5", "「status」は使えません（使えるのは right、"),
        ("[floors]\nwithout_facts = 1", "「without_facts」は使えません"),
        ("[floors]\n[slices.numbers]", "「numbers」は使えません（使えるのは who-said-what、"),
        ("[floors]\n[slices.number]\nmrr = 1", "[slices.number]: 「mrr」は使えません"),
        ('[floors]\nright = "x"', "right は数値ではありません（'x'）"),
        ("[floors]\nright = true", "right は数値ではありません（True）"),
        ("", "[floors] の表がありません"),
        ("floors = 1", "[floors] の表がありません"),
        ("[floor]", "「floor」は使えません"),
        ("[floors", "Expected"),
    ],
)
def test_a_mistake_in_the_floors_is_told(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "gates.toml"
    file.write_text(text + "\n[regression]\ngroup = 3\noverall = 0.015\n", encoding="utf-8")
    with pytest.raises(GatesError) as problem:
        read_limits(file)
    assert str(problem.value).startswith(str(file))
    assert told in str(problem.value)


def test_the_greatest_loss_must_be_given(tmp_path: Path) -> None:
    file = tmp_path / "gates.toml"
    for text in ("", "[regression]\ngroup = 3\n", "[regression]\ngroup = 3.5\noverall = 0.1\n"):
        file.write_text(f"[floors]\n{text}", encoding="utf-8")
        with pytest.raises(GatesError, match=r"\[regression\]"):
            read_limits(file)


def failed_gates(before: list[Outcome], now: list[Outcome]) -> list[str]:
    return [g.name for g in regression(now, known(before), LIMITS) if not g.passed]


def test_a_slice_fails_at_a_net_loss_of_three() -> None:
    rest = answers(400, tag="date")
    assert failed_gates([*rest, *answers(20)], [*rest, *answers(20, wrong=2)]) == []
    assert failed_gates([*rest, *answers(20)], [*rest, *answers(20, wrong=3)]) == ["数値"]


def test_what_is_gained_makes_up_for_what_is_lost() -> None:
    before = [*answers(20, wrong=1), *answers(400, tag="date")]
    now = [*answers(20), *answers(400, tag="date")]
    now[1:4] = answers(20, wrong=4)[1:4]
    gates = {g.name: g for g in regression(now, known(before), LIMITS)}
    assert gates["数値"].passed
    assert gates["数値"].found == "-2問"
    assert gates["数値"].detail == "良くなった 1、悪くなった 3、n=20"


def test_a_meeting_fails_at_a_net_loss_of_three() -> None:
    tags = ("number", "date", "list")
    before = [o for tag in tags for o in answers(100, tag=tag)]
    now = [o for tag in tags for o in answers(100, wrong=1, tag=tag)]
    assert failed_gates(before, now) == ["会議 第0回"]


def test_all_fail_at_one_point_and_a_half() -> None:
    tags = [f"s{at}" for at in range(100)]
    before = [o for tag in tags for o in answers(2, tag=tag)]
    two, three = (
        [*(o for t in tags[:n] for o in answers(2, 1, tag=t)), *before[2 * n :]] for n in (2, 3)
    )
    assert failed_gates(before, two) == []
    assert failed_gates(before, three)[0] == "全体"


def test_only_what_the_baseline_knows_is_compared() -> None:
    before = known(answers(20))
    now = [*answers(10), *answers(10, wrong=10, first=50)]
    assert all(gate.passed for gate in regression(now, before, LIMITS))
    change = changed(now, before)
    assert (len(change.new), len(change.gone)) == (10, 10)
    assert not only(regression(answers(3, first=90), before, LIMITS)).passed


def test_an_answerer_without_baseline_has_nothing_to_fall_behind() -> None:
    gate = only(regression(answers(3), None, LIMITS))
    assert (gate.passed, gate.found) == (True, "基準なし")


def test_flips_come_with_both_answers() -> None:
    before, now = answers(3, wrong=1), answers(3)
    now[2] = answers(3, wrong=3)[2]
    change = changed(now, known(before))
    assert [(f.id, f.better) for f in change.flips] == [("number000", True), ("number002", False)]
    assert change.flips[1].before == "［answered］文2。[1]"
    assert change.flips[1].now == "［not_found］文2。[1]"
    assert list(lines(change)) == [
        "誤りになった: number002 備蓄は何日分か",
        "  前: ［answered］文2。[1]",
        "  今: ［not_found］文2。[1]",
        "正しくなった: number000 備蓄は何日分か",
        "  前: ［not_found］文0。[1]",
        "  今: ［answered］文0。[1]",
    ]


def test_an_answer_worded_otherwise_is_no_flip() -> None:
    before, now = answers(1), [outcome(id="number000", texts=[("別の文。", [])])]
    change = changed(now, known(before))
    assert (change.flips, change.reworded) == ((), ("number000",))
    assert list(lines(change)) == ["正誤は同じで文面が変わった質問: 1問（number000）"]


def test_a_baseline_is_kept_by_answerer(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    write_baseline("extractive", answers(3, wrong=1), file)
    write_baseline("model", answers(2), file)
    assert read_baseline("extractive", file) == known(answers(3, wrong=1))
    assert read_baseline("model", file) == known(answers(2))
    assert read_baseline("other", file) is None
    text = file.read_text(encoding="utf-8")
    write_baseline("extractive", answers(3, wrong=1)[::-1], file)
    assert file.read_text(encoding="utf-8") == text, "the same whatever the order"


@pytest.mark.parametrize("text", [None, "{", "[]", '{"extractive": {"q": {"status": "x"}}}'])
def test_a_baseline_that_cannot_be_read_says_what_to_do(text: str | None, tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(BaselineError, match="--update-baseline" if text is None else "版管理"):
        read_baseline("extractive", file)
