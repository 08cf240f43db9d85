"""The speakers of the library, and whose words a question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from chatbot.library import version_key
from chatbot.text import fold_kana, normalize
from chatbot.types import Speaker
from chatbot.words import reading

Side = Literal["question", "answer"]

# Names with a 市, 町 or 村 before the last, which the shortest match would cut.
_WHOLE = (
    "東村山市|武蔵村山市|羽村市|大町市|大町町|十日町市|大村市|田村市|玉村町|余市町|上市町|下市町"
    "|四日市市|廿日市市|野々市市"
)
# Who speaks for the State, a university, a company or the public, and for no administration here.
_ELSEWHERE = re.compile(
    r"省(?!エネ)|(?<!警視)(?<!消防)(?<!教育)(?<!都)庁|内閣|地方[^ ]{0,4}局|東京労働局|税務署"
    r"|[一-龥]{2}[県府](?!中)|大学(?!調整|連携)|教授|会社|㈱|[(（]株[)）]|銀行|電力|NTT|NPO"
    r"|法人(?!課税|調整|指導)|機構|協会|連盟|財団|組合(?!担当|指導)|会議所|医師会|商工会|商店"
    r"|[区市町村]長?会(?!議)|新聞|弁護士|会計士|(?<!科学)研究[所員]"
    r"|(?<!監査)(?<!教育)委員(?!会)|議員|議会 |学識|[区市町村都]民(?!部|課|局)"
)
_MUNICIPALITY = re.compile(
    rf"^(?:東京都(?=.*[区市町村])|[一-龥]{{2,3}}[県府])?({_WHOLE}|.{{1,6}}?[区市町村])"
)
# What only begins like one, as 都市整備局, 中央卸売市場, 区市町村課, 特別区長会, 四日市大学 do.
_NO_MUNICIPALITY = re.compile(
    r"(?:都市|区市|市町|町村|特別区|都内?[区市町村])(?=[^ ]*[局部課会])"
    r"|[^区市町村 ]*[局部課][^ ]*?[区市町村]"
    r"|[^ ]{0,6}?[区市町村]"
    r"(?:場|大学|建設|不動産|歯?科?医師会|商工会|商店[街会]|社会福祉|観光協会|長会)"
)
_HONORIFIC = re.compile(r"(?<=.)(?:様|さん|氏|君|殿|議員)$")
# Of a name without a space, 3 characters and more, so many may be the family's.
_FAMILY = (3, 2)


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker of the library as one of its lines names it."""

    name: str
    role: str
    organization: str

    @classmethod
    def of(cls, speaker: Speaker) -> Person:
        """Who a line names."""
        return cls(speaker.name, speaker.role, speaker.organization)

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
            plain = part.removeprefix("東京都")
            if match and plain.strip() and not _NO_MUNICIPALITY.match(plain):
                return match.group(1)
        return ""

    @property
    def of_metropolis(self) -> bool:
        """Whether it may speak for 東京都: no municipality, and nobody from elsewhere."""
        return not self.municipality and not _ELSEWHERE.search(self.label)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose words a question asks for.

    ``people`` are the speakers it names, ``turns`` the turns that may answer (``None``: any),
    ``absent`` a person or body asked for that speaks in none of the meetings, ``elsewhere`` whether
    that one speaks in another meeting, ``side`` which part of an exchange is asked for, ``firm``
    whether the answer must be these people's own words, ``says`` whether a municipality is asked
    what it said, so that others' words are none of it, ``metropolis`` whether it asks for the
    side of 東京都, ``askers`` those whose question the words asked for answer, ``mentioned`` all
    words that name somebody, ``names`` those of them that need no evidence: what others tell of a
    person must name the person, ``group`` whether they are named as a group of municipalities.
    """

    people: tuple[Person, ...] = ()
    turns: frozenset[str] | None = None
    label: str = ""
    absent: str = ""
    elsewhere: bool = False
    side: Side | None = None
    firm: bool = False
    says: bool = False
    metropolis: bool = False
    names: tuple[str, ...] = ()
    askers: tuple[Person, ...] = ()
    mentioned: tuple[str, ...] = ()
    group: bool = False

    @property
    def named(self) -> bool:
        """Whether anybody is asked for: persons, or the side of 東京都."""
        return bool(self.people) or self.metropolis


# (document, version, turn, name, role, organization) of a spoken turn
Row = tuple[str, int, str, str, str, str]


class Everybody:
    """The speakers of the whole library, and the turns of each by document."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.turns: dict[str, list[tuple[Person, str]]] = {}
        known: dict[tuple[str, str, str], Person] = {}
        for document, version, turn, *named in rows:
            parts = (named[0], named[1], named[2])
            person = known.setdefault(parts, Person(*parts))
            key = f"{version_key(document, version)}/{turn}"
            self.turns.setdefault(document, []).append((person, key))
        self.persons = tuple(sorted(known.values(), key=lambda p: (p.label, p.name)))

    @cached_property
    def families(self) -> dict[str, tuple[str, ...]]:
        """What may stand for each person's name: the family name, certain forms first.

        Some lines print names with a space, others without; one that has it tells for all.
        """
        spaced = {
            p.identity: squeeze(normalize(p.name).split(" ")[0])
            for p in self.persons
            if " " in normalize(p.name)
        }
        found: dict[str, tuple[str, ...]] = {}
        for person in self.persons:
            name = squeeze(person.name)
            if not name:
                continue
            if known := spaced.get(person.identity):
                found[person.identity] = (known,)
            elif len(name) <= min(_FAMILY):
                found[person.identity] = (name,)
            else:
                found[person.identity] = (name, *(name[:n] for n in _FAMILY if n < len(name)))
        return found

    @cached_property
    def names(self) -> tuple[dict[str, frozenset[Person]], frozenset[str]]:
        """The persons by each form of their names, and the forms that are certainly names."""
        by_form: dict[str, set[Person]] = {}
        sure: set[str] = set()
        for person in self.persons:
            whole = squeeze(person.name)
            forms = self.families.get(person.identity, ())
            sure.update(forms[:1])
            for form in (whole, *forms):
                if len(form) > 1 or form in forms:
                    by_form.setdefault(form, set()).add(person)
            if len(whole) > 1:
                sure.add(whole)
        return {form: frozenset(held) for form, held in by_form.items()}, frozenset(sure)

    @cached_property
    def municipalities(self) -> frozenset[str]:
        """The 区市町村 for which somebody speaks."""
        return frozenset(p.municipality for p in self.persons) - {""}


class People:
    """The speakers of some documents (``here``, with their turns), and of the whole library.

    ``documents`` are the ids of those that a question may be answered from, oldest first.
    """

    def __init__(self, everybody: Everybody | Iterable[Row], documents: Sequence[str]) -> None:
        self.everybody = everybody if isinstance(everybody, Everybody) else Everybody(everybody)
        self.here: dict[Person, list[str]] = {}
        self._latest: dict[Person, int] = {}
        for place, document in enumerate(documents):
            for person, key in self.everybody.turns.get(document, ()):
                self.here.setdefault(person, []).append(key)
                self._latest[person] = place

    @property
    def everywhere(self) -> tuple[Person, ...]:
        """The speakers of the whole library."""
        return self.everybody.persons

    @property
    def families(self) -> dict[str, tuple[str, ...]]:
        """What may stand for each person's name (see `Everybody.families`)."""
        return self.everybody.families

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


@lru_cache(maxsize=65_536)
def squeeze(text: str) -> str:
    """NFKC without any whitespace, ヶ as ケ (三ヶ島, 茅ケ崎市): how names are compared."""
    return re.sub(r"\s+", "", normalize(text)).replace("ヶ", "ケ")
