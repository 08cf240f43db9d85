"""The one way in: the command line, the page, the API and the evaluation all ask an `Assistant`."""

from __future__ import annotations

import itertools
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from filelock import FileLock, Timeout
from sqlalchemy.exc import OperationalError

from chatbot.chroma import IndexLost, chroma_at
from chatbot.conversations import Conversations, recent
from chatbot.curated import CuratedAnswers
from chatbot.database import LibraryError
from chatbot.feedback import Feedback
from chatbot.index import Index
from chatbot.library import Library
from chatbot.mirror import mirror_of
from chatbot.nearness import Nearness
from chatbot.serial import dump_json
from chatbot.settings import Settings
from chatbot.types import Answer, Document, Filters, Hit, Note, Understood

if TYPE_CHECKING:
    from chatbot.answer import Answerer, Watch
    from chatbot.chat_model import ChatModel
    from chatbot.cite import Trace
    from chatbot.embed import Embedder, Reranker
    from chatbot.memory import Memory
    from chatbot.reader import Reader
    from chatbot.retrieve import Corpus

# How long a writer waits for another one to finish, in seconds.
LOCK_WAIT = 10.0
# Of a longer question only the beginning is read: nobody asks one thing in more characters.
LONGEST = 1_000
_CUT = f"質問が長いため、はじめの{LONGEST:,}文字だけを読みました。短くしてお尋ねください。"
_NOT_KEPT = Note(
    "receipt_not_kept", "データフォルダーに書き込めないため、この回答の記録は残りません。"
)
_GENERATION = "generation"
# How often a question is looked at again while other processes keep publishing.
_LOOKS = 5

T = TypeVar("T")


class LibraryBusy(Exception):
    """Another process is writing."""


def open_assistant(settings: Settings | None = None) -> Assistant:
    """Open the installation that the settings (default: ``GIJIQ_*``, ``gijiq.toml``) name."""
    return Assistant(settings or Settings())


