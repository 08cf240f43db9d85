"""The risk at each coverage: how wrong are the answers that the search is surest of?

El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification", 2010. The product
gives no probability with an answer; the nearness of the best hit (its raw cosine) stands for its
confidence.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.measures.judgement import failed
from eval.types import Outcome


def risk_coverage(outcomes: Sequence[Outcome]) -> tuple[tuple[float, float], ...]:
    """(coverage, risk) where only what is at least so near is answered, the nearest first.

    Coverage is over all questions, risk over those answered: the share that is wrong, which is
    every answer to what has none. One point for each confidence.
    """
    answered = sorted(
        (o for o in outcomes if o.answer.status == "answered"),
        key=lambda o: -_confidence(o),
    )
    points: list[tuple[float, float]] = []
    wrong = 0
    for at, outcome in enumerate(answered, 1):
        wrong += failed(outcome)
        if at == len(answered) or _confidence(answered[at]) < _confidence(outcome):
            points.append((at / len(outcomes), wrong / at))
    return tuple(points)


def _confidence(outcome: Outcome) -> float:
    return -1.0 if outcome.confidence is None else outcome.confidence
