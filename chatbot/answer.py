"""From a question to an answer: which status, and which sentences.

`Extractive` is the answerer that needs no chat model. It decides, in this order: is a meeting asked
for that the library does not hold; is the meeting itself asked about; is somebody asked for who did
not speak; is what is asked behind closed doors; do the minutes say it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from chatbot.about import about
from chatbot.across import across
from chatbot.chat_model import ChatModel
from chatbot.choose import choose, claims_of, contradicted
from chatbot.cite import Draft, Trace, coverage_of, finish
from chatbot.closed import calls, closed_draft, closed_items, closed_note, decides
from chatbot.conversation import follow
from chatbot.courtesy import is_courtesy
from chatbot.extract import find
from chatbot.followed import Followed
from chatbot.refuse import (
    absent,
    missing,
    nobody_fits,
    nobody_meant,
    nothing_held,
    out_of_scope,
    refusal,
    related_to,
)
from chatbot.retrieve import Corpus
from chatbot.scope import Scope, read_scope
from chatbot.text import normalize
from chatbot.two_times import both_ends
from chatbot.types import Answer, Citation, Filters


class Answerer(Protocol):
    """Turns what was asked into a draft whose every sentence is cited."""

    @property
    def name(self) -> str:
        """As `Answer.answerer` shows it."""

    def draft(self, corpus: Corpus, scope: Scope, watch: Watch) -> Draft:
        """Answer, or refuse with what is near."""


class Watch(Protocol):
    """Who watches an answer being written: told only what has been checked."""

    def begin(self) -> None:
        """Writing begins, or begins anew: what was told before counts no more."""

    def sentence(self, text: str) -> None:
        """A sentence of the answer, without marks."""


class _Unwatched:
    def begin(self) -> None:
        pass

    def sentence(self, text: str) -> None:
        pass


unwatched: Watch = _Unwatched()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it comes in, without what it leans on."""

    question: str
    filters: Filters
    today: date


def answer(
    corpus: Corpus,
    asked: Asked,
    history: Sequence[Answer] = (),
    answerer: Answerer | None = None,
    model: ChatModel | None = None,
    watch: Watch = unwatched,
) -> tuple[Answer, Trace | None]:
    """Answer a question, and tell how the answer came about.

    ``history`` are the answers before it, on which a follow-up leans; ``model`` may help to
    understand it. ``id`` and ``elapsed_ms`` are left to the caller.
    """
    scope = understood(corpus, asked, history, model)
    draft = (answerer or Extractive()).draft(corpus, scope, watch)
    if scope.documents:
        draft = replace(draft, notes=(*draft.notes, *missing(corpus, scope)))
        told = {note.code for note in draft.notes}
        if scope.by_hand and scope.wanted.absent and "did_not_speak" not in told:
            draft = replace(draft, notes=(*draft.notes, nobody_fits(corpus, scope)))
    coverage = coverage_of(scope.documents)
    return finish(draft, asked.question, scope.understood, coverage), draft.trace


def understood(
    corpus: Corpus, asked: Asked, history: Sequence[Answer], model: ChatModel | None = None
) -> Scope:
    """What a question names, read after those before it.

    Of several readings it is the first that the minutes answer; where they answer none, the first
    that does not depend on it.
    """
    readings = follow(asked.question, history, corpus, asked.today, model, asked.filters.speaker)
    scopes = [_scope(corpus, asked, one) for one in readings]
    if len(scopes) > 1:
        for scope in scopes:
            if Extractive().draft(corpus, scope).status in ("answered", "closed"):
                return scope
    return next(scope for scope, one in zip(scopes, readings, strict=True) if not one.tried)


def _scope(corpus: Corpus, asked: Asked, followed: Followed) -> Scope:
    """What one reading of a question names."""
    if not (followed.leans or followed.nobody) and followed.question == normalize(asked.question):
        return read_scope(asked.question, corpus, asked.filters, asked.today)
    scope = read_scope(followed.question, corpus, asked.filters, asked.today)
    return replace(
        scope,
        passed=_places(followed.passed),
        quoted=_places(followed.quoted),
        answers_to=frozenset(followed.answers_to),
        near=frozenset(followed.near),
        apart=followed.apart | scope.apart,
        bare=followed.bare,
        whose=followed.whose,
        nobody=followed.nobody,
    )


def _places(cited: Sequence[Citation]) -> frozenset[tuple[str, str, int]]:
    return frozenset((c.document, c.turn or "", c.start) for c in cited)


class Extractive:
    """Chooses sentences of the minutes, attributes and quotes them."""

    name = "extractive"

    def draft(self, corpus: Corpus, scope: Scope, watch: Watch = unwatched) -> Draft:
        """See the module's first lines for the order of decisions."""
        if not scope.documents:
            return nothing_held(corpus, scope)
        if scope.nobody:
            return nobody_meant(scope)
        if is_courtesy(scope.question):
            return out_of_scope()
        told = None if scope.answers_to else about(corpus, scope)
        return told or self._content(corpus, scope)

    def _content(self, corpus: Corpus, scope: Scope) -> Draft:
        found = find(corpus, scope)
        if scope.wanted.absent:
            return absent(corpus, scope, found)
        # What goes on from open turns is said in the open, if anywhere.
        closed = () if scope.near else closed_items(corpus, scope, found)
        inside = corpus.reader is not None and calls(corpus, scope, found, closed)
        if not inside and (draft := across(corpus, scope, found)):
            return draft
        if contradicted(scope, found):
            return refusal(corpus, scope, found)
        chosen = choose(corpus, scope, found)
        if decides(corpus, scope, found, closed, chosen):
            return closed_draft(closed, related_to(found, corpus.embedder.cosine_floor))
        if chosen:
            also = closed or closed_items(corpus, scope, found, beside=True)
            beside = tuple(closed_note(one.document, one.at) for one in also[:2])
            told = both_ends(corpus, scope, found, chosen)
            return Draft("answered", claims_of(told), notes=beside)
        return refusal(corpus, scope, found)
