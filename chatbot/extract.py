"""Choosing the sentences that answer: scored by what they cover, kept with their exchange.

Sentences are chosen, never written. Each is judged in three circles: by itself, with its
neighbours in the turn, and with everything around it (the question it replies to, the agenda item,
the speaker), because minutes name their subject once and then speak of 「その事業」. Its
cosine with the question finds what is said in other words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from chatbot.dates import Value, values
from chatbot.evidence import (
    Bag,
    Kind,
    Need,
    covered,
    focus_of,
    kind_of,
    needs_of,
    opposed,
    suits,
    suits_unit,
)
from chatbot.retrieve import Allowed, Corpus, search
from chatbot.scope import Scope
from chatbot.text import sentences
from chatbot.typed import asked_values, holds
from chatbot.types import Document, Hit, Turn

# How many passages are read for sentences.
READ = 16
# What a sentence's score is made of: weights of a pairwise logistic regression on the questions of
# eval/tuning, rounded (see docs/retrieval.md). They order the sentences of one question.
OWN, NEAR, AROUND, COSINE, SUITS, SIDE, PREFERRED = 0.4, 0.25, 0.45, 1.0, 0.4, 0.3, 1.0
# A question of at most so many characters is taken to be about one thing.
SHORT = 600
# e5's cosines lie between these for anything Japanese.
LOW, HIGH = 0.78, 0.92


@dataclass(frozen=True)
class Candidate:
    """A sentence of a turn: what it covers (shares of the needs' weight, 0..1) and its cosine.

    ``firm`` says that every name, number and date of the question occurs around it, ``suits`` that
    it holds the kind of thing asked for, ``focus`` that the thing asked for is named,
    ``wanted`` that the question names its speaker,
    ``against`` that it says the opposite of what is asked.
    """

    document: Document
    turn: Turn
    start: int
    end: int
    cosine: float
    own: float
    near: float
    around: float
    firm: bool
    suits: bool
    suits_near: bool
    against: bool
    focus: bool
    wanted: bool
    score: float

    @property
    def text(self) -> str:
        """The sentence's own characters."""
        return self.turn.text[self.start : self.end]


@dataclass(frozen=True)
class Found:
    """All that was found for one question, best first."""

    needs: tuple[Need, ...]
    values: tuple[Value, ...]
    kind: Kind
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]

    @cached_property
    def best(self) -> Candidate | None:
        """The best sentence, if any passage was found."""
        return self.candidates[0] if self.candidates else None


def find(corpus: Corpus, scope: Scope) -> Found:
    """Search and score the sentences of the best passages."""
    words = corpus.index.words
    needs = needs_of(
        scope.query, lambda word: words.frequency("words", word), words.count(), _understood(scope)
    )
    asked = asked_values(scope.query, scope.today)
    kind = kind_of(scope.query)
    hits = tuple(search(corpus, scope.query, READ, _allowed(scope)))
    replies = _replies(corpus, scope)
    if replies:
        hits = tuple(h for h in hits if (h.document.id, h.turn.id) in replies) or hits
    places = _places(hits)
    cosines = corpus.nearness.cosines(
        scope.query, [hit.turn.text[start:end] for hit, _, _, (start, end) in places]
    )
    judge = _Judge(scope, needs, asked, kind, focus_of(scope.query))
    scored: dict[tuple[str, str, int], Candidate] = {}
    for (hit, spans, at, span), cosine in zip(places, cosines, strict=True):
        key = (hit.document.id, hit.turn.id, span[0])
        if key not in scored and key not in scope.passed:
            around = _around(corpus, hit)
            scored[key] = judge.judge(hit, spans, at, around, cosine)
    ordered = sorted(
        scored.values(), key=lambda c: (-c.score, c.document.id, c.turn.ordinal, c.start)
    )
    return Found(needs, asked, kind, hits, tuple(ordered))


def first_sentence(like: Candidate, turn: Turn) -> list[Candidate]:
    """The first sentence of another turn of the same document, where search did not bring it."""
    spans = sentences(turn.text)
    if not spans:
        return []
    start, end = spans[0]
    return [replace(like, turn=turn, start=start, end=end, own=0.0, near=0.0, score=0.0)]


def _understood(scope: Scope) -> tuple[str, ...]:
    """Words of the question that were understood as speakers and need no evidence."""
    return (*scope.wanted.names, *(("東京都", "都") if scope.wanted.metropolis else ()))


