"""Asking while others write: what is published is seen, what is removed never is."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from writing import BODY, Letters, finish, found, minutes, opened, process

from chatbot.assistant import LONGEST, Assistant, clean
from chatbot.chroma import IndexLost
from chatbot.embed import EmbeddingError
from chatbot.lock import LibraryBusy
from chatbot.settings import Settings
from ingest import ingest_paths

BUDGET = "予算はいくらですか"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Assistant]:
    with opened(tmp_path / "data") as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("  第9回は？ \n", "第9回は？"),
        ("予算\x00は\x1b[31mいくら", "予算 は [31mいくら"),
        ("半分\ud83dの字", "半分?の字"),
        ("全角　空白と👨\u200d👩\u200d👧", "全角　空白と👨\u200d👩\u200d👧"),
        ("行\nと\tタブ", "行\nと\tタブ"),
        ("\x7f", ""),
    ],
)
def test_a_question_keeps_all_that_can_be_kept(asked: str, kept: str) -> None:
    assert clean(asked) == kept


def test_a_reranker_that_cannot_be_had_is_missed_by_every_question(
    library: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Settings) -> None:
        raise EmbeddingError("no such model")

    monkeypatch.setattr("chatbot.embed.open_reranker", refuse)
    ingest_paths(library, [minutes(tmp_path, "a.json", "予算は三百円です。")])
    for _ in range(2):
        with pytest.raises(EmbeddingError, match="no such model"):
            library.ask(BUDGET)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=[])))
def test_a_clean_question_can_be_stored(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert "\x00" not in clean(text)
    clean(text).encode("utf-8")


@pytest.mark.parametrize("more", ["　予算と予算", "補助", "1", "a ", "（", "👨\u200d👩\u200d👧"])
def test_of_a_very_long_question_the_beginning_is_read(
    library: Assistant, tmp_path: Path, more: str
) -> None:
    ingest_paths(library, [minutes(tmp_path, "a.json", "予算は三百円です。")])
    long = BUDGET + "。" + more * 10_000
    answer = library.ask(long)
    assert answer.question == clean(long)
    assert [note.code for note in answer.notes][-1] == "question_cut"
    assert len(answer.understood.question) <= LONGEST
    assert f"{LONGEST:,}文字" in answer.notes[-1].text
    assert [hit.passage.text for hit in library.search(long)] == ["予算は三百円です。"]
    assert "question_cut" not in [note.code for note in library.ask("予" * LONGEST).notes]


@pytest.mark.parametrize(
    "asked", ["", "\u3000 ", "？？！。、", "🙂👨\u200d👩\u200d👧", "\x00\x1b", "（（（"]
)
def test_a_question_without_words_is_told_so(
    library: Assistant, tmp_path: Path, asked: str
) -> None:
    ingest_paths(library, [minutes(tmp_path, "a.json", "予算は三百円です。")])
    answer = library.ask(asked)
    assert answer.status == "out_of_scope"
    assert "文でお書きください" in answer.text


def test_a_broken_question_is_answered_all_the_same(library: Assistant, tmp_path: Path) -> None:
    ingest_paths(library, [minutes(tmp_path, "a.json", "ガスの予算は三百円です。")])
    for asked in (
        "ガスの予算\ud800はいくらですか",
        "ガスの\x1b予算はいくらですか",
        "カ\u3099スの予算はいくらですか",
        "\u202eガスの予算はいくらですか",
    ):
        assert library.ask(asked).citations[0].quote == "ガスの予算は三百円です。"


def test_every_answer_leaves_a_receipt(library: Assistant, tmp_path: Path) -> None:
    ingest_paths(library, [minutes(tmp_path, "a.json", "予算は三百円です。")])
    answer = library.ask(BUDGET)
    kept = library.library.receipt(answer.id)
    assert kept is not None
    assert "予算は三百円です。" in kept
    assert library.library.receipt("unknown") is None


@pytest.mark.parametrize("question", ["", "　", "？", "\x00", "あ" * 20_000])
def test_odd_questions_get_an_answer(library: Assistant, tmp_path: Path, question: str) -> None:
    assert library.ask(question).citations == ()
    assert library.search(question) == []
    ingest_paths(library, [minutes(tmp_path, "a.json", "予算は三百円です。")])
    assert library.ask(question).status in ("not_found", "out_of_scope")


# -- two in one process --------------------------------------------------------------------------


def test_two_in_one_process_see_each_other_and_end_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    one, two = opened(data), opened(data)
    ingest_paths(one, [minutes(tmp_path, "a.json", "予算は三百円です。")])
    assert found(two, "予算") == ["予算は三百円です。"]
    ingest_paths(two, [minutes(tmp_path, "a.json", "予算は四百円です。")])
    assert found(one, "予算") == found(two, "予算") == ["予算は四百円です。"]
    one.close()
    assert found(two, "予算") == ["予算は四百円です。"]
    two.remove(f"{BODY}-1")
    with opened(data) as three:
        assert found(three, "予算") == found(two, "予算") == []
    two.close()


def test_a_second_writer_is_told_that_it_must_wait(tmp_path: Path) -> None:
    data, file = tmp_path / "data", minutes(tmp_path, "a.json", "予算は三百円です。")
    with opened(data) as first, opened(data, lock_wait=0.1) as second:
        with first.writing():
            for change in (
                lambda: ingest_paths(second, [file]),
                lambda: second.remove(f"{BODY}-1"),
                second.rebuild,
            ):
                with pytest.raises(LibraryBusy, match=r"別の処理が.*もう一度"):
                    change()
            assert found(second, "予算") == []
        assert not ingest_paths(second, [file]).failed


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    data, file = tmp_path / "data", minutes(tmp_path, "a.json", "予算は三百円です。")
    with opened(data) as first, opened(data, lock_wait=30) as second:
        with first.writing():
            results: list[bool] = []
            waiting = threading.Thread(
                target=lambda: results.append(ingest_paths(second, [file]).failed)
            )
            waiting.start()
            time.sleep(0.3)
            assert results == []
        waiting.join(30)
        assert results == [False]
        assert found(first, "予算") == ["予算は三百円です。"]


# -- two processes -------------------------------------------------------------------------------

OTHER = """
import sys
from pathlib import Path
from ingest import ingest_paths
from writing import opened

