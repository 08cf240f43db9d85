"""The database under the library: opened, checked for its form, and what it keeps about itself.

``revision`` grows with every change that a reader could notice, so a reader knows when what it has
read is out of date.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from chatbot import tables as t

BUSY = 10
"""Seconds that one process waits for another to let go of an SQLite file."""
# Of SQLite's extended codes the part that names the kind of error.
_PRIMARY = 0xFF


class LibraryError(Exception):
    """The library cannot be used as it is; the message says why and what to do."""


def refuse(why: str) -> None:
    """Raise `LibraryError` with a reason for refusing a change; nothing where there is none."""
    if why:
        raise LibraryError(why)


class Database:
    """SQLAlchemy Core over SQLite (WAL) or any URL that SQLAlchemy knows.

    Opening it creates the tables that are missing, and raises `LibraryError` where they were made
    in another form than this program's.
    """

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

    @property
    def engine(self) -> sa.Engine:
        """The connections, for what is kept beside the minutes too (curated answers, feedback)."""
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
            return raise_revision(db)

    def revision(self) -> int:
        """A number that grows with every published change."""
        return int(self.meta("revision") or 0)

    def touch(self) -> int:
        """Tell every reader that the indexes have changed; returns the new revision."""
        with self._engine.begin() as db:
            return raise_revision(db)


def raise_revision(db: sa.Connection) -> int:
    """Count a change within its transaction; returns the new revision, 1 for the first."""
    # One statement counts, so that two who count at the same time count twice.
    row = t.meta.c.key == "revision"
    next_one = sa.cast(sa.cast(t.meta.c.value, sa.Integer) + 1, sa.Text)
    if not db.execute(t.meta.update().where(row).values(value=next_one)).rowcount:
        db.execute(t.meta.insert(), {"key": "revision", "value": "1"})
    return int(db.execute(sa.select(t.meta.c.value).where(row)).scalar_one())


def _sqlite_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY * 1000}")
    _write_ahead(cursor)
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    # Two processes may open a new file at once. Where another is about to write, this statement
    # fails at once, whatever the busy timeout: whoever comes second asks again.
    until = time.monotonic() + BUSY
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(0.02)


def _put_meta(db: sa.Connection, key: str, value: Any) -> None:
    row = t.meta.c.key == key
    if not db.execute(t.meta.update().where(row).values(value=value)).rowcount:
        db.execute(t.meta.insert(), {"key": key, "value": value})
