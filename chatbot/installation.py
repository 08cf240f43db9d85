"""An open installation: its library, and the indexes that follow what other processes publish."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Self, TypeVar

from chatbot.chroma import IndexLost, chroma_at
from chatbot.conversations import Conversations
from chatbot.curated import CuratedAnswers
from chatbot.feedback import Feedback
from chatbot.index import Index
from chatbot.library import Library
from chatbot.mirror import mirror_of
from chatbot.models import Models
from chatbot.settings import Settings
from chatbot.types import Document

if TYPE_CHECKING:
    from chatbot.embed import Embedder
    from chatbot.memory import Memory
    from chatbot.retrieve import Corpus

_GENERATION = "generation"
# How often a question is looked at again while other processes keep publishing.
_LOOKS = 5

T = TypeVar("T")


class Installation:
    """What is kept in one data folder, or in its copy where the folder cannot be written."""

    def __init__(self, settings: Settings, models: Models) -> None:
        self.settings = settings
        self.models = models
        self._mirror = mirror_of(settings.data)
        if self._mirror is None:
            settings.data.mkdir(parents=True, exist_ok=True)
        self._guard = threading.RLock()
        self._index: Index | None = None
        self._memory: Memory | None = None
        self._seen = self._whole = -1
        self._documents: dict[str, Document] = {}
        self._open()

    def _open(self) -> None:
        """Open the library where it lies, or its copy."""
        where = {"data": self._mirror.folder} if self._mirror else {}
        self._place = self.settings.model_copy(update=where)
        self.library = Library(self._place.library_url)
        refusal = self.refusal("何も残せません") if self.read_only else ""
        self.conversations = Conversations(self.library.engine, refusal)
        self.curated = CuratedAnswers(self.library)
        self.feedback = Feedback(self.library.engine, refusal)
        self._index = None
        self._memory = None
        self._seen = self._whole = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back what is held open."""
        chroma_at(self.settings.chroma_url or self._place.data / "chroma").close()
        self.library.close()
        if self._mirror is not None:
            self._mirror.close()

    @property
    def mirrored(self) -> bool:
        """Whether the data folder cannot be written, and is read from a copy."""
        return self._mirror is not None

    @property
    def read_only(self) -> bool:
        """Whether the library can be read only, so that nothing is kept and nothing changed."""
        return self.mirrored and self.settings.database_url is None

    def refusal(self, what: str) -> str:
        """The sentences that tell why ``what`` cannot be done in a folder that is only read."""
        return (
            f"データフォルダー {self.settings.data} に書き込めないため、{what}。"
            "アクセス権か設定 data を確かめてください。"
        )

    # -- what there is now -------------------------------------------------------------------

    def documents(self) -> dict[str, Document]:
        """The published documents by id, the oldest meeting first."""
        self._follow()
        return self._documents

    def corpus(self) -> Corpus:
        """The library as it is now, with both indexes following it."""
        from chatbot.retrieve import Corpus

        with self._guard:
            index = self.index()
            embedder = self.embedder
            if self._memory is None:
                from chatbot.memory import Memory

                self._memory = Memory()
            nearness, reranker, reader = self.models.searching()
            return Corpus(
                self.library,
                index,
                embedder,
                nearness,
                self._documents,
                reranker,
                reader,
                self._memory,
            )

    def settled(self, work: Callable[[Corpus], T]) -> T:
        """What ``work`` makes of one moment of the library.

        Where another process published meanwhile, part of what was looked for may have gone: then
        it looks again. Raises `IndexLost` where an index lacks what the library holds.
        """
        for look in itertools.count(1):
            with self._guard:
                corpus, revision = self.corpus(), self._seen
            try:
                self._check_whole(corpus, revision)
                done = work(corpus)
            except IndexLost:
                if look == _LOOKS or self.library.revision() == revision:
                    raise
            else:
                if look == _LOOKS or self.library.revision() == revision:
                    return done
        raise AssertionError("unreachable")

    def _check_whole(self, corpus: Corpus, revision: int) -> None:
        """Refuse to answer from indexes that lack passages: 「ありません」 would be untrue."""
        if self._whole == revision:
            return
        published = sum(document.passages for document in corpus.documents.values())
        held = corpus.index.held()
        if held < published:
            raise IndexLost(
                f"検索単位 {published}件のうち {held}件しか索引にありません。"
                "gijiq doctor --mend で直してください（文書は失われていません）。"
            )
        self._whole = revision

    @property
    def embedder(self) -> Embedder:
        """The embedding model, loaded at first use."""
        return self.models.embedder

    def _follow(self) -> None:
        """Notice what other processes have published or removed since the last look."""
        with self._guard:
            if self._mirror is not None and self._mirror.stale():
                self._mirror.refresh()
                self._open()
            revision = self.library.revision()
            if revision == self._seen:
                return
            self._documents = self.library.documents()
            self._memory = None
            if self._index is not None:
                if self._index.generation == self.generation():
                    self._index.refresh()
                else:
                    self._index = None
            self._seen = revision

    # -- generations of the indexes ----------------------------------------------------------

    def generation(self) -> int:
        """Which pair of indexes readers use."""
        return int(self.library.meta(_GENERATION) or 1)

    def make_index(self, generation: int) -> Index:
        """Open one generation of the indexes; what is not there is made by the first writing."""
        return Index(
            self._place.data,
            self.settings.chroma_url,
            self.library.identity,
            generation,
            self.embedder.name,
        )

    def index(self) -> Index:
        """The indexes that readers use."""
        with self._guard:
            self._follow()
            if self._index is None:
                self._index = self.make_index(self.generation())
            return self._index

    def switch(self, index: Index) -> None:
        """Make another generation the one that readers use."""
        with self._guard:
            self.library.announce(_GENERATION, str(index.generation))
            self._index = index

    def drop_others(self, generation: int) -> None:
        """Throw every other generation of the indexes away, whichever model made it."""
        Index.discard_others(
            self.settings.data, self.settings.chroma_url, self.library.identity, generation
        )
