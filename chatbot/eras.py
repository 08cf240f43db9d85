"""和暦, 西暦, 年度 and relative dates as inclusive intervals.

``calendar_at`` reads what stands at an offset of an NFKC text. A 年度 runs from April 1 to
March 31; 春 is March to May, 夏 June to August, 秋 September to November, 冬 December to February;
a quarter or half belongs to the 年度 unless a calendar year (2025年の上半期) stands before it.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from chatbot.amounts import Kind, Meaning
from chatbot.numerals import GAP, KANJI_DIGITS, value
from chatbot.relative import DAYS, FISCAL_YEARS, MONTHS, WEEKS, YEARS

ERAS = {"令和": 2019, "平成": 1989, "昭和": 1926, "大正": 1912, "明治": 1868}
_LETTERS = dict(zip("RHSTM", ERAS, strict=True))
_FIRST_YEAR, _LAST_YEAR = 1600, 2199

_N = rf"(?:[0-9]{{1,4}}|[{KANJI_DIGITS}十百千]{{1,6}})"
_ERA = r"(?:令和|平成|昭和|大正|明治|(?<![A-Za-z0-9])[RHSTM](?=[ .]?[0-9元]))"
_WEST = (
    rf"(?:西暦{GAP})?"
    rf"(?:[12][0-9]{{3}}|[一二][{KANJI_DIGITS}]{{3}}|[一二]千[{KANJI_DIGITS}十百]{{0,5}})"
)
_ALSO = rf"(?:{GAP}\((?:{_ERA}{GAP}(?:元|{_N})|{_WEST}){GAP}(?:年度?)?\))?"
_HEAD = re.compile(
    rf"(?:(?P<era>{_ERA}){GAP}(?P<n>元|{_N})|(?P<west>{_WEST})){_ALSO}{GAP}"
    rf"年(?:(?P<fiscal>{GAP}度)|(?P<decade>代)|(?!間|目|生|金|齢)){_ALSO}"
)
_DOTTED = re.compile(
    rf"(?:(?P<era>{_ERA}) ?(?P<n>元|[0-9]{{1,2}})|(?P<west>[12][0-9]{{3}}))"
    r"(?P<sep>[-/.‐−])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})(?![0-9])"
)
_ISO_MONTH = re.compile(r"(?P<west>(?:19|20)[0-9]{2})[-/](?P<m>0[1-9]|1[0-2]|[1-9])(?![0-9/.-])")
_SHORT = re.compile(rf"(?P<n>[0-9]{{1,2}}|元|{_N}){GAP}年(?P<fiscal>{GAP}度)?(?!間|目|生)")
# The first of 令和5～7年度 and 4～6月: its unit stands behind the second.
_SHARED = re.compile(
    rf"(?:(?P<era>{_ERA}){GAP}(?P<n>元|{_N})|(?P<west>{_WEST})|(?P<m>{_N}))"
    rf"(?={GAP}[~〜・、,-]{GAP}{_N}{GAP}(?:年(?P<fiscal>{GAP}度)?(?!間|目)|(?P<month>月)(?!間|額)))"
)
_MONTH = re.compile(rf"{GAP}の?{GAP}(?P<m>{_N}){GAP}月(?!間|額|例|曜|刊|面|並|光|島|桂)")
_DAY = re.compile(rf"{GAP}の?{GAP}(?P<d>{_N}){GAP}日(?!間|本|目|分)")
_SLASHED = re.compile(
    rf"(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12][0-9]|0?[1-9])(?={GAP}\([月火水木金土日])"
)
_LABELLED = re.compile(r"(?:日時|日程|開催日|期日|年月日|日付)[::\s]*$")
_SLASHED_HEADER = re.compile(r"(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9/])")
_TENTH = re.compile(rf"{GAP}の?(上旬|初旬|中旬|下旬|末(?!尾))")
_HALF = re.compile(rf"{GAP}の?{GAP}(?:(上半期|上期|前期)|(下半期|下期|後期))")
_QUARTER = re.compile(rf"{GAP}の?{GAP}第?{GAP}([1-4一二三四]){GAP}四半期")
_SEASON = re.compile(rf"{GAP}の?{GAP}([春夏秋冬])(?!休|日|川|季|眠|期講|雨)")
_EDGE = re.compile(rf"{GAP}の?(?:(末(?!尾))|(当初(?!予算)|初頭|初め|はじめ))")
_FISCAL_EDGE = re.compile(r"年度(?:(末)|(当初(?!予算)|初め|はじめ)|(内))")
_YEAR_EDGE = re.compile(r"年(?:(末(?!尾|年始))|(始|初)|(内))")
_AGO = re.compile(
    rf"(?P<n>{_N}){GAP}(?P<u>年|[かヶケカヵ箇]月|週間?|日){GAP}(?:(?P<ago>前)|(?P<later>後))"
    r"(?!提|倒|半|後|期|回|年|任|継|述|払|者)"
)
_SAME = re.compile(r"同(?:(年度)|(年(?!齢|代|生))|(月(?=[0-9]|中))|(日(?!本)))")
_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12}


@dataclass(frozen=True, slots=True)
class Scene:
    """What a date without a year hangs on.

    ``base`` is the day that "today" is; ``past`` prefers the latest month not after it to the
    nearest; ``last`` is the interval read before, ``era`` the era in which it was written, and
    ``linked`` whether only から, ～, ・ or the like stands between.
    """

    base: date | None = None
    past: bool = False
    last: Meaning | None = None
    era: str = ""
    linked: bool = False


Read = tuple[Meaning | None, int, str]
"""A meaning (``None``: a date that no calendar has), where it ends, the era of its year."""


def calendar_at(text: str, at: int, scene: Scene) -> Read | None:
    """The date, month, year, 年度 or period that begins at ``at``; ``None`` where none does."""
    for reader in (_dotted, _shared, _explicit, _relative, _ago, _same, _parts, _yearless):
        if (read := reader(text, at, scene)) is not None:
            return read
    return None


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


def _fiscal(year: int) -> Meaning:
    return months(year, 4, 12, "fiscal_year")


def _day(year: int, month: int, day: int) -> Meaning | None:
    """A date as an interval of one day; ``None`` where the calendar has none."""
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        return None
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    found = date(year, month, day)
    return Meaning("date", found, found)


def _int(text: str | None) -> int:
    """A small number; -1 where it is none, which no calendar has."""
    number = value(text) if text else None
    return -1 if number is None or number.denominator != 1 else int(number)


def _year(found: re.Match[str]) -> tuple[int | None, str]:
    """The western year of a match with the groups era, n and west, and its era."""
    if found["west"]:
        year = _int(found["west"].removeprefix("西暦"))
        return (year if _FIRST_YEAR <= year <= _LAST_YEAR else None), ""
    era = _LETTERS.get(found["era"], found["era"])
    number = 1 if found["n"] == "元" else _int(found["n"])
    return (ERAS[era] + number - 1 if 1 <= number <= 99 else None), era


def _dotted(text: str, at: int, scene: Scene) -> Read | None:
    found = _DOTTED.match(text, at)
    if found and not (at and text[at - 1] in "0123456789./-"):
        year, era = _year(found)
        meaning = _day(year, int(found["m"]), int(found["d"])) if year else None
        return (meaning, found.end(), era) if year else None
    found = _ISO_MONTH.match(text, at)
    if found and not (at and text[at - 1] in "0123456789./-"):
        return months(int(found["west"]), int(found["m"]), 1, "month"), found.end(), ""
    return None


def _shared(text: str, at: int, scene: Scene) -> Read | None:
    found = _SHARED.match(text, at)
    if not found or (at and text[at - 1].isdigit()):
        return None
    if found["m"]:
        month = _int(found["m"])
        if not found["month"] or not 1 <= month <= 12:
            return None
        return _place(month, None, scene), found.end(), ""
    if found["month"]:
        return None
    year, era = _year(found)
    if year is None:
        return None
    return (_fiscal(year) if found["fiscal"] else months(year, 1, 12, "year")), found.end(), era


def _explicit(text: str, at: int, scene: Scene) -> Read | None:
    found = _HEAD.match(text, at)
    if at and (text[at - 1].isdigit() or text[at - 1] in ".,"):
        return None
    if found:
        year, era = _year(found)
        if year is not None and found["decade"]:
            return months(year, 1, 120), found.end(), era
    else:
        found = _SHORT.match(text, at)
        year, era = _short_year(found, scene) if found else (None, "")
    if found is None or year is None:
        return None
    tail = _fiscal_tail if found["fiscal"] else _year_tail
    meaning, end = tail(text, found.end(), year)
    return meaning, end, era


def _short_year(found: re.Match[str], scene: Scene) -> tuple[int | None, str]:
    """The year of 7年度, 7年4月 or 7年第3回: of the era it is linked to, else of the base's.

    Ten years ahead of the base is taken to be the era before (30年度 in 令和8年 is 平成30年度).
    Alone, 7年 is a duration.
    """
    number = 1 if found["n"] == "元" else _int(found["n"])
    if not 1 <= number <= 99:
        return None, ""
    if scene.linked and scene.era:
        return ERAS[scene.era] + number - 1, scene.era
    behind = found.string[found.end() : found.end() + 1]
    dated = found["fiscal"] or behind == "第" or _MONTH.match(found.string, found.end())
    if scene.base is None or not dated:
        return None, ""
    for era, first in ERAS.items():
        if first <= scene.base.year and first + number - 1 <= scene.base.year + 10:
            return first + number - 1, era
    return None, ""


def _year_tail(text: str, at: int, year: int) -> tuple[Meaning | None, int]:
    """What follows a calendar year: a month and a day, a season, a half, an end, or nothing."""
    if month := _MONTH.match(text, at):
        return _month_tail(text, month.end(), year, _int(month["m"]))
    if season := _SEASON.match(text, at):
        return months(year, _SEASONS[season[1]], 3), season.end()
    if half := _HALF.match(text, at):
        return months(year, 1 if half[1] else 7, 6), half.end()
    if quarter := _QUARTER.match(text, at):
        return months(year, _int(quarter[1]) * 3 - 2, 3), quarter.end()
    if edge := _EDGE.match(text, at):
        return (_day(year, 12, 31) if edge[1] else _day(year, 1, 1)), edge.end()
    return months(year, 1, 12, "year"), at


def _fiscal_tail(text: str, at: int, year: int) -> tuple[Meaning | None, int]:
    if month := _MONTH.match(text, at):
        number = _int(month["m"])
        return _month_tail(text, month.end(), year if number >= 4 else year + 1, number)
    if half := _HALF.match(text, at):
        return months(year, 4 if half[1] else 10, 6), half.end()
    if quarter := _QUARTER.match(text, at):
        return months(year, _int(quarter[1]) * 3 + 1, 3), quarter.end()
    if edge := _EDGE.match(text, at):
        return (_day(year + 1, 3, 31) if edge[1] else _day(year, 4, 1)), edge.end()
    return _fiscal(year), at


def _month_tail(text: str, at: int, year: int, month: int) -> tuple[Meaning | None, int]:
    if not 1 <= month <= 12:
        day = _DAY.match(text, at)
        return None, day.end() if day else at
    if day := _DAY.match(text, at):
        return _day(year, month, _int(day["d"])), day.end()
    whole = months(year, month, 1, "month")
    tenth = _TENTH.match(text, at)
    if not tenth or not whole.start or not whole.end:
        return whole, at
    first, last = whole.start, whole.end
    if tenth[1] == "末":
        return Meaning("date", last, last), tenth.end()
    start, end = {"中": (11, 20), "下": (21, last.day)}.get(tenth[1][0], (1, 10))
    return Meaning("period", first.replace(day=start), first.replace(day=end)), tenth.end()


def _week(base: date, shift: int) -> Meaning:
    """Monday to Sunday."""
    monday = base - timedelta(days=base.weekday()) + timedelta(weeks=shift)
    return Meaning("period", monday, monday + timedelta(days=6))


def _relative(text: str, at: int, scene: Scene) -> Read | None:
    base = scene.base
    if base is None:
        return None
    if found := FISCAL_YEARS.at(text, at):
        meaning, end = _fiscal_tail(text, found[1], fiscal_year(base) + found[0])
    elif found := YEARS.at(text, at):
        meaning, end = _year_tail(text, found[1], base.year + found[0])
    elif found := MONTHS.at(text, at):
        start = months(base.year, base.month + found[0], 1).start or base
        meaning, end = _month_tail(text, found[1], start.year, start.month)
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
    number = _int(found["n"])
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
        meaning, end = _fiscal_tail(text, found.end(), fiscal_year(last))
    elif found[2]:
        meaning, end = _year_tail(text, found.end(), last.year)
    elif found[3]:
        meaning, end = _month_tail(text, found.end(), last.year, last.month)
    else:
        meaning, end = Meaning("date", last, last), found.end()
    return meaning, end, scene.era


def _parts(text: str, at: int, scene: Scene) -> Read | None:
    """上半期, 第1四半期, 年度末, 年末: of the base's 年度 or year."""
    if scene.base is None or (at and text[at - 1] in "0123456789半"):
        return None
    year, fiscal = scene.base.year, fiscal_year(scene.base)
    meaning: Meaning | None = None
    if _HALF.match(text, at) or _QUARTER.match(text, at):
        meaning, end = _fiscal_tail(text, at, fiscal)
        if scene.past and meaning and meaning.start and meaning.start > scene.base:
            meaning, end = _fiscal_tail(text, at, fiscal - 1)
    elif found := _FISCAL_EDGE.match(text, at):
        end = found.end()
        if found[3]:
            meaning = _fiscal(fiscal)
        else:
            meaning = _day(fiscal + 1, 3, 31) if found[1] else _day(fiscal, 4, 1)
    elif found := _YEAR_EDGE.match(text, at):
        end = found.end()
        if found[3]:
            meaning = months(year, 1, 12, "year")
        else:
            meaning = _day(year, 12, 31) if found[1] else _day(year, 1, 1)
    return (meaning, end, "") if meaning else None


