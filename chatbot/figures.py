"""Numbers, amounts, dates and periods of a claim against those of a passage, as typed values.

What is relative in the minutes (昨年度, 本年4月) is relative to their own meeting's date. 令和7年度
is April 2025 to March 2026, which is not 2025.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, pairwise

from chatbot.amounts import Kind
from chatbot.dates import Value, values
from chatbot.numerals import value as numeral
from chatbot.text import normalize
from chatbot.wording import read

_AT_LEAST = re.compile(r"\s*(?:以上|を?超|より多|の大台|を?上回|を?突破)")
_AT_MOST = re.compile(r"\s*(?:以下|未満|以内|に?満たな|弱(?![いく者点])|に(?:は)?届か|を?下回)")
_SINCE = re.compile(r"\s*の?(?:以降|以後|から(?!の\d)|より後)")
_UNTIL = re.compile(r"\s*の?(?:まで|以前|より前)")
_DIGITS = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_FROM_TO = (_SINCE, _UNTIL)
_BOUNDS = (_AT_LEAST, _AT_MOST)
# A day named together with the meeting, as the day on which something was said.
_MEETING_DAY = re.compile(
    r"\s*[)）]?\s*(?:に|の)?\s*(?:開催|開か|行われ|第\s*\d+\s*回|[^、。]{0,24}?(?:会議|協議会|委員会|議会|会合|定例会)"
    r"|[、,]|に(?:は|おいて)?[、,]?[^。]*(?:述べ|発言|答弁|回答|説明))"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A typed value with what bounds it: ``">"``, ``"<"``, ``"from"``, ``"until"`` or ``""``."""

    value: Value
    bound: str


@lru_cache(maxsize=4096)
def figures(text: str, base: date | None) -> tuple[Figure, ...]:
    """The values of a text, those without a year left open where ``base`` is ``None``."""
    return tuple(Figure(value, _bound(text, value)) for value in values(text, base))


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
        year = _year_of(before[-1].start, kind) + (-1 if match["side"] == "前" else 1)
        start = date(year, 4, 1) if kind == "fiscal_year" else date(year, 1, 1)
        end = date(year + 1, 3, 31) if kind == "fiscal_year" else date(year, 12, 31)
        span = (match.start(), match.end())
        value = Value(kind, start, end, None, "", match.group(), *span)
        found.append(Figure(value, _bound(text, value)))
    return tuple(found)


def _year_of(day: date, kind: Kind) -> int:
    return day.year - (kind == "fiscal_year" and day.month < _APRIL)


_APRIL = 4
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


def _held(figure: Figure, told: Sequence[Figure]) -> bool:
    return any(_same(figure, figure.value, other) for other in told)


_ZERO = re.compile(r"ゼロ|零|(?<![0-9.])0(?![0-9.])|〇|なし|皆無|解消")


def unread(claim: str, told: str) -> list[str]:
    """Digits of a claim that are part of no value, and that a passage does not have either."""
    typed = [(v.begin, v.stop) for v in values(claim)]
    lost = ["ゼロ"] if "ゼロ" in claim and not _ZERO.search(told) else []
    for run in _DIGITS.finditer(claim):
        if any(b < run.end() and run.start() < s for b, s in typed):
            continue
        if not re.search(rf"(?<![0-9]){re.escape(run.group())}(?![0-9])", told):
            lost.append(run.group())
    return lost


def displaced(
    claim: Sequence[Figure],
    whole: Sequence[Figure],
    told: Sequence[Figure],
    others: Sequence[Sequence[Figure]],
) -> list[Value]:
    """Values of a claim's clause where the clause that says the same has another of their kind.

    ``whole`` are the values of the whole claim, ``told`` those of the aligned clause, ``others``
    those of each other clause: one that has all of them together will do.
    """
    if len(claim) > 1 and any(all(_held(f, other) for f in claim) for other in others):
        return []
    mine = {f.value.key for f in whole}
    lost = []
    for figure in claim:
        value = figure.value
        if _held(figure, told):
            continue
        rivals = [
            f.value
            for f in told
            if (f.value.kind, f.value.unit) == (value.kind, value.unit) and f.value.key not in mine
        ]
        if rivals:
            lost.append(value)
    return lost


def _bound(text: str, value: Value) -> str:
    after = normalize(text[value.stop : value.stop + 12])
    calendar = value.start is not None or value.unit.startswith("--") or value.kind == "time"
    one, two = _FROM_TO if calendar else _BOUNDS
    if one.match(after):
        return "from" if calendar else ">"
    if two.match(after):
        return "until" if calendar else "<"
    return ""


def missing(
    claim: str, base: date | None, told: Sequence[Figure], number: int | None
) -> list[Value]:
    """The values of a claim that a passage does not hold.

    The meeting's date (``base``) and its number may rest on the meeting itself.
    """
    lost = []
    open_ended = {(v.begin, v.stop): v for v in values(claim)}
    mine = figures(claim, base)
    for figure in mine:
        value = figure.value
        if _by_meeting(claim, value, base, number) or _spans(value, mine):
            continue
        written = open_ended.get((value.begin, value.stop), value)
        noun = _NOUN_AFTER.match(claim, value.stop) if value.kind == "number" else None
        if any(_same(figure, written, f) for f in told if not noun or _of(noun[1], f.value)):
            continue
        if not rounded(claim, value, told):
            lost.append(value)
    return lost


_NOUN_AFTER = re.compile(r"\s*の?([一-龥ァ-ヶー]{2,})")


def _of(noun: str, told: Value) -> bool:
    """Whether a value may count what a noun says: 37団地 is not 三十七人."""
    return not told.unit or noun.startswith(told.unit)


