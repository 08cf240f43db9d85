"""The index of dense vectors: a Chroma collection that knows the model which made it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from chatbot.chroma import Chroma, IndexLost
from chatbot.library import version_key
from chatbot.types import Passage

if TYPE_CHECKING:
    from chromadb.api.client import Client

Vectors = npt.NDArray[np.float32]

# One Chroma call; a `get` of more than about 30,000 rows fails with "too many SQL variables".
PAGE = 5_000


class IndexMismatch(Exception):
    """The index was made by another embedding model than the one that is set."""


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


def _there(collection: Any | None) -> Any:
    if collection is None:
        raise IndexLost("ベクトル索引がありません。gijiq doctor --mend で作り直してください。")
    return collection
