"""A question that goes through meetings: each one's entry, in order of date.

Where a meeting was named and says nothing, the answer says that it says nothing (`chatbot.silent`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.candidates import Candidate, Found
from chatbot.cite import Claim, Draft, cite_agenda, meeting_name, when
from chatbot.counted import Measure, alike, measures_of
from chatbot.cues import DECIDES
from chatbot.entries import ENTRIES, SILENT, TITLE, entry_of, says, speaks_of
from chatbot.extract import find
from chatbot.library import version_key
from chatbot.retrieve import Allowed, Corpus
from chatbot.scope import Scope
from chatbot.silent import Silence, notes_of, nothing_of, touched
from chatbot.types import Citation, Document

# How much or how many it was, each time: only figures tell.
_GROWS = re.compile(
    r"増え|増し|増加|減っ|減少|伸び|膨ら|推移|移り変わ|各年度|年度(?:ごと|毎|別)"
    r"|(?:数|率|額|費|費用|割合)(?:は|が|の|、).{0,16}(?:変わ|変化|動い)"
)
# How a matter went: what was decided, or left open, says it sooner than what somebody thinks of it.
_COURSE = re.compile(r"議論|経緯|経過")
_SETTLES = re.compile(rf"{DECIDES.pattern}|決め")
# What is so much less likely than the best speaks of something else (natural logarithm).
SETTLED = 2.5
# Of growth, what counts the same as the likeliest entry may be less likely than that by so much.
ALIKE = 6.0
_SO_FAR = re.compile(r"これまで|今まで|いままで|各回|毎回")


def by_meeting(corpus: Corpus, scope: Scope, found: Found) -> Draft | None:
    """One entry a meeting; ``None`` where too few say anything."""
    named_ones = scope.named
    if not found.needs:
        return _agendas(scope.documents) if named_ones else None
    every = [(d, telling(corpus, scope, d)) for d in scope.documents[-ENTRIES:]]
    silent = [document for document, ranked in every if not ranked]
    told = [_best_of(scope, ranked) for _, ranked in every if ranked]
    if not named_ones:
        told = _to_the_point(scope, told)
    if _GROWS.search(scope.query):
        told = _counted_alike(told, [ranked for _, ranked in every if ranked])
    entries = [entry_of(best) for best in told]
    through = named_ones or (bool(_SO_FAR.search(scope.question)) and len(silent) <= SILENT)
    if len(entries) < (1 if through else 2):
        return None
    silences = [Silence(document, touched(corpus, document, found.question)) for document in silent]
    if named_ones:
        entries += [nothing_of(silence) for silence in silences]
    order = {document.id: at for at, document in enumerate(scope.documents)}
    entries.sort(key=lambda claim: order[claim.entry])
    beside = () if named_ones else notes_of(silences)
    return Draft("answered", tuple(entries), notes=beside)


def telling(corpus: Corpus, scope: Scope, document: Document) -> list[Candidate]:
    """The sentences of a meeting that say enough of what is asked, the one that says most first."""
    key = version_key(document.id, document.version)
    turns = scope.wanted.turns if scope.wanted.firm else None
    allowed = Allowed(frozenset({key}), turns)
    several = len(scope.documents) > 1
    one = replace(scope, documents=(document,), allowed=allowed, one_of_several=several)
    found = [c for c in find(corpus, one).candidates if c.turn.kind != "note"]
    # A body that is named speaks for itself where it does; a stable sort keeps the likelier first.
    found.sort(key=lambda c: not c.wanted)
    # What is said under an item that names the subject, and an announcement (…の概要について説明)
    # where there is nothing else: that a meeting says nothing must be true.
    announced = (c for c in found if c.told("opening") and c.told("own_nouns") >= TITLE)
    for kind in (filter(says, found), filter(speaks_of, found), announced):
        if ranked := list(kind):
            return ranked
    return []


def _best_of(scope: Scope, ranked: Sequence[Candidate]) -> Candidate:
    """The sentence of a meeting that says most of what is asked."""
    best = ranked[0]
    if _GROWS.search(scope.query):
        near = (c for c in ranked if best.score - c.score <= SETTLED)
        best = next((c for c in near if _counts(c)), best)
    return _settled(scope, best, ranked)


def _counted_alike(
    told: Sequence[Candidate], every: Sequence[Sequence[Candidate]]
) -> list[Candidate]:
    """Of each meeting what counts the same as most entries do, where anything does: 団体, ％."""
    counted = [c for c in told if _counts(c)]
    if not counted:
        return list(told)
    pivot = max(counted, key=lambda c: c.score)
    asked = _asked_for(counted)
    kept = {c.document.id: c for c in told}
    for ranked in every:
        near = (c for c in ranked if pivot.score - c.score <= ALIKE)
        same = next((c for c in near if alike(measures_of(c), asked)), None)
        if same is not None:
            kept[same.document.id] = same
    return list(kept.values())


def _to_the_point(scope: Scope, told: Sequence[Candidate]) -> list[Candidate]:
    """Without entries that speak of something else, and of growth without those that do not count.

    Who asks for all so far gets them all.
    """
    if not told:
        return []
    best = max(told, key=lambda c: c.score)
    every = bool(_SO_FAR.search(scope.question))
    kept = [c for c in told if every or best.score - c.score <= SETTLED]
    counted = [c for c in kept if _counts(c)] if _GROWS.search(scope.query) else []
    return counted if len(counted) > 1 else kept


def _asked_for(counted: Sequence[Candidate]) -> frozenset[Measure]:
    """What most of the entries count; of several that of the likeliest."""
    likeliest = sorted(counted, key=lambda c: -c.score)
    told = [measure for c in likeliest for measure in sorted(measures_of(c))]
    return frozenset([max(dict.fromkeys(told), key=told.count)])


def _counts(candidate: Candidate) -> bool:
    """Whether a sentence gives a figure that is no date."""
    return bool(measures_of(candidate))


def _settled(scope: Scope, best: Candidate, others: Sequence[Candidate]) -> Candidate:
    """Of how a matter went, what settles it or leaves it open, where that is likely enough."""
    if not _COURSE.search(scope.query) or best.wanted or _SETTLES.search(best.text):
        return best
    near = (c for c in others if best.score - c.score <= SETTLED and _SETTLES.search(c.text))
    return next(near, best)


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
