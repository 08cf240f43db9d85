"""A run and its figures, put together as a report."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from eval.meta.results import Meta
from eval.reporting.failures import Look, failure
from eval.reporting.places import meeting_name
from eval.reporting.types import (
    SPLITS,
    Agreement,
    Cell,
    Flip,
    Gate,
    Measured,
    Metric,
    Report,
    Row,
    Split,
)
from eval.reporting.wording import SLICES, slice_name
from eval.types import Outcome

NOWHERE = "（根拠のない質問）"
NOBODY = "（所管課なし）"


class Counted(Protocol):
    """A figure: its value, None where there is nothing to count, and over how many."""

    @property
    def value(self) -> float | None: ...

    @property
    def n(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric and the function that computes it; ``interval`` gives 95% of it, if anything."""

    metric: Metric
    of: Callable[[Sequence[Outcome]], Counted]
    interval: Callable[[Sequence[Outcome]], tuple[float, float] | None] | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a question is held against: whether it failed, and whether by a wrong speaker."""

    failed: Callable[[Outcome], bool]
    misattributed: Callable[[Outcome], bool]


@dataclass(frozen=True, slots=True)
class About:
    """What is to be said of the run as a whole."""

    started: str
    answerer: str
    seconds: float
    gates: tuple[Gate, ...] = ()
    flips: tuple[Flip, ...] = ()
    notes: tuple[str, ...] = ()
    meta: Meta | None = None
    judge: Agreement | None = None


def build(
    outcomes: Sequence[Outcome],
    measures: Sequence[Measure],
    judgement: Judgement,
    look: Look,
    about: About,
    *,
    risk_coverage: Mapping[Split, Sequence[tuple[float, float]]] | None = None,
    recall_at: Mapping[int, Callable[[Sequence[Outcome]], Counted]] | None = None,
) -> Report:
    """The report. ``recall_at`` gives recall by k, ``risk_coverage`` points (coverage, risk)."""
    halves = {s: [o for o in outcomes if o.golden.split == s] for s in SPLITS}
    halves = {s: found for s, found in halves.items() if found}
    return Report(
        started=about.started,
        answerer=about.answerer,
        seconds=about.seconds,
        questions={s: len(found) for s, found in halves.items()},
        gates=about.gates,
        measured=tuple(_measured(one, halves) for one in measures),
        risk_coverage={s: tuple(points) for s, points in (risk_coverage or {}).items()},
        recall_at={
            s: tuple((k, _cell(of(found))) for k, of in sorted((recall_at or {}).items()))
            for s, found in halves.items()
        },
        latencies={s: tuple(o.seconds for o in found) for s, found in halves.items()},
        failures=tuple(
            failure(o, look, misattributed=judgement.misattributed(o))
            for o in outcomes
            if judgement.failed(o)
        ),
        flips=about.flips,
        notes=about.notes,
        meta=about.meta,
        judge=about.judge,
    )


def slices(outcome: Outcome) -> tuple[str, ...]:
    """The slices of a question, in Japanese."""
    return tuple(map(slice_name, outcome.golden.tags))


def meetings(outcome: Outcome) -> tuple[str, ...]:
    """The documents that hold a question's evidence, or what is near where it has none."""
    golden = outcome.golden
    quotes = golden.evidence or golden.related
    return tuple(dict.fromkeys(meeting_name(q.document) for q in quotes)) or (NOWHERE,)


def owners(outcome: Outcome) -> tuple[str, ...]:
    """The division that owns a question."""
    return (outcome.golden.owner or NOBODY,)


_SLICES = tuple(SLICES.values())
GROUPS: dict[str, Callable[[Outcome], tuple[str, ...]]] = {
    "slice": slices,
    "meeting": meetings,
    "owner": owners,
}


def _measured(measure: Measure, halves: Mapping[Split, Sequence[Outcome]]) -> Measured:
    return Measured(
        metric=measure.metric,
        cells={
            s: _cell(measure.of(found), _interval(measure, found)) for s, found in halves.items()
        },
        by={name: _rows(measure, halves, of) for name, of in GROUPS.items()},
    )


def _rows(
    measure: Measure,
    halves: Mapping[Split, Sequence[Outcome]],
    groups: Callable[[Outcome], tuple[str, ...]],
) -> tuple[Row, ...]:
    """A row for each group in which the metric counts anything."""
    names = {name for found in halves.values() for o in found for name in groups(o)}
    rows = []
    for name in sorted(names, key=_order):
        of = {s: measure.of([o for o in found if name in groups(o)]) for s, found in halves.items()}
        counted = {s: _cell(figure) for s, figure in of.items() if figure.n}
        if counted:
            rows.append(Row(name, counted))
    return tuple(rows)


def _order(name: str) -> tuple[int, list[tuple[str, int]]]:
    """Slices as they are listed, what belongs nowhere last, numbers by their size."""
    place = _SLICES.index(name) if name in _SLICES else len(_SLICES)
    if name in (NOWHERE, NOBODY):
        place += 1
    return place, [(text, int(number or 0)) for text, number in re.findall(r"(\D+)(\d*)", name)]


def _interval(measure: Measure, found: Sequence[Outcome]) -> tuple[float, float] | None:
    return measure.interval(found) if measure.interval else None


def _cell(figure: Counted, interval: tuple[float, float] | None = None) -> Cell:
    low, high = interval or (None, None)
    return Cell(figure.value, figure.n, low, high)
