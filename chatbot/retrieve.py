"""Search: three rankings of the live passages, fused, with questions bringing their answers.

Words and bigrams are BM25 (tantivy), dense is the cosine of embeddings (Chroma). Each ranking's
scores are brought to 0..1 within the question and added with fixed weights; on JSQuAD valid this
ranks better than reciprocal ranks (see the README's table). Such scores order passages; they are no
evidence that any of them answers (`chatbot.answer` decides that from words and raw cosines).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chatbot.closer import CLOSE, look_closely
from chatbot.embed import Embedder, Reranker
from chatbot.index import Index
from chatbot.library import Library, version_key
from chatbot.memory import Memory
from chatbot.nearness import Nearness
from chatbot.people import People
from chatbot.reader import Reader
from chatbot.thesaurus import alike
from chatbot.types import Document, Hit, Passage, Ranks, Turn
from chatbot.words import bigrams, informative, words

# Fixed on minutes (see docs/retrieval.md), never on the benchmark.
WEIGHTS = {"words": 1.0, "bigrams": 1.0, "dense": 1.0}
# How many of each ranking are fused, at the least.
DEPTH = 60
# Up to so many passages are all compared with the question; of more the index tells the nearest,
# so many of them, since it cannot filter by itself. It is built anew, by several threads, by every
# process that opens it, and now and then misses one that it finds at another time.
EXACTLY = 2_000
# An answer is worth this share of the question passage that it replies to.
EXCHANGE = 0.9


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a search may return: versions by key, and within them (optionally) only some turns."""

    keys: frozenset[str]
    turns: frozenset[str] | None = None

    def admits(self, passage_id: str) -> bool:
        """Whether a passage, by its id ``document@version/turn/number``, may be returned."""
        turn = passage_id.rpartition("/")[0]
        if self.turns is not None and turn not in self.turns:
            return False
        return turn.rpartition("/")[0] in self.keys


@dataclass(frozen=True, slots=True)
class Corpus:
    """One moment of the library, with the indexes that follow it."""

    library: Library
    index: Index
    embedder: Embedder
    nearness: Nearness
    documents: Mapping[str, Document]
    reranker: Reranker | None = None
    reader: Reader | None = None
    memory: Memory = field(default_factory=Memory)

    def people(self, documents: Iterable[str]) -> People:
        """The speakers of these documents, oldest first, and of the whole library."""
        return self.memory.people(self.library, tuple(documents))

    def live(self) -> frozenset[str]:
        """The keys of all published versions."""
        return frozenset(version_key(d.id, d.version) for d in self.documents.values())

    def turn(self, document: str, turn: str) -> Turn | None:
        """A turn by its id; ``None`` where another process has just replaced its document."""
        known = self.documents.get(document)
        turns = self.library.turns(known) if known else ()
        at = int(turn[1:]) - 1
        return turns[at] if at < len(turns) else None


def search(
    corpus: Corpus,
    query: str,
    k: int = 10,
    allowed: Allowed | None = None,
    *,
    link: bool = True,
    few: bool = False,
) -> list[Hit]:
    """The best ``k`` passages for a query, best first.

    ``allowed`` restricts to versions and turns; without it every published version is searched.
    ``link`` lets a question passage bring the passages that answer it; ``few`` reads no more than
    the ``k`` of them.
    """
    within = allowed or Allowed(corpus.live())
    if not within.keys or k < 1:
        return []
    depth = max(DEPTH, 3 * k)
    rankings = _rankings(corpus, query, depth, within, allowed is not None)
    scores = fuse(rankings)
    closely = corpus.reranker is not None or corpus.reader is not None
    wanted = max(k, CLOSE) if closely else k
    scores, passages = _best(corpus.library, scores, wanted)
    if link:
        scores, passages = _bring_answers(corpus.library, scores, passages, within)
    ordered = sorted(passages, key=lambda name: (-scores[name], name))
    places = {
        name: {hit: place for place, (hit, _) in enumerate(ranking, 1)}
        for name, ranking in rankings.items()
    }
    cosines = dict(rankings["dense"])
    hits = []
    for name in ordered:
        passage = passages[name]
        turn = corpus.turn(passage.document, passage.turn)
        if turn is None:
            continue
        ranks = Ranks(**{ranking: places[ranking].get(name) for ranking in places})
        document = corpus.documents[passage.document]
        hits.append(Hit(passage, turn, document, scores[name], ranks, cosines.get(name)))
    return look_closely(corpus, query, hits, k if few else 0)[:k]


