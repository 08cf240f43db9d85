"""Which document a meeting is: ids that are stable, and never two meetings under one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256

from chatbot.eras import fiscal_year
from chatbot.types import Document, Meeting

_ID_LENGTH = 60


def document_id(meeting: Meeting) -> str:
    """The id of a meeting's document: its body and number, or its title where there is none."""
    if meeting.body and meeting.number is not None:
        return f"{_slug(meeting.body)}-{meeting.number}"
    return _slug(meeting.title)


def assign(meetings: Iterable[Meeting], held: Mapping[str, Document]) -> list[str]:
    """The ids of meetings that are taken in together, beside the documents that are held.

    Where the id of a meeting is held by one that was plainly another, its date is added: of another
    day where neither has a number, of another fiscal year (年度) where councils count anew.
    """
    days: dict[str, date | None] = {name: document.date for name, document in held.items()}
    names: list[str] = []
    for meeting in meetings:
        name = document_id(meeting)
        dated = f"{name}-{meeting.date}"
        if dated in days or (name in days and _apart(meeting, days[name])):
            name = dated
        days.setdefault(name, meeting.date)
        names.append(name)
    return names


def _apart(meeting: Meeting, other: date | None) -> bool:
    if meeting.date is None or other is None:
        return False
    if meeting.body and meeting.number is not None:
        return fiscal_year(meeting.date) != fiscal_year(other)
    return meeting.date != other


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
