"""Balanced accuracy with what belongs to it: its interval, and a threshold that was not peeked at.

Decisions come as `Decided`; what belongs together (``group``) is never split, neither by the
bootstrap nor between fitting and measuring.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

RESAMPLED = 2_000
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Decided:
    """One claim: what is true of it, what was decided, and the score (0 to 1) behind that."""

    truth: bool
    decided: bool
    score: float
    group: str


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts: supported and accepted, supported and rejected, and the same of the unsupported."""

    accepted: int = 0
    wrongly_rejected: int = 0
    rejected: int = 0
    wrongly_accepted: int = 0

    @property
    def n(self) -> int:
        """How many."""
        return self.supported + self.unsupported

    @property
    def supported(self) -> int:
        """How many are supported in truth."""
        return self.accepted + self.wrongly_rejected

    @property
    def unsupported(self) -> int:
        """How many are not."""
        return self.rejected + self.wrongly_accepted

    @property
    def balanced_accuracy(self) -> float | None:
        """The mean of both shares that were decided rightly; None where one kind is missing."""
        if not self.supported or not self.unsupported:
            return None
        return (self.accepted / self.supported + self.rejected / self.unsupported) / 2

    def __add__(self, other: Confusion) -> Confusion:
        return Confusion(
            self.accepted + other.accepted,
            self.wrongly_rejected + other.wrongly_rejected,
            self.rejected + other.rejected,
            self.wrongly_accepted + other.wrongly_accepted,
        )


def confusion(decided: Sequence[Decided]) -> Confusion:
    """The four counts."""
    return Confusion(
        sum(d.truth and d.decided for d in decided),
        sum(d.truth and not d.decided for d in decided),
        sum(not d.truth and not d.decided for d in decided),
        sum(not d.truth and d.decided for d in decided),
    )


def interval(decided: Sequence[Decided]) -> tuple[float, float] | None:
    """The middle 95% of balanced accuracy over resampled groups (percentile bootstrap).

    None where there are fewer than two groups, or one kind is missing. Always the same for the same
    decisions.
    """
    groups = [confusion(rows) for rows in _by_group(decided).values()]
    if len(groups) < 2 or confusion(decided).balanced_accuracy is None:
        return None
    chance = random.Random(0)
    found: list[float] = []
    for _ in range(RESAMPLED):
        drawn = sum(chance.choices(groups, k=len(groups)), start=Confusion())
        # A resample that lacks one kind says nothing of the other.
        if (value := drawn.balanced_accuracy) is not None:
            found.append(value)
    found.sort()
    return found[int(0.025 * len(found))], found[min(int(0.975 * len(found)), len(found) - 1)]


def best_threshold(decided: Sequence[Decided]) -> float:
    """The score from which on to accept, for the highest balanced accuracy; the lowest such."""
    ranked = sorted(decided, key=lambda d: d.score)
    supported = sum(d.truth for d in ranked)
    unsupported = len(ranked) - supported
    best, chosen, missed, caught = -1.0, ranked[0].score, 0, 0
    for at, one in enumerate(ranked):
        if at == 0 or one.score > ranked[at - 1].score:
            right = (supported - missed) / max(supported, 1) + caught / max(unsupported, 1)
            if right > best:
                middle = (ranked[max(at - 1, 0)].score + one.score) / 2
                best, chosen = right, middle
        missed, caught = missed + one.truth, caught + (not one.truth)
    return chosen


def cross_validated(decided: Sequence[Decided]) -> tuple[Decided, ...] | None:
    """What a threshold on the score decides of each group that it was not fitted on.

    The groups, in the order of their names, are dealt to `FOLDS` folds. None where there are fewer
    than two groups.
    """
    groups = sorted(_by_group(decided))
    if len(groups) < 2:
        return None
    fold = {group: at % FOLDS for at, group in enumerate(groups)}
    found: list[Decided] = []
    for held_out in sorted(set(fold.values())):
        threshold = best_threshold([d for d in decided if fold[d.group] != held_out])
        found += [
            Decided(d.truth, d.score >= threshold, d.score, d.group)
            for d in decided
            if fold[d.group] == held_out
        ]
    return tuple(found)


def _by_group(decided: Sequence[Decided]) -> dict[str, list[Decided]]:
    found: dict[str, list[Decided]] = defaultdict(list)
    for one in decided:
        found[one.group].append(one)
    return found