with opened(Path(sys.argv[1])) as assistant:
    for line in sys.stdin:
        what, name = line.split()
        if what == "ingest":
            assert not ingest_paths(assistant, [name]).failed
        else:
            assistant.remove(name)
        print("done", flush=True)
"""


class Other:
    """Another process that changes the library on demand."""

    def __init__(self, data: Path) -> None:
        self.process = process(OTHER, data)

    def do(self, what: str, name: object) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(what, name, file=self.process.stdin, flush=True)
        assert self.process.stdout.readline() == "done\n"


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Other]:
    started = Other(tmp_path / "data")
    yield started
    finish(started.process)


def test_an_open_assistant_follows_another_process(
    library: Assistant, other: Other, tmp_path: Path
) -> None:
    assert found(library, "予算") == []
    other.do("ingest", minutes(tmp_path, "a.json", "予算は三百円です。"))
    assert found(library, "予算") == ["予算は三百円です。"]
    assert library.ask(BUDGET).citations[0].quote == "予算は三百円です。"
    other.do("ingest", minutes(tmp_path, "a.json", "予算は四百円です。"))
    assert found(library, "予算") == ["予算は四百円です。"]
    assert [cited.version for cited in library.ask(BUDGET).citations] == [2]
    other.do("remove", f"{BODY}-1")
    assert found(library, "予算") == []
    answer = library.ask(BUDGET)
    assert (answer.citations, answer.related, library.documents()) == ((), (), {})


def test_readers_keep_on_while_another_process_writes(
    library: Assistant, other: Other, tmp_path: Path
) -> None:
    """Every answer is from one version, which was published when it was given."""
    ingest_paths(library, [minutes(tmp_path, "b.json", "避難所は十二か所です。", number=2)])
    begun, ended, problems, versions = [0], threading.Event(), list[str](), set[int]()

    def ask() -> None:
        while not ended.is_set():
            answer = library.ask("第1回の予算はいくらですか")
            latest = begun[0]
            for cited in (*answer.citations, *answer.related):
                if cited.document != f"{BODY}-1":
                    continue
                versions.add(cited.version)
                told = re.search(r"第(\d+)版", cited.quote)
                if cited.version > latest or (told and int(told[1]) != cited.version):
                    problems.append(f"{cited.version} of {latest}: {cited.quote}")
            if len({c.version for c in answer.citations if c.document == f"{BODY}-1"}) > 1:
                problems.append(f"mixed: {answer.citations}")

    def asking() -> None:
        try:
            ask()
        except BaseException as problem:
            problems.append(repr(problem))
            raise

    threads = [threading.Thread(target=asking, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    for version in range(1, 6):
        speeches = [f"第{version}版の予算は{version}円です。{n}" for n in range(40)]
        begun[0] = version
        other.do("ingest", minutes(tmp_path, "a.json", *speeches))
        answer = library.ask("第1回の予算はいくらですか")
        assert {cited.version for cited in answer.citations} == {version}
        if version % 2:
            other.do("remove", f"{BODY}-1")
            assert f"{BODY}-1@" not in str(library.search("予算", k=99))
            assert not any("予算は" in text for text in found(library, "予算はいくら"))
    ended.set()
    for thread in threads:
        thread.join(60)
    assert problems == []
    assert len(versions) > 1


class Moving(Letters):
    """While a question is embedded, something else happens: once."""

    def __init__(self) -> None:
        super().__init__()
        self.then = lambda: None

    def embed_query(self, text: str):  # type: ignore[no-untyped-def]
        then, self.then = self.then, lambda: None
        then()
        return super().embed_query(text)


def test_what_changes_under_a_question_is_looked_at_again(tmp_path: Path) -> None:
    data, model = tmp_path / "data", Moving()
    with Assistant(Settings(data=data), embedder=model) as reader, opened(data) as writer:
        ingest_paths(writer, [minutes(tmp_path, "a.json", "予算は三百円です。")])
        new = minutes(tmp_path, "a.json", "予算は四百円です。")
        model.then = lambda: ingest_paths(writer, [new])
        assert [hit.passage.text for hit in reader.search("予算")] == ["予算は四百円です。"]
        model.then = writer.rebuild
        assert [cited.quote for cited in reader.ask(BUDGET).citations] == ["予算は四百円です。"]
        model.then = lambda: writer.remove(f"{BODY}-1")
        answer = reader.ask(f"{BUDGET}？")  # the vector of the same question would be remembered
        assert (answer.citations, answer.related) == ((), ())


def test_what_questions_need_of_the_whole_library_is_made_once_a_revision(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with opened(data) as reader, opened(data) as writer:
        ingest_paths(writer, [minutes(tmp_path, "a.json", "予算は三百円です。")])
        reader.ask(BUDGET)
        people = reader.corpus().people(reader.documents())
        reader.ask("給食費はいくらですか")
        assert reader.corpus().people(reader.documents()) is people
        # those of some documents share what is known of everybody
        assert reader.corpus().people([]).everybody is people.everybody
        new = minutes(tmp_path, "b.json", "図書館は移転します。", "いつですか。", number=2)
        ingest_paths(writer, [new])
        assert reader.ask("西田議員の質問は何ですか").understood.speaker == "七番 西田恵"
        renewed = reader.corpus().people(reader.documents())
        assert renewed is not people
        assert len(renewed.everywhere) == len(people.everywhere) + 1


def test_a_broken_index_is_not_looked_at_for_ever(library: Assistant, tmp_path: Path) -> None:
    ingest_paths(library, [minutes(tmp_path, "a.json", "予算は三百円です。")])
    assert found(library, "予算")
    library.index().vectors.delete([f"{BODY}-1@1"])
    library.library.touch()
    with pytest.raises(IndexLost, match="gijiq doctor --mend"):
        library.search("予算")
