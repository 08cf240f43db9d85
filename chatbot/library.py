"""The system of record, and how it changes: versions staged, published and dropped, receipts kept.

Everything else (both indexes) is derived from here. A version is *staged*, then *published* in one
transaction; readers (`holdings.py`) only ever see published versions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa

from chatbot import tables as t
from chatbot.database import LibraryError, raise_revision
from chatbot.holdings import Holdings
from chatbot.serial import dump_json
from chatbot.types import Document, Meeting, Passage, Turn


def version_key(document: str, version: int) -> str:
    """How the indexes name one version of a document."""
    return f"{document}@{version}"


def content_hash(meeting: Meeting, owner: str) -> str:
    """What decides whether a document is unchanged: all that is read from it but its file name."""
    text = dump_json(replace(meeting, source="")) + "\n" + owner
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Library(Holdings):
    """Documents, their published versions, turns, passages and receipts, to read and to change."""

    def next_version(self, document: str) -> int:
        """The number that the next version of a document gets."""
        with self.engine.connect() as db:
            given = db.execute(
                sa.select(t.numbers.c.version).where(t.numbers.c.document == document)
            ).scalar()
        return (given or 0) + 1

    def stage(
        self, document: Document, digest: str, turns: Sequence[Turn], passages: Sequence[Passage]
    ) -> None:
        """Write a version that no reader sees yet."""
        of = {"document": document.id, "version": document.version}
        with self.engine.begin() as db:
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
        with self.engine.begin() as db:
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
            return raise_revision(db)

    def remove(self, document: str) -> int:
        """Take a document out with all its versions; returns the new revision."""
        with self.engine.begin() as db:
            versions = db.execute(
                sa.select(t.versions.c.version).where(t.versions.c.document == document)
            ).scalars()
            for version in list(versions):
                _drop(db, document, version)
            return raise_revision(db)

    def leftovers(self) -> list[tuple[str, int]]:
        """Versions that the indexes may still hold: replaced, removed, staged by a killed run."""
        with self.engine.connect() as db:
            rows = db.execute(sa.select(t.leftovers.c.document, t.leftovers.c.version)).all()
        return [(row[0], row[1]) for row in rows]

    def forget(self, document: str, version: int) -> None:
        """Drop a version for good, after the indexes have let go of it."""
        with self.engine.begin() as db:
            _drop(db, document, version)
            db.execute(
                t.leftovers.delete().where(
                    t.leftovers.c.document == document, t.leftovers.c.version == version
                )
            )

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
        with self.engine.begin() as db:
            db.execute(t.receipts.insert(), row)
            if trace is not None:
                db.execute(t.traces.insert(), {"receipt": receipt, "record": trace})


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


def _drop(db: sa.Connection, document: str, version: int) -> None:
    """Delete a version's rows and remember that the indexes may still hold it."""
    for table in t.OF_VERSION:
        db.execute(table.delete().where(table.c.document == document, table.c.version == version))
    _replace(db, t.leftovers, {"document": document, "version": version}, {})
