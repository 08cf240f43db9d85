"""Models of sentence-transformers, for who sets one: embedders and cross-encoders, on torch."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from chatbot.embed import (
    LIBRARY,
    PASSAGE_PREFIX,
    QUERY_PREFIX,
    EmbeddingError,
    Vectors,
    calibrate,
)

_INSTALL = "pip install 'sentence-transformers>=5.0'"
_E5 = re.compile(r"(^|[-_])e5([-_]|$)(?!.*instruct)")


class SentenceTransformerEmbedder:
    """Any model that sentence-transformers loads, with the model's own prompts.

    e5 models that come without prompts get the prefixes that they were trained with.
    """

    def __init__(self, model: str, threads: int = 2) -> None:
        self._model = _load(model, "SentenceTransformer", threads)
        # An empty prompt would keep the library from looking for the next name: query, document,
        # passage and corpus are all in use.
        prompts = {kind: text for kind, text in self._model.prompts.items() if text}
        if not prompts and _E5.search(Path(model).name.lower()):
            prompts = {"query": QUERY_PREFIX, "document": PASSAGE_PREFIX}
        self._model.prompts = prompts
        self.name = f"{LIBRARY}:{model}"
        self.dimension = len(self.embed_query("会議"))

    @cached_property
    def _calibrated(self) -> tuple[float, float]:
        return calibrate(self)

    @property
    def cosine_noise(self) -> float:
        """What unrelated texts have with this model: see ``calibrate``."""
        return self._calibrated[0]

    @property
    def cosine_floor(self) -> float:
        """What unrelated texts do not reach with this model: see ``calibrate``."""
        return self._calibrated[1]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors [len(texts), dimension]; long texts are cut where the model cuts them."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return self._encode(self._model.encode_document, list(texts))

    def embed_query(self, text: str) -> Vectors:
        """One unit vector [dimension]."""
        vector: Vectors = self._encode(self._model.encode_query, [text])[0]
        return vector

    def _encode(self, encode: Any, texts: list[str]) -> Vectors:
        vectors = encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


class CrossEncoderReranker:
    """A cross-encoder of sentence-transformers."""

    def __init__(self, model: str, threads: int = 2) -> None:
        self._model = _load(model, "CrossEncoder", threads)
        self.name = f"{LIBRARY}:{model}"

    def score(self, query: str, texts: Sequence[str]) -> Vectors:
        """float32 [len(texts)]; higher is a better match."""
        if not texts:
            return np.empty(0, dtype=np.float32)
        pairs = [(query, text) for text in texts]
        return np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float32)


def _load(model: str, kind: str, threads: int) -> Any:
    """A model of sentence-transformers: from disk where it is there, else from its hub."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        library: Any = importlib.import_module("sentence_transformers")
        torch: Any = importlib.import_module("torch")
    except ImportError as error:
        raise EmbeddingError(
            f"{LIBRARY}:{model} を使うには sentence-transformers が要ります（{error}）。"
            f'`{_INSTALL}` を実行するか、embedding = "bundled" に戻してください。'
        ) from error
    torch.set_num_threads(threads)
    opener = getattr(library, kind)
    try:
        return opener(model, device="cpu", local_files_only=True)
    except (OSError, ValueError):
        pass  # not on this machine yet
    try:
        return opener(model, device="cpu")
    except (OSError, ValueError) as error:
        raise EmbeddingError(
            f"モデル「{model}」を開けません: {error}。"
            "名前またはフォルダを確かめ、初回だけ網につながる所で開くか、"
            "モデルのフォルダを写してその場所を指定してください。"
        ) from error
