"""The seam between text and vectors: the bundled model, or any model of sentence-transformers.

onnxruntime, tokenizers, sentence_transformers and torch are imported only by the model that needs
them, when it is opened; what needs torch is in ``embed_torch``.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from chatbot.settings import Settings

Vectors = NDArray[np.float32]

BUNDLED_FORMAT = 1
MANIFEST, MODEL_FILE, TOKENIZER_FILE = "manifest.json", "model.onnx", "tokenizer.json"
# The cross-encoder of `chatbot.reader`, which lies beside the embedding model and has its tokens.
READER_FILE = "reader.onnx"
PREPARED = (MODEL_FILE, READER_FILE, TOKENIZER_FILE)
QUERY_PREFIX, PASSAGE_PREFIX = "query: ", "passage: "
LIBRARY = "sentence-transformers"
# The mean cosine of the bundled model's between what `calibrate` compares.
BUNDLED_NOISE = 0.786
# Questions and remarks that have nothing to do with each other: what a model gives these is noise.
_UNRELATED_QUESTIONS = (
    "カレーの作り方を教えて",
    "今日の天気は？",
    "好きな映画は何ですか",
    "猫の飼い方で気をつけることは？",
    "ワールドカップで優勝した国はどこか",
    "おすすめのラーメン屋は？",
)
_UNRELATED_PASSAGES = (
    "それでは定刻になりましたので、ただいまから会議を開会いたします。",
    "区市町村における情報システムの標準化の進捗状況について御報告いたします。",
    "本年度の予算は前年度に比べて増額し、支援の対象を広げてまいります。",
    "高齢者の方々に向けた相談会を、引き続き各地で開催していきたいと考えております。",
    "御質問ありがとうございます。事業の開始時期につきましては、来年度を予定しております。",
)


class EmbeddingError(RuntimeError):
    """A model that cannot be opened; the message says why and what to do."""


class Embedder(Protocol):
    """What turns text into vectors.

    ``name`` identifies the model and its format and is stored with an index. ``cosine_floor`` is
    the raw cosine of question and passage above which a match is evidence by itself,
    ``cosine_noise`` the one that texts have which have nothing to do with each other.
    """

    @property
    def name(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def cosine_floor(self) -> float: ...
    @property
    def cosine_noise(self) -> float: ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors float32 [len(texts), dimension]; the same text always gets the same one."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """One unit vector float32 [dimension]."""
        ...


class Reranker(Protocol):
    """What reads a question and passages together."""

    @property
    def name(self) -> str: ...

    def score(self, query: str, texts: Sequence[str]) -> Vectors:
        """float32 [len(texts)]; higher is a better match, comparable within one question only."""
        ...


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a prepared folder says of itself; ``files`` maps names to sha256 and size in bytes.

    ``reader`` is the sha256 of the adapter that made the reader.
    """

    name: str
    format: int
    dimension: int
    cosine_floor: float
    reader: str
    files: dict[str, tuple[str, int]]


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a whole prepared model of this format, or None where there is none.

    Files are checked for presence and size, not for content, to keep a start fast.
    """
    try:
        raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(
            name=raw["name"],
            format=raw["format"],
            dimension=raw["dimension"],
            cosine_floor=raw["cosine_floor"],
            reader=raw["reader_sha256"],
            files={name: (f["sha256"], f["bytes"]) for name, f in raw["files"].items()},
        )
        whole = all(
            (folder / name).stat().st_size == size for name, (_, size) in manifest.files.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    named = set(PREPARED) <= manifest.files.keys()
    return manifest if whole and named and manifest.format == BUNDLED_FORMAT else None


def open_session(model: Path) -> Any:
    """An onnxruntime session of one thread, whoever wants several runs several; no telemetry."""
    runtime: Any = importlib.import_module("onnxruntime")
    runtime.disable_telemetry_events()
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return runtime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


class BundledEmbedder:
    """multilingual-e5-small on onnxruntime, from a folder that ``ingest.bundled_model`` prepared.

    Each text runs by itself, several at a time on ``threads`` threads. That wastes nothing on
    padding, and a vector never depends on which texts happened to be embedded with it: activations
    are quantised per run, so in a batch they would.
    """

    def __init__(self, model_dir: Path, threads: int = 2) -> None:
        manifest = read_manifest(model_dir)
        if manifest is None:
            raise EmbeddingError(
                f"同梱の埋め込みモデルが {model_dir} に準備されていません"
                "（ないか、途中までしかないか、形式が違います）。"
                "`make run` または `gijiq prepare` を実行してください。"
                "閉じた網では、準備済みの model フォルダを別の機械から写せます。"
            )
        tokenizers: Any = importlib.import_module("tokenizers")
        self._threads = threads
        self._session = open_session(model_dir / MODEL_FILE)
        self._tokenizer = tokenizers.Tokenizer.from_file(str(model_dir / TOKENIZER_FILE))
        self.name = manifest.name
        self.dimension = manifest.dimension
        self.cosine_floor = manifest.cosine_floor
        self.cosine_noise = BUNDLED_NOISE

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors [len(texts), dimension]; a text is cut after 512 tokens."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)

        def run(number: int) -> None:
            vectors[number] = self._embed(PASSAGE_PREFIX + texts[number])

        # The longest first, so that no thread is left alone with a long text at the end.
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        if self._threads == 1 or len(texts) < 2:
            for number in order:
                run(number)
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                list(pool.map(run, order))
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """One unit vector [dimension]."""
        return self._embed(QUERY_PREFIX + text)

    def _embed(self, text: str) -> Vectors:
        # Half a surrogate pair, as broken files contain, is no text that a tokenizer takes.
        readable = text.encode("utf-8", "replace").decode("utf-8")
        ids = np.array([self._tokenizer.encode(readable).ids], dtype=np.int64)
        vector: Vectors = self._session.run(None, {"input_ids": ids})[0][0]
        return vector


def calibrate(embedder: Embedder) -> tuple[float, float]:
    """The mean cosine of unrelated Japanese texts, and the one that they do not reach.

    Not even the best of a large library reaches the floor: six standard deviations above the mean
    of a small sample; for the bundled model that is where its floor, measured on a large one, lies.
    """
    passages = embedder.embed_passages(_UNRELATED_PASSAGES)
    noise = np.stack([embedder.embed_query(text) for text in _UNRELATED_QUESTIONS]) @ passages.T
    return float(noise.mean()), min(1.0, float(noise.mean() + 6 * noise.std()))


def open_embedder(settings: Settings) -> Embedder:
    """The embedder that ``settings.embedding`` names; EmbeddingError where it cannot be had."""
    if settings.embedding == "bundled":
        return BundledEmbedder(settings.bundled_model_dir, settings.threads)
    model = _model_of(settings.embedding)
    if model is None:
        raise EmbeddingError(
            f"設定 embedding が「{settings.embedding}」です。"
            f"使えるのは bundled または {LIBRARY}:モデル名 です"
            f"（例: {LIBRARY}:cl-nagoya/ruri-v3-30m）。"
            "gijiq.toml か環境変数 GIJIQ_EMBEDDING を直してください。"
        )
    from chatbot.embed_torch import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(model, settings.threads)


def open_reranker(settings: Settings) -> Reranker | None:
    """The cross-encoder that ``settings.reranker`` names, or None where none is set."""
    if not settings.reranker:
        return None
    model = _model_of(settings.reranker)
    if model is None:
        raise EmbeddingError(
            f"設定 reranker が「{settings.reranker}」です。使えるのは {LIBRARY}:モデル名 です。"
            "gijiq.toml か環境変数 GIJIQ_RERANKER を直すか、消してください。"
        )
    from chatbot.embed_torch import CrossEncoderReranker

    return CrossEncoderReranker(model, settings.threads)


def _model_of(setting: str) -> str | None:
    kind, _, model = setting.partition(":")
    return model.strip() or None if kind == LIBRARY else None
