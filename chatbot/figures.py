"""The figures of a text: numbers, amounts, dates and periods as typed values, with their bounds.

What is relative in the minutes (昨年度, 本年4月) is relative to their own meeting's date. 令和7年度
is April 2025 to March 2026, which is not 2025.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from chatbot.amounts import Kind
from chatbot.dates import Value, values
from chatbot.numerals import value as numeral
from chatbot.periods import fiscal_year
from chatbot.text import normalize
from chatbot.wording import read

_AT_LEAST = re.compile(r"\s*(?:以上|を?超|より多|の大台|を?上回|を?突破)")
_AT_MOST = re.compile(r"\s*(?:以下|未満|以内|に?満たな|弱(?![いく者点])|に(?:は)?届か|を?下回)")
_SINCE = re.compile(r"\s*の?(?:以降|以後|から(?!の\d)|より後)")
_UNTIL = re.compile(r"\s*の?(?:まで|以前|より前)")
_FROM_TO = (_SINCE, _UNTIL)
_BOUNDS = (_AT_LEAST, _AT_MOST)


@dataclass(frozen=True, slots=True)
class Figure:
    """A typed value with what bounds it: ``">"``, ``"<"``, ``"from"``, ``"until"`` or ``""``."""

    value: Value
    bound: str


@lru_cache(maxsize=4096)
def figures(text: str, base: date | None) -> tuple[Figure, ...]:
    """The values of a text, those without a year left open where ``base`` is ``None``."""
    return tuple(Figure(value, bound(text, value)) for value in values(text, base))


@lru_cache(maxsize=2048)
def neighbours(text: str, base: date | None) -> tuple[Figure, ...]:
    """Years told by the one named before them: after 昨年度, 前年度 is the year before that."""
    found: list[Figure] = []
    dated = [v for v in values(text, base) if v.start is not None]
    for match in _NEIGHBOUR.finditer(text):
        begun = text.rfind("。", 0, match.start()) + 1
        before = [v for v in dated if begun <= v.begin and v.stop <= match.start()]
        if not before or before[-1].start is None:
            continue
        kind: Kind = "fiscal_year" if "年度" in match.group() else "year"
        day = before[-1].start
        year = (fiscal_year(day) if kind == "fiscal_year" else day.year) + (
            -1 if match["side"] == "前" else 1
        )
        start = date(year, 4, 1) if kind == "fiscal_year" else date(year, 1, 1)
        end = date(year + 1, 3, 31) if kind == "fiscal_year" else date(year, 12, 31)
        span = (match.start(), match.end())
        value = Value(kind, start, end, None, "", match.group(), *span)
        found.append(Figure(value, bound(text, value)))
    return tuple(found)


_NEIGHBOUR = re.compile(r"(?P<side>[前翌])(?:年度?|[一二三四五六七八九十0-9]{1,3}年度?)(?!比)")


@lru_cache(maxsize=2048)
def counted(text: str) -> tuple[Figure, ...]:
    """Besides, what a text counts in kanji with a noun for a unit: 十二会場, 八つの市町, 一窓口."""
    loose = tuple(
        Figure(Value("number", None, None, number, "", match[1], match.start(1), match.end(1)), "")
        for match in _LOOSE.finditer(text)
        if (number := numeral(match[1])) is not None and number > 1
    )
    loose += tuple(
        Figure(Value("number", None, None, numeral(m[0]), "", m[0], m.start(), m.end()), "")
        for m in _FRACTION.finditer(text)
    )
    times = tuple(
        Figure(Value("count", None, None, numeral(m[1]), "回", m[0], m.start(), m.end()), "")
        for m in _TIMES.finditer(text)
    )
    return loose + times + _worded(text)


_LOOSE = re.compile(
    r"(?<![一-龥0-9])([二三四五六七八九十百千][〇一二三四五六七八九十百千万]{0,7})(?:(?:つ?の|つ|)(?=[一-龥ァ-ヶ]{2})|(?=に(?:上|達|のぼ)))"
)
_FRACTION = re.compile(r"〇・[〇一二三四五六七八九]{1,6}")
_TIMES = re.compile(r"([一二三四五六七八九十])度(?=[、以にはのも])")


def _worded(text: str) -> tuple[Figure, ...]:
    pieces: list[str] = []
    at = 0
    words = read(text)
    for word, after in pairwise(words):
        kanji = word.pos.startswith("名詞-数詞") and not word.surface.isascii()
        if kanji and word.lemma.isdigit() and after.pos.startswith(("名詞", "接尾辞")):
            pieces += text[at : word.start], word.lemma
            at = word.end
    return figures("".join(pieces) + text[at:], None) if pieces else ()


def bound(text: str, value: Value) -> str:
    """How what follows a value in a text bounds it (以上, 未満, 以降, まで), as `Figure` has it."""
    after = normalize(text[value.stop : value.stop + 12])
    calendar = value.start is not None or value.unit.startswith("--") or value.kind == "time"
    one, two = _FROM_TO if calendar else _BOUNDS
    if one.match(after):
        return "from" if calendar else ">"
    if two.match(after):
        return "until" if calendar else "<"
    return ""


def within(found: Iterable[Figure], begin: int, stop: int) -> tuple[Figure, ...]:
    """Those that begin in a stretch."""
    return tuple(f for f in found if begin <= f.value.begin < stop)
