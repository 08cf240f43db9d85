"""The figures of a claim against those of a passage: which it lacks, and which stand elsewhere.

A claim may say less than the passage (2025年6月 for 6月2日), or what follows from it by reckoning
(`chatbot.figures_reckoned`); never something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from chatbot.dates import Value, values
from chatbot.figures import Figure, figures
from chatbot.figures_reckoned import rounded
from chatbot.text import normalize

_DIGITS = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
# A day named together with the meeting, as the day on which something was said.
_MEETING_DAY = re.compile(
    r"\s*[)）]?\s*(?:に|の)?\s*(?:開催|開か|行われ|第\s*\d+\s*回|[^、。]{0,24}?(?:会議|協議会|委員会|議会|会合|定例会)"
    r"|[、,]|に(?:は|おいて)?[、,]?[^。]*(?:述べ|発言|答弁|回答|説明))"
)


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


def _held(figure: Figure, told: Sequence[Figure]) -> bool:
    return any(_same(figure, figure.value, other) for other in told)


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
        return two.without_year.startswith(written.unit) and len(two.without_year) == len(
            written.unit
        )
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
