"""Which speakers a question names, and whether it asks for what they said, asked or answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from chatbot.library import version_key
from chatbot.text import normalize, reading, tokens

Side = Literal["question", "answer"]

_TITLE = (
    r"(?:副?知事|副?市長|副?区長|副?町長|副?村長|議長|副議長|委員長|副委員長|座長|会長|局次長|次長|局長|部長|課長|室長"
    r"|担当課長|補佐官|教授|館長|所長|代表|係長|主幹|参事|理事長|副理事長|理事|教育長|大臣|長官|総理|首相|議員|委員|CIO補佐官|CIO(?!協議会|座談会|会議))"
)
_HONORIFIC = r"(?:さん|氏|様|君|先生)"
_SPOKE = (
    r"(?:発言|意見|考え|見解|主張|コメント|答弁|回答|質問|要望|指摘|挨拶|あいさつ|説明|話|言い分|スタンス|立場"
    r"|(?:は|が|も|って|なんて|何て|何と).{0,30}?(?:言っ|言い|言う|述べ|話し|話さ|語っ|発言|答え|答弁|回答|質問|聞い|尋ね|問う|問い|求め|要望|要請|主張|説明"
    r"|触れ|指摘|考えて|コメント|表明|どう(?:思|考)))"
)
_ASKED = re.compile(
    r"質問し|聞い|尋ね|問うた|問いかけ|要望し|求め|何を(?:質問|要望)|(?:の|な)(?:質問|要望|問い|指摘)(?:は|って|を|内容)"
)
_ANSWERED = re.compile(
    r"答え|応え|回答|答弁|応じ|返答|返事|返し(?:た|まし|て)|返って|対応(?:する|した)と"
)
_TO = re.compile(
    r"(?:の|から(?:の)?|による|が(?:した|出した)?)[^、。]{0,40}?(?:質問|問い|要望|指摘|意見|発言|懸念|提案|お願い|問いかけ)"
    r"(?:した(?:こと|点)?)?(?:に対し(?:て|、)?|に対する|へ(?:の)?|に(?!つい)|について(?=.*(?:答|回答)))"
)
# A role as short as CIO or 知事 is looked for as an office, not as letters inside another word.
_SHORT_ROLE = 3
# A name in kana is read as a name from so many kana on, before an office or 区市町村.
_KANA_NAME = 2
_KANA = re.compile(r"[ぁ-んァ-ヶ]{2}")
_METRO = re.compile(r"(?<![一-龥])(?:東京都|都)(?:庁|側)?(?=[はがのも、に]|として|から|とし)")
# Which municipality, any municipality, the meeting itself: not somebody in particular.
_VAGUE = re.compile(r"どの|各|他|議題|(?:会議|協議会)$|^(?:区|市|町|村|市区|市町村|区市町村|会)$")
_MUNICIPALITY = re.compile(r"^(?:東京都)?(.{1,6}?[区市町村])")
_BODY_SPEAKER = re.compile(
    r"([一-龥ァ-ヶーA-Za-z]{1,12}(?:省|庁|局|会|団体|機構|財団|組合|株式会社)|GovTech東京)"
    r"(?![ァ-ヶー一-龥])"
    r"(?:の(?:人|方|担当者?|職員|代表|関係者|幹部))?(?:たち)?(?:から)?(?:の|は|が|も|って)?"
    r"(?:会議で|[^。]{0,10}?(?:何|なん|どんな|どう)[^。]{0,6})?"
    r"(?:発言|意見|コメント|質問|要望|答弁|回答|見解|述べ|言っ|言って|話し|話した|答え)"
)
_PLACE_SPEAKER = re.compile(
    r"([一-龥ぁ-んァ-ヶー]{1,6}?[区市町村])(?=の(?:発言|意見|質問|要望|考え|答弁|回答|見解)|(?:は|が)[^。]{0,20}(?:発言|言っ|述べ|質問|答え))"
)


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
    whether the answer must be these people's own words, ``names`` the words that named them.
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


class People:
    """The speakers of some documents, and those of the whole library."""

    def __init__(
        self, rows: Iterable[tuple[str, int, str, str, str, str]], documents: set[str]
    ) -> None:
        self.here: dict[Person, list[str]] = {}
        self.everywhere: set[Person] = set()
        for document, version, turn, name, role, organization in rows:
            person = Person(name, role, organization)
            self.everywhere.add(person)
            if document in documents:
                key = f"{version_key(document, version)}/{turn}"
                self.here.setdefault(person, []).append(key)


def read_people(text: str, people: People, speaker: str | None) -> Wanted:
    """Read which speakers a question names; ``speaker`` is a filter set by hand."""
    plain = normalize(text)
    side: Side | None = None
    if _ANSWERED.search(plain):
        side = "answer"
    elif _ASKED.search(plain):
        side = "question"
    asked_by = _TO.search(plain)
    if asked_by and "対" in asked_by.group():
        side = "answer"
    if speaker:
        chosen = tuple(p for p in people.here if _fits(p, speaker))
        return _wanted(people, chosen, (), side, True, (speaker,), absent="" if chosen else speaker)
    asker_text = plain[: asked_by.end()] if asked_by and side == "answer" else ""
    askers, asker_names = _named(asker_text, people.everywhere)
    main_text = plain[len(asker_text) :] if askers else plain
    found, names = _named(main_text, people.everywhere)
    here = tuple(p for p in found if p in people.here)
    metropolis = bool(_METRO.search(main_text))
    firm = bool(names) and (_by_name(names, found) or _asks_words(main_text, names))
    absent = "" if found else _absent(main_text, people.everywhere)
    if not absent and found and not here and _asks_words(main_text, names):
        absent = names[0]
    if absent and not _asks_words(main_text, (absent,)):
        absent = ""
    return _wanted(
        people,
        here,
        tuple(p for p in askers if p in people.here),
        side,
        firm,
        (*names, *asker_names, *_mentioned(plain, people.everywhere)),
        absent,
        bool(found) and not here,
        metropolis and not names,
    )


def _wanted(
    people: People,
    chosen: Sequence[Person],
    askers: Sequence[Person],
    side: Side | None,
    firm: bool,
    names: tuple[str, ...],
    absent: str = "",
    elsewhere: bool = False,
    metropolis: bool = False,
) -> Wanted:
    turns: frozenset[str] | None = None
    if chosen:
        turns = frozenset(turn for person in chosen for turn in people.here[person])
    elif metropolis:
        own = [p for p in people.here if not p.municipality]
        if own and len(own) < len(people.here):
            turns = frozenset(turn for person in own for turn in people.here[person])
    label = "、".join(dict.fromkeys(p.label for p in chosen)) or ("東京都" if metropolis else "")
    return Wanted(
        tuple(chosen),
        turns,
        label,
        absent,
        elsewhere,
        side,
        firm,
        metropolis,
        names,
        tuple(askers),
    )


def _fits(person: Person, asked: str) -> bool:
    wanted = _squeeze(asked)
    return any(
        wanted in _squeeze(part)
        for part in (person.name, person.role, person.organization, person.label)
    )


def _named(text: str, everyone: Iterable[Person]) -> tuple[tuple[Person, ...], tuple[str, ...]]:
    """The speakers that a text names, by name if any, else by role, else by organisation."""
    if not text:
        return (), ()
    text = _spelled_out(text, everyone)
    bounds = {edge for word in tokens(text) for edge in (word.start, word.end)}
    people = sorted(everyone, key=lambda p: (p.label, p.name))
    by_name = {p: w for p in people if (w := _name_in(text, p, bounds))}
    by_role = {p: w for p in people if (w := _role_in(text, p))}
    by_place = {p: w for p in people if (w := _place_in(text, p, bounds))}
    for narrower in (by_role, by_place):
        if by_name and (both := {p: w for p, w in by_name.items() if p in narrower}):
            by_name = both
    if by_name:
        return tuple(by_name), tuple(dict.fromkeys(by_name.values()))
    if by_role and (both := {p: w for p, w in by_role.items() if p in by_place}):
        names = [*both.values(), *(by_place[p] for p in both)]
        return tuple(both), tuple(dict.fromkeys(names))
    chosen = by_role or by_place
    return tuple(chosen), tuple(dict.fromkeys(chosen.values()))


def _spelled_out(text: str, everyone: Iterable[Person]) -> str:
    """The text with names and municipalities written in kana put into their characters."""
    if not _KANA.search(text):
        return text
    for person in everyone:
        for name in (normalize(person.name).split(" ")[0], person.municipality):
            stem = name[:-1] if name == person.municipality else name
            kana = reading(stem)
            if len(kana) < _KANA_NAME or stem == kana:
                continue
            pattern = "".join(
                f"[{chr(ord(c) - 0x60)}{c}]" if "ァ" <= c <= "ヶ" else c for c in kana
            )
            follows = name[-1] if name == person.municipality else rf"(?:{_TITLE}|{_HONORIFIC})"
            text = re.sub(rf"{pattern}(?=.{{0,14}}?{follows})", stem, text, count=1)
    return text


def _mentioned(text: str, everyone: Iterable[Person]) -> tuple[str, ...]:
    """Every name, office and municipality of a speaker that a text mentions, in whatever part."""
    text = _spelled_out(text, everyone)
    bounds = {edge for word in tokens(text) for edge in (word.start, word.end)}
    found = [
        word
        for person in everyone
        for word in (
            _name_in(text, person, bounds),
            _role_in(text, person),
            _place_in(text, person, bounds),
        )
        if word
    ]
    offices = [match.group() for match in re.finditer(_TITLE, text)] if found else []
    return tuple(dict.fromkeys(found + offices))


def _name_in(text: str, person: Person, bounds: set[int]) -> str:
    whole = _squeeze(person.name)
    if len(whole) > 1 and whole in _squeeze(text):
        return person.name
    family = normalize(person.name).split(" ")[0]
    forms = [family] if family else []
    if family and " " not in normalize(person.name) and len(family) > 2:
        forms += [family[:2], family[:3]]
    for form in forms:
        for match in re.finditer(re.escape(form), text):
            follows = text[match.end() :]
            marked = re.match(rf"\s*(?:[一-龥ァ-ヶA-Za-z]{{0,14}}?{_TITLE}|{_HONORIFIC})", follows)
            if form != family and not marked:
                continue
            if match.start() in bounds and (match.end() in bounds or marked):
                return form
    return ""


def _role_in(text: str, person: Person) -> str:
    role = _squeeze(person.role)
    if not role:
        return ""
    squeezed = _squeeze(text)
    if len(role) > _SHORT_ROLE and role in squeezed:
        return person.role
    for match in re.finditer(rf"[一-龥ァ-ヶーA-Za-z]*?{_TITLE}", squeezed):
        asked = match.group()
        before = squeezed[: match.start()]
        # 局長 must not find 局次長, nor 知事 the 副知事
        if (
            role.endswith(asked)
            and not re.search(r"副$", role[: -len(asked)])
            and not before.endswith("副")
        ):
            return asked
    return ""


def _place_in(text: str, person: Person, bounds: set[int]) -> str:
    place = person.municipality
    if not place:
        organization = _squeeze(person.organization)
        return (
            person.organization if len(organization) > 2 and organization in _squeeze(text) else ""
        )
    at = text.find(place)
    while at >= 0:
        if at in bounds and not re.match(r"[一-龥]*(?:部|課|局)長", text[at + len(place) :][:0]):
            return place
        at = text.find(place, at + 1)
    return ""


def _by_name(names: Sequence[str], found: Sequence[Person]) -> bool:
    """Whether somebody is named as a person or by office, not only a municipality."""
    places = {p.municipality for p in found}
    return any(name not in places for name in names)


def _asks_words(text: str, names: Sequence[str]) -> bool:
    """Whether a question asks for what the named ones said."""
    for name in names:
        at = _squeeze(text).find(_squeeze(name))
        rest = _squeeze(text)[at + len(_squeeze(name)) :] if at >= 0 else text
        if re.match(
            rf"(?:[一-龥ァ-ヶA-Za-z]{{0,14}}?{_TITLE})?(?:{_HONORIFIC})?(?:の|から(?:の)?)?.{{0,16}}?{_SPOKE}",
            rest,
        ):
            return True
    return False


def _absent(text: str, everyone: Iterable[Person]) -> str:
    """A person, an office or a municipality that is named as speaking and is no speaker."""
    words = tokens(text)
    known = _squeeze(" ".join(p.label for p in everyone))
    for at, word in enumerate(words):
        if "人名" in word.pos and word.surface not in known:
            end = word.end
            for following in words[at + 1 :]:
                if following.start != end or not (
                    "人名" in following.pos
                    or re.fullmatch(_TITLE, following.surface)
                    or following.surface in ("副", "都", "元", "前")
                ):
                    break
                end = following.end
            return text[word.start : end]
    office = re.search(rf"[一-龥ァ-ヶー]*{_TITLE}(?!会)", text)
    if office and office.group() not in known:
        return office.group()
    for pattern in (_PLACE_SPEAKER, _BODY_SPEAKER):
        place = pattern.search(text)
        if place and place.group(1) not in known and not _VAGUE.search(place.group(1)):
            return place.group(1)
    return ""


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", normalize(text))
