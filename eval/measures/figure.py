"""A figure, what it is made of, and its interval.

Every measure is a share, or the mean of several: each outcome gives a sum and how many it is of
(`None` where it counts for nothing), and the figure is the sum of the sums over the sum of the
counts. So it can be resampled without measuring anything again.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.reporting.build import NOWHERE, meetings
from eval.types import Outcome

# A sum, and how many it is of.
Part = tuple[float, float]
Of = Callable[[Outcome], Part | None]
RESAMPLED = 1_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, None where there is nothing to count, over ``n`` questions."""

    value: float | None
    n: int


class Share:
    """The mean of one or several shares; None where one of them counts nothing."""

    def __init__(self, *of: Of) -> None:
        self._of = of

    def __call__(self, outcomes: Sequence[Outcome]) -> Figure:
        """The figure of these outcomes."""
        rows = [self._parts(outcome) for outcome in outcomes]
        counted = sum(any(part is not None for part in row) for row in rows)
        return Figure(self._value([_added(rows)]), counted)

    def interval(self, outcomes: Sequence[Outcome]) -> tuple[float, float] | None:
        """The middle 95% over resampled meetings (percentile bootstrap), for display.

        What belongs to no meeting stands for itself. None where there are fewer than two clusters
        or no figure; always the same for the same outcomes.
        """
        clusters: dict[str, list[tuple[Part | None, ...]]] = defaultdict(list)
        for outcome in outcomes:
            row = self._parts(outcome)
            if any(part is not None for part in row):
                clusters[cluster(outcome)].append(row)
        sums = [_added(rows) for _, rows in sorted(clusters.items())]
        if len(sums) < 2 or self._value(sums) is None:
            return None
        chance = random.Random(0)
        found = sorted(
            value
            for _ in range(RESAMPLED)
            if (value := self._value(chance.choices(sums, k=len(sums)))) is not None
        )
        last = len(found) - 1
        return found[round(0.025 * last)], found[round(0.975 * last)]

    def _parts(self, outcome: Outcome) -> tuple[Part | None, ...]:
        return tuple(of(outcome) for of in self._of)

    def _value(self, sums: Sequence[tuple[Part, ...]]) -> float | None:
        shares: list[float] = []
        for parts in zip(*sums, strict=True):
            count = sum(of for _, of in parts)
            if not count:
                return None
            shares.append(sum(total for total, _ in parts) / count)
        return sum(shares) / len(shares)


def yes(condition: bool) -> Part:
    """One of one, or none of one."""
    return float(condition), 1.0


def mean(values: Sequence[float]) -> Part | None:
    """The mean of these as one question's share; None without any."""
    return (sum(values) / len(values), 1.0) if values else None


def median(values: Sequence[float]) -> float | None:
    """The middle value, or the mean of the two middle ones; None without any."""
    return quantile(values, 0.5)


def quantile(values: Sequence[float], share: float) -> float | None:
    """The value below which so much of them lies, linear between neighbours; None without any."""
    if not values:
        return None
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def cluster(outcome: Outcome) -> str:
    """What is never split when resampling: the first meeting of a question, or itself."""
    first = meetings(outcome)[0]
    return outcome.golden.id if first == NOWHERE else first


def _added(rows: Sequence[tuple[Part | None, ...]]) -> tuple[Part, ...]:
    """Part by part; of no rows, nothing of nothing."""
    columns = zip(*rows, strict=True) if rows else ((),)
    return tuple(
        (
            sum(part[0] for part in column if part is not None),
            sum(part[1] for part in column if part is not None),
        )
        for column in columns
    )
