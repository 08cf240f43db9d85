"""Models of sentence-transformers, built here in miniature and loaded like any other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chatbot.embed import EmbeddingError, open_embedder, open_reranker
from chatbot.embed_torch import CrossEncoderReranker, SentenceTransformerEmbedder
from chatbot.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
LETTERS = sorted(
    set("会議録町田市は月から事業開始予定である高齢者支援助成いつか答弁検索文書:queryasg")
)
PASSAGES = ["町田市は事業を開始予定である", "高齢者を支援", "会議録"]


def save_tiny(folder: Path, kind: str, **options: Any) -> Path:
    """A BERT of two small layers with random but fixed weights, a letter a token, in ``folder``."""
    import torch
    import transformers

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokens = [*special, *LETTERS, *(f"##{letter}" for letter in LETTERS)]
    tokenizer = transformers.BertTokenizerFast(vocab={t: i for i, t in enumerate(tokens)})
    config = transformers.BertConfig(
        vocab_size=len(tokens),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.4,
        **options,
    )
    torch.manual_seed(7)
    tokenizer.save_pretrained(folder)
    getattr(transformers, kind)(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny(tmp_path_factory.mktemp("models") / "tiny-bert", "BertModel")


def save_with_prompts(folder: Path, plain: Path, prompts: dict[str, str]) -> Path:
    """The weights of ``plain`` saved as sentence-transformers does, with prompts in its config."""
    from sentence_transformers import SentenceTransformer

    SentenceTransformer(str(plain), prompts=prompts, device="cpu").save(str(folder))
    return folder


def test_vectors_are_unit_float32_and_repeatable(plain: Path) -> None:
    embedder = open_embedder(Settings(embedding=f"sentence-transformers:{plain}"))
    vectors = embedder.embed_passages(PASSAGES)
    assert embedder.name == f"sentence-transformers:{plain}"
    assert vectors.shape == (3, embedder.dimension) == (3, 32)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(embedder.embed_passages(PASSAGES[::-1])[::-1], vectors, atol=1e-3)
    assert embedder.embed_passages([]).shape == (0, 32)
    assert embedder.embed_query("会議").shape == (32,)
    assert -1 < embedder.cosine_floor <= 1


@pytest.mark.parametrize(
    ("folder", "configured", "query", "passage"),
    [
        ("ruri", {"query": "検索: ", "document": "文書: "}, "検索: ", "文書: "),
        ("multilingual-e5-tiny", {}, "query: ", "passage: "),
        ("e5-own", {"query": "検索: ", "document": "文書: "}, "検索: ", "文書: "),
        ("passage-key", {"query": "検索: ", "passage": "文書: "}, "検索: ", "文書: "),
        ("tiny-base5", {}, "", ""),
        ("multilingual-e5-tiny-instruct", {}, "", ""),
    ],
)
def test_each_model_gets_its_own_prompts(
    tmp_path: Path, plain: Path, folder: str, configured: dict[str, str], query: str, passage: str
) -> None:
    model = save_with_prompts(tmp_path / folder, plain, configured)
    embedder = SentenceTransformerEmbedder(str(model))
    bare = SentenceTransformerEmbedder(str(plain))  # the same weights without prompts
    np.testing.assert_allclose(
        embedder.embed_query("会議"), bare.embed_query(f"{query}会議"), atol=1e-5
    )
    np.testing.assert_allclose(
        embedder.embed_passages(["会議録"]), bare.embed_passages([f"{passage}会議録"]), atol=1e-5
    )
    if query:
        assert not np.allclose(embedder.embed_query("会議"), bare.embed_query("会議"), atol=1e-3)


def test_a_cross_encoder_scores_each_text(tmp_path: Path) -> None:
    model = save_tiny(tmp_path / "tiny-cross", "BertForSequenceClassification", num_labels=1)
    reranker = open_reranker(Settings(reranker=f"sentence-transformers:{model}"))
    assert isinstance(reranker, CrossEncoderReranker)
    scores = reranker.score("町田市はいつ開始", PASSAGES)
    assert scores.shape == (3,)
    assert scores.dtype == np.float32
    assert len(set(scores.tolist())) == 3
    for text, score in zip(PASSAGES, scores, strict=True):
        assert reranker.score("町田市はいつ開始", [text])[0] == pytest.approx(score, abs=1e-4)
    assert reranker.score("町田市", []).shape == (0,)


def test_a_reranker_setting_that_names_no_model_is_refused() -> None:
    with pytest.raises(EmbeddingError, match="sentence-transformers:モデル名"):
        open_reranker(Settings(reranker="cross-encoder"))


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(EmbeddingError, match="開けません"):
        SentenceTransformerEmbedder(str(empty))


def test_without_the_library_the_error_names_the_command() -> None:
    code = (
        "import sys\n"
        "sys.modules['sentence_transformers'] = None\n"  # what Python itself does for 'not there'
        "from chatbot.embed import EmbeddingError, open_embedder\n"
        "from chatbot.settings import Settings\n"
        "try:\n"
        "    open_embedder(Settings(embedding='sentence-transformers:some/model'))\n"
        "except EmbeddingError as error:\n"
        "    print(error)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert "pip install 'sentence-transformers>=5.0'" in done.stdout
    assert "some/model" in done.stdout
