"""Whether a question is answered, refused or put aside as it should be."""

from __future__ import annotations

from eval.measures.figure import Part, yes
from eval.types import Outcome


def accuracy(outcome: Outcome) -> Part:
    """Whether the status is the right one of the four."""
    return yes(outcome.answer.status == outcome.golden.status)


def answers(outcome: Outcome) -> Part | None:
    """Of what has an answer, whether there is one. Half of abstention's balanced accuracy."""
    if outcome.golden.status != "answered":
        return None
    return yes(outcome.answer.status == "answered")


def abstains(outcome: Outcome) -> Part | None:
    """Of what has none, whether none is given, whichever way it is said. The other half."""
    if outcome.golden.status == "answered":
        return None
    return yes(outcome.answer.status != "answered")
