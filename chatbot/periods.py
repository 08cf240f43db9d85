"""Days, months, years and 年度 as inclusive intervals, with the parts of them that a text names.

A 年度 runs from April 1 to March 31; 春 is March to May, 夏 June to August, 秋 September to
November, 冬 December to February.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

from chatbot.amounts import Kind, Meaning
from chatbot.numerals import GAP, KANJI_DIGITS, value

DATE_NUMBER = rf"(?:[0-9]{{1,4}}|[{KANJI_DIGITS}十百千]{{1,6}})"
"""A number of a year, month or day, as a pattern to be read by `integer`."""

# What stands behind a year, a month or a 年度; の and blanks from a PDF may come first.
MONTH = re.compile(rf"{GAP}の?{GAP}(?P<m>{DATE_NUMBER}){GAP}月(?!間|額|例|曜|刊|面|並|光|島|桂)")
DAY = re.compile(rf"{GAP}の?{GAP}(?P<d>{DATE_NUMBER}){GAP}日(?!間|本|目|分)")
HALF = re.compile(rf"{GAP}の?{GAP}(?:(上半期|上期|前期)|(下半期|下期|後期))")
QUARTER = re.compile(rf"{GAP}の?{GAP}第?{GAP}([1-4一二三四]){GAP}四半期")
_TENTH = re.compile(rf"{GAP}の?(上旬|初旬|中旬|下旬|末(?!尾))")
_SEASON = re.compile(rf"{GAP}の?{GAP}([春夏秋冬])(?!休|日|川|季|眠|期講|雨)")
_EDGE = re.compile(rf"{GAP}の?(?:(末(?!尾))|(当初(?!予算)|初頭|初め|はじめ))")
_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12}


def fiscal_year(day: date) -> int:
    """The 年度 in which ``day`` lies."""
    return day.year if day.month >= 4 else day.year - 1


def months(year: int, month: int, count: int, kind: Kind = "period") -> Meaning:
    """The interval of ``count`` whole months from ``month`` (which may lie outside 1 to 12)."""
    first = year * 12 + month - 1
    last = first + count - 1
    end_year, end_month = last // 12, last % 12 + 1
    return Meaning(
        kind,
        date(first // 12, first % 12 + 1, 1),
        date(end_year, end_month, calendar.monthrange(end_year, end_month)[1]),
    )


def whole_fiscal_year(year: int) -> Meaning:
    """The 年度 that begins in April of ``year``."""
    return months(year, 4, 12, "fiscal_year")


def one_day(year: int, month: int, day: int) -> Meaning | None:
    """A date as an interval of one day; ``None`` where the calendar has none."""
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        return None
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    found = date(year, month, day)
    return Meaning("date", found, found)


def integer(text: str | None) -> int:
    """The whole number that ``text`` is; -1 where it is none, which no calendar has."""
    number = value(text) if text else None
    return -1 if number is None or number.denominator != 1 else int(number)


def year_tail(text: str, at: int, year: int) -> tuple[Meaning | None, int]:
    """What follows a calendar year: a month and a day, a season, a half, an end, or nothing.

    ``at`` is behind the year in an NFKC text. Gives the interval of the part, or of the whole year,
    and where it ends; ``None`` for one that no calendar has.
    """
    if month := MONTH.match(text, at):
        return month_tail(text, month.end(), year, integer(month["m"]))
    if season := _SEASON.match(text, at):
        return months(year, _SEASONS[season[1]], 3), season.end()
    if half := HALF.match(text, at):
        return months(year, 1 if half[1] else 7, 6), half.end()
    if quarter := QUARTER.match(text, at):
        return months(year, integer(quarter[1]) * 3 - 2, 3), quarter.end()
    if edge := _EDGE.match(text, at):
        return (one_day(year, 12, 31) if edge[1] else one_day(year, 1, 1)), edge.end()
    return months(year, 1, 12, "year"), at


def fiscal_tail(text: str, at: int, year: int) -> tuple[Meaning | None, int]:
    """The same as `year_tail` behind a 年度, in which January to March are of the next year."""
    if month := MONTH.match(text, at):
        number = integer(month["m"])
        return month_tail(text, month.end(), year if number >= 4 else year + 1, number)
    if half := HALF.match(text, at):
        return months(year, 4 if half[1] else 10, 6), half.end()
    if quarter := QUARTER.match(text, at):
        return months(year, integer(quarter[1]) * 3 + 1, 3), quarter.end()
    if edge := _EDGE.match(text, at):
        return (one_day(year + 1, 3, 31) if edge[1] else one_day(year, 4, 1)), edge.end()
    return whole_fiscal_year(year), at


def month_tail(text: str, at: int, year: int, month: int) -> tuple[Meaning | None, int]:
    """The same as `year_tail` behind a month: a day, a third of the month, its end, or nothing."""
    if not 1 <= month <= 12:
        day = DAY.match(text, at)
        return None, day.end() if day else at
    if day := DAY.match(text, at):
        return one_day(year, month, integer(day["d"])), day.end()
    whole = months(year, month, 1, "month")
    tenth = _TENTH.match(text, at)
    if not tenth or not whole.start or not whole.end:
        return whole, at
    first, last = whole.start, whole.end
    if tenth[1] == "末":
        return Meaning("date", last, last), tenth.end()
    start, end = {"中": (11, 20), "下": (21, last.day)}.get(tenth[1][0], (1, 10))
    return Meaning("period", first.replace(day=start), first.replace(day=end)), tenth.end()
