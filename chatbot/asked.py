"""Whose words a question asks for: who is asked about, who asked, which side of an exchange.

「狛江市の質問に都はどう答えたか」 wants the metropolis's answer to 狛江市,
「宮坂副知事は北区に何を聞いたか」 what 宮坂 asked; in 「宮坂副知事が加わった要請はいつか」 he is
spoken of, and anybody may tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.absent import absent, asks_words
from chatbot.exchange import (
    AGENT,
    AND,
    METRO,
    OBJECT,
    SUBJECT,
    addressed,
    askers_of,
    before,
    side_of,
    turning_point,
)
from chatbot.groups import groups
from chatbot.kana import spell_out
from chatbot.meant import speakers_meant
from chatbot.mention import HONORIFIC, TITLE, Mention, holds, mentioned, mentions
from chatbot.people import People, Person, Side, Wanted, fits
from chatbot.text import fold_kana, normalize
from chatbot.words import reading

# Who tells of others' words: 「大臣の言葉を紹介したのは誰か」.
_WHO = re.compile(r"(?:の|人|方|者|職員)(?:は|って)(?:誰|どなた|どこの|[?？]?$)|誰が|どなたが")
# 「都は豊島区の質問に答えましたか」
_METRO_IS = re.compile(r"(?:東京)?都(?:庁|側)?は")
# 「北区はいくらと言ったか」 asks for 北区's own words, 「北区は何台導入したか」 for anybody's.
_SAYS = re.compile(
    r"(?:と|って|何を|どう|なんと|何て|なんて)"
    r"(?:言|い[いっう]|述べ|語|答え|話し(?!合)|(?:発言|回答|答弁|説明|主張|コメント|表明)(?:し|さ|す))"
    r"|の(?:発言|意見|答弁|回答|見解|主張|コメント|説明|質問)(?:は|を|$|内容)(?!何[件回人]|いくつ)"
)
_WITH = re.compile(r"と(?!は|して)")
# A name and nothing else asks for what that one said.
_ALONE = re.compile(rf"\s*{HONORIFIC}?(?:は|の|です)?[?？。]?")
_TOPIC = re.compile(rf"\s*{HONORIFIC}?(?:について|に関する|に関して|のことを|をめぐ)")
_ONCE = re.compile(r"\s*(?:の|だった)?(?:頃|ころ|時代|当時|とき|時)(?!間|期|点)")
_AGENT_IS = re.compile(rf"\s*{HONORIFIC}?(?:側)?(?:が|も)")
_AND_MORE = re.compile(r"と[^、。がはの]{1,12}(?:区|市|町|村|長|課|部|局|さん|氏)")
# Whoever is named so is not asked: 「町田市以外に」, 「北区を除く自治体」.
_BUT = re.compile(
    rf"\s*{HONORIFIC}?(?:側)?(?:以外(?:の|に|で|は|が)?(?:も|は)?|を除(?:く|いた|いて|き)、?)"
)
_KANA_OFFICE = re.compile(
    rf"(?:(?<![ぁ-んァ-ヶー])|(?<=[はがのでにをとも]))(?P<name>[ぁ-ん]{{2,5}}|[ァ-ヶー]{{2,5}})(?P<office>[一-龥]{{0,6}}{TITLE})"
)


def spelled_out(text: str, people: People) -> str:
    """A question with the names that it writes in kana written as the minutes do."""
    text = _unusual(text, people)
    return spell_out(
        text,
        (p.name for p in people.everywhere if p.name),
        (p.municipality for p in people.everywhere if p.municipality),
        f"(?:{TITLE}|{HONORIFIC})",
    )


def _unusual(text: str, people: People) -> str:
    """Names that the dictionary reads otherwise (ほけ次長), told by the office behind them."""

    def known(match: re.Match[str]) -> str:
        fits = [p for p in people.everywhere if p.name and holds(p, match["office"])]
        families = {people.families[p.identity][0] for p in fits}
        if len(families) != 1:
            return match.group()
        (family,) = families
        kana, begins = fold_kana(match["name"]), reading(family[0])[:1]
        # 会議でほけ次長は: a particle may stand before the name
        at = next((at for at in (0, 1) if kana[at] == begins and len(kana) - at > 1), None)
        if at is None:
            return match.group()
        return match["name"][:at] + family + match["office"]

    return _KANA_OFFICE.sub(known, text)


def left_out(text: str, people: People) -> tuple[frozenset[str], str]:
    """Who is not asked (`Person.identity`, and municipalities), and the question without them."""
    if not _BUT.search(text):
        return frozenset(), text
    plain = spelled_out(normalize(text), people)
    apart: set[str] = set()
    for mention in reversed(mentions(plain, people)):
        but = _BUT.match(plain[mention.end :])
        if but:
            apart |= mention.identities | {person.municipality for person in mention.people}
            plain = plain[: mention.start] + plain[mention.end + but.end() :]
    return (frozenset(apart - {""}), plain) if apart else (frozenset(), text)


def read_people(text: str, people: People, speaker: str | None) -> Wanted:
    """Read which speakers a question names; ``speaker`` is a filter set by hand."""
    plain = spelled_out(normalize(text), people)
    named = [m for m in mentions(plain, people) if _may_speak(plain, m)]
    grouped = list(groups(plain, people))
    found = sorted([*named, *grouped], key=lambda m: m.start)
    pivot = turning_point(plain)
    side = side_of(plain, pivot)
    asking = askers_of(plain, found, pivot) if side == "answer" and pivot else []
    if not asking and side == "answer":
        asking = addressed(plain, found)
    every = mentioned(found)
    askers = speakers_meant(people, asking)
    if speaker:
        chosen = tuple(p for p in people.here if fits(p, speaker))
        missing = "" if chosen else speaker
        both = (speaker, *every)
        wanted = _wanted(people, chosen, askers, side, True, both, both, absent=missing)
        # A filter that fits nobody lets nothing through, rather than everything.
        return wanted if chosen else replace(wanted, turns=frozenset(), label=speaker)
    main = _main(plain, [m for m in found if m not in asking])
    here = speakers_meant(people, main)
    firm = any((m.kind != "place" or m in grouped) and asks_words(plain, m.end) for m in main)
    firm = firm or (
        bool(main) and main[0].start == 0 and bool(_ALONE.fullmatch(plain[main[-1].end :]))
    )
    says = bool(here and _SAYS.search(plain)) and any(asks_words(plain, m.end) for m in main)
    told = [m for m in found if m.kind == "name" and m not in [*main, *asking]]
    told += [m for m in main if m.kind == "name" and not firm]
    names = tuple(w for w in every if w not in {word for m in told for word in m.words})
    rest = _rest(plain, pivot if asking else None)
    metropolis = bool(METRO.search(rest) or _METRO_IS.match(plain)) and not main
    nobody = ""
    if not found and not metropolis and not _WHO.search(plain):
        nobody = absent(plain, people)
    elif main and not here and any(asks_words(plain, m.end) for m in main):
        nobody = plain[main[0].start : main[0].end]
    elif pivot and not asking and not before(found, pivot):
        nobody = absent(plain[: pivot[1]], people, bodies=False)
    return _wanted(
        people,
        here,
        askers,
        side,
        firm,
        names,
        every,
        nobody,
        elsewhere=any(m.people for m in main) and not here,
        metropolis=metropolis,
        group=any(m in grouped for m in main),
        says=says,
    )


def _may_speak(text: str, mention: Mention) -> bool:
    """Whether a body is named as one that speaks: a municipality, or 財政課は, 財政課の意見."""
    if mention.kind != "place":
        return True
    rest = text[mention.end :]
    if _WITH.match(rest) and not _AND_MORE.match(rest):
        return False
    if any(p.municipality.startswith(mention.words[0]) for p in mention.people):
        return True
    return bool(SUBJECT.match(rest) or _AGENT_IS.match(rest)) or asks_words(text, mention.end)


def _main(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Those whose words are asked for, out of all that are mentioned."""
    once = [m for m in found if _ONCE.match(text[m.end :]) and m.kind == "role"]
    found = [m for m in found if not _TOPIC.match(text[m.end :]) or asks_words(text, m.end)]
    rest = [m for m in found if m not in once] or list(found)
    for told in (SUBJECT, AGENT):
        chosen = _and_before(text, rest, told)
        if told is AGENT:
            chosen = [m for m in chosen if asks_words(text, m.end)]
        if chosen:
            rest = chosen
            break
    else:
        rest = [m for m in rest if not (OBJECT.match(text[m.end :]) and len(rest) > 1)] or rest
    named = [m for m in rest if m.kind != "place"]
    rest = named if named and any(asks_words(text, m.end) for m in named) else rest
    return [_then(m, once) for m in rest]


