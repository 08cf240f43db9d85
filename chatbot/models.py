"""The models of an installation, each opened when it is first needed and then kept."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from chatbot.nearness import Nearness
from chatbot.settings import Settings

if TYPE_CHECKING:
    from chatbot.answer import Answerer
    from chatbot.chat_model import ChatModel
    from chatbot.embed import Embedder, Reranker
    from chatbot.reader import Reader


class Models:
    """The models that settings name.

    ``embedder`` and ``reader`` stand in for those that they name.
    """

    def __init__(
        self, settings: Settings, embedder: Embedder | None = None, reader: Reader | None = None
    ) -> None:
        self._settings = settings
        self._guard = threading.RLock()
        self._embedder = embedder
        self._nearness: Nearness | None = None
        self._reranker: Reranker | None = None
        self._reader = reader
        self._answerer: Answerer | None = None
        self._chat_model: ChatModel | None = None

    @property
    def embedder(self) -> Embedder:
        """The embedding model. Raises `EmbeddingError` where it cannot be had."""
        if self._embedder is None:
            from chatbot.embed import open_embedder

            self._embedder = open_embedder(self._settings)
        return self._embedder

    def searching(self) -> tuple[Nearness, Reranker | None, Reader | None]:
        """What a search needs besides the indexes, each None where none is set.

        Raises `EmbeddingError` where a model that the settings name cannot be had.
        """
        with self._guard:
            if self._nearness is None:
                from chatbot.embed import open_reranker
                from chatbot.reader import open_reader

                self._reranker = open_reranker(self._settings)
                self._reader = self._reader or open_reader(self._settings)
                # Last: where one cannot be had, the next question must not do without it.
                self._nearness = Nearness(self.embedder)
            return self._nearness, self._reranker, self._reader

    def answering(self) -> tuple[Answerer, ChatModel | None]:
        """Who words the answers, and the chat model that reads follow-ups, if it can be had."""
        with self._guard:
            if self._answerer is None:
                from chatbot.generate import open_answerer

                self._chat_model, self._answerer = open_answerer(self._settings)
            return self._answerer, self._chat_model
