"""Where a question mentions speakers of the library: by name, office or organisation.

Adjacent mentions of one person are one: 「北区の村松課長」, 「平林CIO」, 「情報政策課長 伊藤」.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from chatbot.people import Everybody, People, Person, squeeze
from chatbot.text import normalize
from chatbot.words import tokens

Kind = Literal["name", "role", "place"]

TITLE = (
    r"(?:副?知事|副?市長|副?区長|副?町長|副?村長|副?議長|副?委員長|座長|副?会長|局次長|次長|局長|部長|課長|室長"
    r"|支所長|補佐官代理|補佐官|教授|館長|所長|代表(?!者)|係長|主幹|参事|副?理事長|理事|教育長|大臣|長官|総理|首相"
    r"|議員|委員|(?i:CIO)(?!\s*(?:補佐|協議会|座談会|会議)))"
    r"(?!会(?!議)|事務局|級|職|クラス|案|構成)"
)
HONORIFIC = r"(?:さん|氏|様|君|くん|先生)"
_WORD = r"[一-龥々ァ-ヶーA-Za-z0-9]"
# What may stand between the parts of one mention: 北区 の 村松 課長, 高野 デジタルサービス 局長.
_GAP = re.compile(rf"\s*{HONORIFIC}?\s*(?:の|役所|[（(・])?\s*")
# A bare 課長 that fits so many is nobody in particular; a bare 委員 is one of all members.
_MANY = 3
_MEMBER = re.compile(r"委員|議員|代表|理事")
# As many characters a division's name has at the least: 市民課, 北区.
_DIVISION, _SHORTENED = 3, 4
# What may stand for a municipality has so many characters, and one of these behind it.
_STEM = 2
_STANDS_FOR = (
    r"(?:の|は|が|も|から(?:の|は)?)?(?:CIO|発言|質問|意見|要望|答弁|回答)"
    rf"| (?!.*(?:{HONORIFIC}|{TITLE}))"
)
# A shortened office (DX推進課長) has more characters than this.
_ABBREVIATED = 4
_HEADED = re.compile(r"^(.*?(?:課|部|局|室|所|センター))(?:次)?長$")
_DIVISIONS = re.compile(r"(?:課|部|局|室|会|大学|事務局|会議所|支所|センター|ネット|機構|団体)$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a text that names somebody, and whom it may mean."""

    start: int
    end: int
    people: frozenset[Person]
    kind: Kind
    words: tuple[str, ...]

    @property
    def identities(self) -> frozenset[str]:
        """The persons, each once."""
        return frozenset(person.identity for person in self.people)


def mentions(text: str, people: People) -> list[Mention]:
    """All mentions in a normalised text, in order, adjacent ones of one person joined."""
    bounds = {edge for word in tokens(text) for edge in (word.start, word.end)}
    named = list(_names(text, people, bounds))
    found = [*named, *_offices(text, people, named)]
    found += [*_bodies(text, people, bounds), *_stems(text, people)]
    found.sort(key=lambda m: (m.start, -m.end))
    joined: list[Mention] = []
    for mention in found:
        merged = _join(text, joined[-1], mention) if joined else None
        if merged is not None:
            joined[-1] = merged
        elif joined and _of_a_name(text, joined[-1], mention):
            continue
        elif not joined or mention.start >= joined[-1].end:
            joined.append(mention)
    return [m for m in joined if m.kind != "role" or not _anybody(m)]


def _of_a_name(text: str, one: Mention, other: Mention) -> bool:
    """Whether an office stands right behind a name whose it is not: the name says who is meant."""
    between = text[one.end : other.start]
    return (
        one.kind == "name"
        and other.kind == "role"
        and not between.strip()
        and other.start >= one.end
    )


