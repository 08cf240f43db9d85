"""The two indexes derived from the library: tantivy (words, bigrams) and Chroma (dense vectors).

Both hold passages under the key of their version (``document@version``) and are asked for more than
is needed, so that a caller can drop what is not live. Both can be thrown away and rebuilt. A
*generation* is one pair of them; a rebuild fills the next generation and then switches over.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from chatbot.chroma import chroma_at
from chatbot.library import version_key
from chatbot.types import Passage
from chatbot.vector_index import VectorIndex, Vectors
from chatbot.word_index import WordIndex


class Index:
    """One generation of both indexes, kept in step. ``library`` is the library's identity."""

    def __init__(
        self, data: Path, chroma_url: str | None, library: str, generation: int, model: str
    ) -> None:
        self.generation = generation
        self.words = WordIndex(_words_folder(data, generation))
        place = chroma_at(chroma_url or data / "chroma")
        self.vectors = VectorIndex(place, _collection_name(library, generation), model)

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Add passages to both."""
        self.vectors.add(passages, vectors)
        self.words.add(passages)

    def delete(self, versions: Iterable[tuple[str, int]]) -> None:
        """Drop these versions from both."""
        keys = [version_key(document, version) for document, version in versions]
        self.words.delete(keys)
        self.vectors.delete(keys)

    def held(self) -> int:
        """How many passages the index that holds fewer of them holds."""
        return min(self.words.count(), self.vectors.count())

    def refresh(self) -> None:
        """See what other processes have written."""
        self.words.reload()

    @staticmethod
    def discard_others(data: Path, chroma_url: str | None, library: str, generation: int) -> None:
        """Throw every other generation of the library's indexes away, whichever model made it."""
        for folder in data.glob("words-*"):
            if folder != _words_folder(data, generation):
                shutil.rmtree(folder)
        place = chroma_at(chroma_url or data / "chroma")
        keep = _collection_name(library, generation)
        ours = f"passages-{library}-" if place.shared else ""
        with place.reading() as client:
            names = [collection.name for collection in client.list_collections()] if client else []
        stray = [name for name in names if name.startswith(ours) and name != keep]
        if stray:
            with place.writing() as client:
                for name in stray:
                    client.delete_collection(name)


def _collection_name(library: str, generation: int) -> str:
    return f"passages-{library}-{generation}"


def _words_folder(data: Path, generation: int) -> Path:
    return data / f"words-{generation}"