def _yearless(text: str, at: int, scene: Scene) -> Read | None:
    """5月29日, 4月, 5/29(金): of the year that the scene gives."""
    if at and (text[at - 1].isdigit() or text[at - 1] in "/."):
        return None
    slashed = _SLASHED.match(text, at)
    if not slashed and _LABELLED.search(text, max(at - 12, 0), at):
        slashed = _SLASHED_HEADER.match(text, at)
    if slashed:
        return _place(int(slashed["m"]), int(slashed["d"]), scene), slashed.end(), ""
    month = _MONTH.match(text, at)
    if month is None or month.start("m") != at:
        return None
    number = _int(month["m"])
    day = _DAY.match(text, month.end())
    meaning: Meaning | None = None
    end = day.end() if day else month.end()
    if 1 <= number <= 12:
        meaning = _place(number, _int(day["d"]) if day else None, scene)
        if not day and meaning and meaning.start:
            meaning, end = _month_tail(text, end, meaning.start.year, number)
    return meaning, end, scene.era if scene.linked else ""


def _place(month: int, day: int | None, scene: Scene) -> Meaning | None:
    """A month (and day) in the year that the scene gives; without one, ``unit`` is ``--MM-DD``.

    Linked to an interval with a year it is the first such month from that interval's start on;
    otherwise the month nearest to the base (half a year away: the past one), or with ``past`` the
    latest that has begun.
    """
    if day is not None and not _day(2000, month, day):
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
    return months(year, month, 1, "month") if day is None else _day(year, month, day)