def rounded(claim: str, value: Value, told: Sequence[Figure]) -> bool:
    """Whether a value follows from those of a passage: by rounding, adding or subtracting."""
    figure = Figure(value, _bound(claim, value))
    return any(_rounds(claim, figure, f) for f in told) or _reckoned(claim, value, told)


_ABOUT = re.compile(r"(?:約|およそ|おおよそ|ほぼ|概ね|おおむね)\s*$")
_SO = re.compile(r"\s*(?:ほど|程度|前後|くらい|ぐらい)")
_OVER = re.compile(
    r"\s*(?:余り|あまり|余(?!裕|剰|地)|強(?![いく化])|以上|を?超|を?上回|の大台|を?突破)"
)
_UNDER = re.compile(r"\s*(?:弱(?![いく者点])|近く|に迫|未満|に?満たな|を?下回)")
_FEW_DIGITS = 2


def _rounds(claim: str, figure: Figure, told: Figure) -> bool:
    """Whether a value that is said to be rounded (約2割, 1万人を超える) is that of the passage."""
    one, two = figure.value, told.value
    if one.number is None or two.number is None or (one.kind, one.unit) != (two.kind, two.unit):
        return False
    after = claim[one.stop : one.stop + 6]
    step = _last_place(one)
    off = two.number - one.number
    if step is None or (told.bound and told.bound != figure.bound):
        return False
    if _OVER.match(after):
        return 0 <= off < step
    if _UNDER.match(after):
        return -step < off < 0
    if _SO.match(after) or _ABOUT.search(claim[max(one.begin - 5, 0) : one.begin]):
        return abs(off) <= step / 2
    return False


def _last_place(value: Value) -> Fraction | None:
    """The place value of the last digit of a round number (2割: a tenth); else nothing."""
    if not value.number:
        return None
    scale = Fraction(1, 10**4) if value.kind == "ratio" else Fraction(1)
    rest = value.number / scale
    if rest.denominator != 1:
        return None
    digits = str(int(rest))
    bare = digits.rstrip("0")
    return scale * 10 ** (len(digits) - len(bare)) if len(bare) <= _FEW_DIGITS else None


_SUM = re.compile(r"合わせ|あわせ|合計|合算|計|全部で|足す")
_DIFFERENCE = re.compile(
    r"上回|下回|増|減|差|多[くいか]|少な|上が|下が|伸び|短縮|足りな|不足|長くな|短くな"
)


def _reckoned(claim: str, value: Value, told: Sequence[Figure]) -> bool:
    """Whether a value is the sum or the difference of two that the passage gives together."""
    if value.number is None or value.kind not in _COUNTED:
        return False
    same = [
        f.value.number
        for f in told
        if (f.value.kind, f.value.unit) == (value.kind, value.unit) and f.value.number is not None
    ]
    added, taken = _SUM.search(claim), _DIFFERENCE.search(claim)
    if value.kind == "duration" and value.unit == "年":
        years = {f.value.start.year for f in told if f.value.start is not None}
        return bool(taken) and any(abs(a - b) == value.number for a, b in combinations(years, 2))
    return value.number > _FEW_DIGITS and any(
        (added and a + b == value.number) or (taken and abs(a - b) == value.number)
        for a, b in combinations(same, 2)
    )


_COUNTED = ("count", "amount", "ratio", "duration")


def _by_meeting(claim: str, value: Value, base: date | None, number: int | None) -> bool:
    if value.kind == "ordinal" and value.unit == "回" and number is not None:
        return value.number == number
    if base is None or value.start is None or value.end is None:
        return False
    if not value.start <= base <= value.end or value.kind not in ("date", "month", "year"):
        return False
    before = normalize(claim[max(value.begin - 3, 0) : value.begin])
    return bool(_MEETING_DAY.match(claim[value.stop :])) or before.endswith(("(", "回"))


def _spans(value: Value, found: Sequence[Figure]) -> bool:
    """Whether a period is no more than two dates with から between them, each asked for itself."""
    inner = [f.value for f in found if value.begin <= f.value.begin and f.value.stop <= value.stop]
    return value.kind == "period" and len(inner) > 2


def _same(claim: Figure, written: Value, told: Figure) -> bool:
    one, two = claim.value, told.value
    if claim.bound and told.bound and claim.bound != told.bound:
        return False
    if {claim.bound, told.bound} & {">", "<"} and claim.bound != told.bound:
        return False
    if one.key == two.key:
        return True
    if written.start is None and written.unit.startswith("--"):
        # 7月 in a claim says no more than July, whichever year the passage means.
        return _open(two).startswith(written.unit) and len(_open(two)) == len(written.unit)
    if one.start and one.end and two.start and two.end:
        # 6月2日 is in June and in 2025, and in 令和7年度: a claim may say less.
        finer = two.kind in ("date", "month") and one.kind in (
            "month",
            "year",
            "fiscal_year",
            "period",
        )
        return finer and one.kind != two.kind and one.start <= two.start and two.end <= one.end
    if one.start is not None or two.start is not None:
        return False
    plain = one.number is not None and one.number == two.number
    return plain and (one.unit == two.unit or not one.unit or not two.unit)


def _open(value: Value) -> str:
    if value.start is None or value.end is None:
        return value.unit
    if value.start == value.end:
        return f"--{value.start.month:02d}-{value.start.day:02d}"
    same = (value.start.year, value.start.month) == (value.end.year, value.end.month)
    return f"--{value.start.month:02d}" if same else ""


def within(found: Iterable[Figure], begin: int, stop: int) -> tuple[Figure, ...]:
    """Those that begin in a stretch."""
    return tuple(f for f in found if begin <= f.value.begin < stop)
