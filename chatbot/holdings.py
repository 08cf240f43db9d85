"""What is read out of the library: documents, turns, passages, speakers, receipts.

Documents, speakers and counts are those of published versions; turns and passages are those of
whichever version is named. A version never changes, so what was read of it lately is remembered.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from chatbot import tables as t
from chatbot.database import Database
from chatbot.serial import load_json
from chatbot.types import Document, Passage, Turn


class Holdings(Database):
    """The library as its readers see it; nothing here changes it. Threads may share it."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._turn_guard = threading.Lock()
        self._turn_cache: dict[tuple[str, int], tuple[Turn, ...]] = {}
        self._passage_cache: dict[tuple[str, int], dict[str, list[Passage]]] = {}

    def documents(self) -> dict[str, Document]:
        """The published version of every document, by id, the newest meeting last."""
        with self.engine.connect() as db:
            records = db.execute(
                sa.select(t.versions.c.record).where(t.versions.c.state == "published")
            ).scalars()
            documents = [load_json(Document, record) for record in records]
        documents.sort(key=lambda document: (document.date or date.min, document.id))
        return {document.id: document for document in documents}

    def published_hash(self, document: str) -> str | None:
        """The content hash of the published version; ``None`` where there is none."""
        with self.engine.connect() as db:
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
            with self.engine.connect() as db:
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
        with self.engine.connect() as db:
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
        with self.engine.connect() as db:
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
        with self.engine.connect() as db:
            return list(db.execute(query).scalars())

    def passage_count(self) -> int:
        """How many passages the published versions have."""
        with self.engine.connect() as db:
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
        with self.engine.connect() as db:
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

    def trace(self, receipt: str) -> str | None:
        """How the answer with this id came about, as JSON; ``None`` where nothing was kept."""
        with self.engine.connect() as db:
            query = sa.select(t.traces.c.record).where(t.traces.c.receipt == receipt)
            return db.execute(query).scalar()

    def receipt(self, receipt: str) -> str | None:
        """The kept answer with this id, as JSON."""
        with self.engine.connect() as db:
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
