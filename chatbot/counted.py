"""What the figures of a sentence measure, so that those of two can be told to be alike."""

from __future__ import annotations

from chatbot.candidates import Candidate
from chatbot.dates import values_of

# A kind of value and its unit, as `chatbot.dates` reads them: ("count", "団体"), ("ratio", "").
Measure = tuple[str, str]
_BARE: Measure = ("number", "")


def measures_of(candidate: Candidate) -> frozenset[Measure]:
    """What is measured, dates and places in an order left out."""
    values = values_of(candidate.text, candidate.document.date)
    told = (v for v in values if v.number is not None and v.start is None)
    return frozenset((v.kind, v.unit) for v in told if v.kind not in ("ordinal", "time"))


def alike(one: frozenset[Measure], other: frozenset[Measure]) -> bool:
    """Whether both measure the same; a bare number (「現在は19」) may count anything."""
    return bool(one & other) or _may_be(one, other) or _may_be(other, one)


def _may_be(bare: frozenset[Measure], other: frozenset[Measure]) -> bool:
    return _BARE in bare and any(kind == "count" for kind, _ in other)
