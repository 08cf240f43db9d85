"""Times of day: 10時30分, 午後3時半, 15:30, 正午."""

from __future__ import annotations

import re
from fractions import Fraction

from chatbot.amounts import Meaning
from chatbot.numerals import GAP, KANJI_DIGITS, value

_N = rf"(?:[0-9]{{1,2}}|[{KANJI_DIGITS}十]{{1,3}})"
_TIME = re.compile(
    rf"(?:(?P<half>午前|午後|[AaPp]\.?[Mm]\.?){GAP})?(?:"
    rf"(?P<h>{_N}){GAP}時(?!間|点|代|期|刻|給|短|差|限|効|折|々|系|機|速|価)"
    rf"(?:{GAP}(?P<m>{_N}){GAP}分(?!の)|(?P<thirty>半))?"
    r"|(?P<hh>[0-9]{1,2}):(?P<mm>[0-5][0-9])(?![0-9:])(?:[ ]?(?P<pm>[AaPp]\.?[Mm]\b))?)"
)
_NOON = re.compile("正午")


def time_at(text: str, at: int) -> tuple[Meaning | None, int, bool] | None:
    """The time that begins at ``at``, where it ends, and whether 午前 or 午後 stands with it.

    Its number is minutes since midnight. 午後0時 and 午後12時 are noon. The meaning is ``None`` for
    a time that no clock shows (25時70分).
    """
    if _NOON.match(text, at):
        return Meaning("time", number=Fraction(720), unit="分"), at + 2, True
    found = _TIME.match(text, at)
    if not found or (at and (text[at - 1].isdigit() or text[at - 1] in ":.")):
        return None
    hour, minute = value(found["h"] or found["hh"]), value(found["m"] or found["mm"] or "0")
    if hour is None or minute is None:
        return None, found.end(), False
    marker = (found["half"] or found["pm"] or "").lower()
    if marker.startswith(("午後", "p")) and hour < 12:
        hour += 12
    if found["thirty"]:
        minute += 30
    total = hour * 60 + minute
    meaning = Meaning("time", number=total, unit="分") if total <= 1440 and minute < 60 else None
    return meaning, found.end(), bool(marker)