def _rankings(
    corpus: Corpus, query: str, depth: int, within: Allowed, restricted: bool
) -> dict[str, list[tuple[str, float]]]:
    keys = within.keys if restricted else None
    asked = informative(query) or words(query)
    # A turn filter is applied afterwards, so more must be fetched for enough to remain.
    wide = depth if within.turns is None else max(depth, EXACTLY)
    rankings = {
        "words": corpus.index.words.search("words", asked, wide, keys, alike(query)),
        "bigrams": corpus.index.words.search("bigrams", bigrams(query), wide, keys),
        "dense": _dense(corpus, query, within),
    }
    return {
        name: [hit for hit in ranking if within.admits(hit[0])][:depth]
        for name, ranking in rankings.items()
    }


def _dense(corpus: Corpus, query: str, within: Allowed) -> list[tuple[str, float]]:
    """Dense neighbours: of all allowed passages where they are few."""
    vector = corpus.nearness.question(query)
    ids = _few(corpus.library, within)
    if ids is None:
        return corpus.index.vectors.search(vector, EXACTLY)
    near = corpus.index.vectors.vectors(ids)
    exact = [(name, float(v @ vector)) for name, v in near.items()]
    return sorted(exact, key=lambda hit: (-hit[1], hit[0]))


def _few(library: Library, within: Allowed) -> list[str] | None:
    """The ids of all allowed passages, or ``None`` where they are many."""
    ids: list[str] = []
    for key in sorted(within.keys):
        document, _, version = key.rpartition("@")
        ids.extend(filter(within.admits, library.passage_ids(document, int(version))))
        if len(ids) > EXACTLY:
            return None
    return ids


def fuse(rankings: Mapping[str, Sequence[tuple[str, float]]]) -> dict[str, float]:
    """Weighted sum of each ranking's scores, brought to 0..1 within the question.

    BM25 is divided by its best; cosines, of which the lowest are far from 0, are stretched from the
    worst that was fetched to the best. A passage that a ranking does not hold gets nothing from it.
    """
    fused: dict[str, float] = {}
    for ranking, hits in rankings.items():
        if not hits:
            continue
        best = hits[0][1]
        floor = hits[-1][1] if ranking == "dense" else 0.0
        width = best - floor or 1.0
        for name, score in hits:
            share = (score - floor) / width
            fused[name] = fused.get(name, 0.0) + WEIGHTS[ranking] * share
    return fused


def _best(
    library: Library, scores: Mapping[str, float], wanted: int
) -> tuple[dict[str, float], dict[str, Passage]]:
    """The scores of what the library still holds, and the best ``wanted`` passages themselves.

    No more are read: an answer that a passage brings never outranks that passage, so what ranks
    below the best can neither come among them nor bring anything there.
    """
    ordered = sorted(scores, key=lambda name: (-scores[name], name))
    passages: dict[str, Passage] = {}
    gone: set[str] = set()
    at = 0
    while len(passages) < wanted and at < len(ordered):
        part = ordered[at : at + wanted - len(passages)]
        at += len(part)
        found = library.passages(part)
        passages.update(found)
        gone.update(name for name in part if name not in found)
    return {name: score for name, score in scores.items() if name not in gone}, passages


def _bring_answers(
    library: Library,
    scores: Mapping[str, float],
    passages: Mapping[str, Passage],
    within: Allowed,
) -> tuple[dict[str, float], dict[str, Passage]]:
    linked = dict(scores)
    for name, passage in passages.items():
        for answer in passage.answers:
            if within.admits(answer):
                linked[answer] = max(linked.get(answer, 0.0), EXCHANGE * scores[name])
    brought = {name for passage in passages.values() for name in passage.answers if name in linked}
    return linked, {**passages, **library.passages(sorted(brought - passages.keys()))}
