"""What a question names: meetings, a period, speakers, and which side of an exchange it asks for.

Names are looked for as they occur in the library, never in general: 第9回, 令和8年5月の会議, 前回,
高野局長, 町田市, 都. What is named restricts the search; what is named but not held, or named as a
speaker but never speaking, is said so instead of answered around.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from chatbot.asked import left_out, read_people, spelled_out
from chatbot.dates import parse_number
from chatbot.followed import Whose
from chatbot.library import version_key
from chatbot.meetings import read_meetings, within, without
from chatbot.mention import HONORIFIC, TITLE
from chatbot.people import Person, Wanted, squeeze
from chatbot.retrieve import Allowed, Corpus
from chatbot.text import normalize
from chatbot.types import Document, Filters, Turn, Understood

# 協議会 shares its words with 協議事項; the council itself is no subject.
_THIS_COUNCIL = re.compile(r"(?:この|本|当|同)\s*(?:CIO)?\s*協議会")
# Beside a name, what somebody was says only who is meant: 前任の葛西さん.
_WHICH_ONE = re.compile(
    rf"(?:前任|後任|新任|現職|当時)の(?=[一-龥々ァ-ヶー]{{1,6}}(?:{TITLE}|{HONORIFIC}))"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question was read to name.

    ``query`` is the question without the words that only name a meeting or a period, names in kana
    spelled as the minutes do; ``documents`` are the meetings it may be answered from, oldest first;
    ``missing`` names meetings that it asks for and the library does not hold; ``named`` says
    whether it named any. ``wanted`` are speakers, ``spans`` where the normalised question names
    meetings, ``by_hand`` that a speaker is set as a filter, ``filters`` all that is set.

    In a conversation, ``passed`` are sentences (document, turn, start) that were quoted before and
    are not asked for again,
    ``quoted`` those quoted last, ``near`` their turns (document, turn), ``answers_to`` turns whose
    answers are asked for, ``apart`` who (`Person.identity`, or a municipality) is left out,
    ``bare`` says that the question has no subject but that of the one before, ``whose`` that it
    asks who said what was quoted last or what that replies to, ``nobody`` is what points at a
    person where nobody was named, and ``one_of_several`` says that other meetings are gone through
    for the same question.
    """

    question: str
    query: str
    understood: Understood
    documents: tuple[Document, ...]
    named: bool
    missing: tuple[str, ...]
    wanted: Wanted
    allowed: Allowed | None
    today: date
    spans: tuple[tuple[int, int], ...] = ()
    by_hand: bool = False
    filters: Filters = field(default_factory=Filters)
    passed: frozenset[tuple[str, str, int]] = frozenset()
    quoted: frozenset[tuple[str, str, int]] = frozenset()
    answers_to: frozenset[tuple[str, str]] = frozenset()
    near: frozenset[tuple[str, str]] = frozenset()
    apart: frozenset[str] = frozenset()
    bare: bool = False
    whose: Whose = ""
    nobody: str = ""
    one_of_several: bool = False

    def asks(self, turn: Turn) -> bool:
        """Whether a turn is not of somebody who is left out: 「町田市以外に」."""
        if turn.speaker is None:
            return True
        person = Person.of(turn.speaker)
        return self.apart.isdisjoint((person.identity, person.municipality or person.identity))


def read_scope(question: str, corpus: Corpus, filters: Filters, today: date) -> Scope:
    """Read a question against what the library holds."""
    text = normalize(question)
    every = list(corpus.documents.values())
    meetings = read_meetings(text, every, today)
    chosen = [d for d in every if _passes(d, filters)]
    if meetings.documents is not None:
        chosen = [d for d in chosen if d.id in meetings.documents]
    people = corpus.people(d.id for d in chosen)
    query = spelled_out(without(text, meetings.spans) or text, people)
    query = _THIS_COUNCIL.sub("この会議", query)
    query = _WHICH_ONE.sub("", query)
    apart, query = left_out(query, people)
    wanted = read_people(query, people, filters.speaker)
    if wanted.people and not wanted.firm and not _spoken_of(corpus, chosen, wanted):
        wanted = replace(wanted, firm=True, names=wanted.mentioned)
    restricted = len(chosen) < len(every) or wanted.turns is not None
    keys = frozenset(version_key(d.id, d.version) for d in chosen)
    named = meetings.documents is not None or filters.meeting is not None
    start, end = _both(meetings.period, (filters.date_from, filters.date_to))
    return Scope(
        question=question,
        query=query,
        understood=Understood(
            question=question,
            meeting=_labels(chosen, every) if named and chosen else None,
            date_from=start,
            date_to=end,
            speaker=wanted.label or None,
        ),
        documents=tuple(chosen),
        named=named or (start, end) != (None, None),
        missing=meetings.missing,
        wanted=wanted,
        allowed=Allowed(keys, wanted.turns) if restricted else None,
        today=today,
        spans=meetings.spans,
        by_hand=filters.speaker is not None,
        filters=filters,
        apart=apart,
    )


def _spoken_of(corpus: Corpus, chosen: Sequence[Document], wanted: Wanted) -> bool:
    """Whether anybody's words name the persons that a question names.

    Where nobody's do, only what they say themselves can answer.
    """
    told = [
        name
        for name in wanted.mentioned
        if name not in wanted.names and any(squeeze(name) in p.identity for p in wanted.people)
    ]
    return not told or any(
        name in turn.text
        for document in chosen
        for turn in corpus.library.turns(document)
        for name in told
    )


def label(document: Document) -> str:
    """How a meeting is named to a reader: 第9回, or its title where it has no number."""
    return f"第{document.number}回" if document.number is not None else document.title


def _labels(chosen: Sequence[Document], every: Sequence[Document]) -> str:
    """The meetings that are meant, with their body where the library holds several bodies'."""
    several = len({d.body for d in every if d.body}) > 1
    shown = (
        f"{d.body} {label(d)}" if several and d.body and d.number is not None else label(d)
        for d in chosen
    )
    return "、".join(shown)


def _both(
    one: tuple[date | None, date | None] | None, other: tuple[date | None, date | None]
) -> tuple[date | None, date | None]:
    """What two periods share, an open end being anything."""
    if one is None:
        return other
    starts = [day for day in (one[0], other[0]) if day is not None]
    ends = [day for day in (one[1], other[1]) if day is not None]
    return max(starts, default=None), min(ends, default=None)


def _passes(document: Document, filters: Filters) -> bool:
    if filters.meeting is not None and not _is_meeting(document, filters.meeting):
        return False
    return within(document, filters.date_from, filters.date_to)


def _is_meeting(document: Document, meeting: int | str) -> bool:
    if document.id == meeting:
        return True
    plain = normalize(str(meeting)).removeprefix("第").removesuffix("回").strip()
    return document.number is not None and parse_number(plain) == document.number
