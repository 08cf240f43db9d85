"""A closer look at what the three rankings bring, before any of it is chosen.

The rankings see passages as wholes. A reader costs too much for all of them, so the best are put
in order by what they hold sentence by sentence, and the first of those are read together with the
question. A cross-encoder that the settings name takes the place of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chatbot.bags import bag
from chatbot.embed import Reranker
from chatbot.evidence import needs_of
from chatbot.others import coverage_alike, others_of
from chatbot.reader import UNREAD, Reader, reading_of, sentences_in
from chatbot.types import Hit
from chatbot.weighing import probability

if TYPE_CHECKING:
    from chatbot.retrieve import Corpus

# How many passages are looked at sentence by sentence, and how many of those are read (a cross-
# encoder that the settings name reads `RERANKED`).
CLOSE, READ, RERANKED = 60, 12, 24
# What a reader makes of a passage's best sentence (0..1) beside what stood before (0..1).
READ_WEIGHT = 2.0


def look_closely(corpus: Corpus, query: str, hits: Sequence[Hit], few: int = 0) -> list[Hit]:
    """The hits in a better order; with a reader their scores are new, from 0 to 1.

    Of them `READ` are read, or ``few``; those not looked at come last. With neither a reader nor a
    reranker they stay as they are.
    """
    if not hits:
        return []
    if corpus.reranker is not None:
        return _reranked(corpus.reranker, query, hits)
    if corpus.reader is None:
        return list(hits)
    near = _by_what_they_hold(corpus, query, hits[:CLOSE])
    read = _read(corpus, corpus.reader, query, near[: few or READ])
    rest = [*near[len(read) :], *hits[CLOSE:]]
    return [*read, *below(rest, read[-1].score)]


def _by_what_they_hold(corpus: Corpus, query: str, hits: Sequence[Hit]) -> list[Hit]:
    """By four things equally.

    They are the fused score, the passage's cosine, the best cosine of its sentences, and how much
    it has of the question's words or of others for them.
    """
    texts = [
        [hit.turn.text[start:end] for start, end in sentences_in(hit.turn, hit.passage)]
        for hit in hits
    ]
    told = iter(corpus.nearness.cosines(query, [text for own in texts for text in own]))
    sentences = _stretched([max((next(told) for _ in own), default=0.0) for own in texts])
    known = [hit.cosine for hit in hits if hit.cosine is not None]
    least = min(known, default=0.0)
    passages = _stretched([least if hit.cosine is None else hit.cosine for hit in hits])
    words = corpus.index.words
    needs = needs_of(query, lambda word: words.frequency("words", word), words.count())
    others = others_of(words, query)
    held = [coverage_alike(needs, others, bag(hit.passage.index_text)) for hit in hits]
    best = max(hit.score for hit in hits) or 1.0
    scored = [
        replace(hit, score=(hit.score / best + passage + sentence + has) / 4)
        for hit, passage, sentence, has in zip(hits, passages, sentences, held, strict=True)
    ]
    return _ordered(scored)


def _read(corpus: Corpus, reader: Reader, query: str, hits: Sequence[Hit]) -> list[Hit]:
    """By what stood before and by the best sentence that the reader finds in each."""
    readings = [reading_of(corpus.library, hit.document, hit.turn, hit.passage) for hit in hits]
    scored = []
    for hit, told in zip(hits, reader.read(query, readings), strict=True):
        answers = probability(max(told, default=UNREAD))
        scored.append(replace(hit, score=(hit.score + READ_WEIGHT * answers) / (1 + READ_WEIGHT)))
    return _ordered(scored)


def _reranked(reranker: Reranker, query: str, hits: Sequence[Hit]) -> list[Hit]:
    """Reorder the best by a cross-encoder; they keep the scores of their places."""
    head, tail = hits[:RERANKED], hits[RERANKED:]
    judged = reranker.score(query, [hit.passage.index_text for hit in head])
    order = sorted(range(len(head)), key=lambda i: (-float(judged[i]), head[i].passage.id))
    scores = sorted((hit.score for hit in head), reverse=True)
    best = [replace(head[i], score=score) for i, score in zip(order, scores, strict=True)]
    return [*best, *tail]


def below(hits: Sequence[Hit], least: float) -> list[Hit]:
    """Hits with the scores that keep their order under ``least``."""
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    return [replace(hit, score=least * min(1.0, hit.score / best)) for hit in hits]


def _ordered(hits: Sequence[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))


def _stretched(values: Sequence[float]) -> list[float]:
    """Values from the lowest (0) to the highest (1)."""
    least = min(values, default=0.0)
    width = max(values, default=0.0) - least or 1.0
    return [(value - least) / width for value in values]