def _names(text: str, people: People, bounds: set[int]) -> Iterator[Mention]:
    """Mentions by full or family name."""
    by_form, sure = people.everybody.names
    close = squeeze(text)
    for form, named in by_form.items():
        if form not in close:
            continue
        for match in re.finditer(_spaced(form), text):
            marked = re.match(rf"\s*(?:{_WORD}{{0,14}}?{TITLE}|{HONORIFIC})", text[match.end() :])
            ends = match.end() in bounds and not re.match("[県区市町村駅]", text[match.end() :])
            if (marked or (form in sure and ends)) and match.start() in bounds:
                yield Mention(*match.span(), named, "name", (match.group(),))


def _spaced(form: str) -> str:
    """A pattern for a name as `squeeze` gives it, with blanks and ヶ as a text may have them."""
    return r"\s?".join("[ケヶ]" if c == "ケ" else re.escape(c) for c in form)


def _offices(text: str, people: People, names: Sequence[Mention]) -> Iterator[Mention]:
    """Mentions by office: the whole of it, or the end of it from a post on (推進部長).

    What the names of the text take (小林 直樹部長) is no part of it.
    """
    families = {form for forms in people.families.values() for form in forms}
    for match in re.finditer(rf"{_WORD}*?{TITLE}", text):
        whole, start = match.group(), match.start()
        named: frozenset[Person] = frozenset()
        for family in sorted(families, key=len, reverse=True):
            at = whole.find(family)
            if at >= 0 and len(whole) > at + len(family):
                whole, start = whole[at + len(family) :], match.start() + at + len(family)
                named = people.everybody.names[0].get(family, named)
                break
        for one in names:
            if one.start <= start < one.end < match.end():
                start, named = one.end, one.people
                whole = text[start : match.end()]
        start += len(whole) - len(whole := re.sub(r"^(?:元|前)", "", whole))
        asked = squeeze(whole)
        fits = {p for p in people.everywhere if holds(p, asked)}
        if named and _MEMBER.fullmatch(whole):
            # 諸星委員, whom the minutes call 弁護士 or 委員: all members of a council are 委員.
            own = {p.identity for p in fits & named}
            fits = {p for p in named if not own or p.identity in own}
        if not fits:
            post = re.search(rf"{TITLE}$", whole)
            places = sorted(people.everybody.municipalities, key=lambda place: (-len(place), place))
            lead = next((pl for pl in places if asked.startswith(pl)), "")
            if post and lead:  # 狛江市CIO: the place is a mention of its own
                start += len(lead)
                asked = asked[len(lead) :]
                fits = {p for p in people.everywhere if holds(p, asked)}
        fits = fits or {p for p in people.everywhere if _heads(p, asked)}
        if fits:
            yield Mention(start, match.end(), frozenset(fits), "role", (text[start : match.end()],))


def holds(person: Person, asked: str) -> bool:
    """Whether a person's office is what is asked: 局長 is no 局次長, and 知事 no 副知事."""
    asked = squeeze(asked).upper()
    role = squeeze(person.role).upper()
    if not role or not asked:
        return False
    whole = squeeze(person.organization).upper() + role
    for part in (role, *normalize(person.role).upper().split(" ")):
        if part.endswith(asked):
            return not part[: -len(asked)].endswith("副")
    if whole.endswith(asked):
        return True
    # DX推進課長 is DX推進担当課長: the same beginning and end, something left out between
    ends = role[:2] == asked[:2] and role[-2:] == asked[-2:]
    return len(asked) > _ABBREVIATED and ends and _within(asked, role)


def _heads(person: Person, asked: str) -> bool:
    """Whether 支所長 is asked where the minutes give 支所 alone as the speaker."""
    unit = asked.removesuffix("長")
    return (
        not person.name
        and unit != asked
        and len(unit) >= _DIVISION
        and squeeze(person.organization).endswith(unit)
    )


def _within(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)


