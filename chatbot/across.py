"""Questions across meetings: in which of them is something spoken of, and what in each."""

from __future__ import annotations

import re

from chatbot.cite import Claim, Draft, cite_agenda, cite_text, meeting_name, named, when
from chatbot.evidence import Bag, covered
from chatbot.extract import Candidate, Found
from chatbot.scope import Scope
from chatbot.types import Citation, Document

_WHICH = re.compile(
    r"どの回|どの会議|どちらの(?:回|会議)|何回目の|第何回|いつの(?:回|会議|協議会)|どの協議会|(?:両|双)方の(?:回|会議)"
    r"|毎回|どの回でも|それぞれの(?:回|会議)"
)
# A meeting speaks of a subject when an agenda title or a sentence covers so much of it.
TITLE, SENTENCE = 0.6, 0.6


def across(scope: Scope, found: Found) -> Draft | None:
    """One cited entry a meeting, oldest first; ``None`` where the question is of another kind."""
    if not _WHICH.search(scope.question) or not found.needs:
        return None
    claims = [claim for document in scope.documents if (claim := _entry(document, found))]
    return Draft("answered", tuple(claims)) if claims else None


def _entry(document: Document, found: Found) -> Claim | None:
    """Where a meeting speaks of the subject: its agenda, and its best sentence."""
    parts: list[str | Citation] = []
    titled = [
        (share, -at)
        for at, item in enumerate(document.agenda)
        if (share := covered(found.needs, Bag(item.title))) >= TITLE
    ]
    if titled:
        at = -max(titled)[1]
        cited = cite_agenda(document, at)
        closed = "（非公開）" if document.agenda[at].closed else ""
        parts += [f"議題{closed}に「{cited.quote}」", cited]
    best = _sentence(document, found)
    if best is not None and (not parts or best.own >= SENTENCE):
        cited = cite_text(document, best.turn, best.start, best.end)
        parts += [
            "、" if parts else "",
            f"{named(best.turn.speaker)}の発言に「{cited.quote}」",
            cited,
        ]
    if not parts:
        return None
    day = f"（{when(document)}）" if document.date else ""
    return Claim((f"{meeting_name(document)}{day}: ", *parts, "とあります。"))


def _sentence(document: Document, found: Found) -> Candidate | None:
    own = [
        c
        for c in found.candidates
        if c.document.id == document.id and c.firm and c.near >= SENTENCE and c.own > 0
    ]
    return max(own, key=lambda c: (c.own, c.score), default=None)
