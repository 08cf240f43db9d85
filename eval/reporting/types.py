"""What a report shows, ready to be drawn: frozen values without any of the run's machinery.

Shares are 0 to 1; a value of None is shown as "n/a" and never as 0 or 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from eval.meta.results import Meta

Split = Literal["dev", "test"]
SPLITS: tuple[Split, ...] = ("dev", "test")
SPLIT_NAMES: dict[Split, str] = {"dev": "開発用", "test": "評価用"}
Cause = Literal[
    "not_retrieved", "not_chosen", "misattributed", "refused", "answered", "incomplete", "status"
]
CAUSES: dict[Cause, str] = {
    "not_retrieved": "根拠の箇所を検索で見つけられなかった",
    "not_chosen": "見つけたが、答えに選ばなかった",
    "misattributed": "発言者を取り違えた",
    "refused": "答えられるのに答えなかった",
    "answered": "答えるべきでないのに答えた",
    "incomplete": "根拠は引いたが、要点が足りないか余計である",
    "status": "「非公開」「該当なし」などの区別を誤った",
}
"""What went wrong, as far as can be guessed from outside."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure over ``n`` questions, with its 95% interval where there is one."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """How a figure is called and written. ``unit`` is "%", "" (three decimals), or what counts.

    ``target`` is what it should reach on the test questions (``better`` says in which direction).
    """

    key: str
    name: str
    about: str
    unit: str = "%"
    better: Literal["high", "low", "none"] = "high"
    target: float | None = None

    def written(self, value: float | None) -> str:
        """A value with its unit."""
        if value is None:
            return "n/a"
        if self.unit == "%":
            return f"{value * 100:.1f}%" if value else "0%"
        if not self.unit:
            return f"{value:.3f}"
        return f"{value:,.1f}".removesuffix(".0") + self.unit

    def met(self, value: float | None) -> bool | None:
        """Whether a value reaches the target; None where there is none to reach, or no value."""
        if self.target is None or value is None:
            return None
        return value <= self.target if self.better == "low" else value >= self.target


@dataclass(frozen=True, slots=True)
class Row:
    """One slice, meeting or owner in a table of a metric."""

    name: str
    cells: dict[Split, Cell]


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric over all questions, and by slice, meeting and owner."""

    metric: Metric
    cells: dict[Split, Cell]
    by: dict[str, tuple[Row, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition of the run's exit code; ``found`` and ``needed`` as text."""

    kind: Literal["invariant", "floor", "regression", "checker"]
    name: str
    passed: bool
    found: str
    needed: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an answer. ``supported`` is None where it states no fact."""

    text: str
    supported: bool | None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A passage shown in a card: golden evidence, a citation, or what the search found.

    ``rank`` is its place among the hits; ``golden`` whether it overlaps with golden evidence.
    """

    where: str
    text: str
    rank: int | None = None
    golden: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that was not answered as it should have been."""

    id: str
    split: Split
    cause: Cause
    question: str
    before: tuple[str, ...]
    tags: tuple[str, ...]
    owner: str
    expected: str
    status: str
    answer: tuple[Said, ...]
    cited: tuple[Place, ...]
    evidence: tuple[Place, ...]
    nearest: tuple[Place, ...]
    missing: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that changed between the baseline and this run."""

    id: str
    question: str
    better: bool
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier run: its aggregates only."""

    started: str
    answerer: str
    questions: int
    passed: bool
    figures: dict[str, dict[Split, Cell]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a judge model says of the sentences that the checker decided; ``problem`` where none."""

    model: str
    n: int
    runs: int
    agreement: float | None
    kappa: float | None
    flips: float | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One run as it is shown. ``seconds`` are those of each question, by split."""

    started: str
    answerer: str
    seconds: float
    questions: dict[Split, int]
    gates: tuple[Gate, ...]
    measured: tuple[Measured, ...]
    risk_coverage: dict[Split, tuple[tuple[float, float], ...]]
    recall_at: dict[Split, tuple[tuple[int, Cell], ...]]
    latencies: dict[Split, tuple[float, ...]]
    failures: tuple[Failure, ...]
    flips: tuple[Flip, ...] = ()
    notes: tuple[str, ...] = ()
    meta: Meta | None = None
    judge: Agreement | None = None
    history: tuple[Past, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every gate is passed."""
        return all(gate.passed for gate in self.gates)

    @property
    def unmet(self) -> list[Measured]:
        """The metrics whose target is not reached on the test questions."""
        return [
            m
            for m in self.measured
            if "test" in m.cells and m.metric.met(m.cells["test"].value) is False
        ]

    @property
    def previous(self) -> Past | None:
        """The run before this one with the same answerer."""
        return next((p for p in reversed(self.history) if p.answerer == self.answerer), None)


def by_cause(failures: Sequence[Failure]) -> dict[Cause, list[Failure]]:
    """The failures of each cause that there is, in the order of `CAUSES`."""
    found = {cause: [f for f in failures if f.cause == cause] for cause in CAUSES}
    return {cause: every for cause, every in found.items() if every}
