"""Dates that say what they mean only beside another date: 昨年度, 3年前, 同月, 年度末, 5月29日.

``anchored_at`` reads what stands at an offset of an NFKC text. A quarter or half without a year
belongs to the base's 年度.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from chatbot.amounts import Kind, Meaning
from chatbot.numerals import GAP
from chatbot.periods import (
    DATE_NUMBER,
    DAY,
    HALF,
    MONTH,
    QUARTER,
    fiscal_tail,
    fiscal_year,
    integer,
    month_tail,
    months,
    one_day,
    whole_fiscal_year,
    year_tail,
)
from chatbot.relative import DAYS, FISCAL_YEARS, MONTHS, WEEKS, YEARS

_SLASHED = re.compile(
    rf"(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12][0-9]|0?[1-9])(?={GAP}\([月火水木金土日])"
)
_LABELLED = re.compile(r"(?:日時|日程|開催日|期日|年月日|日付)[::\s]*$")
_SLASHED_HEADER = re.compile(r"(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9/])")
_FISCAL_EDGE = re.compile(r"年度(?:(末)|(当初(?!予算)|初め|はじめ)|(内))")
_YEAR_EDGE = re.compile(r"年(?:(末(?!尾|年始))|(始|初)|(内))")
_AGO = re.compile(
    rf"(?P<n>{DATE_NUMBER}){GAP}(?P<u>年|[かヶケカヵ箇]月|週間?|日){GAP}(?:(?P<ago>前)|(?P<later>後))"
    r"(?!提|倒|半|後|期|回|年|任|継|述|払|者)"
)
_SAME = re.compile(r"同(?:(年度)|(年(?!齢|代|生))|(月(?=[0-9]|中))|(日(?!本)))")


@dataclass(frozen=True, slots=True)
class Scene:
    """What a date without a year hangs on.

    ``base`` is the day that "today" is; ``past`` prefers the latest month not after it to the
    nearest; ``last`` is the interval read before, ``era`` the era in which it was written, and
    ``linked`` whether only から, ～, ・ or the like stands between, ``beside`` whether it is a year
    and nothing but の stands between.
    """

    base: date | None = None
    past: bool = False
    last: Meaning | None = None
    era: str = ""
    linked: bool = False
    beside: bool = False


Read = tuple[Meaning | None, int, str]
"""A meaning (``None``: a date that no calendar has), where it ends, the era of its year."""


def anchored_at(text: str, at: int, scene: Scene) -> Read | None:
    """What begins at ``at`` and hangs on the scene; ``None`` where nothing does."""
    for reader in (_relative, _ago, _same, _parts, _yearless):
        if (read := reader(text, at, scene)) is not None:
            return read
    return None


def _week(base: date, shift: int) -> Meaning:
    """Monday to Sunday."""
    monday = base - timedelta(days=base.weekday()) + timedelta(weeks=shift)
    return Meaning("period", monday, monday + timedelta(days=6))


def _relative(text: str, at: int, scene: Scene) -> Read | None:
    base = scene.base
    if base is None:
        return None
    if found := FISCAL_YEARS.at(text, at):
        meaning, end = fiscal_tail(text, found[1], fiscal_year(base) + found[0])
    elif found := YEARS.at(text, at):
        meaning, end = year_tail(text, found[1], base.year + found[0])
    elif found := MONTHS.at(text, at):
        start = months(base.year, base.month + found[0], 1).start or base
        meaning, end = month_tail(text, found[1], start.year, start.month)
    elif found := WEEKS.at(text, at):
        meaning, end = _week(base, found[0]), found[1]
    elif found := DAYS.at(text, at):
        day = base + timedelta(days=found[0])
        meaning, end = Meaning("date", day, day), found[1]
    else:
        return None
    return meaning, end, ""


def _ago(text: str, at: int, scene: Scene) -> Read | None:
    """N年前, Nか月後, N日前: a year, a month, a day; N週間前 the week seven times N days away."""
    found = _AGO.match(text, at)
    base = scene.base
    if not found or base is None or (at and text[at - 1].isdigit()):
        return None
    number = integer(found["n"])
    if not 1 <= number <= 400:
        return None
    shift = -number if found["ago"] else number
    unit = found["u"][0]
    if unit == "年":
        meaning = months(base.year + shift, 1, 12, "year")
    elif unit == "日":
        day = base + timedelta(days=shift)
        meaning = Meaning("date", day, day)
    elif unit == "週":
        meaning = _week(base, shift)
    else:
        meaning = months(base.year, base.month + shift, 1, "month")
    return meaning, found.end(), ""


def _same(text: str, at: int, scene: Scene) -> Read | None:
    """同年4月, 同月10日, 同年度, 同日: of the date read before."""
    found = _SAME.match(text, at)
    last = scene.last.start if scene.last else None
    if not found or last is None:
        return None
    if found[1]:
        meaning, end = fiscal_tail(text, found.end(), fiscal_year(last))
    elif found[2]:
        meaning, end = year_tail(text, found.end(), last.year)
    elif found[3]:
        meaning, end = month_tail(text, found.end(), last.year, last.month)
    else:
        meaning, end = Meaning("date", last, last), found.end()
    return meaning, end, scene.era


def _parts(text: str, at: int, scene: Scene) -> Read | None:
    """上半期, 第1四半期, 年度末, 年末: of the base's 年度 or year."""
    if scene.base is None or (at and text[at - 1] in "0123456789半"):
        return None
    year, fiscal = scene.base.year, fiscal_year(scene.base)
    meaning: Meaning | None = None
    if HALF.match(text, at) or QUARTER.match(text, at):
        meaning, end = fiscal_tail(text, at, fiscal)
        if scene.past and meaning and meaning.start and meaning.start > scene.base:
            meaning, end = fiscal_tail(text, at, fiscal - 1)
    elif found := _FISCAL_EDGE.match(text, at):
        end = found.end()
        if found[3]:
            meaning = whole_fiscal_year(fiscal)
        else:
            meaning = one_day(fiscal + 1, 3, 31) if found[1] else one_day(fiscal, 4, 1)
    elif found := _YEAR_EDGE.match(text, at):
        end = found.end()
        if found[3]:
            meaning = months(year, 1, 12, "year")
        else:
            meaning = one_day(year, 12, 31) if found[1] else one_day(year, 1, 1)
    return (meaning, end, "") if meaning else None


