"""How much slower a search is among 100,000 passages than among 1,000.

Texts are put together from sentences of the given ones, so that words are as common as they are;
a vector is the real one of a text that a sentence comes from, with noise. Nothing is embedded but
a sample of the texts, and the questions while they are asked.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bench.beir import RetrievalSet, Text
from bench.compare import Told, percentile
from bench.own import MEETING, Gijiq, as_meeting, installation
from chatbot.retrieve import search
from chatbot.sentences import sentences
from chatbot.settings import Settings
from chatbot.types import Passage
from ingest.passages import make_passages

SMALL, LARGE = 1_000, 100_000
QUESTIONS, WARMING = 300, 30
# Texts that are embedded, and the length of the noise that is added to their unit vectors: a vector
# has a cosine of about .96 with the one it was made from.
SAMPLE, NOISE = 400, 0.3
SENTENCES = (2, 4)


@dataclass(frozen=True, slots=True)
class Scale:
    """Milliseconds of the same questions among few and among many passages."""

    small: tuple[float, ...]
    large: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The 95th percentile among many by that among few."""
        return percentile(self.large, 95) / percentile(self.small, 95)


def measure_scale(
    settings: Settings, data: RetrievalSet, told: Told, sizes: tuple[int, int] = (SMALL, LARGE)
) -> Scale:
    """Fill two installations and ask both the same questions, taking turns."""
    chance = random.Random(0)
    questions = list(data.questions.values())
    asked = chance.sample(questions, min(QUESTIONS, len(questions)))
    with ExitStack() as stack:
        sides = [stack.enter_context(installation(settings)) for _ in sizes]
        sample = chance.sample(data.texts, min(SAMPLE, len(data.texts)))
        told("文章の埋め込み", 0, 1)
        vectors = sides[0].assistant.embedder.embed_passages([text.text for text in sample])
        for side, size in zip(sides, sizes, strict=True):
            fill_with(side, sample, vectors, size, told)
        times: tuple[list[float], list[float]] = ([], [])
        warming = asked[:WARMING]
        for number, question in enumerate(warming + asked):
            for side, spent in zip(sides, times, strict=True):
                corpus = side.assistant.corpus()
                began = time.perf_counter()
                search(corpus, question, 10)
                if number >= len(warming):
                    spent.append((time.perf_counter() - began) * 1000)
            told("質問", number + 1, len(warming) + len(asked))
    return Scale(tuple(times[0]), tuple(times[1]))


def fill_with(
    side: Gijiq, sample: Sequence[Text], vectors: NDArray[np.float32], count: int, told: Told
) -> None:
    """Publish ``count`` passages, made from a sample of texts and their unit vectors."""
    chance = random.Random(count)
    noise = np.random.default_rng(count)
    pool = [
        (source, text.text[start:end])
        for source, text in enumerate(sample)
        for start, end in sentences(text.text)
    ]
    library = side.assistant.library
    passages: list[Passage] = []
    near: list[NDArray[np.float32]] = []
    while len(passages) < count:
        drawn = [chance.sample(pool, chance.randint(*SENTENCES)) for _ in range(MEETING)]
        texts = [
            Text(str(n), sample[parts[0][0]].title, "".join(part for _, part in parts))
            for n, parts in enumerate(drawn)
        ]
        name = f"scale-{len(passages):06}"
        document, turns = as_meeting(name, 1, texts)
        made = make_passages(document, turns)[: count - len(passages)]
        library.stage(replace(document, passages=len(made)), name, turns, made)
        library.publish(name, 1)
        sources = vectors[[drawn[int(passage.turn[1:]) - 1][0][0] for passage in made]]
        moved = sources + noise.normal(0, NOISE / np.sqrt(vectors.shape[1]), sources.shape)
        near.append((moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32))
        passages += made
        told(f"{count:,} 件の用意", len(passages), 2 * count)
    index = side.assistant.corpus().index
    with ThreadPoolExecutor(1) as beside:
        # Taking Japanese words apart holds the interpreter; adding vectors mostly does not.
        words = beside.submit(index.words.add, passages)
        together = np.concatenate(near)
        for at in range(0, count, 1_000):
            index.vectors.add(passages[at : at + 1_000], together[at : at + 1_000])
            told(f"{count:,} 件の索引", count + at, 2 * count)
        words.result()
