"""Do the minutes hold the dates and numbers that a question gives?

A date in the question is relative to today, one in the minutes to the meeting's date; 7月 without a
year is any July, and 令和8年度 holds everything from April 2026 to March 2027.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from chatbot.dates import Value, values

# Numbers that count what is asked for rather than say something of it: 二つ, 一人当たり, 1回目.
_TRIVIAL = frozenset({"ordinal", "number"})
_COUNTERS = frozenset({"つ", "人", "点", "個", "回", "件", "者", "種類", "項目", "団体"})
_FEW = 3
_YEARS = frozenset({"year", "fiscal_year"})
_OF_YEAR = re.compile(r"\s*の?\s*")
_LINK = re.compile(r"\s*(?:から|[~～〜・、,－-]|と|及び)\s*")


def asked_values(question: str, today: date) -> tuple[Value, ...]:
    """The values of a question, those without a year left open.

    Of 今年度4～6月 and 昨年度8月と9月 the year stands before the months.
    """
    open_ended = {(v.begin, v.stop): v for v in values(question) if v.start is None}
    found: list[Value] = []
    dated: Value | None = None
    left_open: set[int] = set()
    for told in values(question, base=today):
        yearless = open_ended.get((told.begin, told.stop))
        value = told if yearless is None or _goes_on(dated, told, question) else yearless
        if value is yearless:
            left_open.add(told.begin)
        elif told.start is not None and told.begin not in left_open:
            dated = told
        if value.kind not in _TRIVIAL and not _counts_few(value):
            found.append(value)
    return tuple(found)


def _goes_on(dated: Value | None, month: Value, text: str) -> bool:
    """Whether a month is of the year of a date that stands right before it."""
    if dated is None:
        return False
    within = dated.begin <= month.begin < dated.stop  # the end of a range that was read before
    gap = _OF_YEAR if dated.kind in _YEARS else _LINK
    return within or gap.fullmatch(text[dated.stop : month.begin]) is not None


def _counts_few(value: Value) -> bool:
    small = value.number is not None and value.number <= _FEW
    return value.kind == "count" and small and value.unit in _COUNTERS


def holds(asked: Value, told: Sequence[Value]) -> bool:
    """Whether one of the values of a text means what the question's value means."""
    return any(_same(asked, value) for value in told)


def _same(asked: Value, told: Value) -> bool:
    if asked.start is not None or asked.end is not None:
        return _overlap(asked, told)
    if asked.unit.startswith("--"):
        return told.without_year.startswith(asked.unit)
    if told.start is not None:
        return False
    plain = asked.number is not None and asked.number == told.number
    return plain and (asked.unit == told.unit or not asked.unit or not told.unit)


def _overlap(asked: Value, told: Value) -> bool:
    if told.start is None or told.end is None:
        return False
    start, end = asked.start or date.min, asked.end or date.max
    return told.start <= end and start <= told.end
