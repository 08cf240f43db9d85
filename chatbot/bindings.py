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
        days = [_days(claim, mine, figure, base) for figure in (one, two)]
        ways = [_places_of(there, days[0], days[1]), _places_of(there, days[1], days[0])]
        if not all(ways):  # Where days do not tell the two apart, words may.
            words = [_ahead(claim, mine, figure) for figure in (one, two)]
            ways = [
                _positions(window, _apart(words[0], words[1])),
                _positions(window, _apart(words[1], words[0])),
            ]
        if _crossed(places, ways):
            return one
    return None


def _places(told: Sequence[Figure], wanted: Figure) -> list[int]:
    return [f.value.begin for f in told if f.value.key == wanted.value.key]


def _apart(mine: Sequence[Term], others: Sequence[Term]) -> list[Term]:
    """The words nearest to a figure that the other one does not have in front of it."""
    return [t for t in mine if all(t.lemma != o.lemma for o in others)][-_NEAREST:]


def _stretch(claim: str, mine: Sequence[Figure], figure: Figure) -> tuple[int, int]:
    """What stands in front of a figure, back to the figure before."""
    begin = max((f.value.stop for f in mine if f.value.stop <= figure.value.begin), default=0)
    return max(begin, figure.value.begin - _BEFORE), figure.value.begin


def _ahead(claim: str, mine: Sequence[Figure], figure: Figure) -> list[Term]:
    begin, stop = _stretch(claim, mine, figure)
    return list(terms(claim[begin:stop]))


def _days(claim: str, mine: Sequence[Figure], figure: Figure, base: date | None) -> list[Figure]:
    """The dates and years in front of a figure."""
    begin, stop = _stretch(claim, mine, figure)
    return [
        f
        for f in figures(claim, base)
        if f.value.start is not None and begin <= f.value.begin and f.value.stop <= stop
    ]


def _places_of(
    there: Sequence[Figure], mine: Sequence[Figure], others: Sequence[Figure]
) -> list[list[int]]:
    apart = [f for f in mine if all(f.value.key != o.value.key for o in others)]
    found = [_places(there, f) for f in apart]
    return [places for places in found if places]


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
