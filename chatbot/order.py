"""The order in which chosen sentences are shown: as they were said, or each speaker in turn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from chatbot.candidates import Candidate

# At most so many quoted sentences.
MOST = 4


def in_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """In the order in which they were said."""

    def key(candidate: Candidate) -> tuple[str, str, int, int]:
        day = candidate.document.date.isoformat() if candidate.document.date else ""
        return (day, candidate.document.id, candidate.turn.ordinal, candidate.start)

    return sorted(chosen, key=key)


def by_speaker(pool: Sequence[Candidate]) -> list[Candidate]:
    """What somebody said at all: of each turn the first sentence, then the next, up to `MOST`.

    Thanks and greetings are passed over where there is anything else.
    """
    told = [c for c in pool if not c.told("ceremony")] or pool
    turns: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in in_order(told):
        turns.setdefault((candidate.document.id, candidate.turn.id), []).append(candidate)
    rounds = zip_longest(*turns.values())
    return [candidate for row in rounds for candidate in row if candidate is not None][:MOST]


def same_turn(one: Candidate, other: Candidate) -> bool:
    """Whether one speaker said both at a stretch."""
    return (one.document.id, one.turn.id) == (other.document.id, other.turn.id)