def _allowed(scope: Scope) -> Allowed | None:
    """A speaker who is only a body (町田市) is preferred; a person or an office is required."""
    if scope.allowed is None or scope.allowed.turns is None:
        return scope.allowed
    if scope.wanted.firm and not scope.wanted.askers:
        return scope.allowed
    return Allowed(scope.allowed.keys)


def _replies(corpus: Corpus, scope: Scope) -> set[tuple[str, str]]:
    """The turns that answer those whose question is asked about."""
    if not scope.wanted.askers and not scope.answers_to:
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
        by_asker |= {turn for name, turn in scope.answers_to if name == document.id}
        found |= {(document.id, t.id) for t in turns if by_asker & set(t.replies_to)}
    return found


_Place = tuple[Hit, list[tuple[int, int]], int, tuple[int, int]]


def _places(hits: Sequence[Hit]) -> list[_Place]:
    """Every sentence of the hits, with its turn's sentences and its position among them."""
    return [
        (hit, spans, at, span)
        for hit in hits
        for spans in [sentences(hit.turn.text)]
        for at, span in enumerate(spans)
        if span[1] > hit.passage.start and span[0] < hit.passage.end
    ]


def _around(corpus: Corpus, hit: Hit) -> str:
    """What surrounds a passage: agenda item, speaker, and the question it replies to.

    Of a short question all of it; of a long one the passage to which this one is linked, which its
    index text holds.
    """
    document, turn = hit.document, hit.turn
    texts = [hit.passage.index_text]
    for asked in turn.replies_to:
        question = corpus.turn(document.id, asked)
        if question is not None and len(question.text) <= SHORT:
            texts.append(question.text)
    if turn.speaker is not None:
        texts.append(turn.speaker.raw)
    at = turn.agenda
    while at is not None:
        texts.append(document.agenda[at].title)
        at = document.agenda[at].parent
    if turn.agenda is not None:
        texts += [i.title for i in document.agenda if i.parent == turn.agenda and not i.closed]
    return "\n".join(texts)


@dataclass(frozen=True)
class _Judge:
    scope: Scope
    needs: tuple[Need, ...]
    asked: tuple[Value, ...]
    kind: Kind
    focus: frozenset[str]

    def judge(
        self,
        hit: Hit,
        spans: Sequence[tuple[int, int]],
        at: int,
        around_text: str,
        cosine: float,
    ) -> Candidate:
        """Score one sentence of a hit."""
        turn, day, needs = hit.turn, hit.document.date, self.needs
        start, end = spans[at]
        near_text = turn.text[spans[max(0, at - 1)][0] : spans[min(len(spans) - 1, at + 1)][1]]
        own, near, around = Bag(turn.text[start:end]), Bag(near_text), Bag(around_text)
        shares = covered(needs, own), covered(needs, near), covered(needs, near, around)
        told = values(f"{near_text}\n{around_text}", base=day)
        fits = suits(self.kind, turn.text[start:end], day)
        score = OWN * shares[0] + NEAR * shares[1] + AROUND * shares[2]
        score += COSINE * min(max((cosine - LOW) / (HIGH - LOW), 0.0), 1.0)
        score += SUITS * (fits and self.kind != "what")
        wanted = self.scope.wanted
        if wanted.side is not None:
            score += SIDE * (turn.kind == wanted.side)
        key = f"{hit.document.id}@{hit.document.version}/{turn.id}"
        named = wanted.turns is not None and key in wanted.turns
        score += PREFERRED * named
        return Candidate(
            document=hit.document,
            turn=turn,
            start=start,
            end=end,
            cosine=cosine,
            own=shares[0],
            near=shares[1],
            around=shares[2],
            firm=all(near.has(n) or around.has(n) for n in needs if n.firm)
            and all(holds(value, told) for value in self.asked),
            suits=fits,
            suits_near=suits(self.kind, near_text, day) and suits_unit(self.scope.query, near_text),
            against=any(opposed(n, near) for n in needs if not near.has(n)),
            focus=self._has_focus(near, around),
            wanted=named,
            score=score,
        )

    def _has_focus(self, *bags: Bag) -> bool:
        """Whether what is asked for by name (委託先はどこ) occurs, at least in part."""
        wanted = [need for need in self.needs if need.word in self.focus]
        return not wanted or any(bag.has(need) for need in wanted for bag in bags)
