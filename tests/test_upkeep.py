"""Drift found and mended, indexes made anew, and a rebuild that is killed."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from writing import BODY, Letters, finish, found, minutes, opened, process

from chatbot.assistant import Assistant
from chatbot.chroma import IndexLost, chroma_at
from chatbot.upkeep import examine, mend
from chatbot.vector_index import IndexMismatch
from ingest import ingest_paths

LUNCH, SHELTER = "給食費は三百円です。", "避難所は十二か所です。"
IDS = {f"{BODY}-1@1/t1/0", f"{BODY}-1@1/t2/0", f"{BODY}-2@1/t1/0"}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Assistant]:
    with opened(tmp_path / "data") as assistant:
        first = minutes(tmp_path, "a.json", LUNCH, "検討します。")
        ingest_paths(assistant, [first, minutes(tmp_path, "b.json", SHELTER, number=2)])
        yield assistant


def lose_words(data: Path) -> None:
    shutil.rmtree(data / "words-1")


def lose_vectors(data: Path) -> None:
    shutil.rmtree(data / "chroma")


def lose_both(data: Path) -> None:
    lose_words(data)
    lose_vectors(data)


@pytest.mark.parametrize("fresh", [False, True], ids=["open", "opened after"])
@pytest.mark.parametrize("lose", [lose_words, lose_vectors, lose_both])
def test_a_lost_folder_is_named_and_mended(
    library: Assistant, tmp_path: Path, lose: Callable[[Path], None], fresh: bool
) -> None:
    data = tmp_path / "data"
    assert found(library, "給食費")[0] == LUNCH
    lose(data)
    with opened(data) as other:
        asked = other if fresh else library
        if fresh or lose is not lose_words:  # open files outlive their folder
            for look in (asked.search, asked.ask):
                with pytest.raises(IndexLost, match="gijiq doctor --mend") as problem:
                    look("給食費はいくらですか")
                assert "\n" not in str(problem.value)
        drift = examine(asked)
        assert drift.missing_words == (IDS if lose is not lose_vectors else set())
        assert drift.missing_vectors == (IDS if lose is not lose_words else set())
        assert drift.stray_words | drift.stray_vectors == set()
        assert not drift.clean
        assert mend(asked) == drift
        assert examine(asked).clean
        for reader in (asked, library):
            assert found(reader, "給食費")[0] == LUNCH
            assert reader.ask("給食費はいくらですか").citations[0].quote == LUNCH


def test_single_missing_and_stray_passages_are_named_and_mended(library: Assistant) -> None:
    _, second, third = sorted(IDS)
    index = library.index()
    passages = library.library.passages(IDS)
    with index.vectors._writing() as collection:
        collection.delete(ids=[second])
    index.words.delete([f"{BODY}-2@1"])
    stray = f"{BODY}-1@9/t1/0"
    with index.vectors._writing() as collection:
        vector = Letters().embed_query("余り")
        collection.upsert(ids=[stray], embeddings=[vector], metadatas=[{"key": f"{BODY}-1@9"}])
    drift = examine(library)
    assert drift.missing_vectors == {second}
    assert drift.missing_words == {third}
    assert (drift.stray_vectors, drift.stray_words) == ({stray}, set())
    revision = library.library.revision()
    assert mend(library) == drift
    assert library.library.revision() > revision
    assert examine(library).clean
    assert index.words.ids() == index.vectors.ids() == IDS
    assert found(library, "避難所")[0] == SHELTER
    assert library.library.passages(IDS) == passages


def test_an_index_that_lacks_passages_is_not_answered_from(library: Assistant) -> None:
    """「ありません」 would be untrue."""
    library.index().words.delete([f"{BODY}-2@1"])
    library.library.touch()
    with pytest.raises(IndexLost, match="3件のうち 2件"):
        library.ask("避難所は何か所ですか")


def test_another_model_needs_a_rebuild(library: Assistant, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with opened(data, dimension=32) as other:
        for use in (
            lambda: other.ask("給食費はいくらですか"),
            lambda: other.search("給食費"),
            lambda: ingest_paths(other, [minutes(tmp_path, "c.json", "三です。", number=3)]),
            lambda: other.remove(f"{BODY}-1"),
            lambda: mend(other),
        ):
            with pytest.raises(IndexMismatch, match="gijiq rebuild"):
                use()
        assert found(library, "給食費")[0] == LUNCH
        told: list[tuple[int, int]] = []
        assert other.rebuild(lambda *progress: told.append(progress)) == 3
        assert told == [(3, 3)]
        assert found(other, "給食費")[0] == LUNCH
        assert examine(other).clean
        with pytest.raises(IndexMismatch, match="gijiq rebuild"):
            library.ask("給食費はいくらですか")
    assert [folder.name for folder in data.glob("words-*")] == ["words-2"]


def test_an_open_reader_follows_a_rebuild(library: Assistant, tmp_path: Path) -> None:
    assert found(library, "給食費")[0] == LUNCH
    code = "import sys; from pathlib import Path; from writing import opened\n"
    code += "with opened(Path(sys.argv[1])) as assistant: print(assistant.rebuild())"
    for generation in (2, 3):
        assert finish(process(code, tmp_path / "data")) == "3\n"
        assert found(library, "給食費")[0] == LUNCH
        assert library.index().generation == generation
        assert library.ask("避難所は何か所ですか").citations[0].quote == SHELTER
    assert examine(library).clean


KILLED = """
import os, signal, sys
from pathlib import Path
from writing import opened

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

with opened(Path(sys.argv[1])) as assistant:
    point = sys.argv[2]
    if point == "before the switch":
        assistant.switch = die
    if point == "after the switch":
        drop, calls = assistant.drop_others, []
        def second(*given):
            calls.append(given)
            return die() if len(calls) == 2 else drop(*given)
        assistant.drop_others = second
    assistant.rebuild(die if point == "embedding" else None)
"""


@pytest.mark.parametrize("point", ["embedding", "before the switch", "after the switch"])
def test_a_killed_rebuild_leaves_one_whole_generation(
    library: Assistant, tmp_path: Path, point: str
) -> None:
    data = tmp_path / "data"
    finish(process(KILLED, data, point), -signal.SIGKILL)
    with opened(data) as fresh:
        for reader in (library, fresh):
            assert found(reader, "給食費")[0] == LUNCH
            assert examine(reader).clean
    library.remove(f"{BODY}-2")
    current = f"words-{library.generation()}"
    assert [folder.name for folder in data.glob("words-*")] == [current]
    with chroma_at(data / "chroma").reading() as client:
        assert client is not None
        assert len(client.list_collections()) == 1
    assert examine(library).clean
    assert library.rebuild() == 2
    assert found(library, "給食費")[0] == LUNCH
