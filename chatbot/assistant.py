"""The one way in: the command line, the page, the API and the evaluation all ask an `Assistant`."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy.exc import OperationalError

from chatbot.conversations import recent
from chatbot.index import Index
from chatbot.installation import Installation
from chatbot.lock import WriteLock
from chatbot.models import Models
from chatbot.serial import dump_json
from chatbot.settings import Settings
from chatbot.types import Answer, Document, Filters, Hit, Note, Understood

if TYPE_CHECKING:
    from chatbot.answer import Answerer, Watch
    from chatbot.cite import Trace
    from chatbot.embed import Embedder
    from chatbot.reader import Reader
    from chatbot.retrieve import Corpus

# Of a longer question only the beginning is read: nobody asks one thing in more characters.
LONGEST = 1_000
_CUT = f"質問が長いため、はじめの{LONGEST:,}文字だけを読みました。短くしてお尋ねください。"
_NOT_KEPT = Note(
    "receipt_not_kept", "データフォルダーに書き込めないため、この回答の記録は残りません。"
)


def open_assistant(settings: Settings | None = None) -> Assistant:
    """Open the installation that the settings (default: ``GIJIQ_*``, ``gijiq.toml``) name."""
    return Assistant(settings or Settings())


class Assistant(Installation):
    """An installation that answers questions about its published minutes, and can be changed."""

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
        many seconds a writer waits for another (default: `chatbot.lock.LOCK_WAIT`).
        """
        super().__init__(settings, Models(settings, embedder, reader))
        refusal = self.refusal("変更できません") if self.mirrored else ""
        self._lock = WriteLock(settings.data, lock_wait, refusal)

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
                corpus, asked, history, *self.models.answering(), watch or unwatched
            )
            curated = self.curated.beside(
                given, corpus.documents, asked.filters, asked.today, corpus.embedder
            )
            return replace(given, curated=curated), trace

        given, trace = self.settled(work)
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
    def answerer(self) -> Answerer:
        """Who words the answers: the chat model that is set, or nobody but the minutes."""
        return self.models.answering()[0]

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

        return self.settled(work)

    def has_speaker(self, asked: str | None) -> bool:
        """Whether a speaker filter fits anybody of the library; no filter fits everybody."""
        from chatbot.people import Person, fits

        rows = self.library.speakers() if asked else []
        return not asked or any(fits(Person(*row[3:6]), asked) for row in rows)

    # -- changing ----------------------------------------------------------------------------

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the one writer.

        Raises `LibraryBusy` when another process writes for longer than ``lock_wait``, and
        `LibraryError` where the data folder is read-only.
        """
        with self._lock.held():
            yield

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


def clean(question: str) -> str:
    """A question without what cannot be stored or shown: lone surrogates and control characters."""
    text = question.encode("utf-8", "replace").decode("utf-8")
    return "".join(
        " " if unicodedata.category(c) == "Cc" and c not in "\n\t" else c for c in text
    ).strip()
