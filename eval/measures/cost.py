"""What an answer takes: time, and a chat model's tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eval.measures.figure import Figure, median, quantile
from eval.types import Outcome


def milliseconds(share: float) -> Callable[[Sequence[Outcome]], Figure]:
    """The milliseconds in which this share of the questions is answered."""

    def of(outcomes: Sequence[Outcome]) -> Figure:
        taken = [o.seconds * 1000 for o in outcomes]
        return Figure(quantile(taken, share), len(taken))

    return of


def tokens(outcomes: Sequence[Outcome]) -> Figure:
    """The median of a chat model's tokens; n/a without one."""
    used = [o.tokens for o in outcomes if o.tokens is not None]
    return Figure(median(used), len(used))
