"""Dates, periods, times and numbers of a text as typed values with their place in it.

Two texts that mean the same give values with equal ``key``: 令和8年5月29日 and 2026-05-29, 8,000人
and 八千人, 10割 and 100%. Nothing here raises on any string.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from chatbot.amounts import Kind, Meaning, amount, figurative, opaque
from chatbot.anchored import Scene
from chatbot.clock import time_at
from chatbot.eras import calendar_at
from chatbot.numerals import GAP, value
from chatbot.periods import months
from chatbot.text import View, view

# The characters with which anything below begins; whatever lies between them is passed over.
_TRIGGER = re.compile(
    "[0-9〇零一二三四五六七八九十百千第令平昭大明西RHSTMAaPp"
    "午正今昨前本来去次翌当現再先同上下年おこきあh]"
)
# Beyond these 400年前 would leave what the calendar can hold.
_SANE_YEARS = range(1000, 9000)
_SLACK = rf"{GAP}(?:\([^()\n]{{1,8}}\))?{GAP}"
_RANGE = re.compile(rf"{_SLACK}(?:から|より|~|〜|-|‐|–|—|―|ー|→){_SLACK}(?:翌)?")
_LINK = re.compile(
    rf"{_SLACK}(?:から|より|~|〜|-|‐|–|—|―|ー|→|・|、|,|と|及び|および|又は){_SLACK}"
)
_BESIDE = re.compile(rf"{GAP}の?{GAP}")
_NUMBER_RANGE = re.compile(rf"{GAP}(?:~|〜|-|–|から|、|・|,|ないし|乃至){GAP}")
_CALENDAR = frozenset({"date", "month", "year", "fiscal_year", "period"})
_SINCE = re.compile(rf"{_SLACK}の?(?:以降|以後|以来|から|より後|よりあと)")
_UNTIL = re.compile(rf"{_SLACK}の?(?:以前|まで)")
_BEFORE = re.compile(rf"{_SLACK}(?:より|の)?(?:も)?前(?!半|期)")
_RECENT = re.compile(
    rf"(?:過去|直近|最近|ここ|この){GAP}の?(?P<n>[0-9一二三四五六七八九十]{{1,3}}){GAP}"
    r"(?P<u>年|[かヶケカヵ箇]月|週|日)"
)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a text, ``text`` being the source from ``begin`` to ``stop``.

    Calendar kinds have an inclusive interval ``start`` to ``end``; where no year is known both are
    ``None`` and ``unit`` is ``--MM`` or ``--MM-DD``. ``time`` is minutes since midnight; a ratio is
    a fraction of one (100% is 1); amounts, counts, durations and ordinals have number and unit.
    """

    kind: Kind
    start: date | None
    end: date | None
    number: Fraction | None
    unit: str
    text: str
    begin: int
    stop: int

    @property
    def key(self) -> Hashable:
        """Equal for equal meanings, however written."""
        if self.start is not None:
            return ("calendar", self.start, self.end)
        return (self.kind, self.number, self.unit)

    @property
    def without_year(self) -> str:
        """A day or a month as the unit of a value without a year has it; else empty."""
        if self.start is None or self.end is None:
            return self.unit
        if self.start == self.end:
            return f"--{self.start.month:02d}-{self.start.day:02d}"
        same = (self.start.year, self.start.month) == (self.end.year, self.end.month)
        return f"--{self.start.month:02d}" if same else ""


def values(s: str, base: date | None = None) -> list[Value]:
    """All values of ``s`` in order of beginning.

    Relative dates (昨年度, 来月) are given only with ``base``, the day they are relative to; a
    month without a year is then the one nearest to it. A range (4月～6月) gives its two ends and,
    after the first, the period they enclose.
    """
    return list(values_of(s, base))


@lru_cache(maxsize=20_000)
def values_of(s: str, base: date | None = None) -> tuple[Value, ...]:
    """The same, remembered: a sentence is asked about again and again."""
    return tuple(_values(s, Scene(base=base)))


def _values(s: str, scene: Scene) -> list[Value]:
    if scene.base is not None and scene.base.year not in _SANE_YEARS:
        scene = replace(scene, base=None)
    seen = view(s)
    found = _share(list(_scan(seen, s, scene)), seen, s)
    return sorted(found, key=lambda v: (v.begin, v.stop))


@dataclass(frozen=True, slots=True)
class _Read:
    """A meaning in the view, and whether 午前 or 午後 stood with it."""

    meaning: Meaning
    begin: int
    end: int
    marked: bool = False


def _scan(seen: View, s: str, scene: Scene) -> Iterator[_Read]:
    """Every value as written, left to right, none inside another."""
    text, at = seen.text, 0
    last_end = value_end = -1
    while trigger := _TRIGGER.search(text, at):
        at = trigger.start()
        linked = last_end >= 0 and bool(_LINK.fullmatch(text, last_end, at))
        year = scene.last is not None and scene.last.kind in ("fiscal_year", "year")
        beside = year and last_end >= 0 and bool(_BESIDE.fullmatch(text, last_end, at))
        here = replace(scene, linked=linked, beside=beside)
        if skip := figurative(text, at):
            end = at + skip
        elif clock := time_at(text, at):
            meaning, end, marked = clock
            if meaning:
                yield _Read(meaning, at, end, marked)
        elif dated := calendar_at(text, at, here):
            meaning, end, era = dated
            if meaning:
                yield _Read(meaning, at, end)
                scene = replace(scene, last=meaning, era=era)
                last_end = end
        elif skip := opaque(text, at):
            end = at + skip
        elif counted := amount(text, at, follows=value_end == at):
            meaning, end = counted
            source = s[slice(*seen.span(at, end))]
            if not any(unicodedata.category(c) == "No" for c in source):
                yield _Read(meaning, at, end)
                value_end = end
        else:
            end = at + 1
        at = max(end, at + 1)
        while text[at - 1].isdigit() and text[at : at + 1].isdigit():
            at += 1


