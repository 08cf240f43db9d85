"""The formulas of retrieval, over the gain at each place of a ranking, the best place first.

``gains[0]`` is what the first hit brings: 0 where it is wrong, 1 where it is right, or a grade. A
ranking without hits counts 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def recall(gains: Sequence[float], total: float, k: int) -> float:
    """The share of all that is right, ``total``, which the first ``k`` bring."""
    return sum(gains[:k]) / total if total else 0.0


def reciprocal_rank(gains: Sequence[float], k: int) -> float:
    """One by the place of the first right hit; 0 where none is among the first ``k``."""
    for place, gain in enumerate(gains[:k], 1):
        if gain > 0:
            return 1 / place
    return 0.0


def ndcg(gains: Sequence[float], ideal: Sequence[float], k: int) -> float:
    """Normalised discounted cumulative gain of the first ``k``, with linear gains.

    ``ideal`` are the gains of all that is right, in any order. Järvelin and Kekäläinen, "Cumulated
    gain-based evaluation of IR techniques", 2002, with the discount log2(place + 1) of trec_eval.
    """
    best = _discounted(sorted(ideal, reverse=True)[:k])
    return _discounted(gains[:k]) / best if best > 0 else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(max(0.0, gain) / math.log2(place + 1) for place, gain in enumerate(gains, 1))
