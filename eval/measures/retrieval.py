"""Retrieval against golden evidence: recall, reciprocal rank and nDCG by overlapping characters.

Counted are questions that have an answer, with the pieces of evidence that somebody says: titles,
agendas and speakers' lines are read without the search. A piece of evidence is found by the first
hit that shares a character with any of its places; later hits on it bring nothing.
"""

from __future__ import annotations

from eval import ranking
from eval.measures.figure import Of, Part
from eval.reporting.failures import touched
from eval.types import Outcome, Span

K = 10


def spoken(outcome: Outcome) -> tuple[tuple[Span, ...], ...]:
    """The places in speech of each piece of evidence that has any."""
    if outcome.golden.status != "answered":
        return ()
    said = (tuple(p for p in places if p.part == "text") for places in outcome.gold)
    return tuple(places for places in said if places)


def gains(outcome: Outcome) -> tuple[list[int], list[int]]:
    """New pieces of evidence by place in the ranking, and the gains of the best ranking.

    Pieces that one hit brings together are one thing to find; each that is not found is another.
    """
    left = list(spoken(outcome))
    found: list[int] = []
    for hit in outcome.found[:K]:
        new = [places for places in left if touched(hit, [places])]
        found.append(len(new))
        left = [places for places in left if places not in new]
    return found, [*(gain for gain in found if gain), *(1 for _ in left)]


def recall_at(k: int) -> Of:
    """The share of a question's evidence that is among the first ``k`` hits."""

    def of(outcome: Outcome) -> Part | None:
        found, ideal = gains(outcome)
        return (ranking.recall(found, sum(ideal), k), 1.0) if ideal else None

    return of


def mrr(outcome: Outcome) -> Part | None:
    """One by the place of the first hit on evidence, of ten."""
    found, ideal = gains(outcome)
    return (ranking.reciprocal_rank(found, K), 1.0) if ideal else None


def ndcg(outcome: Outcome) -> Part | None:
    """nDCG of ten hits."""
    found, ideal = gains(outcome)
    return (ranking.ndcg(found, ideal, K), 1.0) if ideal else None
