"""Questions across meetings and speakers: one cited entry each, in order of date.

「どの回で話題になったか」 lists the meetings that speak of a subject; 「これまでどう変わったか」
and 「第6回と第9回で」 go through meetings, 「各自治体の立場は」 through speakers. Where one was
asked about and says nothing, the answer says that it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatbot.cite import (
    Claim,
    Draft,
    attribution,
    cite_agenda,
    cite_header,
    cite_speaker,
    cite_text,
    meeting_name,
    named,
    when,
)
from chatbot.cues import DECIDES
from chatbot.evidence import Bag, covered
from chatbot.extract import Candidate, Found, find
from chatbot.library import version_key
from chatbot.order import in_order
from chatbot.people import Person
from chatbot.retrieve import Allowed, Corpus
from chatbot.scope import Scope
from chatbot.signals import values_of
from chatbot.types import Citation, Document, Note, Turn

_WHICH = re.compile(
    r"どの回|どの会議|どちらの(?:回|会議)|何回目の|第何回|いつの(?:回|会議|協議会)|どの協議会|(?:両|双)方の(?:回|会議)"
    r"|毎回|どの回でも|それぞれの(?:回|会議)"
)
_CHANGED = re.compile(
    r"(?:どう(?!して|すれば|やって)|どのように|何が(?!原因)|何か).{0,12}(?:変わ|変化|推移|移り|動い|変遷|増え|増し|減っ|減少|増加|伸び|延び|膨ら)"
    r"|推移|変遷|経緯|経過|流れ(?:は|を)|(?:古い|新しい)順|時系列|順に並べ|各年度|年度(?:ごと|毎|別)"
    r"|(?:会議|回)(?:ごと|毎|を追う)|各回|毎回|これまで(?:に|の)?(?:どんな|どのような|何[がを]|議論|経)|比べ|比較"
    r"|何が(?:違|異な)|(?:違|異な)(?:い|う|る)(?:は|点|ところ|か)|段階的|増え方|議論されてきた|その都度"
)
# How much or how many it was, each time: only figures tell.
_GROWS = re.compile(r"増え|増し|増加|減っ|減少|伸び|膨ら|推移|各年度|年度(?:ごと|毎|別)")
# How a matter went: what was decided, or left open, says it sooner than what somebody thinks of it,
# if its odds come this close to the best (natural logarithm).
_COURSE = re.compile(r"議論|経緯|経過")
_SETTLES = re.compile(rf"{DECIDES.pattern}|決め")
SETTLED = 2.5
_SO_FAR = re.compile(r"これまで|今まで|いままで|各回|毎回")
_EACH = re.compile(
    r"(?:各|それぞれの|ほかの|他の|別の)(?:自治体|市区町村|区市町村|市町村|市|区|町|村|委員|参加者|団体|発言者|部署|課)"
    r"|(?:自治体|市区町村|区市町村|市町村|市|区|委員|課|部署|発言者)(?:ごと|別)"
)
_PLACES = re.compile(r"自治体|市区町村|区市町村|市町村|[市区町村](?=ごと|別|の|は)")
# A meeting speaks of a subject when an agenda title or a sentence covers so much of it.
TITLE, SENTENCE = 0.6, 0.6
# With what surrounds it, and so likely, a sentence is an entry. Fixed on eval/tuning.
AROUND, ODDS = 0.55, -2.5
# A sentence that is likely to be meant need have only so much of the subject: 人材の確保 where
# 人材育成 is asked for.
LIKELY, PART = -1.0, 0.4
# An entry so much less likely than the best one speaks of something else (natural logarithm).
SPREAD = 2.5
# Meetings that were not named and say nothing are told by name up to so many.
_SILENT = 6
_ENTRIES = 24


def across(corpus: Corpus, scope: Scope, found: Found) -> Draft | None:
    """One cited entry a meeting or speaker; ``None`` where the question is of another kind."""
    if _WHICH.search(scope.question) and found.needs:
        claims = [claim for document in scope.documents if (claim := _which(document, found))]
        return Draft("answered", tuple(claims)) if claims else None
    if _EACH.search(scope.question) and found.needs:
        return _by_speaker(corpus, scope, found)
    if len(scope.documents) > 1 and (_CHANGED.search(scope.query) or _several_named(scope)):
        return _by_meeting(corpus, scope, found)
    return None


def _several_named(scope: Scope) -> bool:
    """Whether meetings were named one by one: 第6回と第9回で."""
    return scope.named and len(scope.spans) > 1


# -- meeting by meeting ------------------------------------------------------------------------


def _by_meeting(corpus: Corpus, scope: Scope, found: Found) -> Draft | None:
    named_ones = scope.named
    if not found.needs:
        return _agendas(scope.documents) if named_ones else None
    every = [(d, _best_of(corpus, scope, d)) for d in scope.documents[-_ENTRIES:]]
    silent = [document for document, best in every if best is None]
    told = [best for _, best in every if best is not None]
    if not named_ones:
        told = _to_the_point(scope, told)
    entries = [_entry(best) for best in told]
    through = named_ones or (bool(_SO_FAR.search(scope.question)) and len(silent) <= _SILENT)
    if len(entries) < (1 if through else 2):
        return None
    if named_ones:
        entries += [_nothing(document) for document in silent]
    order = {document.id: at for at, document in enumerate(scope.documents)}
    entries.sort(key=lambda claim: order[claim.entry])
    beside = () if named_ones else _silent(silent)
    return Draft("answered", tuple(entries), notes=beside)


def _best_of(corpus: Corpus, scope: Scope, document: Document) -> Candidate | None:
    """The sentence of a meeting that says most of what is asked, if one says enough."""
    key = version_key(document.id, document.version)
    turns = scope.wanted.turns if scope.wanted.firm else None
    one = replace(scope, documents=(document,), allowed=Allowed(frozenset({key}), turns))
    found = [c for c in find(corpus, one).candidates if c.turn.kind != "note"]
    # A body that is named speaks for itself where it does; a stable sort keeps the likelier first.
    found.sort(key=lambda c: not c.wanted)
    # What is said under an item that names the subject, and an announcement (…の概要について説明)
    # where there is nothing else: that a meeting says nothing must be true.
    announced = (c for c in found if c.told("opening") and c.told("own_nouns") >= TITLE)
    for kind in (filter(_says, found), filter(_speaks_of, found), announced):
        if best := next(kind, None):
            others = [best, *kind]
            if _GROWS.search(scope.query):
                near = (c for c in others if best.score - c.score <= SETTLED)
                best = next((c for c in near if _counts(c)), best)
            return _settled(scope, best, others)
    return None


def _to_the_point(scope: Scope, told: Sequence[Candidate]) -> list[Candidate]:
    """Without entries that speak of something else, and of growth without those that do not count.

    Who asks for all so far gets them all.
    """
    least = max((c.score for c in told), default=0.0) - SPREAD
    every = bool(_SO_FAR.search(scope.question))
    kept = [c for c in told if every or c.score >= least]
    counted = [c for c in kept if _counts(c)] if _GROWS.search(scope.query) else []
    return counted if len(counted) > 1 else kept


def _counts(candidate: Candidate) -> bool:
    """Whether a sentence gives a figure that is no date."""
    values = values_of(candidate.text, candidate.document.date)
    return any(v.number is not None and v.start is None and v.kind != "ordinal" for v in values)


def _settled(scope: Scope, best: Candidate, others: Sequence[Candidate]) -> Candidate:
    """Of how a matter went, what settles it or leaves it open, where that is likely enough."""
    if not _COURSE.search(scope.query) or best.wanted or _SETTLES.search(best.text):
        return best
    near = (c for c in others if best.score - c.score <= SETTLED and _SETTLES.search(c.text))
    return next(near, best)


def _says(candidate: Candidate) -> bool:
    """Whether a sentence speaks of the subject, by itself or in its exchange."""
    told = candidate.told
    if told("names_missing") or told("ceremony") or told("opening"):
        return False
    enough = told("exchange") >= AROUND or told("exchange_nouns") >= TITLE
    enough = enough or (candidate.score >= LIKELY and told("own_nouns") >= PART)
    return enough and candidate.score >= ODDS and (told("near") > 0 or told("asked") > 0)


def _entry(best: Candidate) -> Claim:
    cited = cite_text(best.document, best.turn, best.start, best.end)
    lead = attribution(best.document, best.turn, cited.quote)
    return Claim((f"{lead}: 「{cited.quote}」", cited), entry=best.document.id)


def _nothing(document: Document) -> Claim:
    """That a meeting's minutes do not speak of the subject, cited to their title."""
    first = next((line for line in document.header.split("\n") if line.strip()), "")
    start = document.header.find(first)
    cited = cite_header(document, start, start + len(first))
    day = f"（{when(document)}）" if document.date else ""
    text = f"{meeting_name(document)}{day}の議事要旨には、該当する発言の記載がありません。"
    return Claim((text, cited) if first else (text,), entry=document.id)


