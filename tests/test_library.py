"""The system of record: versions, transactions, and several processes that open it at once."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite
from writing import finish, process

from chatbot import tables
from chatbot.database import LibraryError
from chatbot.library import Library, content_hash, version_key
from chatbot.serial import dump_json, load_json
from chatbot.types import AgendaItem, Document, Meeting, Passage, Speaker, Turn


def document(name: str = "甲", version: int = 1, day: int = 1) -> Document:
    date = dt.date(2026, 4, day)
    agenda = (AgendaItem("1", "報告"), AgendaItem("2", "協議", closed=True, parent=0))
    return Document(name, version, name, name, 1, date, None, None, "", "", "", agenda, passages=2)


def turns(*texts: str) -> list[Turn]:
    mayor = Speaker("川端和夫", "市長", "", "市長（川端和夫君）")
    return [Turn(f"t{n}", n, mayor, None, text) for n, text in enumerate(texts, 1)]


def passages(name: str, version: int, count: int) -> list[Passage]:
    key = version_key(name, version)
    return [
        Passage(f"{key}/t{n}/0", name, version, f"t{n}", 0, 1, "あ") for n in range(1, count + 1)
    ]


def stage(library: Library, name: str, version: int, *texts: str, day: int = 1) -> None:
    parts = passages(name, version, len(texts))
    library.stage(document(name, version, day), f"hash {version}", turns(*texts), parts)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'library.sqlite3'}"


@pytest.fixture
def library(url: str) -> Iterator[Library]:
    opened = Library(url)
    yield opened
    opened.close()


def test_a_staged_version_is_seen_by_nobody(library: Library) -> None:
    stage(library, "甲", 1, "一", "二")
    assert library.documents() == {}
    assert library.speakers() == []
    assert (library.passage_count(), library.revision()) == (0, 0)
    assert library.published_hash("甲") is None
    assert library.leftovers() == [("甲", 1)]
    assert library.next_version("甲") == 2


def test_publishing_replaces_everything_at_once(library: Library) -> None:
    stage(library, "甲", 1, "一", "二")
    assert library.publish("甲", 1) == library.revision() == 1
    assert library.leftovers() == []
    stage(library, "甲", 2, "三")
    assert library.documents()["甲"].version == 1
    assert library.publish("甲", 2) == library.revision() == 2
    assert library.documents() == {"甲": document("甲", 2)}
    assert [turn.text for turn in library.turns(document("甲", 2))] == ["三"]
    assert library.turns(document("甲", 1)) == ()
    assert (library.passages_of("甲", 1), library.passage_count()) == ([], 1)
    assert library.published_hash("甲") == "hash 2"
    assert library.leftovers() == [("甲", 1)]
    library.forget("甲", 1)
    assert library.leftovers() == []


def test_what_was_not_staged_cannot_be_published(library: Library) -> None:
    stage(library, "甲", 1, "一")
    library.publish("甲", 1)
    with pytest.raises(LibraryError, match="甲@7"):
        library.publish("甲", 7)
    assert library.documents()["甲"].version == 1
    assert library.revision() == 1


def test_removing(library: Library) -> None:
    stage(library, "甲", 1, "一")
    library.publish("甲", 1)
    stage(library, "甲", 2, "二")
    library.remove("甲")
    assert (library.documents(), library.passage_count()) == ({}, 0)
    assert sorted(library.leftovers()) == [("甲", 1), ("甲", 2)]
    assert library.next_version("甲") == 3


def test_what_a_killed_run_staged_can_be_staged_again(library: Library) -> None:
    stage(library, "甲", 1, "一", "二")
    library.forget("甲", 1)
    assert library.leftovers() == []
    stage(library, "甲", library.next_version("甲"), "三")
    library.publish("甲", 2)
    assert library.passage_ids("甲", 2) == ["甲@2/t1/0"]


def test_documents_come_oldest_first_and_passages_in_order(library: Library) -> None:
    stage(library, "乙", 1, *"一二三四五六七八九十百千", day=1)
    stage(library, "甲", 1, "一", day=2)
    for name in ("甲", "乙"):
        library.publish(name, 1)
    assert list(library.documents()) == ["乙", "甲"]
    assert [p.turn for p in library.passages_of("乙", 1)] == [f"t{n}" for n in range(1, 13)]
    assert library.passage_ids("乙", 1, ["t2", "t12"]) == ["乙@1/t2/0", "乙@1/t12/0"]
    assert set(library.passages(["甲@1/t1/0", "乙@9/t1/0", "甲@1/t1/0"])) == {"甲@1/t1/0"}
    assert library.speakers()[0] == ("乙", 1, "t1", "川端和夫", "市長", "")


def test_more_passages_than_one_statement_takes(library: Library) -> None:
    stage(library, "甲", 1, *("あ" * 40_000))
    names = [f"甲@1/t{n}/0" for n in range(1, 40_001)]
    assert len(library.passages(names)) == 40_000


def test_a_transaction_that_fails_leaves_nothing(library: Library) -> None:
    stage(library, "甲", 1, "一")
    library.publish("甲", 1)
    twice = passages("甲", 2, 1) * 2
    with pytest.raises(sa.exc.IntegrityError):
        library.stage(document("甲", 2), "hash", turns("二"), twice)
    assert library.documents() == {"甲": document()}
    assert (library.leftovers(), library.next_version("甲")) == ([], 2)


def test_revisions_count_every_change_of_several_writers(url: str, library: Library) -> None:
    def touch(_: int) -> None:
        other = Library(url)
        for _ in range(10):
            other.touch()
        other.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(touch, range(4)))
    assert library.revision() == 40
    assert library.announce("generation", "2") == 41
    assert library.meta("generation") == "2"


OPEN = """
import sys
from chatbot.library import Library
sys.stdin.readline()
library = Library(sys.argv[1])
print(library.identity, library.meta("schema"))
"""


def test_several_processes_may_make_the_library_at_once(url: str) -> None:
    started = [process(OPEN, url) for _ in range(4)]
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    assert len({finish(one) for one in started}) == 1


def test_who_opens_a_new_library_waits_for_who_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "library.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("begin immediate")
        done = threading.Timer(0.5, other.execute, ["commit"])
        done.start()
        Library(f"sqlite:///{file}").close()
        done.join()
    with closing(sqlite3.connect(file)) as later:
        assert later.execute("pragma journal_mode").fetchone() == ("wal",)


def test_libraries_have_names_of_their_own(url: str, tmp_path: Path, library: Library) -> None:
    again, other = Library(url), Library(f"sqlite:///{tmp_path / 'deep' / 'er' / 'other.sqlite3'}")
    assert again.identity == library.identity != other.identity
    again.close()
    other.close()


def test_another_format_is_refused(url: str, library: Library) -> None:
    library.set_meta("schema", "99")
    with pytest.raises(LibraryError, match=r"99.*gijiq ingest"):
        Library(url)


def test_turns_are_remembered_but_not_for_ever(library: Library) -> None:
    for n in range(70):
        stage(library, f"{n}", 1, f"発言{n}")
        library.publish(f"{n}", 1)

    def read(n: int) -> str:
        return library.turns(document(f"{n % 70}"))[0].text

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, range(280))) == [f"発言{n % 70}" for n in range(280)]


def test_receipts(library: Library) -> None:
    library.keep_receipt("r1", "問い", '{"text": "答え"}')
    assert library.receipt("r1") == '{"text": "答え"}'
    assert library.receipt("r2") is None


def test_the_database_is_durable_and_readable_while_it_is_written(
    tmp_path: Path, library: Library
) -> None:
    stage(library, "甲", 1, "一")
    library.publish("甲", 1)
    with sqlite3.connect(tmp_path / "library.sqlite3") as writer:
        assert writer.execute("pragma journal_mode").fetchone() == ("wal",)
        writer.execute("begin immediate")
        assert library.documents()["甲"].version == 1
        writer.rollback()


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=["sqlite", "pg"])
def test_tables_for_either_database(dialect: sa.Dialect) -> None:
    for table in tables.metadata.sorted_tables:
        made = str(sa.schema.CreateTable(table, if_not_exists=True).compile(dialect=dialect))
        assert made.lstrip().startswith("CREATE TABLE IF NOT EXISTS")
        # An id must fit: 60 characters of a name, a hash, a number, a version, a turn, a place.
        assert all(c.type.length >= 100 for c in table.columns if c.name == "document")


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"source": "別の名前.txt"}, True),
        ({"title": "別の題"}, False),
        ({"place": "第2会議室"}, False),
        ({"turns": ()}, False),
        ({"agenda": (AgendaItem("1", "報告", closed=True),)}, False),
    ],
)
def test_what_decides_whether_minutes_are_unchanged(change: dict[str, object], same: bool) -> None:
    given = {"title": "題", "agenda": (AgendaItem("1", "報告"),), "turns": tuple(turns("一"))}
    one = content_hash(Meeting(**given), "")  # type: ignore[arg-type]
    other = content_hash(Meeting(**{**given, **change}), "")  # type: ignore[arg-type]
    assert (one == other) == same
    assert one != content_hash(Meeting(**given), "総務課")  # type: ignore[arg-type]


@settings(deadline=None)
@given(st.text(), st.lists(st.integers(0, 99)).map(tuple), st.none() | st.times())
def test_records_come_back_as_they_were(
    text: str, breaks: tuple[int, ...], time: dt.time | None
) -> None:
    turn = Turn("t1", 1, Speaker(text, raw=text), None, text, page=1, page_breaks=breaks)
    meeting = Meeting(text, start=time, turns=(turn,))
    assert load_json(Meeting, dump_json(meeting)) == meeting