def _bodies(text: str, people: People, bounds: set[int]) -> Iterator[Mention]:
    """Mentions by municipality, organisation or division (市民課 for its 課長)."""
    close = squeeze(text)
    for form, fits in _by_body(people.everybody).items():
        if form not in close:
            continue
        for match in re.finditer(_spaced(form), text):
            before, after = text[: match.start()][-1:], text[match.end() :]
            inside = bool(re.match(r"[一-龥々]", before)) and match.start() not in bounds
            if inside or match.end() not in bounds:
                continue
            if re.match(r"\s?(?:長|民|内|立|外|全体|議会|域)", after) or before == "各":
                continue
            yield Mention(*match.span(), frozenset(fits), "place", (match.group(),))


def _stems(text: str, people: People) -> Iterator[Mention]:
    """Municipalities without 区, 市, 町, 村 (狛江の質問, 「狛江 分析」), but for family names."""
    names = people.everybody.names[0]
    for place in people.everybody.municipalities:
        stem = place[:-1]
        if len(stem) < _STEM or stem in names or stem not in text:
            continue
        for match in re.finditer(rf"(?<![一-龥々ァ-ヶー]){re.escape(stem)}(?={_STANDS_FOR})", text):
            alone = match.start() == 0 or text[match.start() - 1] == " "
            if not alone and text[match.end() :][:1] == " ":
                continue
            fits = frozenset(p for p in people.everywhere if p.municipality == place)
            yield Mention(*match.span(), fits, "place", (match.group(),))


@lru_cache(maxsize=4)
def _by_body(everybody: Everybody) -> dict[str, set[Person]]:
    """The persons by each body that they speak for."""
    named: dict[str, set[Person]] = {}
    for person in everybody.persons:
        for form in sorted(_body_forms(person)):
            named.setdefault(form, set()).add(person)
    return named


def _body_forms(person: Person) -> frozenset[str]:
    organization, role = squeeze(person.organization), squeeze(person.role)
    units = {organization, organization.removeprefix(person.municipality)}
    # 市民課長 speaks for 市民課, 議会事務局次長 for 議会事務局, 商工会議所常務理事 for 商工会議所
    if headed := _HEADED.match(role):
        units |= {headed.group(1), organization + headed.group(1)}
    elif post := re.search(rf"(?:常務|専務)?{TITLE}$", role):
        units.add(role[: post.start()])
    forms = {unit for unit in units if len(unit) >= _DIVISION and _DIVISIONS.search(unit)}
    for unit in tuple(forms):
        forms |= {unit[w.start :] for w in tokens(unit) if len(unit) - w.start >= _SHORTENED}
    return frozenset(forms | ({person.municipality} - {""}))


def _join(text: str, one: Mention, other: Mention) -> Mention | None:
    """Two mentions as one, where they touch or overlap and somebody is meant by both."""
    apart = text[one.end : other.start]
    if other.start >= one.end and not _GAP.fullmatch(apart):
        return None
    common = one.people & other.people
    if not common:
        shared = one.identities & other.identities
        common = frozenset(p for p in one.people | other.people if p.identity in shared)
    if not common:
        return None
    if "name" in (one.kind, other.kind):
        # A person is meant, under whatever office a line prints; but not another person's line.
        ids = {p.identity for p in common}
        loose = frozenset(p for p in one.people | other.people if p.identity in ids and _unsaid(p))
        common |= loose
    kind: Kind = "name" if "name" in (one.kind, other.kind) else "role"
    if one.kind == other.kind == "place":
        kind = "place"
    end = max(one.end, other.end)
    return replace(one, end=end, people=common, kind=kind, words=(*one.words, *other.words))


def _unsaid(person: Person) -> bool:
    """Whether a line gives no office that could differ: none, or the seat in an assembly."""
    return squeeze(person.role) in ("", "委員", "議長", "議員")


def _anybody(mention: Mention) -> bool:
    """Whether a bare 課長 or 委員 is nobody in particular."""
    many = 1 if _MEMBER.fullmatch(mention.words[0]) else _MANY
    return re.fullmatch(TITLE, mention.words[0]) is not None and len(mention.identities) > many


def mentioned(found: Iterable[Mention]) -> tuple[str, ...]:
    """The words that named somebody, each once."""
    return tuple(dict.fromkeys(normalize(word) for m in found for word in m.words))
