"""How much there is to read."""

from __future__ import annotations

from collections.abc import Sequence

from eval.measures.figure import Figure, median
from eval.types import Outcome


def sentences(outcomes: Sequence[Outcome]) -> Figure:
    """The median of the number of sentences of the answers given."""
    counts = [len(o.answer.sentences) for o in outcomes if o.answer.status == "answered"]
    return Figure(median(counts), len(counts))
