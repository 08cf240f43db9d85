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
_BETWEEN = re.compile(r"\s*の?\s*(?:[0-9０-９]{1,2}月?\s*[~～〜・、,－-]\s*)?")


def asked_values(question: str, today: date) -> tuple[Value, ...]:
    """The values of a question, those without a year left open.

    Of 今年度4～6月 the year stands before the months.
    """
    open_ended = {(v.begin, v.stop): v for v in values(question) if v.start is None}
    told = values(question, base=today)
    years = [v for v in told if v.kind in _YEARS]
    return tuple(
        v if any(_beside(year, v, question) for year in years) else open_ended.get(span, v)
        for v in told
        if (span := (v.begin, v.stop)) and v.kind not in _TRIVIAL and not _counts_few(v)
    )


def _beside(year: Value, month: Value, text: str) -> bool:
    """Whether a month, or the last of a range of them, stands right behind a year."""
    between = text[year.stop : month.begin]
    return year.stop <= month.begin and _BETWEEN.fullmatch(between) is not None


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
