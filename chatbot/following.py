"""What answers a follow-up that has no subject of its own: what stands beside what was quoted."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.candidates import Candidate, Found
from chatbot.cues import BECAUSE, DECIDES, TYPED
from chatbot.names import names
from chatbot.order import MOST, by_speaker
from chatbot.scope import Scope
from chatbot.words import tokens

# An answer of no more sentences is short; of a long one, those count whose odds come this close to
# its best (natural logarithm).
SHORT, CLOSE = 6, 1.6


def following(scope: Scope, found: Found, pool: Sequence[Candidate]) -> list[Candidate] | None:
    """What a follow-up asks for that has no subject of its own; ``None`` for any other question."""
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
        # What was quoted for something else may hold what is asked for now.
        fits = sorted((c for c in told if c.told("suits")), key=lambda c: -c.score)
        return [c for c in fits if fits[0].score - c.score <= CLOSE][:2]
    if found.kind == "why":
        # Whoever said it gives the reason, though it was quoted; then those who reply. What gives
        # none answers no why, least of all said again.
        reasons = [c for c in told if BECAUSE.search(c.text)]
        own = [c for c in reasons if (c.document.id, c.turn.id) in scope.near]
        new = [c for c in own if c.key not in scope.quoted] or own or reasons
        return new[:2]
    if found.kind == "who":
        return [c for c in told if _names_who(scope, c)][:2]
    return (new or told)[:2]


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
