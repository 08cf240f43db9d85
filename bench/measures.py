"""Measures of a ranking, each for one question and averaged over all that are judged.

A ranking is text ids, best first, each once. A question that found nothing counts 0. The formulas
are those of the evaluation (`eval.ranking`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from eval import ranking as formulas

Grades = Mapping[str, int]
Measure = Callable[[Sequence[str], Grades], float]


def recall(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """The share of the right texts that is among the first ``k``."""
    right = {text for text, grade in grades.items() if grade > 0}
    return formulas.recall([float(text in right) for text in ranking], len(right), k)


def reciprocal_rank(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """One by the place of the first right text; 0 where none is among the first ``k``."""
    return formulas.reciprocal_rank(_gains(ranking, grades), k)


def ndcg(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """Normalised discounted cumulative gain of the first ``k``, with linear gains."""
    return formulas.ndcg(_gains(ranking, grades), list(grades.values()), k)


def _gains(ranking: Sequence[str], grades: Grades) -> list[float]:
    return [grades.get(text, 0) for text in ranking]


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
