"""Runs sides over the same texts and questions, taking turns so that a noisy machine is shared."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bench.beir import RetrievalSet, Text
from bench.measures import average

# Passages asked for: more than the ten texts that are judged, since two may lie in one text.
K = 20
# Into how many turns the texts are divided, and how many questions a side gets in a row.
TEXT_BLOCKS, QUESTION_BLOCK = 4, 50

Told = Callable[[str, float, float], object]
T = TypeVar("T")


class Side(Protocol):
    """What takes texts in and finds them again."""

    @property
    def name(self) -> str: ...
    @property
    def passages(self) -> int:
        """How many passages or chunks it made of the texts so far."""
        ...

    def warm(self) -> None:
        """Load what is loaded once, so that it is not timed."""
        ...

    def add(self, texts: Sequence[Text]) -> None:
        """Split, embed and store texts."""
        ...

    def search(self, question: str, k: int) -> list[str]:
        """Ids of texts, best first, each once, out of the best ``k`` passages."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one side did: its rankings, its texts a second by block, its ms by question."""

    name: str
    passages: int
    run: Mapping[str, Sequence[str]]
    quality: Mapping[str, float]
    rate: float
    block_rates: tuple[float, ...]
    milliseconds: tuple[float, ...]

    @property
    def best_rate(self) -> float:
        """Texts a second in the block that was least disturbed by other processes."""
        return max(self.block_rates)

    @property
    def median(self) -> float:
        """Milliseconds of the median question."""
        return statistics.median(self.milliseconds)

    @property
    def undisturbed(self) -> float:
        """Milliseconds that one question in ten stays within: what other processes did not slow."""
        return percentile(self.milliseconds, 10)


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that at least ``percent`` of a hundred do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def compare(sides: Sequence[Side], data: RetrievalSet, told: Told) -> list[Outcome]:
    """Let every side take all texts in and then answer all questions, in alternating blocks."""
    for side in sides:
        side.warm()
    rates = _take_in(sides, data.texts, told)
    runs, times = _ask(sides, data.questions, told)
    return [
        Outcome(
            name=side.name,
            passages=side.passages,
            run=runs[n],
            quality=average(runs[n], data.grades),
            rate=sum(size for size, _ in rates[n]) / sum(seconds for _, seconds in rates[n]),
            block_rates=tuple(size / seconds for size, seconds in rates[n]),
            milliseconds=tuple(times[n]),
        )
        for n, side in enumerate(sides)
    ]


def _take_in(
    sides: Sequence[Side], texts: Sequence[Text], told: Told
) -> list[list[tuple[int, float]]]:
    """(texts, seconds) of each block, by side."""
    rates: list[list[tuple[int, float]]] = [[] for _ in sides]
    size = -(-len(texts) // TEXT_BLOCKS)
    for turn, block in enumerate(_blocks(texts, size)):
        for n in _order(len(sides), turn):
            began = time.perf_counter()
            sides[n].add(block)
            rates[n].append((len(block), time.perf_counter() - began))
            done = sum(count for side in rates for count, _ in side)
            told(f"取り込み: {sides[n].name}", done, len(texts) * len(sides))
    return rates


def _ask(
    sides: Sequence[Side], questions: Mapping[str, str], told: Told
) -> tuple[list[dict[str, list[str]]], list[list[float]]]:
    runs: list[dict[str, list[str]]] = [{} for _ in sides]
    times: list[list[float]] = [[] for _ in sides]
    for turn, block in enumerate(_blocks(list(questions.items()), QUESTION_BLOCK)):
        for n in _order(len(sides), turn):
            for name, question in block:
                began = time.perf_counter()
                runs[n][name] = sides[n].search(question, K)
                times[n].append((time.perf_counter() - began) * 1000)
        told("質問", sum(map(len, times)), len(questions) * len(sides))
    return runs, times


def _order(count: int, turn: int) -> list[int]:
    """Who goes first changes with every turn."""
    return [(turn + n) % count for n in range(count)]


def _blocks(items: Sequence[T], size: int) -> list[Sequence[T]]:
    return [items[at : at + size] for at in range(0, len(items), size)]
