"""Filling the indexes from the library, making them anew, and finding and mending drift."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from chatbot.embed import Embedder
from chatbot.index import Index
from chatbot.types import Document, Passage
from chatbot.vector_index import PAGE

if TYPE_CHECKING:
    from chatbot.assistant import Assistant

# How many passages are embedded between two reports of progress.
BATCH = 64


@dataclass(frozen=True, slots=True)
class Drift:
    """Where the indexes and the library disagree, by passage id, and what was left unfinished."""

    missing_words: frozenset[str]
    missing_vectors: frozenset[str]
    stray_words: frozenset[str]
    stray_vectors: frozenset[str]
    leftovers: tuple[tuple[str, int], ...]

    @property
    def clean(self) -> bool:
        """Whether there is nothing to mend."""
        return not (
            self.missing_words
            or self.missing_vectors
            or self.stray_words
            or self.stray_vectors
            or self.leftovers
        )


def fill(
    index: Index,
    embedder: Embedder,
    passages: Sequence[Passage],
    progress: Callable[[int], object] | None = None,
) -> None:
    """Embed passages and put them into both indexes; ``progress`` gets the number done so far."""
    for start in range(0, len(passages), PAGE):
        page = passages[start : start + PAGE]
        vectors = []
        for at in range(0, len(page), BATCH):
            part = page[at : at + BATCH]
            vectors.append(embedder.embed_passages([p.index_text for p in part]))
            if progress is not None:
                progress(start + at + len(part))
        # Written at once, since every write makes other processes open the vectors afresh.
        index.vectors.add(page, np.concatenate(vectors))
    if passages:
        index.words.add(passages)


def rebuild(assistant: Assistant, progress: Callable[[int, int], None] | None = None) -> int:
    """Fill the next generation of both indexes, then switch over; see `Assistant.rebuild`."""
    library = assistant.library
    with assistant.locked():
        old = assistant.generation()
        assistant.drop_others(old)  # what a killed rebuild left
        fresh = assistant.make_index(old + 1)
        passages = [
            passage
            for document in library.documents().values()
            for passage in library.passages_of(document.id, document.version)
        ]
        fill(
            fresh,
            assistant.embedder,
            passages,
            lambda done: progress and progress(done, len(passages)),
        )
        assistant.switch(fresh)
        assistant.drop_others(fresh.generation)
        for document, version in library.leftovers():
            library.forget(document, version)
    return len(passages)


def examine(assistant: Assistant) -> Drift:
    """Compare both indexes with the library."""
    index = assistant.index()
    index.refresh()
    library = assistant.library
    live = {
        name
        for document in library.documents().values()
        for name in library.passage_ids(document.id, document.version)
    }
    words, vectors = index.words.ids(), index.vectors.ids()
    return Drift(
        frozenset(live - words),
        frozenset(live - vectors),
        frozenset(words - live),
        frozenset(vectors - live),
        tuple(library.leftovers()),
    )


def mend(assistant: Assistant) -> Drift:
    """Bring both indexes back in step with the library; returns what was wrong."""
    with assistant.writing() as index:
        drift = examine(assistant)
        library = assistant.library
        stray = {_version_of(name) for name in drift.stray_words | drift.stray_vectors}
        missing = {_version_of(name) for name in drift.missing_words | drift.missing_vectors}
        # A version that both lacks and has too much is taken out whole and put back.
        index.delete(stray | missing)
        documents: dict[str, Document] = library.documents()
        for name, version in sorted(stray | missing):
            if name in documents and documents[name].version == version:
                fill(index, assistant.embedder, library.passages_of(name, version))
        library.touch()
    return drift


def _version_of(passage_id: str) -> tuple[str, int]:
    document, _, version = passage_id.rsplit("/", 2)[0].rpartition("@")
    return document, int(version)
