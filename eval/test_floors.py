"""The floors of ``eval/gates.toml``: a run that falls below one of them has lost something."""

from __future__ import annotations

import pytest

from eval.gates import floor_names, floors, read_limits
from eval.reporting.types import Gate
from eval.run import Run

LIMITS = read_limits()


@pytest.fixture(scope="module")
def gates(run: Run) -> dict[str, Gate]:
    """The floors by their names."""
    return {gate.name: gate for gate in floors(run.outcomes, LIMITS)}


@pytest.mark.parametrize("name", floor_names(LIMITS))
def test_is_not_below_its_floor(gates: dict[str, Gate], name: str) -> None:
    """On the test questions, over all of them or in one slice."""
    gate = gates[name]
    assert gate.passed, f"{gate.name}: {gate.found}（下限 {gate.needed}、{gate.detail}）"
