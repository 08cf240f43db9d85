"""The two indexes derived from the library: tantivy (words, bigrams) and Chroma (dense vectors).

Both hold passages under the key of their version (``document@version``) and are asked for more than
is needed, so that a caller can drop what is not live. Both can be thrown away and rebuilt. A
*generation* is one pair of them; a rebuild fills the next generation and then switches over.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import tantivy

from chatbot.library import version_key
from chatbot.text import bigrams, words
from chatbot.types import Passage

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

Vectors = npt.NDArray[np.float32]

# One Chroma call; a `get` of more than about 30,000 rows fails with "too many SQL variables".
PAGE = 5_000
_WRITER_HEAP = 64_000_000


class IndexMismatch(Exception):
    """The index was made by another embedding model than the one that is set."""


class WordIndex:
    """BM25 over lemmas and over character bigrams, on disk (tantivy)."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
        for name in ("words", "bigrams"):
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self.folder = folder

    def add(self, passages: Sequence[Passage]) -> None:
        """Index passages; what was there under their version's key is replaced."""
        writer = self._index.writer(_WRITER_HEAP, num_threads=1)
        for key in {version_key(p.document, p.version) for p in passages}:
            writer.delete_documents("key", key)
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
        writer = self._index.writer(_WRITER_HEAP, num_threads=1)
        for key in keys:
            writer.delete_documents("key", key)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def reload(self) -> None:
        """See what other processes have written."""
        self._index.reload()

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

    def __init__(self, place: Path | str, collection: str, model: str, revision: int = 0) -> None:
        self._place, self._name, self._model = place, collection, model
        self._collection = self._open(revision)

    def _open(self, revision: int) -> Any:
        client = _client(self._place, revision)
        collection = client.get_or_create_collection(
            self._name,
            embedding_function=None,
            metadata={"model": self._model},
            configuration={"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}},
        )
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
            self._collection.upsert(
                ids=[p.id for p in part],
                embeddings=vectors[at : at + PAGE],
                metadatas=[{"key": version_key(p.document, p.version)} for p in part],
            )

    def delete(self, keys: Iterable[str]) -> None:
        """Drop all passages of these versions."""
        for key in keys:
            while ids := self._collection.get(where={"key": key}, limit=PAGE, include=[])["ids"]:
                self._collection.delete(ids=ids)

    def refresh(self, revision: int) -> None:
        """See what other processes have written up to ``revision``."""
        self._collection = self._open(revision)

    def count(self) -> int:
        """How many passages it holds."""
        return int(self._collection.count())

    def ids(self) -> set[str]:
        """The ids of all passages it holds."""
        found: set[str] = set()
        while page := self._collection.get(limit=PAGE, offset=len(found), include=[])["ids"]:
            found.update(page)
        return found

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The unit vectors of these passages; unknown ids are left out."""
        found: dict[str, Vectors] = {}
        for at in range(0, len(ids), PAGE):
            got = self._collection.get(ids=list(ids[at : at + PAGE]), include=["embeddings"])
            for name, vector in zip(got["ids"], got["embeddings"], strict=True):
                found[name] = np.asarray(vector, dtype=np.float32)
        return found

    def search(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """The nearest ``limit`` (id, cosine), nearest first, ties by id."""
        held = self.count()
        if not held or limit < 1:
            return []
        found = self._collection.query(
            query_embeddings=[vector], n_results=min(limit, held), include=["distances"]
        )
        hits = [
            (name, 1.0 - float(distance))
            for name, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))


class Index:
    """One generation of both indexes, kept in step."""

    def __init__(
        self, data: Path, chroma_url: str | None, generation: int, model: str, revision: int = 0
    ) -> None:
        self.generation = generation
        self.words = WordIndex(_words_folder(data, generation))
        place: Path | str = chroma_url or data / "chroma"
        self.vectors = VectorIndex(place, _collection_name(generation), model, revision)

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Add passages to both."""
        self.vectors.add(passages, vectors)
        self.words.add(passages)

    def delete(self, versions: Iterable[tuple[str, int]]) -> None:
        """Drop these versions from both."""
        keys = [version_key(document, version) for document, version in versions]
        self.words.delete(keys)
        self.vectors.delete(keys)

    def refresh(self, revision: int) -> None:
        """See what other processes have written up to ``revision``."""
        self.words.reload()
        self.vectors.refresh(revision)

    @staticmethod
    def discard(data: Path, chroma_url: str | None, generation: int) -> None:
        """Throw a generation away, if it is there, whichever model made it."""
        client = _client(chroma_url or data / "chroma", 0)
        name = _collection_name(generation)
        if any(collection.name == name for collection in client.list_collections()):
            client.delete_collection(name)
        shutil.rmtree(_words_folder(data, generation), ignore_errors=True)


def _collection_name(generation: int) -> str:
    return f"passages-{generation}"


def _words_folder(data: Path, generation: int) -> Path:
    return data / f"words-{generation}"


# An embedded Chroma must be opened once a process and folder, and does not notice what another
# process writes: so one client a place, opened afresh when the library's revision moves on.
_clients: dict[str, tuple[int, ClientAPI]] = {}
_clients_lock = threading.Lock()


def _client(place: Path | str, revision: int) -> ClientAPI:
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings as ChromaSettings

    quiet = ChromaSettings(anonymized_telemetry=False)
    name = place if isinstance(place, str) else str(place.resolve())
    with _clients_lock:
        known = _clients.get(name)
        if known is not None and (known[0] >= revision or isinstance(place, str)):
            return known[1]
        if isinstance(place, str):
            url = _split_url(place)
            client = chromadb.HttpClient(host=url[0], port=url[1], ssl=url[2], settings=quiet)
        else:
            if known is not None:
                SharedSystemClient.clear_system_cache()
            client = chromadb.PersistentClient(path=name, settings=quiet)
        _clients[name] = (revision, client)
        return client


def _split_url(url: str) -> tuple[str, int, bool]:
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"chroma_url は http(s)://ホスト:ポート の形です: {url}")
    secure = parts.scheme == "https"
    return parts.hostname, parts.port or (443 if secure else 8000), secure
