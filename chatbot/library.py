"""The system of record: documents, their published versions, turns, passages and receipts.

Everything else (both indexes) is derived from here. A version is *staged*, then *published* in one
transaction; readers only ever see published versions. ``revision`` grows with every change that a
reader could notice, so a reader knows when what it has read is out of date.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from chatbot import tables as t
from chatbot.serial import dump_json, load_json
from chatbot.types import Document, Meeting, Passage, Turn


class LibraryError(Exception):
    """The library cannot be used as it is; the message says why and what to do."""


def refuse(why: str) -> None:
    """Raise `LibraryError` with a reason for refusing a change; nothing where there is none."""
    if why:
        raise LibraryError(why)


def version_key(document: str, version: int) -> str:
    """How the indexes name one version of a document."""
    return f"{document}@{version}"


def content_hash(meeting: Meeting, owner: str) -> str:
    """What decides whether a document is unchanged: all that is read from it but its file name."""
    text = dump_json(replace(meeting, source="")) + "\n" + owner
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Library:
    """SQLAlchemy Core over SQLite (WAL) or any URL that SQLAlchemy knows."""

    def __init__(self, url: str) -> None:
        made = sa.engine.make_url(url)
        if made.get_backend_name() == "sqlite" and made.database:
            Path(made.database).parent.mkdir(parents=True, exist_ok=True)
        self._engine = sa.create_engine(made)
        if made.get_backend_name() == "sqlite":
            sa.event.listen(self._engine, "connect", _sqlite_pragmas)
        self._create_tables()
        self.identity = self._settle("identity", uuid4().hex[:12])
        """Names this library among others, for indexes that several share."""
        found = self._settle("schema", t.SCHEMA_VERSION)
        if found != t.SCHEMA_VERSION:
            raise LibraryError(
                f"ライブラリの形式が {found} です（このプログラムの形式は {t.SCHEMA_VERSION}）。"
                "データフォルダを別の場所へ移し、gijiq ingest で取り込み直してください。"
            )
        self._turn_guard = threading.Lock()
        self._turn_cache: dict[tuple[str, int], tuple[Turn, ...]] = {}
        self._passage_cache: dict[tuple[str, int], dict[str, list[Passage]]] = {}

    @property
    def engine(self) -> sa.Engine:
        """For what is kept beside the minutes (conversations, curated answers)."""
        return self._engine

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    def _create_tables(self) -> None:
        with self._engine.begin() as db:
            for table in t.metadata.sorted_tables:
                db.execute(sa.schema.CreateTable(table, if_not_exists=True))
                for index in table.indexes:
                    db.execute(sa.schema.CreateIndex(index, if_not_exists=True))

    # -- meta --------------------------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """A value that the installation keeps about itself."""
        with self._engine.connect() as db:
            return db.execute(sa.select(t.meta.c.value).where(t.meta.c.key == key)).scalar()

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value about the installation."""
        with self._engine.begin() as db:
            _put_meta(db, key, value)

    def _settle(self, key: str, value: str) -> str:
        """The value of a key that is given once; the first of several processes gives it."""
        known = self.meta(key)
        if known is not None:
            return known
        try:
            with self._engine.begin() as db:
                db.execute(t.meta.insert(), {"key": key, "value": value})
        except sa.exc.IntegrityError:
            return self._settle(key, value)
        return value

    def announce(self, key: str, value: str) -> int:
        """`set_meta` and `touch` at once."""
        with self._engine.begin() as db:
            _put_meta(db, key, value)
            return _bump(db)

    def revision(self) -> int:
        """A number that grows with every published change."""
        return int(self.meta("revision") or 0)

    def touch(self) -> int:
        """Tell every reader that the indexes have changed; returns the new revision."""
        with self._engine.begin() as db:
            return _bump(db)

    # -- writing -----------------------------------------------------------------------------

    def next_version(self, document: str) -> int:
        """The number that the next version of a document gets."""
        with self._engine.connect() as db:
            given = db.execute(
                sa.select(t.numbers.c.version).where(t.numbers.c.document == document)
            ).scalar()
        return (given or 0) + 1

    def stage(
        self, document: Document, digest: str, turns: Sequence[Turn], passages: Sequence[Passage]
    ) -> None:
        """Write a version that no reader sees yet."""
        of = {"document": document.id, "version": document.version}
        with self._engine.begin() as db:
            _replace(db, t.leftovers, of, {})
            _replace(db, t.numbers, {"document": document.id}, {"version": document.version})
            record = dump_json(document)
            db.execute(
                t.versions.insert(), {**of, "state": "staged", "hash": digest, "record": record}
            )
            if turns:
                db.execute(t.turns.insert(), [of | _turn_row(turn) for turn in turns])
            if passages:
                rows = [
                    {**of, "id": p.id, "turn": p.turn, "record": dump_json(p)} for p in passages
                ]
                db.execute(t.passages.insert(), rows)

    def publish(self, document: str, version: int) -> int:
        """Make a staged version the one that readers see, and drop the one before it.

        One transaction: a process killed at any moment leaves either the old or the new. Returns
        the new revision.
        """
        with self._engine.begin() as db:
            staged = t.versions.c.document == document, t.versions.c.version == version
            if not db.execute(
                t.versions.update().where(*staged).values(state="published")
            ).rowcount:
                raise LibraryError(
                    f"公開しようとした版がありません: {version_key(document, version)}"
                )
            others = db.execute(
                sa.select(t.versions.c.version).where(
                    t.versions.c.document == document, t.versions.c.version != version
                )
            ).scalars()
            for other in list(others):
                _drop(db, document, other)
            db.execute(
                t.leftovers.delete().where(
                    t.leftovers.c.document == document, t.leftovers.c.version == version
                )
            )
            return _bump(db)

    def remove(self, document: str) -> int:
        """Take a document out with all its versions; returns the new revision."""
        with self._engine.begin() as db:
            versions = db.execute(
                sa.select(t.versions.c.version).where(t.versions.c.document == document)
            ).scalars()
            for version in list(versions):
                _drop(db, document, version)
            return _bump(db)

    def leftovers(self) -> list[tuple[str, int]]:
        """Versions that the indexes may still hold: replaced, removed, staged by a killed run."""
        with self._engine.connect() as db:
            rows = db.execute(sa.select(t.leftovers.c.document, t.leftovers.c.version)).all()
        return [(row[0], row[1]) for row in rows]

    def forget(self, document: str, version: int) -> None:
        """Drop a version for good, after the indexes have let go of it."""
        with self._engine.begin() as db:
            _drop(db, document, version)
            db.execute(
                t.leftovers.delete().where(
                    t.leftovers.c.document == document, t.leftovers.c.version == version
                )
            )

    # -- reading -----------------------------------------------------------------------------

    def documents(self) -> dict[str, Document]:
        """The published version of every document, by id, the newest meeting last."""
        with self._engine.connect() as db:
            records = db.execute(
                sa.select(t.versions.c.record).where(t.versions.c.state == "published")
            ).scalars()
            documents = [load_json(Document, record) for record in records]
        documents.sort(key=lambda document: (document.date or date.min, document.id))
        return {document.id: document for document in documents}

    def published_hash(self, document: str) -> str | None:
        """The content hash of the published version; ``None`` where there is none."""
        with self._engine.connect() as db:
            return db.execute(
                sa.select(t.versions.c.hash).where(
                    t.versions.c.document == document, t.versions.c.state == "published"
                )
            ).scalar()

    def turns(self, document: Document) -> tuple[Turn, ...]:
        """All turns of a version, in order. Versions never change, so they are remembered."""
        key = (document.id, document.version)
        with self._turn_guard:
            cached = self._turn_cache.get(key)
        if cached is None:
            with self._engine.connect() as db:
                records = db.execute(
                    sa.select(t.turns.c.record)
                    .where(t.turns.c.document == key[0], t.turns.c.version == key[1])
                    .order_by(t.turns.c.ordinal)
                ).scalars()
                cached = tuple(load_json(Turn, record) for record in records)
            if cached:  # nothing, where another process has just replaced it
                with self._turn_guard:
                    self._turn_cache[key] = cached
                    _trim(self._turn_cache)
        return cached

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """The passages with these ids, staged ones too; unknown ids are left out."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, Passage] = {}
        with self._engine.connect() as db:
            for at in range(0, len(wanted), _PAGE):
                records = db.execute(
                    sa.select(t.passages.c.record).where(
                        t.passages.c.id.in_(wanted[at : at + _PAGE])
                    )
                ).scalars()
                for record in records:
                    passage = load_json(Passage, record)
                    found[passage.id] = passage
        return found

    def passages_of(self, document: str, version: int) -> list[Passage]:
        """All passages of one version, in order."""
        with self._engine.connect() as db:
            records = db.execute(
                sa.select(t.passages.c.record).where(
                    t.passages.c.document == document, t.passages.c.version == version
                )
            ).scalars()
            found = [load_json(Passage, record) for record in records]
        return sorted(found, key=lambda p: (int(p.turn[1:]), p.start))

    def passages_by_turn(self, document: Document) -> dict[str, list[Passage]]:
        """The passages of a version by their turns, in order; remembered like its turns."""
        key = (document.id, document.version)
        with self._turn_guard:
            cached = self._passage_cache.get(key)
        if cached is None:
            cached = {}
            for passage in self.passages_of(*key):
                cached.setdefault(passage.turn, []).append(passage)
            if cached:
                with self._turn_guard:
                    self._passage_cache[key] = cached
                    _trim(self._passage_cache)
        return cached

    def passage_ids(self, document: str, version: int, turns: Iterable[str] = ()) -> list[str]:
        """Ids of the passages of one version, or of some of its turns."""
        query = sa.select(t.passages.c.id).where(
            t.passages.c.document == document, t.passages.c.version == version
        )
        if turns:
            query = query.where(t.passages.c.turn.in_(list(turns)))
        with self._engine.connect() as db:
            return list(db.execute(query).scalars())

    def passage_count(self) -> int:
        """How many passages the published versions have."""
        with self._engine.connect() as db:
            joined = t.passages.join(
                t.versions,
                sa.and_(
                    t.passages.c.document == t.versions.c.document,
                    t.passages.c.version == t.versions.c.version,
                ),
            )
            query = sa.select(sa.func.count()).select_from(joined)
            return db.execute(query.where(t.versions.c.state == "published")).scalar_one()

    def speakers(self) -> list[tuple[str, int, str, str, str, str]]:
        """(document, version, turn, name, role, organization) of every published spoken turn."""
        with self._engine.connect() as db:
            query = (
                sa.select(
                    t.turns.c.document,
                    t.turns.c.version,
                    t.turns.c.id,
                    t.turns.c.name,
                    t.turns.c.role,
                    t.turns.c.organization,
                )
                .join(
                    t.versions,
                    sa.and_(
                        t.turns.c.document == t.versions.c.document,
                        t.turns.c.version == t.versions.c.version,
                    ),
                )
                .where(t.versions.c.state == "published")
                .where(
                    sa.or_(t.turns.c.name != "", t.turns.c.role != "", t.turns.c.organization != "")
                )
                .order_by(t.turns.c.document, t.turns.c.ordinal)
            )
            return [tuple(row) for row in db.execute(query)]

    # -- receipts ----------------------------------------------------------------------------

    def keep_receipt(
        self, receipt: str, question: str, record: str, trace: str | None = None
    ) -> None:
        """Keep an answer as it was given, and how it came about where there is more to say."""
        row = {
            "id": receipt,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "question": question,
            "record": record,
        }
        with self._engine.begin() as db:
            db.execute(t.receipts.insert(), row)
            if trace is not None:
                db.execute(t.traces.insert(), {"receipt": receipt, "record": trace})

    def trace(self, receipt: str) -> str | None:
        """How the answer with this id came about, as JSON; ``None`` where nothing was kept."""
        with self._engine.connect() as db:
            query = sa.select(t.traces.c.record).where(t.traces.c.receipt == receipt)
            return db.execute(query).scalar()

    def receipt(self, receipt: str) -> str | None:
        """The kept answer with this id, as JSON."""
        with self._engine.connect() as db:
            query = sa.select(t.receipts.c.record).where(t.receipts.c.id == receipt)
            return db.execute(query).scalar()


# One IN list; SQLite refuses statements with more than 32,766 variables.
_PAGE = 5_000
# Meetings whose turns are remembered; a long one takes about a megabyte.
_TURN_CACHE = 64
# And more meetings, as long as they are short: a turn and its passages take a few kilobytes.
_CACHED_TURNS = 12_000


def _trim(cache: dict[tuple[str, int], Any]) -> None:
    """Forget the meetings that were read first, where there are many and long ones."""
    held = sum(map(len, cache.values()))
    while len(cache) > _TURN_CACHE and held > _CACHED_TURNS:
        held -= len(cache.pop(next(iter(cache))))


def _sqlite_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _turn_row(turn: Turn) -> dict[str, object]:
    speaker = turn.speaker
    return {
        "ordinal": turn.ordinal,
        "id": turn.id,
        "name": speaker.name if speaker else "",
        "role": speaker.role if speaker else "",
        "organization": speaker.organization if speaker else "",
        "record": dump_json(turn),
    }


def _replace(
    db: sa.Connection, table: sa.Table, key: dict[str, object], values: dict[str, object]
) -> None:
    db.execute(table.delete().where(*(table.c[name] == value for name, value in key.items())))
    db.execute(table.insert(), {**key, **values})


def _put_meta(db: sa.Connection, key: str, value: Any) -> None:
    row = t.meta.c.key == key
    if not db.execute(t.meta.update().where(row).values(value=value)).rowcount:
        db.execute(t.meta.insert(), {"key": key, "value": value})


def _bump(db: sa.Connection) -> int:
    # One statement counts, so that two who count at the same time count twice.
    row = t.meta.c.key == "revision"
    next_one = sa.cast(sa.cast(t.meta.c.value, sa.Integer) + 1, sa.Text)
    if not db.execute(t.meta.update().where(row).values(value=next_one)).rowcount:
        db.execute(t.meta.insert(), {"key": "revision", "value": "1"})
    return int(db.execute(sa.select(t.meta.c.value).where(row)).scalar_one())


def _drop(db: sa.Connection, document: str, version: int) -> None:
    """Delete a version's rows and remember that the indexes may still hold it."""
    for table in t.OF_VERSION:
        db.execute(table.delete().where(table.c.document == document, table.c.version == version))
    _replace(db, t.leftovers, {"document": document, "version": version}, {})
