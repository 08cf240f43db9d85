"""The figures of the checker, on sentences made for it and on a labelled set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.grounding.measure import Kinds
from eval.meta.checker import Judged, judge, worst
from eval.meta.labelled import Labelled
from eval.meta.statistics import Confusion, confusion, cross_validated, interval

WORST = 12


@dataclass(frozen=True, slots=True)
class OnLabels:
    """The checker on a labelled set.

    ``interval`` holds 95% of the balanced accuracies of resampled groups. ``by_score`` is the
    balanced accuracy of a threshold on the score, fitted on other groups: the checker decides
    without one, and this says what a threshold would make of it.
    """

    name: str
    groups: int
    confusion: Confusion
    interval: tuple[float, float] | None
    by_score: float | None
    worst: tuple[Judged, ...]

    @property
    def line(self) -> str:
        """The line that ends a run's output."""
        value = self.confusion.balanced_accuracy
        shown = "n/a" if value is None else f"{value:.3f}"
        return f"labelled: balanced accuracy {shown} (n={self.confusion.n})"


@dataclass(frozen=True, slots=True)
class Meta:
    """All that is known about the checker: on the half that it was not tuned on, and on labels."""

    kinds: Kinds
    labelled: OnLabels | None = None


def on_labels(name: str, items: Sequence[Labelled]) -> OnLabels:
    """The checker on a labelled set; ``name`` is shown."""
    judged = [judge(item) for item in items]
    decided = [one.decided for one in judged]
    fitted = cross_validated(decided)
    return OnLabels(
        name=name,
        groups=len({item.group for item in items}),
        confusion=confusion(decided),
        interval=interval(decided),
        by_score=confusion(fitted).balanced_accuracy if fitted else None,
        worst=tuple(worst(judged, WORST)),
    )


def lines(labels: OnLabels) -> list[str]:
    """What a terminal shows of a labelled set; the last line is `OnLabels.line`."""
    c = labels.confusion
    shown = [
        f"検査器の検証: {labels.name}（{c.n}件、{labels.groups}群）",
        f"  根拠がある主張 {c.supported}件: 受け入れ {c.accepted}、退け {c.wrongly_rejected}",
        f"  根拠がない主張 {c.unsupported}件: 退け {c.rejected}、受け入れ {c.wrongly_accepted}",
    ]
    if labels.interval:
        low, high = labels.interval
        shown.append(f"  95%区間 {low:.3f}～{high:.3f}（群を単位とする再標本化）")
    if labels.by_score is not None:
        shown.append(f"  得点のしきい値を他の群で決めた場合 {labels.by_score:.3f}")
    return [*shown, labels.line]
