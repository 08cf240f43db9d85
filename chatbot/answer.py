"""From a question to an answer: which status, and which sentences.

`Extractive` is the answerer that needs no chat model. It decides, in this order: is a meeting asked
for that the library does not hold; is the meeting itself asked about; is somebody asked for who did
not speak; is what is asked behind closed doors; do the minutes say it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from chatbot.about import about
from chatbot.across import across
from chatbot.choose import choose, claims_of, contradicted
from chatbot.cite import Draft, coverage_of, finish
from chatbot.closed import asked_inside, closed_draft, closed_items, closed_note
from chatbot.extract import find
from chatbot.refuse import absent, missing, nothing_held, refusal, related_to
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.types import Answer


class Answerer(Protocol):
    """Turns what was asked into a draft whose every sentence is cited."""

    @property
    def name(self) -> str:
        """As `Answer.answerer` shows it."""

    def draft(self, corpus: Corpus, scope: Scope) -> Draft:
        """Answer, or refuse with what is near."""


def answer(corpus: Corpus, scope: Scope, answerer: Answerer | None = None) -> Answer:
    """Answer a question that has been read; ``id`` and ``elapsed_ms`` are left to the caller."""
    chosen = answerer or Extractive()
    draft = chosen.draft(corpus, scope)
    if scope.documents:
        draft = replace(draft, notes=(*draft.notes, *missing(corpus, scope)))
    coverage = coverage_of(scope.documents)
    return finish(draft, scope.question, scope.understood, coverage, chosen.name)


class Extractive:
    """Chooses sentences of the minutes, attributes and quotes them."""

    name = "extractive"

    def draft(self, corpus: Corpus, scope: Scope) -> Draft:
        """See the module's first lines for the order of decisions."""
        if not scope.documents:
            return nothing_held(corpus, scope)
        return about(corpus, scope) or self._content(corpus, scope)

    def _content(self, corpus: Corpus, scope: Scope) -> Draft:
        found = find(corpus, scope)
        if scope.wanted.absent:
            return absent(corpus, scope, found)
        if draft := across(scope, found):
            return draft
        if contradicted(scope, found):
            return refusal(corpus, scope, found)
        closed = closed_items(scope, found)
        chosen = choose(corpus, scope, found)
        if closed and (not chosen or asked_inside(scope, closed)):
            return closed_draft(closed, related_to(found))
        if chosen:
            beside = tuple(closed_note(document, at) for document, at in closed[:2])
            return Draft("answered", claims_of(chosen), notes=beside)
        return refusal(corpus, scope, found)
