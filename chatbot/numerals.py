"""Numbers as Japanese writes them: 6, ６, 六, 二〇, 百二十, 8千, 1億2,000万.

All functions expect or make NFKC text, in which full-width digits are ASCII already.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "壱": 1,
    "弐": 2,
    "参": 3,
}
_SMALL = {"千": 1000, "百": 100, "十": 10, "拾": 10}
_BIG = {"兆": 10**12, "億": 10**8, "万": 10**4}

GAP = r"[ \t]{0,2}"
"""The blanks that text taken from a PDF has between a number and its unit."""

KANJI_DIGITS = "〇零一二三四五六七八九"
ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}(?![0-9])|[0-9]{1,18})(?:\.[0-9]{1,9})?"
_MEASURES = "時間|キロ|メートル|センチ|ミリ|トン|グラム|平方|立方|ヘクタール|年間"
_DECIMAL = f"(?={GAP}(?:[%割倍ポ兆億万分歳度点円]|{_MEASURES}))"
KANJI = (
    rf"(?:〇・[{KANJI_DIGITS}]{{1,6}}"
    rf"|[{KANJI_DIGITS}十百千]{{1,12}}(?:・[{KANJI_DIGITS}]{{1,6}}{_DECIMAL})?)"
)
_PART = f"(?:{ARABIC}|{KANJI})"
NUMBER = (
    rf"(?>{_PART}(?:{GAP}[兆億万千百]{{1,2}}"
    rf"(?:{_PART}|[ \t]{ARABIC}(?={GAP}[億万千円人]))?){{0,4}})"
)
"""A number in running text; its surroundings decide the rest.

Bounded, and taken as a whole or not at all (an atomic group): a run of 百 could else be divided in
so many ways that one line of it stopped every answer.
"""

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


def value(text: str) -> Fraction | None:
    """The number that ``text`` is, wholly; ``None`` where it is none."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    if not text or len(text) > 60:
        return None
    if text[0] in "-−":
        positive = value(text[1:])
        return None if positive is None else -positive
    total = Fraction(0)
    rest = text
    for sign, factor in _BIG.items():
        head, found, tail = rest.partition(sign)
        if not found:
            continue
        part = _section(head)
        if part is None or part >= 10**4:
            return None
        total += part * factor
        rest = tail
        if not rest:
            return total
    part = _section(rest)
    return None if part is None else total + part


def _section(text: str) -> Fraction | None:
    """A number below 兆, 億 and 万: ``8千``, ``2,000``, ``二千五百``, ``二〇``, ``一・五``."""
    if _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text):
        return Fraction(text.replace(",", ""))
    if not text or any(c in _BIG for c in text):
        return None
    if "・" in text:
        whole, _, decimals = text.partition("・")
        head = _section(whole)
        if head is None or not decimals or any(c not in _DIGITS for c in decimals):
            return None
        return head + Fraction(int(_positional(decimals)), 10 ** len(decimals))
    if all(c in _DIGITS for c in text):
        return Fraction(int(_positional(text)))
    return _multiplied(text)


def _positional(text: str) -> str:
    return "".join(str(_DIGITS[c]) for c in text)


def _multiplied(text: str) -> Fraction | None:
    """Digits before 千, 百 and 十, each at most once and in this order."""
    total = Fraction(0)
    limit = 10**4
    pieces = re.split("([千百十拾])", text)
    for head, sign in zip(pieces[0::2], [*pieces[1::2], ""], strict=True):
        factor = _SMALL.get(sign, 1)
        if factor >= limit:
            return None
        limit = factor
        if not head:
            total += factor if sign else 0
        elif all(c in _DIGITS for c in head) and len(head) == 1:
            total += _DIGITS[head] * factor
        elif _PLAIN.fullmatch(head) or _GROUPED.fullmatch(head):
            total += Fraction(head.replace(",", "")) * factor
        else:
            return None
    return total
