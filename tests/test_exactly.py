"""A search finds the same whenever the library is opened: the vector index may miss a neighbour."""

from __future__ import annotations

import pytest

from chatbot import retrieve
from chatbot.assistant import Assistant
from chatbot.retrieve import Allowed, Corpus, search
from chatbot.vector_index import VectorIndex, Vectors

QUESTION = "高齢者のスマートフォンの購入を助けるのはいくらまでか"


@pytest.fixture
def corpus(shipped: Assistant) -> Corpus:
    """The shipped minutes, and what is searched in them."""
    return shipped.corpus()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many neighbours were asked for of a vector index that now misses every second one."""
    limits: list[int] = []
    found = VectorIndex.search

    def search(self: VectorIndex, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        limits.append(limit)
        return found(self, vector, limit)[::2]

    monkeypatch.setattr(VectorIndex, "search", search)
    return limits


def neighbours(corpus: Corpus) -> list[str]:
    """All passages, nearest first, by their vectors."""
    vectors = corpus.index.vectors.vectors(sorted(corpus.index.vectors.ids()))
    question = corpus.embedder.embed_query(QUESTION)
    return sorted(vectors, key=lambda name: (-float(vectors[name] @ question), name))


def ranked(corpus: Corpus) -> list[str]:
    """What a search ranked by vectors, nearest first."""
    hits = [hit for hit in search(corpus, QUESTION, 1000) if hit.ranks.dense]
    return [hit.passage.id for hit in sorted(hits, key=lambda hit: hit.ranks.dense or 0)]


def test_few_passages_are_all_compared(corpus: Corpus, asked: list[int]) -> None:
    assert ranked(corpus) == neighbours(corpus)
    assert asked == []


def test_of_many_the_index_tells_more_than_are_ranked(
    corpus: Corpus, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    every = neighbours(corpus)
    monkeypatch.setattr(retrieve, "EXACTLY", len(every) - 1)
    assert ranked(corpus) == every[: len(every) - 1][::2]
    assert asked == [len(every) - 1]


def test_of_many_those_of_a_few_meetings_are_all_compared(
    corpus: Corpus, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    every = neighbours(corpus)
    monkeypatch.setattr(retrieve, "EXACTLY", len(every) - 1)
    one = min(corpus.documents)
    within = Allowed(frozenset(k for k in corpus.live() if k.startswith(one)))
    held = [name for name in every if name.startswith(one)]
    assert 0 < len(held) < len(every)
    hits = search(corpus, QUESTION, 1000, within)
    assert [h.passage.id for h in sorted(hits, key=lambda h: h.ranks.dense or 0)] == held
    assert asked == []
