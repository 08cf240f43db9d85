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
from chatbot.closed import closed_draft, closed_items, closed_note, decides
from chatbot.conversation import follow
from chatbot.extract import find
from chatbot.refuse import absent, missing, nobody_fits, nothing_held, refusal, related_to
from chatbot.retrieve import Corpus
from chatbot.scope import Scope, read_scope
from chatbot.types import Answer, Filters


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
    scope = _understood(corpus, asked, history, model)
    draft = (answerer or Extractive()).draft(corpus, scope, watch)
    if scope.documents:
        draft = replace(draft, notes=(*draft.notes, *missing(corpus, scope)))
        told = {note.code for note in draft.notes}
        if scope.by_hand and scope.wanted.absent and "did_not_speak" not in told:
            draft = replace(draft, notes=(*draft.notes, nobody_fits(corpus, scope)))
    coverage = coverage_of(scope.documents)
    return finish(draft, asked.question, scope.understood, coverage), draft.trace


def _understood(
    corpus: Corpus, asked: Asked, history: Sequence[Answer], model: ChatModel | None
) -> Scope:
    """What a question names, read after those before it.

    One that may stand alone does so if the minutes answer it like that.
    """
    followed = follow(asked.question, history, corpus, asked.today, model)

    def scope(question: str) -> Scope:
        return read_scope(question, corpus, asked.filters, asked.today)

    if followed.leans == "no":
        return scope(asked.question)
    if followed.leans == "maybe":
        alone = scope(asked.question)
        if Extractive().draft(corpus, alone).status == "answered":
            return alone
    return replace(
        scope(followed.question),
        passed=frozenset((c.document, c.turn or "", c.start) for c in followed.passed),
        answers_to=frozenset(followed.answers_to),
        near=frozenset(followed.near),
        bare=followed.bare,
    )


class Extractive:
    """Chooses sentences of the minutes, attributes and quotes them."""

    name = "extractive"

    def draft(self, corpus: Corpus, scope: Scope, watch: Watch = unwatched) -> Draft:
        """See the module's first lines for the order of decisions."""
        if not scope.documents:
            return nothing_held(corpus, scope)
        return about(corpus, scope) or self._content(corpus, scope)

    def _content(self, corpus: Corpus, scope: Scope) -> Draft:
        found = find(corpus, scope)
        if scope.wanted.absent:
            return absent(corpus, scope, found)
        if draft := across(corpus, scope, found):
            return draft
        if contradicted(scope, found):
            return refusal(corpus, scope, found)
        closed = closed_items(corpus, scope, found)
        chosen = choose(corpus, scope, found)
        if decides(scope, closed, chosen):
            return closed_draft(closed, related_to(found, corpus.embedder.cosine_floor))
        if chosen:
            beside = tuple(closed_note(one.document, one.at) for one in closed[:2])
            return Draft("answered", claims_of(chosen), notes=beside)
        return refusal(corpus, scope, found)
