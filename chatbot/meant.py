"""Which lines of these meetings a question means by a name, an office or a body.

Minutes print an office here and only names there, and offices pass on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chatbot.mention import Mention
from chatbot.people import People, Person


def speakers_meant(people: People, wanted: Iterable[Mention]) -> tuple[Person, ...]:
    """The lines of these meetings that are meant.

    Where a line of these meetings gives another office, or none, the person is known by name. An
    office means those who hold no other, too, in meetings that print it beside nobody's name.
    """
    found: dict[Person, None] = {}
    for mention in wanted:
        own = [p for p in people.here if p in mention.people]
        found.update(dict.fromkeys(own))
        if not own:
            # 情報システム課 is known by who speaks for it where only names are printed.
            found.update(dict.fromkeys(_by_name(people, mention)))
        elif mention.kind != "name":
            found.update(dict.fromkeys(_besides(people, mention, own)))
    return tuple(found)


def _by_name(people: People, mention: Mention) -> list[Person]:
    """The lines that name who is meant, and give no office where an office is asked for."""
    return [
        p
        for p in people.here
        if p.name
        and p.identity in mention.identities
        and (mention.kind == "name" or not (p.role or p.organization))
    ]


def _besides(people: People, mention: Mention, own: Sequence[Person]) -> list[Person]:
    """Bare names in meetings that do not print the office; who held another may speak for that."""
    printed = {_meeting(turn) for p in own for turn in people.here[p]}
    return [
        p
        for p in _by_name(people, mention)
        if printed.isdisjoint(_meeting(turn) for turn in people.here[p])
        and _holds_nothing_else(p, mention, people)
    ]


def _meeting(turn: str) -> str:
    """The document and version of a turn, by its key."""
    return turn.rpartition("/")[0]


def _holds_nothing_else(person: Person, mention: Mention, people: People) -> bool:
    """Whether a person has no office in the library but the one that a mention names."""
    lines = [p for p in people.everywhere if p.identity == person.identity]
    return all(p in mention.people for p in lines if p.role or p.organization)
