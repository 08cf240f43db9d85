"""What the checker gets right of the sentences made for it, by kind."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chatbot.grounding import Similarity, Verdict, check
from eval.grounding.controls import controls
from eval.grounding.pairs import pairs
from eval.grounding.perturb import perturbations
from eval.grounding.sources import Item

# What is to be reached: of every kind of change and in the mean of the kinds (balanced accuracies),
# and of the sentences that mean the same.
LEAST_KIND, MEAN_KIND, ACCEPTED = 0.85, 0.90, 0.92


@dataclass(frozen=True, slots=True)
class Checked:
    """An item, the checker's verdict, and the seconds that it took."""

    item: Item
    verdict: Verdict
    seconds: float

    @property
    def right(self) -> bool:
        """Whether the verdict is what the item is known to be."""
        return self.verdict.supported == self.item.supported


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of one kind were decided rightly."""

    kind: str
    n: int
    right: int

    @property
    def share(self) -> float:
        """The share; 0 of none."""
        return self.right / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class Kinds:
    """The rates of one half: changed sentences, unchanged ones, and another person's pairs."""

    changed: tuple[Rate, ...]
    unchanged: tuple[Rate, ...]
    pairs_supported: Rate
    pairs_unsupported: Rate

    @property
    def accepted(self) -> float:
        """The share of all unchanged sentences that is accepted."""
        return total("all", self.unchanged).share

    def balanced(self, rate: Rate) -> float:
        """Balanced accuracy of one kind of change, against all unchanged sentences."""
        return (rate.share + self.accepted) / 2

    @property
    def mean(self) -> float:
        """The mean of the balanced accuracies."""
        return statistics.mean(map(self.balanced, self.changed))

    @property
    def pairs_balanced(self) -> float:
        """Balanced accuracy on another person's pairs."""
        return (self.pairs_supported.share + self.pairs_unsupported.share) / 2

    @property
    def met(self) -> bool:
        """Whether the targets of docs/grounding.md are met."""
        least = min(map(self.balanced, self.changed))
        return self.accepted >= ACCEPTED and least >= LEAST_KIND and self.mean >= MEAN_KIND


def made(held_out: bool, similarity: Similarity | None = None) -> list[Checked]:
    """The changed and unchanged sentences of one half, checked."""
    every = (*perturbations(), *controls())
    return [checked(item, similarity) for item in every if item.held_out == held_out]


def written(held_out: bool, similarity: Similarity | None = None) -> list[Checked]:
    """The pairs of one half, checked."""
    return [checked(item, similarity) for item in pairs() if item.held_out == held_out]


def checked(item: Item, similarity: Similarity | None = None) -> Checked:
    """An item, checked."""
    begun = time.perf_counter()
    verdict = check(item.claim, [item.evidence], similarity=similarity)
    return Checked(item, verdict, time.perf_counter() - begun)


def kinds(made: Sequence[Checked], written: Sequence[Checked]) -> Kinds:
    """The rates of what was checked."""
    return Kinds(
        rates(c for c in made if not c.item.supported),
        rates(c for c in made if c.item.supported),
        total("supported", rates(c for c in written if c.item.supported)),
        total("unsupported", rates(c for c in written if not c.item.supported)),
    )


def rates(found: Iterable[Checked]) -> tuple[Rate, ...]:
    """The rate of each kind, in the order in which the kinds come."""
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for one in found:
        by_kind[one.item.kind].append(one.right)
    return tuple(Rate(kind, len(right), sum(right)) for kind, right in by_kind.items())


def total(kind: str, found: Iterable[Rate]) -> Rate:
    """Several rates as one."""
    every = list(found)
    return Rate(kind, sum(r.n for r in every), sum(r.right for r in every))
