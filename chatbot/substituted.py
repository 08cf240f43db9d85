"""The last question with one thing put in the place of another: 「第6回では？」, 「町田市は？」."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot import pointing as p
from chatbot.dates import values
from chatbot.mention import Mention, mentions
from chatbot.pointing import aspect, put, runs
from chatbot.talked import Talked
from chatbot.words import tokens

# What is put in the place of something else may have so many characters besides.
_BESIDES = 4
_YEAR = re.compile(r"(?<=令和|平成)[0-9]{1,2}(?=年)|(?<![0-9])(?:19|20)[0-9]{2}(?=年)")
_MEETING = frozenset("会議 協議会 会 会合 回".split())
_ABOUT = re.compile(r"[^、。はがもで]+(?=について|に関して|をめぐ)")


def substituted(text: str, talked: Talked) -> str:
    """The last question with what a normalised one names in place of what it replaces.

    Empty where the question is no such thing.
    """
    match = p.ELLIPTIC.match(text)
    new, base = (match["new"] if match else ""), talked.base
    told = _in_time(new, talked)
    if told or not new or p.POINTS.search(new) or p.MORE.search(new) or p.BARE_WHY.match(new):
        return told
    if spans := talked.spans(new):
        rest = put(new, spans[0], "")
        if len(rest) > _BESIDES or len(spans) > 1 or _named(rest):
            return ""
        return _moved(new, base, talked.spans(base))
    if dated := [v for v in values(new, talked.today) if v.start or v.unit.startswith("--")]:
        if len(new) - len(dated[0].text) > _BESIDES:
            return ""
        before = values(base, talked.today)
        old = [(v.begin, v.stop) for v in before if v.start or v.unit.startswith("--")]
        return _moved(new, base, old)
    if text.rstrip("?？。").endswith("か") and "どう" not in text:
        return ""
    return _renamed(new, base, talked)


def _in_time(new: str, talked: Talked) -> str:
    """The last question of how it is now, or of the year before or after the one that it names."""
    base = talked.base
    if p.LATEST.match(new):
        return _moved("最新", base, talked.spans(base))
    step, year = p.YEARS.fullmatch(new), _YEAR.search(base)
    if step is None or year is None:
        return ""
    told = int(year[0]) + (-1 if step["before"] else 1)
    return put(base, year.span(), str(told)) if told > 0 else ""


def _moved(new: str, base: str, old: Sequence[tuple[int, int]]) -> str:
    return put(base, old[0], new) if old else f"{new}では、{base}"


def _renamed(new: str, base: str, talked: Talked) -> str:
    nouns = runs(new)
    if len(nouns) != 1 or len("".join(nouns)) < len(re.sub(r"\s", "", new)) - 1:
        return ""
    mine, theirs = mentions(new, talked.people), mentions(base, talked.people)
    if mine and theirs:
        old = _fitting(theirs, mine[0])
        return put(base, (old.start, old.end), new)
    if not mine and aspect(nouns[0]):
        return ""
    old_noun = _alike(new, runs(base))
    if mine and not old_noun:
        return f"{new}について、{base}"
    if not old_noun and (about := _ABOUT.search(base)):
        return put(base, about.span(), new)
    old_noun = old_noun or _proper(new, runs(base))
    at = base.find(old_noun)
    return put(base, (at, at + len(old_noun)), new) if old_noun else ""


def _fitting(theirs: Sequence[Mention], mine: Mention) -> Mention:
    """The mention that another takes the place of: one of the same kind, or else the first."""
    return next((m for m in theirs if m.kind == mine.kind), theirs[0])


def _named(rest: str) -> bool:
    """Whether what stands beside a meeting names something else: 第6回の議題, but 第6回の会議."""
    nouns = [w.surface for w in tokens(rest) if w.pos.startswith("名詞")]
    return any(noun not in _MEETING for noun in nouns)


def _alike(new: str, before: Sequence[str]) -> str:
    """What of the last question ends like a noun: 松ヶ原支所, 汐見支所."""
    for size in (3, 2, 1):
        tail = new[-size:]
        alike = [run for run in before if len(new) > size and run.endswith(tail) and run != new]
        if alike and (size > 1 or re.match(r"[一-龥]", tail)):
            return alike[0]
    return ""


def _proper(new: str, before: Sequence[str]) -> str:
    """The first name of the last question, where a noun is one, too."""
    proper = [run for run in before if any("固有名詞" in w.pos for w in tokens(run))]
    return proper[0] if proper and any("固有名詞" in w.pos for w in tokens(new)) else ""
