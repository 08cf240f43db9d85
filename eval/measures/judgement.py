"""Whether a question failed, as the report's cards, the baseline and the risk count it."""

from __future__ import annotations

from eval.facts import forbidden, missing
from eval.measures.attribution import misattributed
from eval.types import Outcome


def failed(outcome: Outcome) -> bool:
    """Another status than the right one, a fact missing, something forbidden, a wrong speaker."""
    return (
        outcome.answer.status != outcome.golden.status
        or bool(missing(outcome))
        or bool(forbidden(outcome))
        or misattributed(outcome)
    )
