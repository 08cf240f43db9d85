"""The speakers of the library, and whose words a question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from chatbot.library import version_key
from chatbot.text import fold_kana, normalize, reading

Side = Literal["question", "answer"]

_MUNICIPALITY = re.compile(r"^(?:東京都)?(.{1,6}?[区市町村])")
_HONORIFIC = re.compile(r"(?<=.)(?:様|さん|氏|君|殿|議員)$")
# Of a name without a space, 3 characters and more, so many may be the family's.
_FAMILY = (3, 2)


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker of the library as one of its lines names it."""

    name: str
    role: str
    organization: str

    @property
    def label(self) -> str:
        """As it is shown to a reader."""
        return " ".join(part for part in (self.organization, self.role, self.name) if part)

    @property
    def identity(self) -> str:
        """The same for all lines that name the same person, however spaced."""
        return squeeze(self.name) or f"{squeeze(self.organization)}/{squeeze(self.role)}"

    @property
    def municipality(self) -> str:
        """The 区市町村 that it speaks for; empty for the metropolis and for anybody else."""
        for part in (self.organization, self.role if not self.organization else ""):
            match = _MUNICIPALITY.match(part)
            if match and not part.startswith("東京都"):
                return match.group(1)
        return ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose words a question asks for.

    ``people`` are the speakers it names, ``turns`` the turns that may answer (``None``: any),
    ``absent`` a person or body asked for that speaks in none of the meetings, ``elsewhere`` whether
    that one speaks in another meeting, ``side`` which part of an exchange is asked for, ``firm``
    whether the answer must be these people's own words, ``metropolis`` whether it asks for the
    side of 東京都, ``askers`` those whose question the words asked for answer, ``mentioned`` all
    words that name somebody, ``names`` those of them that need no evidence: what others tell of a
    person must name the person.
    """

    people: tuple[Person, ...] = ()
    turns: frozenset[str] | None = None
    label: str = ""
    absent: str = ""
    elsewhere: bool = False
    side: Side | None = None
    firm: bool = False
    metropolis: bool = False
    names: tuple[str, ...] = ()
    askers: tuple[Person, ...] = ()
    mentioned: tuple[str, ...] = ()


class People:
    """The speakers of some documents (``here``, with their turns), and of the whole library.

    ``rows`` are (document, version, turn, name, role, organization); ``documents`` the ids of those
    that a question may be answered from, oldest first.
    """

    def __init__(
        self, rows: Iterable[tuple[str, int, str, str, str, str]], documents: Sequence[str]
    ) -> None:
        places = {document: at for at, document in enumerate(documents)}
        here: list[tuple[int, Person, str]] = []
        everywhere: dict[Person, None] = {}
        for document, version, turn, name, role, organization in rows:
            person = Person(name, role, organization)
            everywhere[person] = None
            if document in places:
                key = f"{version_key(document, version)}/{turn}"
                here.append((places[document], person, key))
        self.here: dict[Person, list[str]] = {}
        self._latest: dict[Person, int] = {}
        for place, person, key in sorted(here, key=lambda row: row[0]):
            self.here.setdefault(person, []).append(key)
            self._latest[person] = place
        self.everywhere = tuple(sorted(everywhere, key=lambda p: (p.label, p.name)))

    @cached_property
    def families(self) -> dict[str, tuple[str, ...]]:
        """What may stand for each person's name: the family name, certain forms first.

        Some lines print names with a space, others without; one that has it tells for all.
        """
        spaced = {
            p.identity: normalize(p.name).split(" ")[0]
            for p in self.everywhere
            if " " in normalize(p.name)
        }
        found: dict[str, tuple[str, ...]] = {}
        for person in self.everywhere:
            name = normalize(person.name)
            if not name:
                continue
            if known := spaced.get(person.identity):
                found[person.identity] = (known,)
            elif len(name) <= min(_FAMILY):
                found[person.identity] = (name,)
            else:
                found[person.identity] = (name, *(name[:n] for n in _FAMILY if n < len(name)))
        return found

    def label(self, people: Iterable[Person]) -> str:
        """Some speakers as they are shown, each once, by the latest of their lines."""
        shown: dict[str, str] = {}
        for person in sorted(people, key=lambda p: self._latest.get(p, 0)):
            if person.role or person.identity not in shown:
                shown[person.identity] = person.label
        return "、".join(shown.values())


def fits(person: Person, asked: str) -> bool:
    """Whether a speaker is the one set as a filter.

    By name, office, organisation or several of these in any order: 狛江市, 平林さん, 高野局長,
    狛江市の平林CIO, ひらばやし.
    """
    wanted = _HONORIFIC.sub("", squeeze(asked))
    parts = [squeeze(part) for part in (person.name, person.role, person.organization)]
    if not wanted or any(wanted in part for part in (*parts, squeeze(person.label))):
        return True
    name, role, organization = parts
    families = _families(person.name)
    if any(reading(known) == fold_kana(wanted) for known in (name, *families) if known):
        return True
    rest = wanted.removeprefix(organization).removeprefix("の") if organization else wanted
    for known in sorted({name, *families} - {""}, key=len, reverse=True):
        if known in rest:
            rest = rest.replace(known, "", 1)
            break
    return rest != wanted and (not rest or role.endswith(rest.removeprefix("の")))


def _families(name: str) -> list[str]:
    """What may be the family's part of a name; of one without a space its first characters."""
    plain = normalize(name)
    if " " in plain:
        return [plain.split(" ")[0]]
    return [plain[:n] for n in _FAMILY if n <= len(plain)]


def squeeze(text: str) -> str:
    """NFKC without any whitespace: how names are compared."""
    return re.sub(r"\s+", "", normalize(text))
