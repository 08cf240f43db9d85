"""Which document a meeting is: ids that are stable, and never two meetings under one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256

from chatbot.periods import fiscal_year
from chatbot.types import Document, Meeting, Turn

_ID_LENGTH = 60


def document_id(meeting: Meeting) -> str:
    """The id of a meeting's document: its body and number, or its title where there is none."""
    if meeting.body and meeting.number is not None:
        return f"{_slug(meeting.body)}-{meeting.number}"
    return _slug(meeting.title)


# Whether a meeting (by its place in the call) is a document of another date, put right since.
Corrected = Callable[[int, Document], bool]


def assign(
    meetings: Sequence[Meeting], held: Mapping[str, Document], corrected: Corrected
) -> list[str]:
    """The ids of meetings that are taken in together, beside the documents that are held.

    Where the id of a meeting is held by one that was plainly another, its date is added: of another
    day where neither has a number, of another fiscal year (年度) where councils count anew. A held
    document of which no meeting in the call is the same year's is asked for with ``corrected``: its
    date may have been wrong. Among new ones the earliest has the id without a date.
    """
    found = {at: name for at, one in enumerate(meetings) if (name := _known(one, held))}
    given = {name: meetings[at] for at, name in found.items()}
    rest = [at for at in range(len(meetings)) if at not in found]
    for at in sorted(rest, key=lambda at: (meetings[at].date or date.min, at)):
        meeting, base = meetings[at], document_id(meetings[at])
        dated = f"{base}-{meeting.date}"
        same = (n for n, one in given.items() if document_id(one) == base)
        name = next((n for n in same if not apart(meeting, given[n].date)), None)
        if name is None and meeting.number is not None:
            old = (n for n, document in held.items() if _base(document) == base)
            name = next((n for n in old if n not in given and corrected(at, held[n])), None)
        if name is None:
            name = dated if base in held or base in given else base
        given[name], found[at] = meeting, name
    return [found[at] for at in range(len(meetings))]


def _known(meeting: Meeting, held: Mapping[str, Document]) -> str | None:
    """The id of the held document that a meeting is by its number and year, or title and day."""
    base = document_id(meeting)
    dated = f"{base}-{meeting.date}"
    if dated in held:
        return dated
    if base in held and not apart(meeting, held[base].date):
        return base
    if meeting.number is None or meeting.date is None:
        return None
    beside = (n for n, d in held.items() if d.date is not None and _base(d) == base)
    return next((name for name in beside if not apart(meeting, held[name].date)), None)


def _base(document: Document) -> str:
    return document_id(Meeting(document.title, body=document.body, number=document.number))


def apart(meeting: Meeting, other: date | None) -> bool:
    """Whether a meeting's date tells it from one of the same number, or title, on another day."""
    if meeting.date is None or other is None:
        return False
    if meeting.body and meeting.number is not None:
        return fiscal_year(meeting.date) != fiscal_year(other)
    return meeting.date != other


def same_speech(one: Iterable[Turn], other: Iterable[Turn]) -> bool:
    """Whether more than half of what is said, in characters, is the same, turn by turn."""
    said, before = (Counter(turn.text for turn in turns) for turns in (one, other))
    shared, *all_said = (
        sum(len(text) * times for text, times in each.items())
        for each in (said & before, said, before)
    )
    return 2 * shared > max(all_said)


def _slug(name: str) -> str:
    """A name as letters and digits, fit for an id.

    Spaces and ・ are spelling: a council printed with and without them is one council. Where more
    must go, or too much, it ends in a hash of the whole name, so that two names never get the same
    id.
    """
    plain = "".join(unicodedata.normalize("NFKC", name).replace("・", "").split())
    slug = re.sub(r"\W+", "", plain)[:_ID_LENGTH]
    if slug == plain and slug:
        return slug
    return f"{slug or 'document'}-{sha256(plain.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
