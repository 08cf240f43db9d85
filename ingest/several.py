"""Whether a text holds the minutes of more than one meeting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from chatbot.dates import parse_date
from ingest.header import Header, body_and_number, label_of
from ingest.wrapping import Line

_LONGEST = 80
_LOOKED_AT = 5
"""So many lines below a title its date is looked for."""
_KIND = r"(?:議事|会議|審議|協議)(?:要旨|概要|要録|録)|速記録"
_NAMED = re.compile(rf"(?:{_KIND})$")
_TITLE = re.compile(rf"第\s*[0-9０-９〇一二三四五六七八九十百]+\s*回|{_KIND}")
_OPENS = re.compile(
    r"(?:令和|平成|昭和|[0-9０-９]{4}年).{1,20}日.{0,8}(?:午前|午後|正午).{0,12}開[会議]"
)


@dataclass(frozen=True, slots=True)
class Another:
    """Where another meeting's header begins (a position among the lines), and what it says."""

    at: int
    title: str
    number: int | None
    date: date | None


def another_meeting(lines: Sequence[Line], first: Header) -> Iterator[Another]:
    """Each place where the header of another meeting than ``first`` seems to begin.

    A title with another number or another date, where its date is right below it or it names
    minutes; or, in a record, the line that says when another day's sitting opened. Whether anybody
    speaks below is for the caller.
    """
    for at, line in enumerate(lines):
        text = line.text
        if not at or len(text) > _LONGEST or line.stopped or line.bullet:
            continue
        if _OPENS.search(text):
            day = parse_date(text)
            if day and first.date and day != first.date:
                yield Another(at, text, first.number, day)
        elif _TITLE.search(text) and not label_of(text):
            day = _date_below(lines, at)
            number = body_and_number(text)[1]
            counted = None not in (number, first.number) and number != first.number
            dated = day is not None and day != (first.date or day)
            if dated or (counted and (day or _NAMED.search(text))):
                yield Another(at, text, number, day)


def _date_below(lines: Sequence[Line], at: int) -> date | None:
    for line in lines[at + 1 : at + 1 + _LOOKED_AT]:
        label = label_of(line.text)
        dated = label is not None and label[0] == "date"
        if (dated or _OPENS.search(line.text)) and (day := parse_date(line.text[:_LONGEST])):
            return day
    return None
