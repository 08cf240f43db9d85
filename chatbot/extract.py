"""Choosing the sentences that answer: scored by what they cover, kept with their exchange.

Sentences are chosen, never written. Each is judged in three circles: by itself, with its
neighbours in the turn, and with everything around it (the question it replies to, the agenda item,
the speaker), because minutes name their subject once and then speak of 「その事業」.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from chatbot.evidence import Bag, Kind, Need, covered, kind_of, needs_of, suits
from chatbot.retrieve import Allowed, Corpus, search
from chatbot.scope import Scope
from chatbot.text import sentences
from chatbot.types import Document, Hit, Turn

# How many passages are read for sentences, and how many are shown as near.
READ = 16
# Weights of the three circles and of the passage's place; they order sentences of one question.
OWN, NEAR, AROUND, PLACE, SUITS, SIDE, PREFERRED = 0.45, 0.25, 0.15, 0.25, 0.25, 0.2, 0.25


@dataclass(frozen=True)
class Candidate:
    """A sentence of a turn with what it covers (shares of the needs' weight, 0..1)."""

    document: Document
    turn: Turn
    start: int
    end: int
    place: float
    cosine: float
    own: float
    near: float
    around: float
    firm: bool
    suits: bool
    suits_near: bool
    score: float

    @property
    def text(self) -> str:
        """The sentence's own characters."""
        return self.turn.text[self.start : self.end]


@dataclass(frozen=True)
class Found:
    """All that was found for one question, best first."""

    needs: tuple[Need, ...]
    kind: Kind
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]

    @cached_property
    def best(self) -> Candidate | None:
        """The best sentence, if any passage was found."""
        return self.candidates[0] if self.candidates else None


def find(corpus: Corpus, scope: Scope) -> Found:
    """Search and score the sentences of the best passages."""
    wanted = scope.wanted
    ignored = (*wanted.names, *(("東京都", "都") if wanted.metropolis else ()))
    held = corpus.index.words.count()
    needs = needs_of(
        scope.query, lambda word: corpus.index.words.frequency("words", word), held, ignored
    )
    kind = kind_of(scope.query)
    hits = tuple(search(corpus, scope.query, READ, _allowed(scope)))
    replies = _replies(corpus, scope)
    if replies:
        hits = tuple(h for h in hits if (h.document.id, h.turn.id) in replies) or hits
    best = hits[0].score if hits else 1.0
    scored: dict[tuple[str, str, int], Candidate] = {}
    for hit in hits:
        around = _around(corpus, hit)
        spans = sentences(hit.turn.text)
        for at, (start, end) in enumerate(spans):
            if end <= hit.passage.start or start >= hit.passage.end:
                continue
            key = (hit.document.id, hit.turn.id, start)
            if key not in scored:
                scored[key] = _judge(scope, needs, kind, hit, spans, at, around, hit.score / best)
    ordered = sorted(
        scored.values(), key=lambda c: (-c.score, c.document.id, c.turn.ordinal, c.start)
    )
    return Found(needs, kind, hits, tuple(ordered))


def _allowed(scope: Scope) -> Allowed | None:
    """A speaker who is only a body (町田市) is preferred; a person or an office is required."""
    if scope.allowed is None or scope.allowed.turns is None:
        return scope.allowed
    if scope.wanted.firm and not scope.wanted.askers:
        return scope.allowed
    return Allowed(scope.allowed.keys)


def _replies(corpus: Corpus, scope: Scope) -> set[tuple[str, str]]:
    """The turns that answer those whose question is asked about."""
    if not scope.wanted.askers:
        return set()
    asked = {(p.name, p.role, p.organization) for p in scope.wanted.askers}
    found = set()
    for document in scope.documents:
        turns = corpus.library.turns(document)
        by_asker = {
            t.id
            for t in turns
            if t.speaker and (t.speaker.name, t.speaker.role, t.speaker.organization) in asked
        }
        found |= {(document.id, t.id) for t in turns if by_asker & set(t.replies_to)}
    return found


def _around(corpus: Corpus, hit: Hit) -> Bag:
    """What surrounds a passage: meeting, agenda item, speaker, and the question it replies to."""
    document, turn = hit.document, hit.turn
    texts = [document.title, hit.passage.index_text]
    if turn.speaker is not None:
        texts.append(turn.speaker.raw)
    at = turn.agenda
    while at is not None:
        texts.append(document.agenda[at].title)
        at = document.agenda[at].parent
    if turn.agenda is not None:
        texts += [i.title for i in document.agenda if i.parent == turn.agenda and not i.closed]
    return Bag(*texts)


def _judge(
    scope: Scope,
    needs: Sequence[Need],
    kind: Kind,
    hit: Hit,
    spans: Sequence[tuple[int, int]],
    at: int,
    around: Bag,
    place: float,
) -> Candidate:
    turn = hit.turn
    start, end = spans[at]
    near_text = turn.text[spans[max(0, at - 1)][0] : spans[min(len(spans) - 1, at + 1)][1]]
    own, near = Bag(turn.text[start:end]), Bag(near_text)
    own_share, near_share = covered(needs, own), covered(needs, near)
    around_share = _joint(needs, near, around)
    day = hit.document.date
    fits = suits(kind, turn.text[start:end], day)
    score = OWN * own_share + NEAR * near_share + AROUND * around_share + PLACE * place
    score += SUITS * (fits and kind != "what")
    wanted = scope.wanted
    if wanted.side is not None:
        score += SIDE * (turn.kind == wanted.side)
    if wanted.turns is not None:
        key = f"{hit.document.id}@{hit.document.version}/{turn.id}"
        score += PREFERRED * (key in wanted.turns)
    return Candidate(
        document=hit.document,
        turn=turn,
        start=start,
        end=end,
        place=place,
        cosine=hit.cosine if hit.cosine is not None else 0.0,
        own=own_share,
        near=near_share,
        around=around_share,
        firm=all(near.has(need) or around.has(need) for need in needs if need.firm),
        suits=fits,
        suits_near=suits(kind, near_text, day),
        score=score,
    )


def _joint(needs: Sequence[Need], near: Bag, around: Bag) -> float:
    whole = sum(need.weight for need in needs)
    if not whole:
        return 0.0
    return sum(n.weight for n in needs if near.has(n) or around.has(n)) / whole
