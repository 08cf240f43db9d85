"""The nouns of gijiq: frozen values that every other module passes around.

Nothing here imports anything of ours. Empty means "the minutes do not give it": a missing name is
``""``, a missing date is ``None``; nothing is ever guessed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

TurnKind = Literal["statement", "question", "answer", "note"]
Status = Literal["answered", "not_found", "closed", "out_of_scope"]
Part = Literal["text", "speaker", "agenda", "header"]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, as printed (``raw``) and taken apart; each part may be empty."""

    name: str = ""
    role: str = ""
    organization: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One line of the agenda.

    ``number`` is the printed number in half-width digits (``""`` for a bullet), ``parent`` the
    position of the item it stands under in ``Meeting.agenda``, ``closed`` true where it or one
    above it is marked 非公開, ``raw`` the line as printed (wrapped lines joined).
    """

    number: str
    title: str
    closed: bool = False
    parent: int | None = None
    presenter: Speaker | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One speech: what one speaker says until another begins.

    ``id`` is ``"t1"``, ``"t2"``, … in the order of speaking (``ordinal`` counts from 1). ``agenda``
    is a position in ``Meeting.agenda``. ``replies_to`` names the turns that this one answers.
    ``page`` is the page where it begins (1-based; ``None`` where the source has no pages) and
    ``page_breaks`` are the offsets in ``text`` at which a following page begins.
    """

    id: str
    ordinal: int
    speaker: Speaker | None
    agenda: int | None
    text: str
    kind: TurnKind = "statement"
    replies_to: tuple[str, ...] = ()
    page: int | None = None
    page_breaks: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page on which the character at ``offset`` of ``text`` is printed."""
        if self.page is None:
            return None
        return self.page + sum(1 for at in self.page_breaks if at <= offset)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting as its minutes give it. ``header`` is the title block as printed."""

    title: str
    body: str = ""
    number: int | None = None
    date: dt.date | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    place: str = ""
    source: str = ""
    header: str = ""
    agenda: tuple[AgendaItem, ...] = ()
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A published version of a meeting's minutes in the library, without its turns."""

    id: str
    version: int
    title: str
    body: str
    number: int | None
    date: dt.date | None
    start: dt.time | None
    end: dt.time | None
    place: str
    source: str
    header: str
    agenda: tuple[AgendaItem, ...]
    layout: str = ""
    path: str = ""
    owner: str = ""
    turns: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one turn: ``text`` is ``turn.text[start:end]``.

    ``index_text`` is what the rankings see: the text with its meeting, agenda item, speaker and the
    question it replies to. ``answers`` are the ids of the passages that reply to this one.
    """

    id: str
    document: str
    version: int
    turn: str
    start: int
    end: int
    text: str
    index_text: str = ""
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """What to restrict a search to; ``None`` means anything. Dates are inclusive."""

    meeting: int | str | None = None
    speaker: str | None = None
    date_from: dt.date | None = None
    date_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Ranks:
    """The 1-based place of a passage in each ranking; ``None`` where it was not among the best."""

    words: int | None = None
    bigrams: int | None = None
    dense: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. ``score`` is fused and ranks only within one question; ``cosine`` is raw."""

    passage: Passage
    turn: Turn
    document: Document
    score: float
    ranks: Ranks = field(default_factory=Ranks)
    cosine: float | None = None


@dataclass(frozen=True, slots=True)
class AgendaRef:
    """An agenda item as a citation names it; a bullet carries the number it stands under."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence rests: ``quote`` is that part's characters from ``start`` to ``end``."""

    number: int
    document: str
    version: int
    title: str
    meeting_number: int | None
    date: dt.date | None
    part: Part
    turn: str | None
    speaker: Speaker | None
    agenda: AgendaRef | None
    start: int
    end: int
    page: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer with the numbers of the citations that it rests on."""

    text: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the reader should know; ``code`` is stable, ``text`` Japanese."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question was taken to mean."""

    question: str
    meeting: str | None = None
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class MeetingRef:
    """A meeting that an answer could draw on."""

    document: str
    title: str
    number: int | None
    date: dt.date | None


@dataclass(frozen=True, slots=True)
class ClosedItem:
    """An agenda item behind closed doors, of which the minutes hold nothing."""

    document: str
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the answer was looked for in."""

    meetings: tuple[MeetingRef, ...] = ()
    closed_items: tuple[ClosedItem, ...] = ()
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Curated:
    """An answer written by a division, shown beside what the minutes say.

    ``changed`` is the day on which it was last changed; ``None`` in answers kept before it was.
    """

    id: str
    answer: str
    owner: str
    valid_until: dt.date | None
    citations: tuple[Citation, ...] = ()
    changed: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question; every sentence carries its citations."""

    id: str
    question: str
    understood: Understood
    status: Status
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    related: tuple[Citation, ...]
    notes: tuple[Note, ...]
    answerer: str
    curated: Curated | None
    coverage: Coverage
    elapsed_ms: int
