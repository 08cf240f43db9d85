"""Points that somebody counts off: 一つ目は…。二つ目は…。 or 第一に…。第二に…。 or まず…。次に…。

Who asks for all of them is given all, not the two or three that are nearest to the question. What
only says how many there are (「四点お尋ねをいたします」) is no answer without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.candidates import Candidate, Found
from chatbot.order import same_turn
from chatbot.scope import Scope
from chatbot.sentences import sentences
from chatbot.text import normalize

_NUMBER = "[一二三四五六七八九十]|[0-9]{1,2}"
_COUNT = "[二三四五六七八九]|[2-9]"
# How a point begins; まず and 次に count only beside others.
_BEGINS = re.compile(
    r"(?:それから|また|そして|あと|なお|次に|最後に)?、?"
    rf"(?:第(?P<ordinal>{_NUMBER})(?:に|は|の|点|、)|(?P<place>{_NUMBER})(?:つ|点|番|個|件)目"
    rf"|(?P<bare>{_NUMBER})(?:つ|点)(?:は|、)|(?P<more>もう(?:一|1|ひと)(?:つ|点))"
    r"|(?P<first>まず)|(?P<then>次に|続いて|最後に))"
)
_CIRCLED = re.compile("[①-⑳]")
# What says that points follow.
ANNOUNCES = re.compile(
    rf"(?:{_COUNT})(?:つ|点|か所|箇所|項目)(?:ほど|ばかり)?、?"
    r"(?:あり|ある|ござ|お?尋ね|お?伺|お?聞|質問|申し|お願い|要望|確認|修正|直し|変え|です|でござ|につ)"
)
# All there is of something is asked for.
_ALL = re.compile(
    r"すべて|全て|全部|一覧|列挙|挙げ|一つずつ|並べ|整理して|一通り|ひととおり|残らず|何と何|まとめて"
    rf"|(?:{_COUNT})(?:つ|点|か所|箇所|項目)|質問と要望|要望と質問|質問や要望|意見や要望"
)
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
# At most so many points are quoted; where they were only announced, fewer.
POINTS, ANNOUNCED = 8, 4

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Points:
    """Points of one turn, in order, and the sentence that announces them, if one does."""

    spans: tuple[Span, ...]
    lead: Span | None

    def holds(self, start: int) -> bool:
        """Whether a sentence announces the points, is one, or stands between two of them."""
        first = self.lead or self.spans[0]
        return first[0] <= start <= self.spans[-1][0]


def points_of(text: str) -> tuple[Points, ...]:
    """What is counted off in a turn; at least two points, one of them with its number."""
    spans = sentences(text)
    found: list[Points] = []
    open_: list[tuple[int, int, bool]] = []

    def close() -> None:
        if len(open_) > 1 and any(numbered for _, _, numbered in open_):
            at = open_[0][0]
            before = spans[at - 1] if at else None
            leads = before and ANNOUNCES.search(normalize(text[before[0] : before[1]]))
            found.append(Points(tuple(spans[i] for i, _, _ in open_), before if leads else None))
        open_.clear()

    for at, value, numbered in _begun(text, spans):
        last = open_[-1][1] if open_ else 0
        if value is not None and value <= last:
            close()
        if value is not None or open_:
            open_.append((at, value or last + 1, numbered))
    close()
    return tuple(found)


def _begun(text: str, spans: Sequence[Span]) -> Iterator[tuple[int, int | None, bool]]:
    """Each sentence that begins a point: its place, its number or None, whether that is told."""
    for at, (start, end) in enumerate(spans):
        if _CIRCLED.match(text[start]):
            yield at, ord(text[start]) - ord("①") + 1, True
        elif match := _BEGINS.match(normalize(text[start:end])):
            told = match["ordinal"] or match["place"] or match["bare"]
            if told:
                yield at, _value(told), True
            else:
                yield at, 1 if match["first"] else None, bool(match["more"])


def _value(told: str) -> int:
    return 10 if told == "十" else int(told.translate(_DIGITS))


def gathered(scope: Scope, found: Found, chosen: Sequence[Candidate]) -> list[Candidate]:
    """With all points of the likeliest sentence's speech, where all are asked for.

    What announces points is replaced by them, whatever is asked.
    """
    if not chosen:
        return []
    best = max(chosen, key=lambda c: c.score)
    every = bool(_ALL.search(normalize(scope.query)))
    for points in points_of(best.turn.text):
        announced = points.lead is not None and best.start == points.lead[0]
        if not points.holds(best.start) or not (every or announced):
            continue
        told = [_said(found, best, span) for span in points.spans]
        others = [c for c in chosen if not same_turn(c, best)]
        return [*told[:POINTS], *others] if every else [*told[:ANNOUNCED], *others]
    return list(chosen)


def _said(found: Found, like: Candidate, span: Span) -> Candidate:
    """A sentence of the same turn, whether search brought it or not."""
    for candidate in found.candidates:
        if same_turn(candidate, like) and candidate.start == span[0]:
            return candidate
    return replace(like, start=span[0], end=span[1], signals={}, score=-99.0)
