"""Numbers with their units as typed meanings: amounts, ratios, counts, ordinals."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from chatbot.numerals import GAP, KANJI_DIGITS, NUMBER, value
from chatbot.units import DURATIONS, FIGURATIVE, MONEY, NAMING, SAME, UNITS

Kind = Literal[
    "date",
    "month",
    "year",
    "fiscal_year",
    "period",
    "time",
    "duration",
    "amount",
    "ratio",
    "count",
    "ordinal",
    "number",
]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a stretch of text means; the fields are those of ``dates.Value``."""

    kind: Kind
    start: date | None = None
    end: date | None = None
    number: Fraction | None = None
    unit: str = ""


def _alternatives(units: dict[str, str]) -> str:
    parts = []
    for unit in sorted(units, key=len, reverse=True):
        spelled = re.sub("^か", "[かヶケカヵ箇]", re.escape(unit))
        tail = "(?![A-Za-z0-9])" if unit.isascii() else ""
        parts.append(spelled + tail + (f"(?!{units[unit]})" if units[unit] else ""))
    return "|".join(parts)


_UNIT = _alternatives(UNITS)
_RATIO = re.compile(
    rf"({NUMBER}){GAP}(%|パーセント|‰|割(?!合|引|り|当|賦|れ|高|安))(?!{GAP}ポイント)"
)
_TENTHS = re.compile(rf"{GAP}({NUMBER}){GAP}分(?!野|の[0-9{KANJI_DIGITS}十])")
_PART_OF = re.compile(rf"({NUMBER}){GAP}分{GAP}の{GAP}({NUMBER})")
_SLASH = re.compile(r"([0-9]{1,4})/([0-9]{1,4})(?![0-9/年])")
_ORDINAL = re.compile(
    rf"第{GAP}({NUMBER})(?!人者|者|人称|セクター){GAP}(?:({_UNIT})|([ァ-ヴー]{{2,10}}))?(目)?"
)
_NTH = re.compile(rf"({NUMBER}){GAP}({_UNIT}){GAP}目(?!的|標|指|途|黒|白|安|次|処)")
_MONEY = re.compile(
    rf"({NUMBER}){GAP}({'|'.join(MONEY)})(?!滑|卓|周|形|高(?!い|く)|安(?!い|く)|筒|陣|盤)"
)
_COUNT = re.compile(
    rf"({NUMBER}){GAP}(?:(?:({_UNIT})|([ァ-ヴー]{{2,10}}))(?:(?<=[年月間])(半)(?![分年数期ば額]))?)"
)
_OF = re.compile(
    rf"({NUMBER}){GAP}の{GAP}(区市町村|市区町村|市町村|自治体|団体|都道府県|地域|事業|施設|項目|分野)"
    "(?!者|所)"
)
_BARE = re.compile(rf"({NUMBER})(?![0-9]|{GAP}[数余何])")
# A number that leads a line is that line's: "3 事例" heads a list of cases, "62 区市町村" in a
# sentence counts.
_LINE_START = re.compile(r"(?:^|\n)[ \t・\-●○◆■【(]*\Z")
_MARKER = re.compile(r"[0-9]{1,2}(?:[.)、](?![0-9])|[ \t])")

# A lone kanji numeral behind one of these still begins a number: 約二割, 全五回, 計三件.
_MAY_PRECEDE = frozenset("約計均全各毎他同合月年日時は度間残満最総延従対")
# 十分 is ten minutes only where something says so; elsewhere it is "enough".
_FIGURATIVE = re.compile(
    rf"(?<!時)十分(?!{GAP}の{GAP}[{KANJI_DIGITS}十]|間|前|後|ほど|程度|以[上内])|"
    + "|".join(sorted(FIGURATIVE, key=len, reverse=True))
)
# Numbers that name rather than count: addresses of the web, telephone numbers, 1-2-3.
_OPAQUE = re.compile(
    r"https?://\S+|[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9.-]+|[0-9]+(?:[-‐−][0-9]+){2,}|[0-9]+(?:\.[0-9]+){2,}"
)
_EACH = re.compile(r"一(?:人|戸|台|件|日|世帯)(?:一[日月年]|当たり|あたり|平均)")  # 市民一人当たり
_BEGINS = re.compile(rf"[0-9第{KANJI_DIGITS}十百千]")
_KANJI_START = re.compile(rf"[{KANJI_DIGITS}十百千]")


def figurative(text: str, at: int) -> int:
    """How many characters from ``at`` are a word or name that begins with a numeral; 0 if none."""
    found = _FIGURATIVE.match(text, at)
    return found.end() - at if found else 0


def opaque(text: str, at: int) -> int:
    """How many characters from ``at`` are an address or a telephone number; 0 if none."""
    found = _OPAQUE.match(text, at)
    return found.end() - at if found else 0


