"""What was lost without a part, as rows of one markdown table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.baseline import Known, known
from eval.reporting.types import Gate
from eval.sabotage.parts import Part
from eval.types import Outcome

# What a part's own slices should lose where no gate turns red.
LEAST = 2


@dataclass(frozen=True, slots=True)
class Lost:
    """Questions that were right and are not any more, and the other way round."""

    lost: int
    gained: int
    n: int

    def __str__(self) -> str:
        gained = f" (+{self.gained})" if self.gained else ""
        return f"{-self.lost}{gained} of {self.n}" if self.lost else f"0{gained} of {self.n}"


@dataclass(frozen=True, slots=True)
class Row:
    """One part: what it lost overall and by its slices, and the gates that turned red."""

    part: Part
    overall: Lost
    slices: Mapping[str, Lost]
    red: tuple[Gate, ...]

    @property
    def noticed(self) -> bool:
        """Whether a gate is red, or a slice that should suffer loses enough."""
        return bool(self.red) or any(one.lost >= LEAST for one in self.slices.values())


def row(
    part: Part, before: Mapping[str, Known], outcomes: Sequence[Outcome], gates: Iterable[Gate]
) -> Row:
    """What came of a run without a part; ``before`` is the run with all parts."""
    return Row(
        part,
        lost(before, outcomes),
        {tag: lost(before, [o for o in outcomes if tag in o.golden.tags]) for tag in part.slices},
        tuple(gate for gate in gates if not gate.passed),
    )


def lost(before: Mapping[str, Known], outcomes: Sequence[Outcome]) -> Lost:
    """What these questions lost and gained."""
    now = known(outcomes)
    pairs = [(before[name].right, one.right) for name, one in now.items()]
    return Lost(
        sum(was and not right for was, right in pairs),
        sum(right and not was for was, right in pairs),
        len(pairs),
    )


def table(rows: Iterable[Row]) -> str:
    """The rows as markdown."""
    head = "| turned off | run | red gates | right answers lost | in the slice that should lose |"
    return "\n".join([head, "|---|---|---|---|---|", *map(_line, rows)])


def _line(row: Row) -> str:
    kinds = {
        kind: [gate for gate in row.red if gate.kind == kind]
        for kind in ("invariant", "floor", "regression")
    }
    red = ", ".join(
        f"{len(gates)} {kind}{'s' if len(gates) > 1 else ''}"
        for kind, gates in kinds.items()
        if gates
    )
    slices = "; ".join(f"{tag} {one}" for tag, one in row.slices.items())
    run = "red" if row.red else "noticed" if row.noticed else "**not noticed**"
    return (
        f"| {row.part.without} | {run} | {red or 'none'} | {row.overall} | {slices or '(none)'} |"
    )
