"""Whether what is stated is borne out by what it cites, with `chatbot.grounding` as the judge.

The extractive answerer quotes, so for it this is near 1 by construction, which the report says.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.measures.figure import Figure, Part
from eval.types import Outcome

NOTE = (
    "抜粋方式の答えは原文の文を選んで引くものなので、「根拠のある文」は初めから100%に近い値です。"
    "答えの良さは「要点の充足」と引用の値で見てください。"
)


def faithful(outcome: Outcome) -> Part | None:
    """Supported over factual sentences; an answer that states no fact counts for nothing."""
    factual = [supported for supported in outcome.supported if supported is not None]
    return (float(sum(factual)), float(len(factual))) if factual else None


def without_facts(outcomes: Sequence[Outcome]) -> Figure:
    """How many answers were given in which no sentence states a fact: faithfulness is n/a there."""
    given = [o for o in outcomes if o.answer.status == "answered"]
    return Figure(float(sum(faithful(o) is None for o in given)) if given else None, len(given))
