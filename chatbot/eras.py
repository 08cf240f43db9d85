"""和暦, 西暦, 年度 and relative dates as inclusive intervals.

``calendar_at`` reads what stands at an offset of an NFKC text. A quarter or half belongs to the
年度 unless a calendar year (2025年の上半期) stands before it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from chatbot.anchored import Read, Scene, anchored_at, place
from chatbot.numerals import GAP, KANJI_DIGITS
from chatbot.periods import (
    DATE_NUMBER,
    MONTH,
    fiscal_tail,
    integer,
    month_tail,
    months,
    one_day,
    whole_fiscal_year,
    year_tail,
)

ERAS = {"令和": 2019, "平成": 1989, "昭和": 1926, "大正": 1912, "明治": 1868}
_LETTERS = dict(zip("RHSTM", ERAS, strict=True))
_FIRST_YEAR, _LAST_YEAR = 1600, 2199

_ERA = r"(?:令和|平成|昭和|大正|明治|(?<![A-Za-z0-9])[RHSTM](?=[ .]?[0-9元]))"
_WEST = (
    rf"(?:西暦{GAP})?"
    rf"(?:[12][0-9]{{3}}|[一二][{KANJI_DIGITS}]{{3}}|[一二]千[{KANJI_DIGITS}十百]{{0,5}})"
)
_ALSO = rf"(?:{GAP}\((?:{_ERA}{GAP}(?:元|{DATE_NUMBER})|{_WEST}){GAP}(?:年度?)?\))?"
_HEAD = re.compile(
    rf"(?:(?P<era>{_ERA}){GAP}(?P<n>元|{DATE_NUMBER})|(?P<west>{_WEST})){_ALSO}{GAP}"
    rf"年(?:(?P<fiscal>{GAP}度)|(?P<decade>代)|(?!間|目|生|金|齢)){_ALSO}"
)
_DOTTED = re.compile(
    rf"(?:(?P<era>{_ERA}) ?(?P<n>元|[0-9]{{1,2}})|(?P<west>[12][0-9]{{3}}))"
    r"(?P<sep>[-/.‐−])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})(?![0-9])"
)
_ISO_MONTH = re.compile(r"(?P<west>(?:19|20)[0-9]{2})[-/](?P<m>0[1-9]|1[0-2]|[1-9])(?![0-9/.-])")
# R6.10月, R7.7末, R6 10月末, 2024 10月: typed without 年. R6/10 needs no 月; S1.2 is no date.
_BRIEF = re.compile(
    rf"(?:(?P<era>{_ERA})[ .]?(?P<n>元|[0-9]{{1,2}})|(?P<west>(?:19|20)[0-9]{{2}}))"
    r"(?P<sep>[ ./・‐-])(?P<m>1[0-2]|0?[1-9])"
    r"(?P<month>月(?!間|額|例)|(?=末(?!尾)|[上中下初]旬|[~〜-](?:1[0-2]|[1-9])月))?"
)
# Behind 7/10 without 月 nothing is counted (R2.5倍), and 2000 5月 does not begin within a word.
_MONTH_ENDS = re.compile(r"$|[\s、。,()「」のにはをでがも~〜]|から|まで|時点|現在|以降")
_APART = re.compile(r"[\s、。,()「」のはがにを]")
_SHORT = re.compile(rf"(?P<n>[0-9]{{1,2}}|元|{DATE_NUMBER}){GAP}年(?P<fiscal>{GAP}度)?(?!間|目|生)")
# The first of 令和5～7年度 and 4～6月: its unit stands behind the second.
_SHARED = re.compile(
    rf"(?:(?P<era>{_ERA}){GAP}(?P<n>元|{DATE_NUMBER})|(?P<west>{_WEST})|(?P<m>{DATE_NUMBER}))"
    rf"(?={GAP}[~〜・、,-]{GAP}{DATE_NUMBER}{GAP}"
    rf"(?:年(?P<fiscal>{GAP}度)?(?!間|目)|(?P<month>月)(?!間|額)))"
)


def calendar_at(text: str, at: int, scene: Scene) -> Read | None:
    """The date, month, year, 年度 or period that begins at ``at``; ``None`` where none does."""
    for reader in (_dotted, _brief, _shared, _explicit, anchored_at):
        if (read := reader(text, at, scene)) is not None:
            return read
    return None


def _year(found: re.Match[str]) -> tuple[int | None, str]:
    """The western year of a match with the groups era, n and west, and its era."""
    if found["west"]:
        year = integer(found["west"].removeprefix("西暦"))
        return (year if _FIRST_YEAR <= year <= _LAST_YEAR else None), ""
    era = _LETTERS.get(found["era"], found["era"])
    number = 1 if found["n"] == "元" else integer(found["n"])
    return (ERAS[era] + number - 1 if 1 <= number <= 99 else None), era


def _dotted(text: str, at: int, scene: Scene) -> Read | None:
    found = _DOTTED.match(text, at)
    if found and not (at and text[at - 1] in "0123456789./-"):
        year, era = _year(found)
        meaning = one_day(year, int(found["m"]), int(found["d"])) if year else None
        return (meaning, found.end(), era) if year else None
    found = _ISO_MONTH.match(text, at)
    if found and not (at and text[at - 1] in "0123456789./-"):
        return months(int(found["west"]), int(found["m"]), 1, "month"), found.end(), ""
    return None


def _brief(text: str, at: int, scene: Scene) -> Read | None:
    found = _BRIEF.match(text, at)
    if not found or (at and text[at - 1] in "0123456789./-"):
        return None
    bare = found["month"] is None
    if bare and (found["era"] not in ("R", "H") or found["sep"] not in "./"):
        return None
    year, era = _year(found)
    if year is None or (bare and not _MONTH_ENDS.match(text, found.end())):
        return None
    if found["west"] and found["sep"] == " " and at and not _APART.match(text[at - 1]):
        return None
    meaning, end = month_tail(text, found.end(), year, int(found["m"]))
    return meaning, end, era


def _shared(text: str, at: int, scene: Scene) -> Read | None:
    found = _SHARED.match(text, at)
    if not found or (at and text[at - 1].isdigit()):
        return None
    if found["m"]:
        month = integer(found["m"])
        if not found["month"] or not 1 <= month <= 12:
            return None
        # Of 今年度4～6月 the months are those of the year that stands right before them.
        near = replace(scene, linked=True) if scene.beside else scene
        return place(month, None, near), found.end(), ""
    if found["month"]:
        return None
    year, era = _year(found)
    if year is None:
        return None
    meaning = whole_fiscal_year(year) if found["fiscal"] else months(year, 1, 12, "year")
    return meaning, found.end(), era


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
    tail = fiscal_tail if found["fiscal"] else year_tail
    meaning, end = tail(text, found.end(), year)
    return meaning, end, era


def _short_year(found: re.Match[str], scene: Scene) -> tuple[int | None, str]:
    """The year of 7年度, 7年4月 or 7年第3回: of the era it is linked to, else of the base's.

    Ten years ahead of the base is taken to be the era before (30年度 in 令和8年 is 平成30年度).
    Alone, 7年 is a duration.
    """
    number = 1 if found["n"] == "元" else integer(found["n"])
    if not 1 <= number <= 99:
        return None, ""
    if scene.linked and scene.era:
        return ERAS[scene.era] + number - 1, scene.era
    behind = found.string[found.end() : found.end() + 1]
    dated = found["fiscal"] or behind == "第" or MONTH.match(found.string, found.end())
    if scene.base is None or not dated:
        return None, ""
    for era, first in ERAS.items():
        if first <= scene.base.year and first + number - 1 <= scene.base.year + 10:
            return first + number - 1, era
    return None, ""