def _silent(documents: Sequence[Document]) -> tuple[Note, ...]:
    """Which meetings that nobody named do not speak of the subject, if they are few."""
    if not 0 < len(documents) <= _SILENT:
        return ()
    names = "、".join(meeting_name(document) for document in documents)
    return (Note("says_nothing", f"{names}の議事要旨には、該当する発言の記載がありません。"),)


def _agendas(documents: Sequence[Document]) -> Draft | None:
    """Meetings side by side without a subject: what was on the agenda of each."""
    claims = []
    for document in documents:
        tops = [at for at, item in enumerate(document.agenda) if item.parent is None]
        if not tops:
            continue
        day = f"（{when(document)}）" if document.date else ""
        parts: list[str | Citation] = [f"{meeting_name(document)}{day}の議題は、"]
        for place, at in enumerate(tops):
            cited = cite_agenda(document, at)
            parts += ["、" if place else "", f"「{cited.quote}」", cited]
        claims.append(Claim((*parts, "です。"), entry=document.id))
    return Draft("answered", tuple(claims)) if claims else None


# -- speaker by speaker ------------------------------------------------------------------------


def _by_speaker(corpus: Corpus, scope: Scope, found: Found) -> Draft | None:
    """The best sentence of each speaker who speaks of the subject."""
    places = bool(_PLACES.search(scope.question))
    best: dict[str, Candidate] = {}
    for document in scope.documents[-_ENTRIES:]:
        key = version_key(document.id, document.version)
        one = replace(scope, documents=(document,), allowed=Allowed(frozenset({key})))
        for candidate in find(corpus, one).candidates:
            who = _speaks_for(candidate.turn, places)
            if not who or who in scope.apart or candidate.turn.kind == "note":
                continue
            if not _speaks_of(candidate):
                continue
            if who not in best or candidate.score > best[who].score:
                best[who] = candidate
    if len(best) < (1 if scope.apart else 2):
        return None
    claims = [
        replace(_entry(candidate), entry=who)
        for candidate in in_order(list(best.values()))
        for who in [_speaks_for(candidate.turn, places)]
    ]
    if places:
        claims += _silent_places(corpus, scope, best)
    return Draft("answered", tuple(claims))


