"""What may not stand beside an answer: a figure of another time, and a figure that was corrected.

Minutes of a council give the same figure meeting after meeting, each for its own month or fiscal
year, and now and then a later meeting puts one right. Both read alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from chatbot.candidates import Candidate, Found
from chatbot.counted import alike, measures_of
from chatbot.cues import TYPED
from chatbot.dates import Value, values_of
from chatbot.entries import speaks_of
from chatbot.evidence import Kind
from chatbot.order import same_turn
from chatbot.scope import Scope
from chatbot.text import normalize

_CORRECTS = re.compile(
    r"正しくは|正確には|正しい(?:数字|数値|値|金額)は|訂正(?!は?な)|誤り(?:で(?!は?な)|があり)|誤っており"
)
# What is counted: the first intake, the second phase.
_NUMBERED = re.compile(
    r"([0-9一二三四五六七八九十]+)(期(?!間|限|待|日|連続)|次(?!長|第|回)|弾|年目|段階(?!で|に分|方式|の引))"
)
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
# What is so now is asked for, and not what was so in some year.
_NOW = re.compile(r"今(?![年回後月度期日週般朝夏春秋冬ま])|いま(?!ま)|現在|最新|最終的|直近")
# What was so at first is asked for, and not what came of it.
_AT_FIRST = re.compile(
    "(?:最初|初め|はじめ)の(?:年|回|月)|初年度?|初回(?:は|の(?:額|費用|人数|件数|参加))|一年目|1年目"
    "|当初は|当初の(?!予算)"
)
_OF_THE_FIRST = re.compile("初年度|当初|最初の年|初回")
# Whether it is still so: what was said last of it belongs to what was said before.
_STILL = re.compile(
    r"(?<!昨)今(?:も(?![っらめて])|でも|なお)|いまだに|いまなお|現在(?:も(?!っ)|でも)"
    r"|依然|まだ.{0,8}(?:反対|賛成|慎重|否定)"
)
# What is measured, where no いくら or 何人 says that a figure is asked for.
_QUANTITY = re.compile(
    r"(?<![資複効])[数額費率料](?!化)|割合|予算|価格|単価|規模|ど(?:の|れ)くらい|どれ(?:だけ|ほど)"
)
# What counts the same in a later meeting comes first if its odds come this close to the best
# (natural logarithm).
NEWER = 2.5
# What is said later of a matter may be far less likely than what was said of it first, where it
# speaks of it, or where a reader takes it to be meant (natural logarithms).
SINCE, TAKEN = 5.0, 0.0
# An interval of so many days is a year.
_YEAR = 300
# A correction takes the place of what it corrects if its odds come this close (natural logarithm).
_LIKELY = 2.5


def at_the_time(
    scope: Scope, found: Found, best: Candidate, chosen: Sequence[Candidate]
) -> list[Candidate]:
    """Without those that tell of another time, where one tells of the time asked for.

    What names no time is of the meeting's own, where a year is asked for (令和5年度の事業費); the
    1期 of a question is not the 2期 of a sentence.
    """
    best = next((c for c in chosen if not _other_number(scope.query, c.text)), best)
    kept = [c for c in chosen if c is best or not _other_number(scope.query, c.text)]
    asked = [v for v in found.values if v.start is not None and v.end is not None]
    whole = bool(asked) and len(asked) == len(found.values)
    if whole and found.kind in TYPED and not _told_of(asked, best):
        # A figure of the year that is asked for comes before a likelier one of another.
        best = next((c for c in kept if _told_of(asked, c)), best)
    if not whole or not _told_of(asked, best):
        if _timed(found.values) and best.told("values_own") == 1.0:
            return [c for c in kept if c is best or c.told("values_own") > 0 or not _dated(c)]
        return kept
    return [c for c in kept if c is best or same_turn(c, best) or _told_of(asked, c)]


def up_to_date(scope: Scope, found: Found, pool: Sequence[Candidate]) -> list[Candidate]:
    """Where it is asked what a figure is now: without those that a later meeting has anew.

    Where it is asked what it was at first, without those that came after.
    """
    best = pool[0]
    asked = measures_of(best)
    now, first = _NOW.search(scope.query), _AT_FIRST.search(scope.query)
    figure = bool(now) is not bool(first) and _asks_a_figure(scope.query, found.kind)
    if scope.named or not asked or not figure or _timed(found.values):
        return list(pool)
    sign = 1 if now else -1
    same = [c for c in pool if alike(measures_of(c), asked)]
    near = [c for c in same if best.score - c.score <= NEWER and c.wanted == best.wanted]
    if first:  # nobody knows when a meeting without a date was
        near = [c for c in near if c.document.date] or near
    one = max(near, key=lambda c: (sign * _day(c).toordinal(), c.score))

    def gives_way(other: Candidate) -> bool:
        told = first and _OF_THE_FIRST.search(other.text)
        return other in same and sign * _since(one, other) > 0 and not told

    return [one, *(c for c in pool if c is not one and not gives_way(c))]


def said_since(scope: Scope, pool: Sequence[Candidate], best: Candidate) -> list[Candidate]:
    """Where it is asked whether something is still so: what a later meeting says of it last."""
    if scope.named or not _STILL.search(scope.query):
        return []
    later = [
        c
        for c in pool
        if _day(c) > _day(best)
        and c.wanted == best.wanted
        and best.score - c.score <= SINCE
        and (speaks_of(c) or (c.was_read and c.told("read") >= TAKEN))
    ]
    return [max(later, key=lambda c: (_day(c), c.score))] if later else []


def _asks_a_figure(question: str, kind: Kind) -> bool:
    return kind in ("how_much", "how_many") or (kind == "what" and bool(_QUANTITY.search(question)))


def _since(one: Candidate, other: Candidate) -> int:
    """So many days after another was one said."""
    return (_day(one) - _day(other)).days


def _day(candidate: Candidate) -> date:
    return candidate.document.date or date.min


def _told_of(asked: Sequence[Value], candidate: Candidate) -> bool:
    """Whether a sentence tells of these times: by a date of its own, or by its meeting's."""
    day = candidate.document.date
    if _dated(candidate):
        return candidate.told("values_own") == 1.0
    long = all(v.start and v.end and (v.end - v.start).days >= _YEAR for v in asked)
    if not long or day is None:
        return False
    return all(v.start and v.end and v.start <= day <= v.end for v in asked)