class Assistant:
    """Answers questions about the published minutes of one installation."""

    def __init__(
        self,
        settings: Settings,
        *,
        embedder: Embedder | None = None,
        reader: Reader | None = None,
        lock_wait: float | None = None,
    ) -> None:
        """Open it.

        ``embedder`` and ``reader`` stand in for those that the settings name; ``lock_wait`` is how
        many seconds a writer waits for another (default: `LOCK_WAIT`).
        """
        self.settings = settings
        self._lock_wait = LOCK_WAIT if lock_wait is None else lock_wait
        self._mirror = mirror_of(settings.data)
        if self._mirror is None:
            settings.data.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(settings.data / "write.lock")
        self._guard = threading.RLock()
        self._embedder = embedder
        self._reranker: Reranker | None = None
        self._reader = reader
        self._nearness: Nearness | None = None
        self._index: Index | None = None
        self._memory: Memory | None = None
        self._seen = self._whole = -1
        self._documents: dict[str, Document] = {}
        self._answerer: Answerer | None = None
        self._chat_model: ChatModel | None = None
        self._open()

    def _open(self) -> None:
        """Open the library where it lies, or its copy."""
        where = {"data": self._mirror.folder} if self._mirror else {}
        self._place = self.settings.model_copy(update=where)
        self.library = Library(self._place.library_url)
        refusal = self._refusal("何も残せません") if self.read_only else ""
        self.conversations = Conversations(self.library.engine, refusal)
        self.curated = CuratedAnswers(self.library)
        self.feedback = Feedback(self.library.engine, refusal)
        self._index = None
        self._memory = None
        self._seen = self._whole = -1

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back what is held open."""
        chroma_at(self.settings.chroma_url or self._place.data / "chroma").close()
        self.library.close()
        if self._mirror is not None:
            self._mirror.close()

    # -- asking ------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        conversation: str | None = None,
        today: date | None = None,
        alone: bool = False,
        watch: Watch | None = None,
    ) -> Answer:
        """Answer a question from the published minutes, every sentence cited.

        ``today`` (default: the clock's) is what 昨年度 or 前回 in the question is relative to.
        ``conversation`` names the questions before it, which a follow-up leans on unless it is to
        be read ``alone``. ``watch`` is told of sentences as they are written and checked.
        """
        from chatbot.answer import Asked, answer, unwatched

        began = time.perf_counter()
        question = clean(question)
        asked = Asked(question[:LONGEST], filters or Filters(), today or date.today())
        new = conversation is not None and not self.conversations.known(conversation)
        history: tuple[Answer, ...] = ()
        if conversation is not None and not alone:
            history = recent(self.conversations.answers(conversation))

        def work(corpus: Corpus) -> tuple[Answer, Trace | None]:
            given, trace = answer(
                corpus, asked, history, self.answerer, self._chat_model, watch or unwatched
            )
            curated = self.curated.beside(
                given, corpus.documents, asked.filters, asked.today, corpus.embedder
            )
            return replace(given, curated=curated), trace

        given, trace = self._settled(work)
        elapsed = round((time.perf_counter() - began) * 1000)
        given = replace(given, question=question, id=uuid4().hex, elapsed_ms=elapsed)
        if len(question) > LONGEST:
            given = replace(given, notes=(*given.notes, Note("question_cut", _CUT)))
        try:
            kept = dump_json(trace) if trace is not None else None
            self.library.keep_receipt(given.id, asked.question, dump_json(given), kept)
            if conversation is not None:
                self.conversations.keep(conversation, given, new=new)
        except OperationalError:  # no room, or read-only: the answer is not lost with its receipt
            return replace(given, notes=(*given.notes, _NOT_KEPT))
        return replace(given, notes=(*given.notes, _NOT_KEPT)) if self.read_only else given

    @property
    def mirrored(self) -> bool:
        """Whether the data folder cannot be written, and is read from a copy."""
        return self._mirror is not None

    @property
    def read_only(self) -> bool:
        """Whether the library can be read only, so that nothing is kept and nothing changed."""
        return self.mirrored and self.settings.database_url is None

    @property
    def answerer(self) -> Answerer:
        """Who words the answers: the chat model that is set, or nobody but the minutes."""
        with self._guard:
            if self._answerer is None:
                from chatbot.generate import open_answerer

                self._chat_model, self._answerer = open_answerer(self.settings)
            return self._answerer

    def search(self, query: str, *, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The best ``k`` passages for a query, best first."""
        return self.search_understood(query, k=k, filters=filters)[1]

    def search_understood(
        self,
        query: str,
        *,
        k: int = 10,
        filters: Filters | None = None,
        today: date | None = None,
    ) -> tuple[Understood, list[Hit]]:
        """`search`, with what the query was taken to mean."""
        from chatbot.ranked import ranked
        from chatbot.retrieve import search
        from chatbot.scope import read_scope
        from chatbot.stretches import admitted

        def work(corpus: Corpus) -> tuple[Understood, list[Hit]]:
            asked = clean(query)[:LONGEST]
            scope = read_scope(asked, corpus, filters or Filters(), today or date.today())
            hits = ranked(corpus, scope, k)
            wider = admitted(scope)
            if len(hits) < k and wider != scope.allowed:
                # Whoever is named comes first; what others said of it follows.
                own = {hit.passage.id for hit in hits}
                others = search(corpus, scope.query, k, wider)
                hits += [hit for hit in others if hit.passage.id not in own][: k - len(hits)]
            return scope.understood, hits

        return self._settled(work)

    def _settled(self, work: Callable[[Corpus], T]) -> T:
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

    # -- what there is -----------------------------------------------------------------------

    def documents(self) -> dict[str, Document]:
        """The published documents by id, the oldest meeting first."""
        self._follow()
        return self._documents

    def has_speaker(self, asked: str | None) -> bool:
        """Whether a speaker filter fits anybody of the library; no filter fits everybody."""
        from chatbot.people import Person, fits

        rows = self.library.speakers() if asked else []
        return not asked or any(fits(Person(*row[3:6]), asked) for row in rows)

    def corpus(self) -> Corpus:
        """The library as it is now, with both indexes following it."""
        from chatbot.retrieve import Corpus

        with self._guard:
            index = self.index()
            embedder = self.embedder
            if self._memory is None:
                from chatbot.memory import Memory

                self._memory = Memory()
            if self._nearness is None:
                from chatbot.embed import open_reranker
                from chatbot.reader import open_reader

                self._nearness = Nearness(embedder)
                self._reranker = open_reranker(self.settings)
                self._reader = self._reader or open_reader(self.settings)
            return Corpus(
                self.library,
                index,
                embedder,
                self._nearness,
                self._documents,
                self._reranker,
                self._reader,
                self._memory,
            )

    @property
    def embedder(self) -> Embedder:
        """The embedding model, loaded at first use."""
        if self._embedder is None:
            from chatbot.embed import open_embedder

            self._embedder = open_embedder(self.settings)
        return self._embedder

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

    # -- changing ----------------------------------------------------------------------------

    def _refusal(self, what: str) -> str:
        return (
            f"データフォルダー {self.settings.data} に書き込めないため、{what}。"
            "アクセス権か設定 data を確かめてください。"
        )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the one writer.

        Raises `LibraryBusy` when another process writes for longer than ``lock_wait``, and
        `LibraryError` where the data folder is read-only.
        """
        if self._mirror is not None:
            raise LibraryError(self._refusal("変更できません"))
        try:
            self._lock.acquire(timeout=self._lock_wait)
        except Timeout as busy:
            raise LibraryBusy(
                "別の処理がライブラリに書き込んでいます。終わってからもう一度実行してください。"
            ) from busy
        try:
            yield
        finally:
            self._lock.release()

    @contextmanager
    def writing(self) -> Iterator[Index]:
        """Be the one writer, over indexes in which nothing is left of killed runs."""
        with self.locked():
            index = self.index()
            self.drop_others(index.generation)
            self.sweep(index)
            yield index

    def sweep(self, index: Index) -> None:
        """Drop from the indexes what no reader may see: replaced, removed or half-written."""
        leftovers = self.library.leftovers()
        if not leftovers:
            return
        index.delete(leftovers)
        for document, version in leftovers:
            self.library.forget(document, version)

    def remove(self, document: str) -> Document:
        """Take a document out; it is not shown again from this moment on.

        Raises `KeyError` with the id where there is no such document.
        """
        with self.writing() as index:
            known = self.library.documents()[document]
            index.vectors.count()  # refuses another model's index before anything is changed
            self.library.remove(document)
            self.sweep(index)
        return known

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Make both indexes anew from the library, with the embedding model that is set.

        The old pair answers until the new one is whole. Returns the number of passages.
        """
        from chatbot.upkeep import rebuild

        return rebuild(self, progress)

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


def clean(question: str) -> str:
    """A question without what cannot be stored or shown: lone surrogates and control characters."""
    text = question.encode("utf-8", "replace").decode("utf-8")
    return "".join(
        " " if unicodedata.category(c) == "Cc" and c not in "\n\t" else c for c in text
    ).strip()
