"""Which of two figures belongs to which of two things: 床上112戸 and 床下206戸, or the reverse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations

from chatbot.figures import Figure, figures
from chatbot.wording import Term, read, terms

_KINDS = ("count", "amount", "ratio", "duration")
# How far before a figure its thing is looked for, in characters.
_BEFORE = 40
_NEAREST = 2
# A figure mostly follows its thing.
_BEHIND = 10
# What belongs together stands so much closer together than what does not.
_CLOSER = 0.7


def swapped(claim: str, window: str, base: date | None) -> Figure | None:
    """The first of two figures of a claim that a passage gives for the other one's thing.

    ``claim`` and ``window`` are NFKC. Only figures of one unit are compared, and only where the
    passage has both, and has for either a word that tells it from the other.
    """
    mine = [f for f in figures(claim, base) if f.value.kind in _KINDS]
    there = figures(window, base)
    for one, two in combinations(mine, 2):
        if (one.value.kind, one.value.unit) != (two.value.kind, two.value.unit):
            continue
        if one.value.key == two.value.key:
            continue
        places = [_places(there, one), _places(there, two)]
        if not all(places):
            continue
        things = _things(claim, mine, one, two)
        ways = [_positions(window, thing) for thing in things]
        if _crossed(places, ways):
            return one
    return None


def _places(told: Sequence[Figure], wanted: Figure) -> list[int]:
    return [f.value.begin for f in told if f.value.key == wanted.value.key]


def _things(
    claim: str, mine: Sequence[Figure], one: Figure, two: Figure
) -> tuple[list[Term], list[Term]]:
    """The words in front of each figure, back to the figure before, without those of both."""
    words = [_ahead(claim, mine, figure) for figure in (one, two)]
    return (
        [t for t in words[0] if all(t.lemma != o.lemma for o in words[1])][-_NEAREST:],
        [t for t in words[1] if all(t.lemma != o.lemma for o in words[0])][-_NEAREST:],
    )


def _ahead(claim: str, mine: Sequence[Figure], figure: Figure) -> list[Term]:
    begin = max((f.value.stop for f in mine if f.value.stop <= figure.value.begin), default=0)
    begin = max(begin, figure.value.begin - _BEFORE)
    return list(terms(claim[begin : figure.value.begin]))


def _positions(window: str, thing: Sequence[Term]) -> list[list[int]]:
    """For each word where it stands in a stretch; words that it lacks are left out."""
    words = read(window)
    found = [[w.start for w in words if w.lemma.lower() in term.forms] for term in thing]
    return [places for places in found if places]


def _crossed(places: Sequence[list[int]], ways: Sequence[list[list[int]]]) -> bool:
    if not all(ways):
        return False
    straight = _far(ways[0], places[0]) + _far(ways[1], places[1])
    across = _far(ways[0], places[1]) + _far(ways[1], places[0])
    return across < _CLOSER * straight


def _far(thing: Sequence[list[int]], places: Sequence[int]) -> float:
    """How far the words of a thing are from a figure, each at its nearest."""
    nearest = [
        min(b - a if a < b else a - b + _BEHIND for a in word for b in places) for word in thing
    ]
    return sum(nearest) / len(nearest)
