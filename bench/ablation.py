"""What each part of the search is worth: ``python -m bench.ablation DIR``.

The rankings alone, in pairs and together; scores normalised within the question beside reciprocal
ranks; informative words beside all words; with and without titles.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from bench.beir import BeirError, RetrievalSet, read_beir
from bench.compare import K
from bench.measures import average
from bench.own import Gijiq, installation
from chatbot.cli import terminal
from chatbot.retrieve import DEPTH, fuse
from chatbot.settings import Settings
from chatbot.words import bigrams, informative, words

Ranking = list[tuple[str, float]]
Fusion = Callable[[Mapping[str, Ranking]], dict[str, float]]
# The constant of Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and
# individual rank learning methods", 2009.
RRF_K = 60
ALL = ("words", "bigrams", "dense")


def reciprocal_ranks(rankings: Mapping[str, Ranking]) -> dict[str, float]:
    """Reciprocal rank fusion."""
    fused: dict[str, float] = {}
    for ranking in rankings.values():
        for place, (name, _) in enumerate(ranking, 1):
            fused[name] = fused.get(name, 0.0) + 1 / (RRF_K + place)
    return fused


def rankings_of(side: Gijiq, question: str) -> dict[str, Ranking]:
    """The rankings that a search fuses, and ``all words`` beside them."""
    corpus = side.assistant.corpus()
    index = corpus.index
    every = words(question)
    return {
        "words": index.words.search("words", informative(question) or every, DEPTH),
        "all words": index.words.search("words", every, DEPTH),
        "bigrams": index.words.search("bigrams", bigrams(question), DEPTH),
        "dense": index.vectors.search(corpus.embedder.embed_query(question), DEPTH),
    }


def measure(
    side: Gijiq,
    data: RetrievalSet,
    found: Mapping[str, Mapping[str, Ranking]],
    parts: Sequence[str],
    fusion: Fusion,
) -> dict[str, float]:
    """The average measures of some of the rankings under a fusion."""
    run = {}
    for name, rankings in found.items():
        scores = fusion({part.removeprefix("all "): rankings[part] for part in parts})
        run[name] = side.texts_in(sorted(scores, key=lambda p: (-scores[p], p))[:K])
    return average(run, data.grades)


def ablate(settings: Settings, data: RetrievalSet) -> list[tuple[str, dict[str, float]]]:
    """Every variant with its measures."""
    untitled = replace(data, texts=tuple(replace(text, title="") for text in data.texts))
    rows: list[tuple[str, dict[str, float]]] = []
    for titled, variant in ((True, data), (False, untitled)):
        with installation(settings) as side, terminal.progress("取り込み") as told:
            side.add(variant.texts)
            found = {}
            for name, question in data.questions.items():
                found[name] = rankings_of(side, question)
                told("質問", len(found), len(data.questions))
            if titled:
                rows += [
                    (" + ".join(parts), measure(side, data, found, parts, fuse))
                    for size in (1, 2, 3)
                    for parts in combinations(ALL, size)
                ]
                every = ("all words", "bigrams", "dense")
                rows += [
                    ("all words (with stop words)", measure(side, data, found, every[:1], fuse)),
                    (" + ".join(every), measure(side, data, found, every, fuse)),
                    (
                        "all three, reciprocal ranks",
                        measure(side, data, found, ALL, reciprocal_ranks),
                    ),
                ]
            else:
                rows.append(("all three, without titles", measure(side, data, found, ALL, fuse)))
    return rows


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.ablation", description="検索を分けて測る"
    )
    parser.add_argument("directory", type=Path, help="BEIR 形式のフォルダー")
    given = parser.parse_args(arguments)
    try:
        data = read_beir(given.directory)
    except BeirError as problem:
        terminal.complain(str(problem))
        return 1
    rows = ablate(Settings(), data)
    names = list(rows[0][1])
    terminal.say(f"| rankings | {' | '.join(names)} |\n|---|{'---:|' * len(names)}")
    for label, values in rows:
        terminal.say(f"| {label} | {' | '.join(f'{values[name]:.3f}' for name in names)} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
