"""The embedding models for real: the prepared bundled one, opened as the settings say."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from chatbot.embed import (
    MANIFEST,
    MODEL_FILE,
    READER_FILE,
    TOKENIZER_FILE,
    BundledEmbedder,
    EmbeddingError,
    calibrate,
    open_embedder,
)
from chatbot.settings import Settings
from ingest.bundled_model import prepare

ROOT = Path(__file__).resolve().parents[1]

PASSAGES = (
    "町田市は7月から事業開始予定である。",
    "65歳以上の高齢者を対象に、スマートフォンの購入費用の一部を助成する。",
    "次期ネットワークの共同調達については、費用の縮減が見込まれる。",
    "生成AIの利用に当たっては、個人情報を入力しないよう職員に周知している。",
    "庁舎の耐震改修工事は令和八年度に完了する見込みである。",
)


@pytest.fixture(scope="session")
def model_dir() -> Path:
    return prepare(Path(os.environ.get("GIJIQ_MODEL_DIR") or ROOT / "var" / "model"))


@pytest.fixture(scope="session")
def bundled(model_dir: Path) -> BundledEmbedder:
    return BundledEmbedder(model_dir, threads=2)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("町田市の事業はいつ始まりますか", 0),
        ("お年寄りがスマホを買うときの補助は誰がもらえるか", 1),
        ("通信網を一緒に買うと安くなるのか", 2),
        ("ChatGPTのような道具を使うときの注意は", 3),
        ("建物の地震対策はいつ終わるか", 4),
    ],
)
def test_the_right_passage_is_nearest(
    bundled: BundledEmbedder, question: str, expected: int
) -> None:
    cosines = bundled.embed_passages(PASSAGES) @ bundled.embed_query(question)
    assert int(np.argmax(cosines)) == expected


@pytest.mark.parametrize("question", ["カレーの作り方", "今日の天気は？", "好きな映画は何ですか"])
def test_unrelated_questions_stay_under_the_floor(bundled: BundledEmbedder, question: str) -> None:
    text = (ROOT / "data" / "minutes" / "cio_conference_09.txt").read_text(encoding="utf-8")
    sentences = [line for line in text.replace("。", "。\n").split() if len(line) > 8]
    cosines = bundled.embed_passages(sentences) @ bundled.embed_query(question)
    assert len(sentences) > 40
    assert 0.7 < float(cosines.max()) < bundled.cosine_floor


def test_a_restated_sentence_is_above_the_floor(bundled: BundledEmbedder) -> None:
    assert bundled.embed_query("町田市の事業開始はいつか") @ bundled.embed_passages(PASSAGES)[0] > (
        bundled.cosine_floor
    )


def test_the_rule_for_other_models_gives_the_measured_floor(bundled: BundledEmbedder) -> None:
    noise, floor = calibrate(bundled)
    assert floor == pytest.approx(bundled.cosine_floor, abs=0.01)
    assert noise == pytest.approx(bundled.cosine_noise, abs=0.005)


def test_vectors_are_unit_float32_and_prefixed(bundled: BundledEmbedder) -> None:
    vectors = bundled.embed_passages(PASSAGES)
    assert vectors.shape == (len(PASSAGES), bundled.dimension) == (5, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    same_words = bundled.embed_query(PASSAGES[0])
    assert same_words.shape == (384,)
    assert 0.8 < float(same_words @ vectors[0]) < 0.999


def test_a_vector_does_not_depend_on_its_company(bundled: BundledEmbedder, model_dir: Path) -> None:
    texts = [*PASSAGES, "議" * 700, "はい。"]
    together = bundled.embed_passages(texts)
    backwards = bundled.embed_passages(texts[::-1])[::-1]
    alone = np.concatenate([bundled.embed_passages([text]) for text in texts])
    opened_again = BundledEmbedder(model_dir, threads=1).embed_passages(texts)
    for other in (backwards, alone, opened_again):
        np.testing.assert_array_equal(together, other)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\u3000\t", "\x00", "🙂", "\ud83d", "Привет", "a" * 50_000, "𠮷野家"]
)
def test_any_text_has_a_vector(bundled: BundledEmbedder, text: str) -> None:
    for vector in (bundled.embed_query(text), bundled.embed_passages([text])[0]):
        assert np.isfinite(vector).all()
        assert float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_give_no_vectors(bundled: BundledEmbedder) -> None:
    assert bundled.embed_passages([]).shape == (0, 384)


def test_a_long_text_is_cut_where_the_model_ends(bundled: BundledEmbedder) -> None:
    start = "".join(f"第{number}回の会議を開きました。" for number in range(400))
    cut, longer, other = bundled.embed_passages([start, start + "以上。" * 500, start[:200]])
    np.testing.assert_array_equal(cut, longer)
    assert not np.array_equal(cut, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﾃﾞｼﾞﾀﾙサービス", "デジタルサービス"),
        ("第９回　会議", "第9回 会議"),
        ("会議を\n開く", "会議を 開く"),
        ("会議  録", "会議 録"),
        ("①番", "1番"),
    ],
)
def test_equivalent_spellings_have_the_same_vector(
    bundled: BundledEmbedder, one: str, other: str
) -> None:
    np.testing.assert_array_equal(bundled.embed_query(one), bundled.embed_query(other))


def test_a_copied_folder_works_and_a_damaged_one_is_refused(
    model_dir: Path, bundled: BundledEmbedder, tmp_path: Path
) -> None:
    copy = shutil.copytree(model_dir, tmp_path / "別の機械" / "model")
    embedder = open_embedder(Settings(model_dir=copy))
    assert embedder.name == bundled.name
    np.testing.assert_array_equal(embedder.embed_query("会議"), bundled.embed_query("会議"))
    with (copy / MODEL_FILE).open("r+b") as file:
        file.truncate(1000)
    with pytest.raises(EmbeddingError, match="make run"):
        open_embedder(Settings(model_dir=copy))


@pytest.mark.parametrize("missing", [MANIFEST, MODEL_FILE, READER_FILE, TOKENIZER_FILE])
def test_a_folder_with_a_file_missing_is_refused(
    model_dir: Path, tmp_path: Path, missing: str
) -> None:
    copy = shutil.copytree(model_dir, tmp_path / "model")
    (copy / missing).unlink()
    with pytest.raises(EmbeddingError, match="gijiq prepare"):
        BundledEmbedder(copy)


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"format": 1, "files": 3}', "\x00"])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, manifest: str) -> None:
    (tmp_path / MANIFEST).write_text(manifest, encoding="utf-8")
    with pytest.raises(EmbeddingError, match="準備されていません"):
        BundledEmbedder(tmp_path)


@pytest.mark.parametrize(
    "setting", ["openai", "", "sentence-transformers", "sentence-transformers:"]
)
def test_a_setting_that_names_no_model_is_refused(setting: str) -> None:
    with pytest.raises(EmbeddingError, match="bundled または sentence-transformers:モデル名"):
        open_embedder(Settings(embedding=setting))


def test_the_bundled_path_leaves_torch_alone(model_dir: Path) -> None:
    code = (
        "import sys\n"
        "from chatbot.embed import open_embedder, open_reranker\n"
        "from chatbot.settings import Settings\n"
        "settings = Settings()\n"
        "assert open_reranker(settings) is None\n"
        "open_embedder(settings).embed_passages(['会議', '議題'])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnx', 'huggingface_hub'}\n"
        "print(sorted(heavy & sys.modules.keys()))\n"
    )
    environment = {**os.environ, "GIJIQ_MODEL_DIR": str(model_dir), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
