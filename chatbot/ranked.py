"""What a search shows, in the order in which its sentences are likely to answer.

A search ranks passages by how near they are to the question, and the reader by what it finds in
them. The odds of a sentence weigh all that is told of it, whose words are asked for among it, and
hold the passages of exchanges that a search alone does not bring.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from chatbot.candidates import Candidate
from chatbot.closer import below
from chatbot.extract import READ, find
from chatbot.retrieve import Corpus, search
from chatbot.scope import Scope
from chatbot.stretches import admitted
from chatbot.types import Hit
from chatbot.weighing import probability


def ranked(corpus: Corpus, scope: Scope, k: int) -> list[Hit]:
    """The best ``k`` passages for a question as it was understood, best first.

    Without a reader, and where the settings name another cross-encoder, they are what `search`
    finds; else those whose sentences were weighed come first, by their best one, then the others.
    """
    if corpus.reader is None or corpus.reranker is not None:
        return search(corpus, scope.query, k, scope.allowed)
    found = find(corpus, scope)
    # The same search brought what was found, where its words may be anybody's.
    same = k <= READ and admitted(scope) == scope.allowed
    hits = found.hits[:k] if same else search(corpus, scope.query, k, scope.allowed)
    if not hits:
        return []
    known = {hit.passage.id: hit for hit in (*found.hits, *hits)}
    best: dict[str, Hit] = {}
    for candidate in found.candidates:
        name = candidate.passage.id
        if name not in best and (scope.allowed is None or scope.allowed.admits(name)):
            best[name] = _hit(candidate, known)
    first = list(best.values())
    rest = [hit for hit in hits if hit.passage.id not in best]
    return [*first, *below(rest, first[-1].score if first else 1.0)][:k]


def _hit(candidate: Candidate, known: Mapping[str, Hit]) -> Hit:
    score = probability(candidate.score)
    if hit := known.get(candidate.passage.id):
        return replace(hit, score=score)
    return Hit(candidate.passage, candidate.turn, candidate.document, score)
