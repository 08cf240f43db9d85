"""A matter at two times: 「当初いくらで、その後いくらに」, 「第1回から第5回までに何人から何人に」.

One sentence rarely tells both, and the likeliest tells of one. So in each meeting the likeliest is
looked at, and where figures are asked for, only what counts the same. Of two times that are named
what tells of each is added; else the first and the last that tell of the matter, and the likeliest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from chatbot.by_meeting import telling
from chatbot.candidates import Candidate, Found
from chatbot.counted import Measure, alike, measures_of
from chatbot.dates import Value, values_of
from chatbot.entries import ENTRIES
from chatbot.order import in_order
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.sentences import sentences
from chatbot.text import normalize

# So much less likely than the likeliest of all one may be that counts the same, and any other
# (natural logarithms). Fixed on eval/tuning; docs/retrieval.md has the figures.
COUNTED, OTHER = 5.0, 3.0
# What was so at the end of a month is told at the next meeting; a meeting itself is such a time.
REPORTED = timedelta(days=31)
# A date that is a month at the most tells of the day that is asked for within it.
_MONTH = timedelta(days=31)
# What was so at first, and what came of it.
_BEGAN = (
    "当初|最初|(?:はじめ|初め)[のはと、]|初年度|初回|開始時|始まっ[たて]|以前|前の案|骨子|粗い|の段階|構想|試行の?(?:頃|ころ|とき)"
    "|(?:見込み|見積もり?|見積り|計画|予定)と"
)
_CAME = (
    "その後|のち|後[のはと]|最終|最[新近]|最後[はとの]|今[はのとも]|今まで|いま|現在|直近|結局|翌々?年|次の年|[2二]年目|決着|契約"
    "|実際|結果|改め|改まっ|変更|延び|遅れ|変わ|変化|動い|膨ら|後ろ倒し|縮ま|減ら|伸び|増え|違"
)
_MOVED = "増|減|伸び|縮|膨ら|上が|下が|変わ|変化|違|異な|遅れ|短く|多い|少ない|動い|移り"
_STANCE = "態度|姿勢|立場|考え|見方|評価|気持ち|方針"
# From how many to how many; from when to when is a period.
_FROM_TO = re.compile(
    r"何(?![時日分曜])([^、。がをにはの]{1,4})から何\1(?!まで)|いくらから、?いくら|いくつから、?いくつ"
)
_TWO = re.compile(
    rf"{_FROM_TO.pattern}|[案頃]といくら|(?:{_BEGAN}).*(?:{_CAME})"
    rf"|(?:{_STANCE})[^。]{{0,20}}(?:変わ(?!りつつ)|変化|移|動い|改め)"
)
# Beside two times that are named, what asks how they differ.
_DIFFER = re.compile(rf"{_MOVED}|比べ|比較")
_TIME = re.compile(
    r"第?[0-9]+回|(?:令和|平成)?[0-9元]+年度?(?:[0-9]+月)?|[RH][0-9]+|[0-9]+月|翌年|今|直近|最[新後初]|当初|初回"
)
# 「転入の手続は38分から21分に」
_FROM_TO_SAID = re.compile(
    r"[0-9０-９]\s*[^0-9０-９、。]{1,4}から\s*[0-9０-９一二三四五六七八九十.,，．]+\s*[^0-9０-９、。]{1,4}[へに]"
)
# All that was said in between is asked for, too (`chatbot.by_meeting`); or why, or who.
_OTHERWISE = re.compile(
    "推移|移り変わ|各回|回を追|順に|並べ|経緯|経過|いきさつ|重ねるごと|たびに|流れ|変遷"
    "|きっかけ|なぜ|何故|(?:理由|原因)は|誰|どなた"
)
_DIGIT = re.compile("[0-9元]")


def both_ends(
    corpus: Corpus, scope: Scope, found: Found, chosen: Sequence[Candidate]
) -> list[Candidate]:
    """What was chosen, with what tells of the other time in a meeting of which nothing was chosen.

    Only where a matter at two times is asked for, and something was chosen to answer it; in the
    order in which it was said.
    """
    asked = found.needs and _asks_of_two(normalize(scope.question))
    if not chosen or not asked or len(scope.documents) < 2:
        return list(chosen)
    ranked = [own for d in scope.documents[-ENTRIES:] if (own := telling(corpus, scope, d))]
    known = {c.document.id for c in chosen}
    ends = (c for c in ends_of(found, ranked) if c.document.id not in known)
    return in_order([*chosen, *(c for c in ends if _may_tell(scope, c))])


def _may_tell(scope: Scope, candidate: Candidate) -> bool:
    """Whether a sentence is of whom a question asks, where their own words are asked for."""
    own = scope.wanted.firm or scope.wanted.says
    return scope.asks(candidate.turn) and (candidate.wanted or not own)


def _asks_of_two(question: str) -> bool:
    if _OTHERWISE.search(question):
        return False
    apart = len(_TIME.findall(question)) > 1 and _DIFFER.search(question)
    return bool(apart or _TWO.search(question))


def ends_of(found: Found, ranked: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    """Out of each meeting's sentences, the likelier first, those that tell of the two times.

    ``ranked`` is in order of the meetings, and so is what is returned.
    """
    every = [c for own in ranked for c in own]
    if not every:
        return []
    likeliest = max(every, key=lambda c: c.score)
    if _FROM_TO_SAID.search(likeliest.text):
        return []  # it tells both by itself
    counted = measures_of(likeliest)
    if named := _at_times(found, every, counted):
        return named
    room = COUNTED if counted else OTHER
    told = [
        next(
            (c for c in own if likeliest.score - c.score <= room and _counts(c, counted)),
            None,
        )
        for own in ranked
    ]
    kept = [c for c in told if c is not None]
    return [c for at, c in enumerate(kept) if at in (0, len(kept) - 1) or c is likeliest]


def _counts(candidate: Candidate, counted: frozenset[Measure]) -> bool:
    return not counted or alike(measures_of(candidate), counted)


def _at_times(
    found: Found, every: Sequence[Candidate], counted: frozenset[Measure]
) -> list[Candidate]:
    """What tells of each of two times that are named by a date or year; else nothing."""
    text = found.question.text
    times = [v for v in found.values if v.start and v.end and _DIGIT.search(text[v.begin : v.stop])]
    if len(times) != 2:
        return []
    alike = [c for c in every if _counts(c, counted)]
    told = [max(_telling_of(time, alike), key=lambda c: c.score, default=None) for time in times]
    chosen = [c for c in told if c is not None]
    return chosen if len(chosen) == 2 and chosen[0] is not chosen[1] else []


def _telling_of(time: Value, every: Sequence[Candidate]) -> list[Candidate]:
    """Who tells of a time: by a date, or else, without one, at a meeting then or right after."""
    dated = [c for c in every if any(_within(time, spoken) for spoken in _dates(c))]
    if dated:
        return dated
    return [
        c
        for c in every
        if c.document.date
        and time.start
        and time.end
        and time.start <= c.document.date <= time.end + REPORTED
        and not any(_dates(c))
    ]


def _within(time: Value, told: Value) -> bool:
    """Whether a date lies within a time that is asked for, or is a month that holds it."""
    if not (time.start and time.end and told.start and told.end):
        return False
    holds = told.start <= time.start and time.end <= told.end
    inside = time.start <= told.start and told.end <= time.end
    return inside or (holds and told.end - told.start <= _MONTH)


def _dates(candidate: Candidate) -> Iterator[Value]:
    """The dates of a sentence, or, where it has none, of the sentence before it."""
    day = candidate.document.date
    own = list(_dated(candidate.text, day))
    if own:
        yield from own
        return
    before = [
        (start, end) for start, end in sentences(candidate.turn.text) if end <= candidate.start
    ]
    if before:
        start, end = before[-1]
        yield from _dated(candidate.turn.text[start:end], day)


def _dated(text: str, day: date | None) -> Iterator[Value]:
    return (v for v in values_of(text, day) if v.start and v.end)
