"""What a question names: meetings, a period, speakers, and which side of an exchange it asks for.

Names are looked for as they occur in the library, never in general: 第9回, 令和8年5月の会議, 前回,
高野局長, 町田市, 都. What is named restricts the search; what is named but not held, or named as a
speaker but never speaking, is said so instead of answered around.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from chatbot.dates import Value, parse_number, period, values
from chatbot.library import version_key
from chatbot.people import People, Person, Wanted, read_people
from chatbot.retrieve import Allowed, Corpus
from chatbot.text import normalize
from chatbot.types import Document, Filters, Understood

# 第9回, ９回目の会議; a bare 2回 counts something else.
_NUMBERED = re.compile(
    r"第\s*([0-9]+|[〇一二三四五六七八九十百]+)\s*回(?:目)?"
    r"(?!定例会|臨時会|国会)(?:\s*(?:の)?(?:会議|協議会|会合|会(?![一-龥])))?"
)
_PREVIOUS = re.compile(
    r"前々回|前回|最新の(?:会議|回|協議会|議事要旨)|直近の(?:会議|回|協議会)|直近回"
)
_MEETING_WORD = re.compile(
    r"\s*(?:に|の)?(?:開催|開か|行わ|実施)?(?:れた|された|した)?\s*(?:の)?"
    r"(?:会議|協議会|会合|議事|議論|回(?![数目]))"
)
# A period that stands before one of these is when something was said, not what was said.
_WHEN_SAID = re.compile(r"\s*(?:に|は|で|には|では)、?.{0,24}?(?:議論|話し合|話題|発言|開催|開か)")
_PARTICLES = re.compile(
    r"^(?:の会議|の協議会|の会合)?(?:において|における|では|には|での|で|に|の|は|から|まで|と|や)?、?"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question was read to name.

    ``query`` is the question without the words that only name a meeting or a period; ``documents``
    are the meetings it may be answered from, oldest first; ``missing`` names meetings that it asks
    for and the library does not hold; ``named`` says whether it named any. ``wanted`` are speakers.
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


def read_scope(question: str, corpus: Corpus, filters: Filters, today: date) -> Scope:
    """Read a question against what the library holds."""
    text = normalize(question)
    every = list(corpus.documents.values())
    meetings = _read_meetings(text, every, today)
    chosen = [d for d in every if _passes(d, filters)]
    if meetings.documents is not None:
        chosen = [d for d in chosen if d.id in meetings.documents]
    query = _without(text, meetings.spans)
    people = People(corpus.library.speakers(), {d.id for d in chosen})
    wanted = read_people(query or text, people, filters.speaker)
    restricted = len(chosen) < len(every) or wanted.turns is not None
    keys = frozenset(version_key(d.id, d.version) for d in chosen)
    allowed = Allowed(keys, wanted.turns) if restricted else None
    named = meetings.documents is not None or filters.meeting is not None
    period_named = meetings.period or (filters.date_from, filters.date_to)
    understood = Understood(
        question=question,
        meeting="、".join(label(d) for d in chosen) if named and chosen else None,
        date_from=period_named[0],
        date_to=period_named[1],
        speaker=wanted.label or None,
    )
    return Scope(
        question=question,
        query=query or text,
        understood=understood,
        documents=tuple(chosen),
        named=named or period_named != (None, None),
        missing=meetings.missing,
        wanted=wanted,
        allowed=allowed,
        today=today,
        spans=meetings.spans,
    )


def label(document: Document) -> str:
    """How a meeting is named to a reader: 第9回, or its title where it has no number."""
    return f"第{document.number}回" if document.number is not None else document.title


def people_in(scope: Scope) -> tuple[Person, ...]:
    """The speakers that a question names and the library knows."""
    return scope.wanted.people


@dataclass(frozen=True, slots=True)
class _Meetings:
    documents: frozenset[str] | None
    missing: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    period: tuple[date | None, date | None] | None


def _read_meetings(text: str, every: list[Document], today: date) -> _Meetings:
    ids: set[str] = set()
    missing: list[str] = []
    spans: list[tuple[int, int]] = []
    bodies = [
        d for d in every if d.body and normalize(d.body).replace(" ", "") in text.replace(" ", "")
    ]
    for match in _NUMBERED.finditer(text):
        number = parse_number(match.group(1))
        held = [d for d in bodies or every if d.number == number]
        ids.update(d.id for d in held)
        if not held:
            missing.append(f"第{number}回")
        spans.append(match.span())
    dated = [d for d in every if d.date is not None and d.date <= today]
    for match in _PREVIOUS.finditer(text):
        back = 2 if match.group() == "前々回" else 1
        if len(dated) >= back:
            ids.add(dated[-back].id)
        else:
            missing.append(match.group())
        spans.append(match.span())
    window: tuple[date | None, date | None] | None = None
    if not spans:
        for value in values(text, base=today):
            if _names_meetings(text, value, every):
                window = period(text[value.begin : value.stop + 2], today) or (
                    value.start,
                    value.end,
                )
                held = [d for d in every if _within(d, *window)]
                ids.update(d.id for d in held)
                if not held:
                    missing.append(f"{value.text}の会議")
                spans.append((value.begin, value.stop))
                break
    found = bool(ids or missing)
    return _Meetings(frozenset(ids) if found else None, tuple(missing), tuple(spans), window)


def _names_meetings(text: str, value: Value, every: list[Document]) -> bool:
    """Whether a date in a question says which meeting is meant, and not what was spoken of."""
    if value.start is None and value.end is None:
        return False
    rest = text[value.stop :]
    if _MEETING_WORD.match(rest) or _WHEN_SAID.match(rest):
        return True
    return value.start == value.end and any(d.date == value.start for d in every)


def _passes(document: Document, filters: Filters) -> bool:
    if filters.meeting is not None and not _is_meeting(document, filters.meeting):
        return False
    return _within(document, filters.date_from, filters.date_to)


def _is_meeting(document: Document, meeting: int | str) -> bool:
    if document.id == meeting:
        return True
    plain = normalize(str(meeting)).removeprefix("第").removesuffix("回").strip()
    return document.number is not None and parse_number(plain) == document.number


def _within(document: Document, start: date | None, end: date | None) -> bool:
    if start is None and end is None:
        return True
    if document.date is None:
        return False
    return (start is None or document.date >= start) and (end is None or document.date <= end)


def _without(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The question without the words that name its meetings, and the particles behind them."""
    rest, at = "", 0
    for start, end in sorted(spans):
        rest += text[at:start]
        particle = _PARTICLES.match(text[end:])
        at = end + (particle.end() if particle else 0)
    return (rest + text[at:]).strip(" 、,。")
