"""Where what was asked is found, and the answer to it is wanted: who replied, and what."""

from __future__ import annotations

from chatbot.candidates import Candidate, Found, first_sentence
from chatbot.cues import ASKER, ASKS, OFFICIAL, OPEN_QUESTION, REPLY, WHO
from chatbot.following import CLOSE
from chatbot.people import Person
from chatbot.retrieve import Corpus
from chatbot.scope import Scope

# Where a body is named, its own words come first if no other's odds are so much better.
OWN = 3.0
# A sentence that is likelier no answer than this stands alone only as the best.
LEAST = -2.0


def replied(corpus: Corpus, scope: Scope, found: Found, best: Candidate) -> list[Candidate]:
    """Where what was asked is found and the answer is wanted: that, and the question if need be."""
    answered = scope.wanted.side == "answer"
    both = answered and bool(ASKER.search(scope.query))
    if best.turn.kind == "question" and _wants_reply(scope, best):
        replies = _replies(corpus, found, best)
        # 「どう答えたか」 has the question in it already, but not who asked it.
        only = replies and answered and best.told("asks") and not both
        return replies if only else [best, *replies]
    if both and (asked := _asked(found, best)):
        return [asked, *_replies(corpus, found, asked)]
    return _next(corpus, found, best) if answered else []


def _wants_reply(scope: Scope, asked: Candidate) -> bool:
    """Whether the answer to a question is asked for, and not something that the question says."""
    speaker = asked.turn.speaker
    if scope.wanted.side == "question":
        return False
    if speaker and Person.of(speaker) in scope.wanted.people:
        return scope.wanted.side == "answer"
    plain = scope.query.rstrip("?？。")
    if REPLY.search(plain):
        return True
    if ASKS.search(asked.text):  # one question does not answer another, but may tell who asked
        return not WHO.search(plain) and not asked.told("suits")
    return plain.endswith("か") and not OPEN_QUESTION.search(plain)


def _replies(corpus: Corpus, found: Found, asked: Candidate) -> list[Candidate]:
    """The best sentences of each turn that answers a question."""
    replies = []
    for turn in corpus.library.turns(asked.document):
        if asked.turn.id in turn.replies_to:
            own = [
                c
                for c in found.candidates
                if c.document.id == asked.document.id and c.turn.id == turn.id
            ]
            close = [c for c in own if own[0].score - c.score <= CLOSE]
            replies.extend(close or first_sentence(asked, turn))
    return replies


def _asked(found: Found, reply: Candidate) -> Candidate | None:
    """The likeliest sentence of the questions that a reply answers."""
    return next(
        (
            c
            for c in found.candidates
            if c.document.id == reply.document.id and c.turn.id in reply.turn.replies_to
        ),
        None,
    )


def _next(corpus: Corpus, found: Found, said: Candidate) -> list[Candidate]:
    """What an official said right after somebody who is none, where no question links the two."""
    speaker = said.turn.speaker
    if said.turn.kind != "statement" or said.wanted:
        return []
    if speaker is None or OFFICIAL.search(speaker.raw):
        return []
    turns = corpus.library.turns(said.document)
    after = turns[said.turn.ordinal] if said.turn.ordinal < len(turns) else None
    if after is None or after.agenda != said.turn.agenda or after.speaker is None:
        return []
    if after.kind == "question" or not OFFICIAL.search(after.speaker.raw):
        return []
    own = [
        c for c in found.candidates if c.document.id == said.document.id and c.turn.id == after.id
    ]
    if not own or own[0].score < LEAST or said.score - own[0].score > OWN:
        return []
    return [c for c in own if own[0].score - c.score <= CLOSE]
