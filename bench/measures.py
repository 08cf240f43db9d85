"""Measures of a ranking, each for one question and averaged over all that are judged.

A ranking is text ids, best first, each once. A question that found nothing counts 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

Grades = Mapping[str, int]
Measure = Callable[[Sequence[str], Grades], float]


def recall(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """The share of the right texts that is among the first ``k``."""
    right = {text for text, grade in grades.items() if grade > 0}
    return len(right.intersection(ranking[:k])) / len(right) if right else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """One by the place of the first right text; 0 where none is among the first ``k``."""
    for place, text in enumerate(ranking[:k], 1):
        if grades.get(text, 0) > 0:
            return 1 / place
    return 0.0


def ndcg(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """Normalised discounted cumulative gain of the first ``k``, with linear gains.

    Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002, with the
    discount log2(place + 1) of trec_eval.
    """
    best = _gain(sorted(grades.values(), reverse=True)[:k])
    return _gain([grades.get(text, 0) for text in ranking[:k]]) / best if best > 0 else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum(max(0, grade) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


MEASURES: Mapping[str, Measure] = {
    "R@1": lambda ranking, grades: recall(ranking, grades, 1),
    "R@5": lambda ranking, grades: recall(ranking, grades, 5),
    "R@10": lambda ranking, grades: recall(ranking, grades, 10),
    "MRR@10": lambda ranking, grades: reciprocal_rank(ranking, grades, 10),
    "nDCG@10": lambda ranking, grades: ndcg(ranking, grades, 10),
}


def average(run: Mapping[str, Sequence[str]], judged: Mapping[str, Grades]) -> dict[str, float]:
    """Every measure over all judged questions; one that the run does not hold counts 0."""
    return {
        name: sum(measure(run.get(q, ()), grades) for q, grades in judged.items()) / len(judged)
        for name, measure in MEASURES.items()
    }