def _yearless(text: str, at: int, scene: Scene) -> Read | None:
    """5月29日, 4月, 5/29(金): of the year that the scene gives."""
    if at and (text[at - 1].isdigit() or text[at - 1] in "/."):
        return None
    slashed = _SLASHED.match(text, at)
    if not slashed and _LABELLED.search(text, max(at - 12, 0), at):
        slashed = _SLASHED_HEADER.match(text, at)
    if slashed:
        return place(int(slashed["m"]), int(slashed["d"]), scene), slashed.end(), ""
    month = MONTH.match(text, at)
    if month is None or month.start("m") != at:
        return None
    number = integer(month["m"])
    day = DAY.match(text, month.end())
    meaning: Meaning | None = None
    end = day.end() if day else month.end()
    if 1 <= number <= 12:
        meaning = place(number, integer(day["d"]) if day else None, scene)
        if not day and meaning and meaning.start:
            meaning, end = month_tail(text, end, meaning.start.year, number)
    return meaning, end, scene.era if scene.linked else ""


def place(month: int, day: int | None, scene: Scene) -> Meaning | None:
    """A month (and day) in the year that the scene gives; without one, ``unit`` is ``--MM-DD``.

    Linked to an interval with a year it is the first such month from that interval's start on;
    otherwise the month nearest to the base (half a year away: the past one), or with ``past`` the
    latest that has begun.
    """
    if day is not None and not one_day(2000, month, day):
        return None
    if scene.linked and scene.last and (start := scene.last.start):
        year = start.year if month >= start.month else start.year + 1
    elif scene.base is not None:
        ahead = (month - scene.base.month) % 12
        limit = 0 if scene.past else 5
        year = (scene.base.year * 12 + scene.base.month - 1 + ahead) // 12 - (ahead > limit)
    else:
        kind: Kind = "month" if day is None else "date"
        return Meaning(kind, unit=f"--{month:02}" + (f"-{day:02}" if day else ""))
    return months(year, month, 1, "month") if day is None else one_day(year, month, day)
