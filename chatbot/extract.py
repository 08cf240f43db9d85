"""Finding the sentences that may answer: those of the best passages and of their exchanges.

Sentences are chosen, never written. What is told of each is in `chatbot.signals`; how much it is
worth, in `chatbot.weighing`.
"""

from __future__ import annotations

from dataclasses import replace

from chatbot.askers import asker_first, asks_who_raised
from chatbot.bags import pairs
from chatbot.candidates import Found, best_first
from chatbot.cues import CALLS, NOTHING_SAID, WHETHER_SAID
from chatbot.evidence import focus_of, kind_of, needs_of
from chatbot.following import likelier
from chatbot.retrieve import Corpus, search
from chatbot.scope import Scope
from chatbot.signals import Question
from chatbot.stretches import Stretch, admitted, read_stretches
from chatbot.telling import Teller
from chatbot.text import normalize
from chatbot.typed import asked_values
from chatbot.types import Hit
from chatbot.weighing import sentence_scores

# Of how many passages the sentences are told of, with a reader and without. A reading costs, and
# puts the right passage further up; of one of several meetings that are gone through, fewer do.
READ, UNREAD, OF_ONE = 12, 20, 6


def read_question(corpus: Corpus, scope: Scope) -> Question:
    """What a question asks for, weighed by what is rare in the library."""
    words = corpus.index.words
    known = (*scope.wanted.names, *(("東京都", "都") if scope.wanted.metropolis else ()))
    needs = needs_of(scope.query, lambda word: words.frequency("words", word), words.count(), known)
    return Question(
        text=scope.query,
        needs=needs,
        values=asked_values(scope.query, scope.today),
        kind=kind_of(scope.query),
        focus=focus_of(scope.query),
        pairs=frozenset(pairs(scope.query)),
        unknown=frozenset(
            need.word
            for need in needs
            if not any(words.frequency("words", form) for form in need.forms)
        ),
    )


def tell(corpus: Corpus, scope: Scope) -> Found:
    """Search, and tell what there is to tell of the sentences of the best passages, unweighed."""
    question = read_question(corpus, scope)
    hits = tuple(_hits(corpus, scope))
    return Found(question, hits, tuple(Teller(corpus, scope, question, hits).candidates()))


def stretches_of(corpus: Corpus, scope: Scope) -> list[Stretch]:
    """The passages whose sentences are told of: what search finds, and the exchanges of that."""
    return list(read_stretches(corpus, scope, _hits(corpus, scope)))


def _hits(corpus: Corpus, scope: Scope) -> list[Hit]:
    few = scope.one_of_several and corpus.reader is not None
    count = UNREAD if corpus.reader is None else OF_ONE if few else READ
    return search(corpus, scope.query, count, admitted(scope), few=few)


def find(corpus: Corpus, scope: Scope) -> Found:
    """The sentences that may answer, the likeliest first; remembered for a moment."""
    return corpus.memory.lately((corpus, scope), lambda: _find(corpus, scope))


def _find(corpus: Corpus, scope: Scope) -> Found:
    told = tell(corpus, scope)
    question, hits = told.question, told.hits
    scores = sentence_scores([c.signals for c in told.candidates])
    every = zip(told.candidates, scores, strict=True)
    weighed = [replace(c, score=float(s)) for c, s in every if _tells(scope, c.text)]
    scored = best_first(weighed)
    if asks_who_raised(scope):
        return Found(question, hits, asker_first(scored), by_odds=scored)
    if scope.near:
        by = likelier(corpus, scope)
        beside = best_first(replace(c, score=c.score + by(c)) for c in weighed)
        return Found(question, hits, beside, by_odds=scored)
    return Found(question, hits, scored)


def _tells(scope: Scope, sentence: str) -> bool:
    """Whether a sentence says anything: not who speaks next, nor that an answer follows."""
    text = normalize(sentence).strip()
    if NOTHING_SAID.match(text):
        return bool(WHETHER_SAID.search(scope.query))
    return not CALLS.match(text)
