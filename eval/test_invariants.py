"""What has to hold of every run: each of these is a defect of the program, or of the questions."""

from __future__ import annotations

import pytest

from eval.invariants import invariants
from eval.reporting.types import Gate
from eval.run import Run


@pytest.fixture(scope="module")
def gates(run: Run) -> dict[str, Gate]:
    """The invariants by their keys."""
    return invariants(run)


@pytest.mark.parametrize("key", ["resolved", "exact", "speakers", "frozen"])
def test_holds_of_every_answer(gates: dict[str, Gate], key: str) -> None:
    """Citations resolve, quotes are exact, speakers right, test questions as they were frozen."""
    assert gates[key].passed, gates[key].detail


def test_the_same_is_answered_twice(gates: dict[str, Gate], run: Run) -> None:
    """By two installations of the same minutes, to every question; of chat models none is asked."""
    assert run.twice == (len(run.outcomes) if run.answerer == "extractive" else 0)
    assert "same" not in gates or gates["same"].passed, gates["same"].detail


def test_nothing_leaves_the_machine(gates: dict[str, Gate]) -> None:
    """But to a chat model that was named and is served elsewhere."""
    assert "offline" not in gates or gates["offline"].passed, gates["offline"].detail
