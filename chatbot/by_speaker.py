"""A question that goes through speakers: each one's entry, municipalities that are silent told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from chatbot.candidates import Candidate, Found
from chatbot.cite import Claim, Draft, cite_speaker, named
from chatbot.entries import ENTRIES, SILENT, entry_of, speaks_of
from chatbot.extract import find
from chatbot.library import version_key
from chatbot.order import in_order
from chatbot.people import Person
from chatbot.retrieve import Allowed, Corpus
from chatbot.scope import Scope
from chatbot.types import Document, Turn

_PLACES = re.compile(r"自治体|市区町村|区市町村|市町村|[市区町村](?=ごと|別|の|は)")


def by_speaker(corpus: Corpus, scope: Scope, found: Found, tell_silent: bool) -> Draft | None:
    """The best sentence of each speaker who speaks of the subject.

    ``None`` for fewer than two, or than one where somebody is left out. ``tell_silent``: of
    municipalities that say nothing it is said. Those of a group that a question names speak alone,
    and for their municipalities.
    """
    group = scope.wanted.group
    places = group or bool(_PLACES.search(scope.question))
    best: dict[str, Candidate] = {}
    for document in scope.documents[-ENTRIES:]:
        key = version_key(document.id, document.version)
        one = replace(scope, documents=(document,), allowed=Allowed(frozenset({key})))
        for candidate in find(corpus, one).candidates:
            who = _speaks_for(candidate.turn, places)
            if not who or who in scope.apart or candidate.turn.kind == "note":
                continue
            if not speaks_of(candidate) or (group and not _of_group(scope, candidate)):
                continue
            if who not in best or candidate.score > best[who].score:
                best[who] = candidate
    if len(best) < (1 if scope.apart else 2):
        return None
    claims = [
        replace(entry_of(candidate), entry=who)
        for candidate in in_order(list(best.values()))
        for who in [_speaks_for(candidate.turn, places)]
    ]
    if places and tell_silent:
        claims += _silent_places(corpus, scope, best)
    return Draft("answered", tuple(claims))


def _of_group(scope: Scope, candidate: Candidate) -> bool:
    """Whether one of a group says it, and asks or wishes where that is wanted."""
    asks = scope.wanted.side != "question" or candidate.turn.kind == "question"
    return candidate.wanted and asks


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
    for who, (document, turn) in list(silent.items())[:SILENT]:
        cited = cite_speaker(document, turn)
        text = f"{who}（{named(turn.speaker)}）の発言に、該当する記載はありません。"
        yield Claim((text, cited), entry=who)
