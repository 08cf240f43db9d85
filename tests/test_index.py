"""Both indexes: what they hold, whose they are, and several processes over one folder."""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from writing import Letters, finish, minutes, process

from chatbot.assistant import Assistant
from chatbot.chroma import IndexLost, chroma_at, split_url
from chatbot.index import Index
from chatbot.settings import Settings
from chatbot.types import Passage
from chatbot.vector_index import IndexMismatch
from chatbot.word_index import WordIndex
from ingest import ingest_paths

LETTERS = Letters()


def passages(document: str, version: int, *texts: str) -> list[Passage]:
    return [
        Passage(
            f"{document}@{version}/t{n}/0", document, version, f"t{n}", 0, len(text), text, text
        )
        for n, text in enumerate(texts, 1)
    ]


def open_index(data: Path, generation: int = 1, model: str = LETTERS.name) -> Index:
    data.mkdir(exist_ok=True)
    return Index(data, None, "library", generation, model)


def add(index: Index, document: str, version: int, *texts: str) -> None:
    index.add(passages(document, version, *texts), LETTERS.embed_passages(texts))


def dense(index: Index, query: str, limit: int = 10) -> list[str]:
    return [name for name, _ in index.vectors.search(LETTERS.embed_query(query), limit)]


def test_what_was_added_is_found_and_what_was_deleted_is_not(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    assert (index.held(), index.words.ids(), index.vectors.ids()) == (0, set(), set())
    assert index.words.search("words", ["給食"], 5) == []
    add(index, "甲", 1, "給食費の値上げ", "避難所の備蓄")
    add(index, "甲", 2, "給食費の据え置き")
    assert index.held() == 3
    assert {name for name, _ in index.words.search("words", ["給食"], 5)} == {
        "甲@1/t1/0",
        "甲@2/t1/0",
    }
    only = index.words.search("words", ["給食"], 5, frozenset({"甲@2"}))
    assert [name for name, _ in only] == ["甲@2/t1/0"]
    assert index.words.frequency("words", "給食") == 2
    assert dense(index, "避難所の備蓄", 1) == ["甲@1/t2/0"]
    (name, cosine), *_ = index.vectors.search(LETTERS.embed_query("避難所の備蓄"), 1)
    assert cosine == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(
        index.vectors.vectors([name, "unknown"])[name],
        LETTERS.embed_query("避難所の備蓄"),
        atol=1e-6,
    )
    index.delete([("甲", 1), ("乙", 9)])
    assert index.words.ids() == index.vectors.ids() == {"甲@2/t1/0"}
    assert dense(index, "避難所の備蓄") == ["甲@2/t1/0"]
    add(index, "甲", 2, "給食費の据え置き", "新しい発言")
    assert index.held() == 2


def test_equals_are_ordered_by_id(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    add(index, "甲", 1, *["同じ発言です"] * 5)
    names = [f"甲@1/t{n}/0" for n in range(1, 6)]
    assert dense(index, "同じ") == names
    assert [name for name, _ in index.words.search("words", ["発言"], 9)] == names


def test_more_than_a_page_of_passages(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    texts = [f"発言{n}番" for n in range(5_200)]
    add(index, "甲", 1, *texts)
    assert len(index.vectors.ids()) == len(index.words.ids()) == index.held() == 5_200
    index.delete([("甲", 1)])
    assert index.held() == 0


def test_another_model_is_refused_with_the_command_that_re_embeds(tmp_path: Path) -> None:
    add(open_index(tmp_path), "甲", 1, "給食費")
    other = open_index(tmp_path, model="other/1")
    for use in (other.vectors.count, other.vectors.ids, lambda: dense(other, "給食費")):
        with pytest.raises(IndexMismatch, match=r"letters/64.*other/1.*gijiq rebuild"):
            use()
    with pytest.raises(IndexMismatch, match="gijiq rebuild"):
        add(other, "乙", 1, "避難所")
    assert open_index(tmp_path).vectors.ids() == {"甲@1/t1/0"}


def test_other_generations_are_thrown_away(tmp_path: Path) -> None:
    for generation in (1, 2, 3):
        add(open_index(tmp_path, generation), "甲", 1, f"第{generation}世代")
    add(open_index(tmp_path, 4, "other/1"), "甲", 1, "第4世代")
    Index.discard_others(tmp_path, None, "library", 2)
    assert [folder.name for folder in tmp_path.glob("words-*")] == ["words-2"]
    assert [open_index(tmp_path, n).held() for n in (1, 2, 3)] == [0, 1, 0]
    with chroma_at(tmp_path / "chroma").reading() as client:
        assert client is not None
        assert [c.name for c in client.list_collections()] == ["passages-library-2"]


def test_looking_at_what_is_not_there_makes_nothing(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    assert index.held() == 0
    index.refresh()
    with pytest.raises(IndexLost, match="gijiq doctor --mend"):
        dense(index, "給食費")
    assert {path.name for path in tmp_path.iterdir()} <= {"chroma.lock"}


def test_a_damaged_index_is_one_clear_line(tmp_path: Path) -> None:
    add(open_index(tmp_path), "甲", 1, "給食費")
    chroma_at(tmp_path / "chroma").close()
    (tmp_path / "words-1" / "meta.json").write_text("{", encoding="ascii")
    with pytest.raises(IndexLost, match="gijiq rebuild") as words:
        open_index(tmp_path)
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 999)
    (tmp_path / "words-1" / "meta.json").unlink()
    with pytest.raises(IndexLost, match="gijiq rebuild") as vectors:
        open_index(tmp_path).vectors.count()
    for problem in (words, vectors):
        assert "\n" not in str(problem.value)


# -- several processes ---------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from test_index import add, open_index

index = open_index(Path(sys.argv[1]))
print("ready", flush=True)
for line in sys.stdin:
    what, document, version, *texts = line.split()
    if what == "add":
        add(index, document, int(version), *texts)
    else:
        index.delete([(document, int(version))])
    print("done", flush=True)
"""


class Other:
    """Another process that writes on demand."""

    def __init__(self, data: Path) -> None:
        self._process = process(WRITER, data)
        self._answer()

    def _answer(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline(), self._process.stderr

    def do(self, *words: object) -> None:
        assert self._process.stdin is not None
        print(*words, file=self._process.stdin, flush=True)
        self._answer()

    def end(self) -> None:
        self._process.communicate(timeout=60)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Other]:
    started = Other(tmp_path)
    yield started
    started.end()


def test_what_another_process_writes_is_seen_and_what_it_deletes_is_not(
    tmp_path: Path, other: Other
) -> None:
    index = open_index(tmp_path)
    add(index, "甲", 1, "給食費の値上げ")
    other.do("add", "乙", 1, "避難所の備蓄", "体育館の空調")
    assert dense(index, "避難所の備蓄", 1) == ["乙@1/t1/0"]
    index.refresh()
    assert index.words.ids() == index.vectors.ids() == {"甲@1/t1/0", "乙@1/t1/0", "乙@1/t2/0"}
    other.do("delete", "乙", 1)
    assert dense(index, "避難所の備蓄") == ["甲@1/t1/0"]
    # Vectors of both, written in turns, are all there.
    for version in range(1, 6):
        add(index, "丙", version, *(f"丙{version}{n}" for n in range(300)))
        other.do("add", "丁", version, *(f"丁{version}{n}" for n in range(300)))
    index.refresh()
    assert index.held() == 1 + 5 * 600
    assert len(dense(index, "丁", 3001)) == 3001


def resident() -> int:
    """Resident memory of this process, in megabytes."""
    gc.collect()
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    raise AssertionError("no VmRSS")


def test_following_another_process_does_not_grow(tmp_path: Path, other: Other) -> None:
    index = open_index(tmp_path)
    add(index, "甲", 1, *(f"発言{n}番" for n in range(1_500)))
    memory, files = [], []
    for version in range(1, 41):
        other.do("add", "乙", version, f"乙{version}")
        index.refresh()
        assert f"乙@{version}/t1/0" in dense(index, f"乙{version}", 50)
        if version in (10, 40):
            memory.append(resident())
            files.append(len(os.listdir("/proc/self/fd")))
    assert memory[1] - memory[0] < 40
    assert files[1] - files[0] <= 2


KILLED_WRITER = """
import os, signal, sys
from pathlib import Path
import chatbot.word_index
from test_index import open_index, passages

index = open_index(Path(sys.argv[1]))
calls = []
def dying(text):
    calls.append(text)
    if len(calls) == 50:
        os.kill(os.getpid(), signal.SIGKILL)
    return text.split()
chatbot.word_index.words = dying
index.words.add(passages("甲", 1, *["発言"] * 99))
"""


def test_a_killed_writer_leaves_no_lock(tmp_path: Path) -> None:
    finish(process(KILLED_WRITER, tmp_path), -signal.SIGKILL)
    assert WordIndex(tmp_path / "words-1").count() == 0
    index = open_index(tmp_path)
    add(index, "甲", 1, "給食費")
    assert index.words.ids() == {"甲@1/t1/0"}


def test_threads_share_an_index_while_it_is_written(tmp_path: Path, other: Other) -> None:
    index = open_index(tmp_path)
    add(index, "甲", 1, "給食費の値上げ")
    until = time.monotonic() + 3
    written = threading.Event()

    def read(_: int) -> int:
        times = 0
        while not written.is_set():
            assert "甲@1/t1/0" in dense(index, "給食費の値上げ", 20)
            index.refresh()
            assert index.words.search("words", ["給食"], 5)
            times += 1
        return times

    with ThreadPoolExecutor(5) as pool:
        readers = [pool.submit(read, n) for n in range(4)]
        version = 0
        try:
            # At least twice, however slow the machine is.
            while version < 2 or time.monotonic() < until:
                version += 1
                other.do("add", "乙", version, "避難所")
                add(index, "丙", version, "体育館")
                other.do("delete", "乙", version)
        finally:
            written.set()
        assert all(reader.result() for reader in readers)


def test_closing_one_user_does_not_disturb_another(tmp_path: Path) -> None:
    one, two = open_index(tmp_path), open_index(tmp_path)
    add(one, "甲", 1, "給食費")
    assert dense(two, "給食費") == ["甲@1/t1/0"]
    chroma_at(tmp_path / "chroma").close()
    assert dense(one, "給食費") == dense(two, "給食費") == ["甲@1/t1/0"]


# -- a server ------------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The URL of a Chroma server of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = Path(sys.executable).with_name("chroma")
    started = subprocess.Popen(
        [command, "run", "--path", tmp_path / "server", "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        started.terminate()
        started.wait(30)


def test_a_chroma_server_serves_several_libraries(server: str, tmp_path: Path) -> None:
    def open_at(name: str) -> Assistant:
        return Assistant(Settings(data=tmp_path / name, chroma_url=server), embedder=LETTERS)

    with open_at("one") as one, open_at("two") as two:
        ingest_paths(one, [minutes(tmp_path, "a.json", "給食費は三百円です。")])
        ingest_paths(two, [minutes(tmp_path, "b.json", "避難所は十二か所です。")])
        for assistant, query, text in (
            (one, "給食費はいくらですか", "給食費は三百円です。"),
            (two, "避難所は何か所ですか", "避難所は十二か所です。"),
        ):
            assert [hit.passage.text for hit in assistant.search(query)] == [text]
            assert [cited.quote for cited in assistant.ask(query).citations] == [text]
        assert one.rebuild() == 1
        assert [hit.passage.text for hit in two.search("避難所")] == ["避難所は十二か所です。"]
        one.remove(next(iter(one.documents())))
        assert one.search("給食費") == []
        assert not (tmp_path / "one" / "chroma").exists()


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with (
        Assistant(Settings(data=tmp_path / "d", chroma_url=url), embedder=LETTERS) as assistant,
        pytest.raises(IndexLost, match=f"chroma_url（{url}）"),
    ):
        ingest_paths(assistant, [minutes(tmp_path, "a.json", "給食費は三百円です。")])


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("http://chroma:9000", ("chroma", 9000, False)),
        ("http://chroma", ("chroma", 8000, False)),
        ("https://chroma.example.jp/", ("chroma.example.jp", 443, True)),
    ],
)
def test_urls(url: str, parts: tuple[str, int, bool]) -> None:
    assert split_url(url) == parts
