"""Curated answers: what a division (所管課) has written about questions that come again and again.

An entry rests on turns that it quotes. It is shown beside what the minutes say, never mixed into
it, and only while it stands: its period runs, and every quote is still in the published version of
its document. What stands no longer is listed for its owner (``gijiq curated check``).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

import sqlalchemy as sa

from chatbot import tables as t
from chatbot.cite import cite_text
from chatbot.library import Library
from chatbot.serial import dump_json, load_json
from chatbot.text import view
from chatbot.types import Answer, Citation, Curated, Document, Filters, Turn

if TYPE_CHECKING:
    from chatbot.curated_match import Matcher
    from chatbot.embed import Embedder

# Under which name the installation keeps what changes with every change of the entries.
_CHANGES = "curated"


class NoEntry(LookupError):
    """There is no such entry."""


@dataclass(frozen=True, slots=True)
class Source:
    """A stretch of a turn that an entry rests on, word for word."""

    document: str
    turn: str
    quote: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A curated answer.

    ``questions`` are the forms in which it is asked; 昨年度 in them is relative to ``changed``, the
    day of its last change. It holds from ``valid_from`` (``None``: always) to ``valid_until``, both
    inclusive.
    """

    id: str
    questions: tuple[str, ...]
    answer: str
    citations: tuple[Source, ...]
    owner: str
    author: str
    valid_until: date
    changed: date
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry with its citations, or why it must not be shown (``reasons``, in Japanese)."""

    entry: Entry
    citations: tuple[Citation, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Held:
    """The entries of one moment, and what finds them."""

    entries: dict[str, Entry]

    @cached_property
    def matcher(self) -> Matcher:
        from chatbot.curated_match import Form, Matcher

        return Matcher(
            [
                Form(name, question, entry.changed, frozenset(c.document for c in entry.citations))
                for name, entry in self.entries.items()
                for question in entry.questions
            ]
        )


class CuratedAnswers:
    """The entries of an installation, and which of them fits a question."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._guard = threading.Lock()
        self._seen: str | None = None
        self._held = _Held({})

    # -- keeping -----------------------------------------------------------------------------

    def all(self) -> tuple[Entry, ...]:
        """Every entry, by id."""
        return tuple(self._followed().entries.values())

    def get(self, name: str) -> Entry | None:
        """The entry with this id."""
        return self._followed().entries.get(name)

    def put(self, entries: Iterable[Entry]) -> None:
        """Keep entries, all or none of them; one with a known id replaces it."""
        given = {entry.id: entry for entry in entries}
        with self._library.engine.begin() as db:
            for entry in given.values():
                db.execute(t.curated.delete().where(t.curated.c.id == entry.id))
                row = {"id": entry.id, "owner": entry.owner, "record": dump_json(entry)}
                db.execute(t.curated.insert(), row)
            _tell(db)

    def remove(self, name: str) -> None:
        """Drop an entry. Raises `NoEntry`."""
        with self._library.engine.begin() as db:
            if not db.execute(t.curated.delete().where(t.curated.c.id == name)).rowcount:
                raise NoEntry(name)
            _tell(db)

    def _followed(self) -> _Held:
        """The entries as they are now, whoever changed them."""
        changes = self._library.meta(_CHANGES)
        with self._guard:
            if changes != self._seen:
                with self._library.engine.connect() as db:
                    records = db.execute(sa.select(t.curated.c.record)).scalars()
                    entries = [load_json(Entry, record) for record in records]
                self._held = _Held({e.id: e for e in sorted(entries, key=lambda entry: entry.id)})
                self._seen = changes
            return self._held

    # -- standing ----------------------------------------------------------------------------

    def standing(self, entry: Entry, documents: Mapping[str, Document], today: date) -> Standing:
        """Whether an entry may be shown on a day, with its quotes found in what is published."""
        reasons = []
        if today > entry.valid_until:
            reasons.append(f"期間が終わりました（{entry.valid_until} まで）")
        if entry.valid_from is not None and today < entry.valid_from:
            reasons.append(f"期間がまだ始まっていません（{entry.valid_from} から）")
        cited: list[Citation] = []
        for source in entry.citations:
            found = self._resolved(source, documents)
            if isinstance(found, str):
                reasons.append(found)
            else:
                cited.append(replace(found, number=len(cited) + 1))
        return Standing(entry, () if reasons else tuple(cited), tuple(reasons))

    def _resolved(self, source: Source, documents: Mapping[str, Document]) -> Citation | str:
        """The citation, or why there is none. A turn that was renumbered is found by its words."""
        document = documents.get(source.document)
        if document is None:
            return f"文書 {source.document} は取り込まれていません"
        holding = [turn for turn in self._library.turns(document) if source.quote in turn.text]
        own = [turn for turn in holding if turn.id == source.turn]
        if own or len(holding) == 1:
            return cite_quote(document, (own or holding)[0], source.quote)
        quote = source.quote if len(source.quote) <= 30 else f"{source.quote[:29]}…"
        where = f"{source.document}/{source.turn}"
        if holding:
            return f"「{quote}」が {where} になく、ほかの発言の複数にあります"
        return f"「{quote}」が {where} にありません（発言が変わったか、なくなりました）"

    # -- answering ---------------------------------------------------------------------------

    def beside(
        self,
        given: Answer,
        documents: Mapping[str, Document],
        filters: Filters,
        today: date,
        embedder: Embedder,
    ) -> Curated | None:
        """What a division has written about the question as it was understood, if it fits.

        Filters hold for it as for the minutes: an entry that rests on anything else is left out.
        """
        held = self._followed()
        if not held.entries:
            return None
        question = given.understood.question
        for name, _ in held.matcher.fitting(question, today, documents, embedder):
            shown = self.standing(held.entries[name], documents, today)
            if not shown.reasons and _within(shown, given, filters):
                return _shown(shown)
        return None

    def still(self, curated: Curated, documents: Mapping[str, Document], today: date) -> bool:
        """Whether an answer that was given once would be given like that today."""
        entry = self.get(curated.id)
        return entry is not None and _shown(self.standing(entry, documents, today)) == curated


