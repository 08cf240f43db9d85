"""Where the minutes do not say it: is what comes near shown beside the refusal?"""

from __future__ import annotations

from eval.facts import plain
from eval.measures.figure import Part, mean
from eval.types import Outcome


def shown(outcome: Outcome) -> Part | None:
    """The share of the golden ``related`` quotes that the answer cites, as related or otherwise."""
    given = [
        (_bare(c.document), plain(c.quote))
        for c in (*outcome.answer.citations, *outcome.answer.related)
        if c.quote.strip()
    ]
    return mean(
        [
            any(
                document == _bare(quote.document)
                and (plain(quote.text) in text or text in plain(quote.text))
                for document, text in given
            )
            for quote in outcome.golden.related
        ]
    )


def _bare(document: str) -> str:
    """A document's id, however its middle dots are written."""
    return document.replace("・", "")