def amount(text: str, at: int, follows: bool = False) -> tuple[Meaning, int] | None:
    """The meaning of the number that begins at ``at`` of an NFKC text, and where it ends.

    ``follows`` says that another value ends at ``at`` (一人一台).
    """
    if not _BEGINS.match(text, at):
        return None
    if text[at] == "第":
        found = _ORDINAL.match(text, at)
        return _ordinal(found) if found else None
    if _MARKER.match(text, at) and _LINE_START.search(text, max(at - 8, 0), at):
        return _bare(text, at)
    kanji = bool(_KANJI_START.match(text, at))
    if _continues(text, at) or (kanji and not (follows or _kanji_may_begin(text, at))):
        return None
    for pattern, read in _READERS:
        found = pattern.match(text, at)
        if found and (meaning := read(found)):
            return meaning, _tenths_end(found)
    return None if kanji else _bare(text, at)


def _continues(text: str, at: int) -> bool:
    """Whether what stands at ``at`` is the rest of a number (its decimals) or of a name (A4判)."""
    before, earlier = text[at - 1 : at], text[max(at - 2, 0) : max(at - 1, 0)]
    if before in (".", ",") and before:
        return earlier.isdigit()
    return before.isdigit() or (_is_latin(before) and not _is_latin(earlier))


def _is_latin(c: str) -> bool:
    return c.isascii() and c.isalpha()


def _kanji_may_begin(text: str, at: int) -> bool:
    """No name ends here (浩一, 統一, 三), unless the numeral has several characters."""
    before = text[at - 1 : at]
    if not before or not ("\u4e00" <= before <= "\u9fff" or before == "々"):
        return True
    several = at + 1 < len(text) and _KANJI_START.match(text, at + 1 + (text[at + 1] == "・"))
    return bool(several) or bool(_EACH.match(text, at)) or before in _MAY_PRECEDE


def _bare(text: str, at: int) -> tuple[Meaning, int] | None:
    """An Arabic number without a unit, unless it is part of a name such as G7, A 1 or 5G."""
    found = _BARE.match(text, at)
    number = value(found[1]) if found else None
    if found is None or number is None:
        return None
    rest = text[found.end() : found.end() + 1]
    lead = text[:at].rstrip(" \t")[-1:]
    if _is_latin(rest) or _is_latin(lead) or lead == "_":
        return None
    return Meaning("number", number=number), found.end()


def canonical(unit: str) -> str:
    """One spelling for units that mean the same (名 and 人, ヶ所 and か所)."""
    unit = re.sub("^[ヶケカヵ箇]", "か", unit) if len(unit) > 1 and unit[1] in "月所国年" else unit
    return SAME.get(unit, unit)


def _ratio(found: re.Match[str]) -> Meaning | None:
    number = value(found[1])
    if number is None:
        return None
    if found[2] != "割":
        return Meaning("ratio", number=number / (1000 if found[2] == "‰" else 100))
    tenths = _TENTHS.match(found.string, found.end())
    hundredths = (value(tenths[1]) if tenths else None) or Fraction(0)
    return Meaning("ratio", number=number / 10 + hundredths / 100)


def _tenths_end(found: re.Match[str]) -> int:
    if found.re is not _RATIO or found[2] != "割":
        return found.end()
    tenths = _TENTHS.match(found.string, found.end())
    return tenths.end() if tenths else found.end()


def _part_of(found: re.Match[str]) -> Meaning | None:
    whole, part = value(found[1]), value(found[2])
    return Meaning("ratio", number=part / whole) if whole and part is not None else None


def _slash(found: re.Match[str]) -> Meaning | None:
    part, whole = int(found[1]), int(found[2])
    return Meaning("ratio", number=Fraction(part, whole)) if 0 < part <= whole else None


def _ordinal(found: re.Match[str]) -> tuple[Meaning, int] | None:
    number = value(found[1])
    unit = canonical(found[2] or found[3] or "")
    if number is None or (not unit and not found[1][0].isascii()):
        return None
    return Meaning("ordinal", number=number, unit=unit), found.end()


def _nth(found: re.Match[str]) -> Meaning | None:
    return Meaning("ordinal", number=value(found[1]), unit=canonical(found[2]))


def _money(found: re.Match[str]) -> Meaning | None:
    number = value(found[1])
    return Meaning("amount", number=number, unit=found[2]) if number is not None else None


def _of(found: re.Match[str]) -> Meaning | None:
    number = value(found[1])
    return Meaning("count", number=number, unit=canonical(found[2])) if number is not None else None


def _count(found: re.Match[str]) -> Meaning | None:
    number = value(found[1])
    if number is None:
        return None
    unit = canonical(found[2] or found[3])
    if found[3] and not found[1][-1].isascii() and not found[1][0].isascii():
        return None  # a katakana word counts nothing behind a kanji numeral: 三ツ星
    if unit in DURATIONS:
        number += Fraction(1, 2) if found[4] else 0
        return Meaning("duration", number=number, unit=DURATIONS[unit])
    return Meaning("ordinal" if unit in NAMING else "count", number=number, unit=unit)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Meaning | None]], ...] = (
    (_PART_OF, _part_of),
    (_SLASH, _slash),
    (_RATIO, _ratio),
    (_MONEY, _money),
    (_NTH, _nth),
    (_OF, _of),
    (_COUNT, _count),
)
