"""The two indexes derived from the library: tantivy (words, bigrams) and Chroma (dense vectors).

Both hold passages under the key of their version (``document@version``) and are asked for more than
is needed, so that a caller can drop what is not live. Both can be thrown away and rebuilt. A
*generation* is one pair of them; a rebuild fills the next generation and then switches over.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import tantivy

from chatbot.chroma import Chroma, IndexLost, chroma_at
from chatbot.library import version_key
from chatbot.types import Passage
from chatbot.words import bigrams, words

if TYPE_CHECKING:
    from chromadb.api.client import Client

Vectors = npt.NDArray[np.float32]

# One Chroma call; a `get` of more than about 30,000 rows fails with "too many SQL variables".
PAGE = 5_000
_WRITER_HEAP = 64_000_000


class IndexMismatch(Exception):
    """The index was made by another embedding model than the one that is set."""


class WordIndex:
    """BM25 over lemmas and over character bigrams, on disk (tantivy)."""

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
        for name in ("words", "bigrams"):
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        self.folder = folder
        self._index = self._opened()

    def add(self, passages: Sequence[Passage]) -> None:
        """Index passages; what was there under their version's key is replaced."""
        writer = self._writer()
        for key in {version_key(p.document, p.version) for p in passages}:
            writer.delete_documents_by_term("key", key)
        for passage in passages:
            writer.add_document(
                tantivy.Document(
                    id=passage.id,
                    key=version_key(passage.document, passage.version),
                    words=" ".join(words(passage.index_text)),
                    bigrams=" ".join(bigrams(passage.index_text)),
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def delete(self, keys: Iterable[str]) -> None:
        """Drop all passages of these versions."""
        writer = self._writer()
        for key in keys:
            writer.delete_documents_by_term("key", key)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def reload(self) -> None:
        """See what other processes have written, or thrown away."""
        self._index = self._opened()

    def _opened(self) -> tantivy.Index:
        """What lies in the folder; where nothing does, an empty index in memory."""
        where = str(self.folder)
        with _explained(self.folder):
            if self.folder.is_dir() and tantivy.Index.exists(where):
                return tantivy.Index(self._schema, path=where)
            return tantivy.Index(self._schema)

    def _writer(self) -> tantivy.IndexWriter:
        self.folder.mkdir(parents=True, exist_ok=True)
        with _explained(self.folder):
            self._index = tantivy.Index(self._schema, path=str(self.folder))
            return self._index.writer(_WRITER_HEAP, num_threads=1)

    def count(self) -> int:
        """How many passages it holds."""
        return int(self._index.searcher().num_docs)

    def ids(self) -> set[str]:
        """The ids of all passages it holds."""
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs))
        return {searcher.doc(address)["id"][0] for _, address in found.hits}

    def frequency(self, field: str, term: str) -> int:
        """In how many passages a term occurs; for inverse document frequencies."""
        return int(self._index.searcher().doc_freq(field, term))

    def search(
        self, field: str, terms: Sequence[str], limit: int, keys: frozenset[str] | None = None
    ) -> list[tuple[str, float]]:
        """The best ``limit`` (id, BM25 score) for any of the terms, best first, ties by id.

        ``field`` is ``words`` or ``bigrams``; ``keys`` restricts to versions.
        """
        if not terms or limit < 1:
            return []
        query = tantivy.Query
        clauses = [
            (tantivy.Occur.Should, query.term_query(self._schema, field, term, "freq"))
            for term in dict.fromkeys(terms)
        ]
        asked = query.boolean_query(clauses)
        if keys is not None:
            allowed = query.term_set_query(self._schema, "key", sorted(keys))
            asked = query.boolean_query(
                [
                    (tantivy.Occur.Must, asked),
                    (tantivy.Occur.Must, query.const_score_query(allowed, 0.0)),
                ]
            )
        searcher = self._index.searcher()
        found = searcher.search(asked, limit=limit, count=False)
        hits = [(searcher.doc(address)["id"][0], float(score)) for score, address in found.hits]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))


class VectorIndex:
    """Cosine neighbours in a Chroma collection, embedded or on a server."""

    def __init__(self, place: Chroma, collection: str, model: str) -> None:
        self._place, self._name, self._model = place, collection, model

    @contextmanager
    def _reading(self) -> Iterator[Any | None]:
        """The collection; ``None`` where nothing was ever added."""
        with self._place.reading() as client:
            yield None if client is None else self._found(client)

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        with self._place.writing() as client:
            made = client.get_or_create_collection(
                self._name,
                embedding_function=None,
                metadata={"model": self._model},
                configuration={
                    "hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}
                },
            )
            yield self._checked(made)

    def _found(self, client: Client) -> Any | None:
        from chromadb.errors import NotFoundError

        try:
            return self._checked(client.get_collection(self._name, embedding_function=None))
        except NotFoundError:
            return None

    def _checked(self, collection: Any) -> Any:
        made_by = (collection.metadata or {}).get("model")
        if made_by != self._model:
            raise IndexMismatch(
                f"索引は埋め込みモデル {made_by} で作られていますが、設定は {self._model} です。"
                "gijiq rebuild で作り直すか、設定 embedding を元に戻してください。"
            )
        return collection

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Add or replace passages with their unit vectors, shape [n, dimension]."""
        for at in range(0, len(passages), PAGE):
            part = passages[at : at + PAGE]
            with self._writing() as collection:
                collection.upsert(
                    ids=[p.id for p in part],
                    embeddings=vectors[at : at + PAGE],
                    metadatas=[{"key": version_key(p.document, p.version)} for p in part],
                )

    def delete(self, keys: Iterable[str]) -> None:
        """Drop all passages of these versions."""
        with self._writing() as collection:
            for key in keys:
                while ids := collection.get(where={"key": key}, limit=PAGE, include=[])["ids"]:
                    collection.delete(ids=ids)

    def count(self) -> int:
        """How many passages it holds."""
        with self._reading() as collection:
            return int(collection.count()) if collection is not None else 0

    def ids(self) -> set[str]:
        """The ids of all passages it holds."""
        found: set[str] = set()
        with self._reading() as collection:
            if collection is None:
                return found
            while page := collection.get(limit=PAGE, offset=len(found), include=[])["ids"]:
                found.update(page)
        return found

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The unit vectors of these passages; unknown ids are left out."""
        found: dict[str, Vectors] = {}
        with self._reading() as collection:
            for at in range(0, len(ids), PAGE):
                part = list(ids[at : at + PAGE])
                got = _there(collection).get(ids=part, include=["embeddings"])
                for name, vector in zip(got["ids"], got["embeddings"], strict=True):
                    found[name] = np.asarray(vector, dtype=np.float32)
        return found

    def search(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """The nearest ``limit`` (id, cosine), nearest first, ties by id."""
        if limit < 1:
            return []
        with self._reading() as collection:
            found = _there(collection).query(
                query_embeddings=[vector], n_results=limit, include=["distances"]
            )
        hits = [
            (name, 1.0 - float(distance))
            for name, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))


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


def _there(collection: Any | None) -> Any:
    if collection is None:
        raise IndexLost("ベクトル索引がありません。gijiq doctor --mend で作り直してください。")
    return collection


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """What tantivy says of a damaged folder, as `IndexLost`."""
    try:
        yield
    except ValueError as problem:
        raise IndexLost(
            f"単語索引 {folder} を開けません（{problem}）。"
            "gijiq rebuild で作り直してください（文書は失われません）。"
        ) from problem
