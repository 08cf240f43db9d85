"""The usual LangChain recipe as the other side: splitter, torch embeddings, Chroma."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.beir import Text
from bench.e5_torch import write_e5
from chatbot.embed import PASSAGE_PREFIX, QUERY_PREFIX, Embedder

# What LangChain's own tutorials split by, in characters.
CHUNK, OVERLAP = 1000, 200
# Below this the recipe does not run the model that gijiq runs, and a comparison means nothing.
SAME_MODEL = 0.995


class ModelDiffers(Exception):
    """The recipe's model gives other vectors than the bundled one."""


class Recipe:
    """RecursiveCharacterTextSplitter, HuggingFaceEmbeddings, Chroma, similarity_search."""

    name = "LangChain"

    def __init__(self, model: Path, folder: Path, threads: int) -> None:
        import torch
        from langchain_chroma import Chroma
        from langchain_huggingface import HuggingFaceEmbeddings
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        torch.set_num_threads(threads)
        self.embeddings: Any = HuggingFaceEmbeddings(
            model_name=str(model),
            model_kwargs={"device": "cpu"},
            encode_kwargs={"prompt": PASSAGE_PREFIX, "normalize_embeddings": True},
            query_encode_kwargs={"prompt": QUERY_PREFIX, "normalize_embeddings": True},
        )
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
        self._store = Chroma("recipe", self.embeddings, persist_directory=str(folder))
        self.passages = 0

    def warm(self) -> None:
        """Run the embedding model once."""
        self.embeddings.embed_query("")

    def add(self, texts: Sequence[Text]) -> None:
        """Split, embed and store texts; a title goes before its text, as in gijiq's index."""
        from langchain_core.documents import Document

        documents = [
            Document(f"{text.title}\n{text.text}".strip(), metadata={"text": text.id})
            for text in texts
        ]
        chunks = self._splitter.split_documents(documents)
        self._store.add_documents(chunks)
        self.passages += len(chunks)

    def search(self, question: str, k: int) -> list[str]:
        """The ids of the best texts, from the best ``k`` chunks; each text counts by its best."""
        found = self._store.similarity_search(question, k=k)
        return list(dict.fromkeys(str(chunk.metadata["text"]) for chunk in found))


@contextmanager
def recipe(threads: int) -> Iterator[Recipe]:
    """The recipe with an empty store in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="gijiq-recipe-", ignore_cleanup_errors=True) as folder:
        model = write_e5(Path(folder))
        yield Recipe(model, Path(folder) / "chroma", threads)


def agreement(side: Recipe, embedder: Embedder, texts: Sequence[str]) -> float:
    """The mean cosine of both models' vectors of the same texts; ModelDiffers where it is low."""
    theirs: NDArray[Any] = np.asarray(side.embeddings.embed_documents(list(texts)))
    cosine = float((theirs * embedder.embed_passages(texts)).sum(axis=1).mean())
    if cosine < SAME_MODEL:
        raise ModelDiffers(
            f"比較相手のモデルのベクトルが同梱のモデルと違います（コサイン {cosine:.4f}）。"
            "設定 embedding を bundled にして実行してください。"
        )
    return cosine
