"""Whether an answer has what it must have, and nothing that it must not."""

from __future__ import annotations

from eval.facts import forbidden, missing, wanted
from eval.measures.figure import Part, yes
from eval.types import Outcome


def recall(outcome: Outcome) -> Part | None:
    """The share of a question's facts that are in the answer, each in any of its forms.

    An answer that was not given has none.
    """
    facts = len(wanted(outcome))
    return (1 - len(missing(outcome)) / facts, 1.0) if facts else None


def violates(outcome: Outcome) -> Part | None:
    """Of the questions that name what must not be said, whether any of it is."""
    return yes(bool(forbidden(outcome))) if outcome.golden.must_not_include else None