def _share(reads: list[_Read], seen: View, s: str) -> list[Value]:
    """Values, with what the second of a range gives the first (3～5件) or the other way round."""
    found: list[_Read] = []
    for current in reads:
        read = current
        before = found[-1] if found else None
        if before:
            between = seen.text[before.end : read.begin]
            one, two = before.meaning, read.meaning
            if one.kind == "number" and two.unit and _NUMBER_RANGE.fullmatch(between):
                if two.kind in ("count", "duration", "amount", "ordinal"):
                    found[-1] = replace(before, meaning=replace(two, number=one.number))
            elif _RANGE.fullmatch(between):
                if one.kind == two.kind == "time":
                    read = _afternoon(before, read)
                elif one.start and two.start and two.end and one.start <= two.end:
                    span = Meaning("period", one.start, two.end)
                    found.append(_Read(span, before.begin, read.end))
        found.append(read)
    return [_value(read, seen, s) for read in found]


def _afternoon(first: _Read, second: _Read) -> _Read:
    """午後2時～4時: the 午後 holds for both; so does passing noon in 午前10時～2時."""
    one, two = first.meaning.number, second.meaning.number
    if one is None or two is None or second.marked or not first.marked or two > one:
        return second
    later = two + 720
    return replace(second, meaning=replace(second.meaning, number=later)) if later > one else second


def _value(read: _Read, seen: View, s: str) -> Value:
    begin, stop = seen.span(read.begin, read.end)
    m = read.meaning
    return Value(m.kind, m.start, m.end, m.number, m.unit, s[begin:stop], begin, stop)


def parse_date(s: str) -> date | None:
    """The first full date (day, month and year) of ``s``."""
    for found in values(s):
        if found.kind == "date" and found.start is not None:
            return found.start
    return None


def parse_times(s: str) -> tuple[time | None, time | None]:
    """Start and end of the first time, or range of times (午後2時～4時).

    ``12時まで`` has no start.
    """
    found = [v for v in values(s) if v.kind == "time"]
    if not found:
        return None, None
    first = found[0]
    if len(found) > 1:
        between = view(s[first.stop : found[1].begin]).text
        if _RANGE.fullmatch(between):
            return _clock(first), _clock(found[1])
    if _UNTIL.match(view(s[first.stop :]).text):
        return None, _clock(first)
    return _clock(first), None


def _clock(found: Value) -> time:
    minutes = int(found.number or 0) % 1440
    return time(minutes // 60, minutes % 60)


def parse_number(s: str) -> int | None:
    """The whole number that ``s`` is, wholly, in any script (６, 六, 二〇, 1,234, 百二十)."""
    number = value(s)
    return int(number) if number is not None and number.denominator == 1 else None


def period(s: str, today: date) -> tuple[date | None, date | None] | None:
    """The period that a question names, inclusive, with ``None`` for an open end.

    Months, quarters and halves without a year are the latest that have begun; several dates give
    the interval from the first to the last; 以降 and から leave the end open, まで and 以前 the
    beginning. ``None`` where the question names no period.
    """
    found = [v for v in _values(s, Scene(base=today, past=True)) if v.start and v.end]
    text = view(s).text
    if not found:
        recent = _RECENT.search(text)
        return _back(recent, today) if recent else None
    # A range stands for its two ends, and has taken in its own から and まで.
    ranges = [v for first, v in pairwise(found) if first.begin == v.begin]
    starts: list[date] = []
    ends: list[date] = []
    for v in found:
        if any(r is not v and r.begin <= v.begin and v.stop <= r.stop for r in ranges):
            continue
        after = "" if v in ranges else view(s[v.stop : v.stop + 16]).text
        if v.start and v.end:
            if _BEFORE.match(after):
                ends.append(v.start - timedelta(days=1))
            if not (_BEFORE.match(after) or _UNTIL.match(after)):
                starts.append(v.start)
            if not (_BEFORE.match(after) or _SINCE.match(after)):
                ends.append(v.end)
    return (min(starts) if starts else None), (max(ends) if ends else None)


def _back(recent: re.Match[str], today: date) -> tuple[date | None, date | None] | None:
    """過去3年間: the three years that end today."""
    number = int(value(recent["n"]) or 0)
    unit = recent["u"][0]
    if not 1 <= number <= 400 or today.year not in _SANE_YEARS:
        return None
    if unit in "週日":
        return today - timedelta(days=number * (7 if unit == "週" else 1) - 1), today
    back = months(today.year, today.month - number * (12 if unit == "年" else 1), 1)
    if back.start is None or back.end is None:
        return None
    return back.start.replace(day=min(today.day, back.end.day)) + timedelta(days=1), today