def _other_number(question: str, sentence: str) -> bool:
    """Whether a sentence counts another one of what a question counts: 1期, 2期."""
    asked, told = _numbers(question), _numbers(sentence)
    units = {unit for unit, _ in asked}
    return bool(asked) and not asked & told and any(unit in units for unit, _ in told)


def _numbers(text: str) -> set[tuple[str, str]]:
    found = _NUMBERED.finditer(normalize(text))
    return {(m[2], m[1].translate(_DIGITS)) for m in found}


def corrected(pool: Sequence[Candidate], chosen: Sequence[Candidate]) -> list[Candidate]:
    """With corrections in the place of what they correct, where both were found."""
    if not chosen:
        return []
    least = chosen[0].score - _LIKELY
    corrections = [c for c in pool if c.score >= least and _CORRECTS.search(c.text)]
    kept: list[Candidate] = []
    for candidate in chosen:
        right = next((c for c in corrections if _corrects(c, candidate)), candidate)
        if right not in kept:
            kept.append(right)
    return kept


def _corrects(correction: Candidate, other: Candidate) -> bool:
    """Whether a later sentence names a figure of another one to put it right."""
    if not (correction.told("own") > 0 or correction.told("asked") > 0):
        return False
    later, before = correction.document.date, other.document.date
    if other is correction or _CORRECTS.search(other.text) or not (later and before):
        return False
    figures, wrong = _figures(correction), _figures(correction) & _figures(other)
    units = {unit for _, unit in wrong}
    # 726人と報告したが、正しくは762人: the figure is there, and another that counts the same.
    return later > before and any(unit in units for _, unit in figures - wrong)


def _figures(candidate: Candidate) -> frozenset[tuple[object, str]]:
    values = values_of(candidate.text, candidate.document.date)
    counted = [v for v in values if v.number is not None and v.kind not in ("ordinal", "time")]
    return frozenset((v.number, v.unit) for v in counted)


def _dated(candidate: Candidate) -> bool:
    """Whether a sentence says of which day, month or year it tells."""
    return _timed(values_of(candidate.text, candidate.document.date))


def _timed(values: Sequence[Value]) -> bool:
    """Whether any value is a day, a month or a year."""
    return any(v.start is not None or v.unit.startswith("--") for v in values)
