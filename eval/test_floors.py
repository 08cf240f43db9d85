"""The floors of ``eval/gates.toml``: a run that falls below one of them has lost something."""

from __future__ import annotations

import pytest

from eval.gates import floor_names, floors, read_limits
from eval.reporting.types import Gate
from eval.run import Run

LIMITS = read_limits()
# As pytest writes them without escapes.
IDS = [*LIMITS.floors, *(f"{tag}.{key}" for tag, row in LIMITS.slices.items() for key in row)]


@pytest.fixture(scope="module")
def gates(run: Run) -> dict[str, Gate]:
    """The floors by their names."""
    return {gate.name: gate for gate in floors(run.outcomes, LIMITS)}


@pytest.mark.parametrize("name", floor_names(LIMITS), ids=IDS)
def test_is_not_below_its_floor(gates: dict[str, Gate], name: str) -> None:
    """On the test questions, over all of them or in one slice."""
    gate = gates[name]
    assert gate.passed, f"{gate.name}: {gate.found}（下限 {gate.needed}、{gate.detail}）"
