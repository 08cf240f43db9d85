"""Do the minutes hold the dates and numbers that a question gives?

A date in the question is relative to today, one in the minutes to the meeting's date; 7月 without a
year is any July, and 令和8年度 holds everything from April 2026 to March 2027.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chatbot.dates import Value, values

# Numbers that count what is asked for rather than say something of it: 二つ, 一人当たり, 1回目.
_TRIVIAL = frozenset({"ordinal", "number"})
_COUNTERS = frozenset({"つ", "人", "点", "個", "回", "件", "者", "種類", "項目", "団体"})
_FEW = 3


def asked_values(question: str, today: date) -> tuple[Value, ...]:
    """The values of a question, those without a year left open."""
    open_ended = {(v.begin, v.stop): v for v in values(question) if v.start is None}
    return tuple(
        open_ended.get((v.begin, v.stop), v)
        for v in values(question, base=today)
        if v.kind not in _TRIVIAL and not _counts_few(v)
    )


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