def cite_quote(document: Document, turn: Turn, quote: str) -> Citation:
    """Cite a quote where it first stands in a turn that has it."""
    start = turn.text.index(quote)
    return cite_text(document, turn, start, start + len(quote))


def find_quote(text: str, quote: str) -> str | None:
    """A text's own characters where it has a quote, however wide or spaced; ``None`` where not."""
    if quote in text:
        return quote
    seen = view(text)
    places = [at for at, character in enumerate(seen.text) if not character.isspace()]
    wanted = "".join(view(quote).text.split())
    at = "".join(seen.text[place] for place in places).find(wanted) if wanted else -1
    if at < 0:
        return None
    start, end = seen.span(places[at], places[at + len(wanted) - 1] + 1)
    return text[start:end]


def _shown(standing: Standing) -> Curated:
    entry = standing.entry
    return Curated(
        id=entry.id,
        answer=entry.answer,
        owner=entry.owner,
        valid_until=entry.valid_until,
        citations=standing.citations,
        changed=entry.changed,
    )


def _within(shown: Standing, given: Answer, filters: Filters) -> bool:
    """Whether an entry rests on nothing but what the filters let through."""
    from chatbot.people import Person, fits

    if filters == Filters():
        return True
    held = {meeting.document for meeting in given.coverage.meetings}
    for citation in shown.citations:
        speaker = citation.speaker
        if citation.document not in held:
            return False
        if filters.speaker is not None and (
            speaker is None or not fits(Person.of(speaker), filters.speaker)
        ):
            return False
    return True


def _tell(db: sa.Connection) -> None:
    """Let every process notice that entries have changed."""
    row = t.meta.c.key == _CHANGES
    if not db.execute(t.meta.update().where(row).values(value=uuid4().hex)).rowcount:
        db.execute(t.meta.insert(), {"key": _CHANGES, "value": uuid4().hex})
