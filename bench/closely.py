"""What the reader adds to a search, and what it costs: some questions with it and without."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice

from bench.beir import RetrievalSet
from bench.compare import K, Told
from bench.measures import average
from bench.own import installation
from chatbot.settings import Settings

# Questions asked: a reading takes ten times as long as a search.
QUESTIONS = 300


@dataclass(frozen=True, slots=True)
class Closely:
    """Quality and milliseconds of the median question, with the reader and without."""

    questions: int
    read: Mapping[str, float]
    unread: Mapping[str, float]
    read_ms: float
    unread_ms: float


def measure_closely(settings: Settings, data: RetrievalSet, told: Told) -> Closely:
    """Ask the first questions of a set both ways in turn."""
    asked = dict(islice(data.questions.items(), QUESTIONS))
    grades = {name: data.grades[name] for name in asked if name in data.grades}
    with installation(settings, reader=True) as side:
        side.add(data.texts)
        ways: tuple[Callable[[str, int], list[str]], ...] = (side.search, side.search_unread)
        runs: tuple[dict[str, list[str]], ...] = ({}, {})
        spent: tuple[list[float], ...] = ([], [])
        for name, question in asked.items():
            told("読み取り", len(runs[0]), len(asked))
            for way, run, times in zip(ways, runs, spent, strict=True):
                begun = time.perf_counter()
                run[name] = way(question, K)
                times.append(1_000 * (time.perf_counter() - begun))
    read, unread = (average(run, grades) for run in runs)
    return Closely(len(asked), read, unread, *(statistics.median(times) for times in spent))
