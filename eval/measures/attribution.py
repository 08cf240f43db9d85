"""Whether a sentence names somebody other than the speaker of what it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.cite import named
from chatbot.reasons import TEXTS
from chatbot.types import Citation
from eval.measures.figure import Part, yes
from eval.types import Outcome

# What the checker says of a wrong speaker.
_OTHER = TEXTS["speaker"].partition("{}")[2]
# How the extractive answerer begins a sentence, and one more from the same turn.
_LEAD = re.compile(r"(?P<who>[^「」]+?)の(?:質問|要望|答弁|発言|記載)（[^「」]*）: 「")
_SAME = "同じ発言で: 「"


def misattributed(outcome: Outcome) -> bool:
    """Whether the checker finds a wrong speaker, or an attribution is not the cited speaker's."""
    if any(text.endswith(_OTHER) for texts in outcome.reasons for text in texts):
        return True
    citations = {c.number: c for c in outcome.answer.citations}
    before: Sequence[Citation] = ()
    for sentence in outcome.answer.sentences:
        cited = [citations[n] for n in sentence.citations if n in citations]
        if _wrong(sentence.text, cited, before):
            return True
        before = cited
    return False


def _wrong(text: str, cited: Sequence[Citation], before: Sequence[Citation]) -> bool:
    spoken = [c for c in cited if c.part == "text"]
    if not spoken:
        return False
    if text.startswith(_SAME):
        turns = {(c.document, c.turn) for c in before}
        return not any((c.document, c.turn) in turns for c in spoken)
    lead = _LEAD.match(text)
    return lead is not None and not any(lead["who"].endswith(named(c.speaker)) for c in spoken)


def rate(outcome: Outcome) -> Part | None:
    """Of the answers given, whether one has a wrong speaker."""
    if outcome.answer.status != "answered":
        return None
    return yes(misattributed(outcome))