def _and_before(text: str, found: Sequence[Mention], told: re.Pattern[str]) -> list[Mention]:
    """Those marked by a particle, with the ones that are joined to them by と."""
    chosen: list[Mention] = []
    for mention in reversed(found):
        joined = chosen and (gap := AND.match(text[mention.end :]))
        follows = joined and gap and chosen[0].start == mention.end + gap.end()
        if told.match(text[mention.end :]) or follows:
            chosen.insert(0, mention)
    return chosen


def _then(mention: Mention, once: Sequence[Mention]) -> Mention:
    """「榊原副市長は総務部長の頃」 means the lines that give that office."""
    for office in once:
        shared = mention.identities & office.identities
        if shared:
            lines = frozenset(p for p in office.people if p.identity in shared)
            return replace(mention, people=lines)
    return mention


def metropolis_of(people: People) -> tuple[Person, ...]:
    """Who speaks for 東京都 in these meetings; nobody where all do: then none is told apart."""
    own = tuple(person for person in people.here if person.of_metropolis)
    return own if len(own) < len(people.here) else ()


def _rest(text: str, pivot: tuple[int, int] | None) -> str:
    return text[pivot[1] :] if pivot else text


def _wanted(
    people: People,
    chosen: Sequence[Person],
    askers: Sequence[Person],
    side: Side | None,
    firm: bool,
    names: tuple[str, ...],
    every: tuple[str, ...],
    absent: str = "",
    elsewhere: bool = False,
    metropolis: bool = False,
    group: bool = False,
    says: bool = False,
) -> Wanted:
    turns: frozenset[str] | None = None
    if chosen:
        turns = frozenset(turn for person in chosen for turn in people.here[person])
    elif metropolis:
        own = metropolis_of(people)
        if own:
            turns = frozenset(turn for person in own for turn in people.here[person])
    return Wanted(
        people=tuple(chosen),
        turns=turns,
        label=people.label(chosen) or ("東京都" if metropolis else ""),
        absent=absent,
        elsewhere=elsewhere,
        side=side,
        firm=firm,
        metropolis=metropolis,
        names=names,
        askers=tuple(askers),
        mentioned=every,
        group=group,
        says=says,
    )
