"""What answers a follow-up: what stands beside what was quoted last, or near it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from chatbot.candidates import Candidate, Found
from chatbot.cues import BECAUSE, DECIDES, TYPED
from chatbot.names import names
from chatbot.order import MOST, by_speaker
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.words import tokens

# An answer of no more sentences is short; of a long one, those count whose odds come this close to
# its best (natural logarithm).
SHORT, CLOSE = 6, 1.6
# So much likelier (natural logarithms) is what is said so many characters from what was quoted
# last, in its exchange, under its agenda item.
BESIDE, EXCHANGE, ITEM = 1.0, 1.0, 0.5
_CHARACTERS = 160
_STANCE = re.compile(r"反対|賛成|慎重|見送|異存|異議|同意|懸念|難し")
# What was not quoted and is this likely stands before what is only beside it.
FRESH = -1.5


def likelier(corpus: Corpus, scope: Scope) -> Callable[[Candidate], float]:
    """How much likelier than by itself a sentence is to be meant, by where it stands."""
    turns = [(name, turn) for name, one in scope.near if (turn := corpus.turn(name, one))]
    items = {(name, turn.agenda) for name, turn in turns if turn.agenda is not None}
    asked = {(name, one) for name, turn in turns for one in turn.replies_to}

    def by(candidate: Candidate) -> float:
        name, turn = candidate.document.id, candidate.turn
        if (name, turn.id) in scope.near:
            starts = [at for doc, one, at in scope.quoted if (doc, one) == (name, turn.id)]
            beside = any(abs(at - candidate.start) <= _CHARACTERS for at in starts)
            return BESIDE if beside or not starts else ITEM
        if (name, turn.id) in asked or any((name, one) in scope.near for one in turn.replies_to):
            return EXCHANGE
        return ITEM if (name, turn.agenda) in items else 0.0

    return by


def following(scope: Scope, found: Found, pool: Sequence[Candidate]) -> list[Candidate] | None:
    """What a follow-up asks for that has no subject of its own; ``None`` for any other question."""
    if scope.whose == "said":
        return [c for c in pool if c.key in scope.quoted]
    if scope.whose == "asked":
        return _whose_words(scope, pool)
    if scope.answers_to and (replies := _in_reply(scope, pool)):
        return replies
    return _beside_the_last(scope, found, pool) if scope.bare and scope.near else None


def _beside_the_last(scope: Scope, found: Found, pool: Sequence[Candidate]) -> list[Candidate]:
    """What stands beside what was quoted last, and is of the kind that is asked for now."""
    last = [c for c in pool if (c.document.id, c.turn.id) in scope.near]
    near = [c for c in last if c.wanted] or last
    replies = [
        c for c in pool if any((c.document.id, one) in scope.near for one in c.turn.replies_to)
    ]
    told = [c for c in {c.key: c for c in (*near, *replies)}.values() if not c.told("ceremony")]
    new = [c for c in told if c.key not in scope.quoted]
    if found.kind in TYPED:
        # What was quoted was seen: it is told again only if nothing else fits.
        fits = sorted((c for c in told if c.told("suits")), key=lambda c: -c.score)
        fits = [c for c in fits if c.key not in scope.quoted and c.score >= FRESH] or fits
        return [c for c in fits if fits[0].score - c.score <= CLOSE][:2]
    if found.kind == "why":
        # Whoever said it gives the reason, though it was quoted; then those who reply. What gives
        # none answers no why, least of all said again.
        reasons = [c for c in told if BECAUSE.search(c.text)]
        own = [c for c in reasons if (c.document.id, c.turn.id) in scope.near]
        new = [c for c in own if c.key not in scope.quoted] or own or reasons
        return (new or _behind_a_stance(scope, told))[:2]
    if found.kind == "who":
        return [c for c in told if _names_who(scope, c)][:2]
    if scope.passed:  # 「もっと詳しく」
        return (new or told)[:2]
    if replies and all(c.turn.kind == "question" for c in last):
        # What came of a question is what was answered.
        return [c for c in replies if replies[0].score - c.score <= CLOSE][:MOST]
    fresh = [c for c in pool if c.key not in scope.quoted and not c.told("ceremony")]
    fresh = [c for c in fresh if c.score >= FRESH and fresh[0].score - c.score <= CLOSE]
    return (fresh or new or told)[:2]


def _behind_a_stance(scope: Scope, told: Sequence[Candidate]) -> list[Candidate]:
    """Who is against something says why beside it, without a word for that."""
    held = [c for c in told if c.key in scope.quoted and _STANCE.search(c.text)]
    return [
        c
        for c in told
        if c.key not in scope.quoted
        and any(c.turn.id == h.turn.id and c.document.id == h.document.id for h in held)
        and any(0 <= c.start - h.end <= 1 or 0 <= h.start - c.end <= 1 for h in held)
    ]


def _whose_words(scope: Scope, pool: Sequence[Candidate]) -> list[Candidate]:
    """What the turns that were quoted last reply to; what they ask themselves, if nothing."""
    last = [c for c in pool if (c.document.id, c.turn.id) in scope.near]
    asked = {(c.document.id, one) for c in last for one in c.turn.replies_to}
    told = [c for c in pool if (c.document.id, c.turn.id) in asked]
    told = told or [c for c in last if c.turn.kind == "question"]
    asks = [c for c in told if c.told("asks")]
    return (asks or told)[:2]


def _in_reply(scope: Scope, pool: Sequence[Candidate]) -> list[Candidate]:
    """What was said in reply to the turns whose answers are asked for.

    Of a short reply all, of a long one what comes close to its best sentence.
    """
    told = [
        c
        for c in pool
        if any((c.document.id, one) in scope.answers_to for one in c.turn.replies_to)
        and not c.told("ceremony")
    ]
    if scope.wanted.named:
        told = [c for c in told if c.wanted] or told
    if len(told) <= SHORT:
        return by_speaker(told)
    return [c for c in told if told[0].score - c.score <= CLOSE][:MOST]


def _names_who(scope: Scope, candidate: Candidate) -> bool:
    """Whether a sentence names somebody, and does what 「誰が決めた」 asks of them."""
    words = {word.lemma for word in tokens(candidate.text)}
    asked = [w.lemma for w in tokens(scope.query) if w.pos == "動詞-一般"]
    does = all(verb in words for verb in asked)
    if not does and asked == ["決める"]:
        does = bool(DECIDES.search(candidate.text))
    return does and bool(names(candidate.text))
