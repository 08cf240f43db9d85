"""Figures of a claim that follow from those of a passage: by rounding, adding or subtracting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from chatbot.dates import Value
from chatbot.figures import Figure, bound


def rounded(claim: str, value: Value, told: Sequence[Figure]) -> bool:
    """Whether a value follows from those of a passage: by rounding, adding or subtracting."""
    figure = Figure(value, bound(claim, value))
    return any(_rounds(claim, figure, f) for f in told) or _reckoned(claim, value, told)


_ABOUT = re.compile(r"(?:約|およそ|おおよそ|ほぼ|概ね|おおむね)\s*$")
_SO = re.compile(r"\s*(?:ほど|程度|前後|くらい|ぐらい)")
_OVER = re.compile(
    r"\s*(?:余り|あまり|余(?!裕|剰|地)|強(?![いく化])|以上|を?超|を?上回|の大台|を?突破)"
)
_UNDER = re.compile(r"\s*(?:弱(?![いく者点])|近く|に迫|未満|に?満たな|を?下回)")
_FEW_DIGITS = 2
# A smaller number follows from too many pairs to tell anything.
_LEAST_RECKONED = 2


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
    return value.number > _LEAST_RECKONED and any(
        (added and a + b == value.number) or (taken and abs(a - b) == value.number)
        for a, b in combinations(same, 2)
    )


_COUNTED = ("count", "amount", "ratio", "duration")
