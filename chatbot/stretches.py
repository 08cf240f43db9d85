"""What is read for a question: what search finds, and the other side of each exchange of that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chatbot.reader import REPLIED, asked_before
from chatbot.retrieve import Allowed, Corpus
from chatbot.scope import Scope
from chatbot.sentences import sentences
from chatbot.types import Document, Hit, Passage, Turn

# Of how many passages the exchanges are read, too.
EXCHANGED = 10
# A turn of so many sentences is read whole where it is only the other side of an exchange.
WHOLE = 12


@dataclass(frozen=True)
class Stretch:
    """A passage with its turn, and the sentences of the turn that lie in it."""

    document: Document
    turn: Turn
    passage: Passage
    asked: str
    follows: bool


def admitted(scope: Scope) -> Allowed | None:
    """Where the words must be somebody's, only that one's turns; else the meetings alone."""
    if scope.allowed is None or scope.allowed.turns is None or scope.by_hand:
        return scope.allowed
    if scope.wanted.firm and not scope.wanted.askers and scope.wanted.side is None:
        return scope.allowed
    return Allowed(scope.allowed.keys)


def read_stretches(corpus: Corpus, scope: Scope, hits: Sequence[Hit]) -> Iterator[Stretch]:
    """What is read, each passage once."""
    taken: set[str] = set()
    partners: list[Passage] = []
    for place, hit in enumerate(hits):
        if hit.passage.id not in taken:
            taken.add(hit.passage.id)
            yield _stretch(corpus, hit.document, hit.turn, hit.passage)
        if place < EXCHANGED:
            partners.extend(_other_side(corpus, hit.document, hit.turn, hit.passage))
    for passage in [*_quoted_last(corpus, scope), *partners]:
        document = corpus.documents.get(passage.document)
        turn = corpus.turn(passage.document, passage.turn)
        if passage.id in taken or document is None or turn is None:
            continue
        if scope.allowed is not None and not _admits(scope, passage):
            continue
        taken.add(passage.id)
        yield _stretch(corpus, document, turn, passage)


def _quoted_last(corpus: Corpus, scope: Scope) -> Iterator[Passage]:
    """In a conversation, the passages of what was quoted last, and of the replies to it."""
    for name, turn_id in sorted(scope.near):
        document = corpus.documents.get(name)
        turn = corpus.turn(name, turn_id)
        if document is None or turn is None:
            continue
        for passage in corpus.library.passages_by_turn(document).get(turn_id, ()):
            yield passage
            yield from _other_side(corpus, document, turn, passage)


def _admits(scope: Scope, passage: Passage) -> bool:
    allowed = admitted(scope)
    return allowed is None or allowed.admits(passage.id)


def _other_side(corpus: Corpus, document: Document, mine: Turn, passage: Passage) -> list[Passage]:
    """The passages of an exchange: what one of them replies to, and what replies to it."""
    every = corpus.library.passages_by_turn(document)
    turns = corpus.library.turns(document)
    answers = {name.rpartition("/")[0].rpartition("/")[2] for name in passage.answers}
    others = set(mine.replies_to) | answers
    if not passage.answers:
        others |= {turn.id for turn in turns if mine.id in turn.replies_to}
    at = mine.ordinal - 1
    if not others and at + 1 < len(turns) and _talks(mine, turns[at + 1]):
        others.add(turns[at + 1].id)
    found: list[Passage] = []
    for other in sorted(others, key=lambda name: int(name[1:])):
        own = every.get(other, ())
        linked = [p for p in own if p.id in passage.answers or passage.id in p.answers]
        short = len(sentences(turns[int(other[1:]) - 1].text)) <= WHOLE
        found.extend(own if short or not linked else linked)
    return found


def _stretch(corpus: Corpus, document: Document, turn: Turn, passage: Passage) -> Stretch:
    asked = asked_before(corpus.library, document, turn, passage)
    if asked:
        return Stretch(document, turn, passage, asked, follows=False)
    turns = corpus.library.turns(document)
    at = turn.ordinal - 1
    if at and _talks(turns[at - 1], turn) and turn.kind != "question":
        return Stretch(document, turn, passage, turns[at - 1].text[-REPLIED:], follows=True)
    return Stretch(document, turn, passage, "", follows=False)


def _talks(one: Turn, other: Turn) -> bool:
    """Whether two neighbouring turns are of two speakers under one agenda item."""
    return (
        one.agenda == other.agenda
        and one.speaker is not None
        and other.speaker is not None
        and one.speaker != other.speaker
    )