def _speaks_of(candidate: Candidate) -> bool:
    """Whether somebody speaks of the subject, also under an agenda item that names it."""
    told = candidate.told
    under = told("around") >= TITLE and not (told("ceremony") or told("opening"))
    return _says(candidate) or (under and not told("names_missing"))


def _speaks_for(turn: Turn, places: bool) -> str:
    """Whose entry a turn belongs to: a municipality, or a person."""
    if turn.speaker is None:
        return ""
    person = Person.of(turn.speaker)
    return person.municipality if places else person.identity


def _silent_places(corpus: Corpus, scope: Scope, told: dict[str, Candidate]) -> Iterator[Claim]:
    """Municipalities that speak in these meetings, and not of the subject."""
    silent: dict[str, tuple[Document, Turn]] = {}
    for document in scope.documents:
        for turn in corpus.library.turns(document):
            who = _speaks_for(turn, places=True)
            if who and who not in told and who not in scope.apart:
                silent.setdefault(who, (document, turn))
    for who, (document, turn) in list(silent.items())[:_SILENT]:
        cited = cite_speaker(document, turn)
        text = f"{who}（{named(turn.speaker)}）の発言に、該当する記載はありません。"
        yield Claim((text, cited), entry=who)


# -- in which meetings -------------------------------------------------------------------------


def _which(document: Document, found: Found) -> Claim | None:
    """Where a meeting speaks of the subject: its agenda, and its best sentence."""
    parts: list[str | Citation] = []
    titled = [
        (share, -at)
        for at, item in enumerate(document.agenda)
        if (share := covered(found.needs, Bag(item.title))) >= TITLE
    ]
    if titled:
        at = -max(titled)[1]
        cited = cite_agenda(document, at)
        closed = "（非公開）" if document.agenda[at].closed else ""
        parts += [f"議題{closed}に「{cited.quote}」", cited]
    best = _sentence(document, found)
    if best is not None and (not parts or best.told("own") >= SENTENCE):
        cited = cite_text(document, best.turn, best.start, best.end)
        parts += [
            "、" if parts else "",
            f"{named(best.turn.speaker)}の発言に「{cited.quote}」",
            cited,
        ]
    if not parts:
        return None
    day = f"（{when(document)}）" if document.date else ""
    return Claim((f"{meeting_name(document)}{day}: ", *parts, "とあります。"), entry=document.id)


def _sentence(document: Document, found: Found) -> Candidate | None:
    own = [
        c
        for c in found.candidates
        if c.document.id == document.id
        and not c.told("names_missing")
        and not c.told("values_missing")
        and c.told("near") >= SENTENCE
        and c.told("own") > 0
    ]
    return max(own, key=lambda c: (c.told("own"), c.score), default=None)
