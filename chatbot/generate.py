"""The chat-model answerer: it may phrase what the extractive answerer found, and nothing more.

Whether there is an answer is decided without a model. The model is shown the exchanges behind that
answer and what lies near; each sentence that it writes must name the exchanges it rests on, and is
held against them (`chatbot.grounding`) before anybody sees it. A sentence that fails is repaired
once, or dropped; where the model fails or nothing is left, the extractive answer stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from chatbot.answer import Answerer, Extractive, Watch, unwatched
from chatbot.chat_model import ChatModel, Hurried
from chatbot.cite import Draft
from chatbot.grounding import Similarity
from chatbot.phrasing import Phrasing, spoken
from chatbot.provider import ChatModelError, open_chat_model
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.settings import Settings
from chatbot.types import Note

# How much of the time the model has to put a follow-up into its own words, before it answers.
_FOLLOWING = 0.25


class Generative:
    """Phrases the extractive answer with a chat model, every sentence checked."""

    def __init__(
        self,
        model: ChatModel,
        timeout: float,
        similarity: Callable[[Corpus], Similarity] | None = None,
    ) -> None:
        """``timeout`` is how many seconds one answer may take the model, repairs included."""
        self._model = model
        self._timeout = timeout
        self._similarity = similarity
        self._extractive = Extractive()

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    def draft(self, corpus: Corpus, scope: Scope, watch: Watch = unwatched) -> Draft:
        """The model's wording of the extractive answer, or that answer and a note why."""
        found = self._extractive.draft(corpus, scope)
        if found.status != "answered" or not spoken(found):
            return found
        return Phrasing(self._model, self._timeout, corpus, scope, found, watch).draft(
            self._similarity(corpus) if self._similarity else None
        )


class Unavailable:
    """Stands in for a chat model that is set and cannot be opened: the minutes still answer."""

    name = "extractive"

    def __init__(self, why: str) -> None:
        self._why = why

    def draft(self, corpus: Corpus, scope: Scope, watch: Watch = unwatched) -> Draft:
        """The extractive answer, saying what is wrong with the model."""
        found = Extractive().draft(corpus, scope, watch)
        if found.status != "answered" or not spoken(found):
            return found
        return replace(found, notes=(*found.notes, Note("model_failed", self._why)))


def open_answerer(settings: Settings) -> tuple[ChatModel | None, Answerer]:
    """The chat model that is set, if it can be had (to read follow-ups), and who words answers."""
    try:
        model = open_chat_model(settings)
    except ChatModelError as problem:
        return None, Unavailable(str(problem))
    if model is None:
        return None, Extractive()
    following = Hurried(model, settings.chat_timeout * _FOLLOWING)
    return following, Generative(model, settings.chat_timeout)
