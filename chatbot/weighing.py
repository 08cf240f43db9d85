"""How much a sentence is worth as an answer, and whether there is an answer at all.

Two small networks over the signals of `chatbot.signals`: one layer of tanh beside a straight sum.
Their weights are data (``weights/weighing.json``), fitted by ``python -m eval.fit`` on
``eval/tuning`` and the dev third of ``eval/golden``, and on nothing else. There are two pairs of
them: for sentences that `chatbot.reader` has read with the question, and for an installation
without it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chatbot.signals import NAMES

WEIGHTS = Path(__file__).parent / "weights" / "weighing.json"
# What weighs sentences against each other; what is the same for most of them does not.
_TOLD_ONLY = frozenset(
    "unknown rarest_own rarest_near rarest_exchange nouns_missing focus_own".split()
)
WEIGHING = tuple(name for name in NAMES if name not in _TOLD_ONLY)
# The signals of the best sentences that tell whether there is an answer, and of how many sentences
# the highest of each is taken.
TELLING = tuple(
    (
        "own near passage exchange around own_nouns exchange_nouns asked pairs_own pairs_near "
        "pairs_exchange cosine cosine_passage cosine_asked fused words bigrams dense suits "
        "suits_near suits_not values_missing names_missing speaker_not side_not opposite focus "
        "is_answer is_question follows unknown rarest_own rarest_near rarest_exchange "
        "nouns_missing focus_own read read_gap read_passage"
    ).split()
)
# What only a reader tells.
READ_SIGNALS = frozenset(("read", "read_gap", "read_passage"))
BEST = 4
KINDS = ("when", "how_much", "how_many", "who", "where", "why", "yes_no", "how", "what")
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Network:
    """straight·x + out·tanh(hidden·x + bias) + shift, of standardised x."""

    mean: Numbers
    scale: Numbers
    straight: Numbers
    shift: float
    hidden: Numbers
    bias: Numbers
    out: Numbers

    def __call__(self, rows: Numbers) -> Numbers:
        """One number for each row, shape [n, inputs] to [n]."""
        x = (rows - self.mean) / self.scale
        bent: Numbers = np.tanh(x @ self.hidden.T + self.bias) @ self.out
        total: Numbers = x @ self.straight + bent + self.shift
        return total


@lru_cache(maxsize=1)
def _every() -> dict[str, Network]:
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    if kept["signals"] != [*WEIGHING, *TELLING]:
        raise ValueError(f"{WEIGHTS.name} was fitted on other signals; run python -m eval.fit")
    return {
        f"{name}.{pair}": _network(kept[pair][name])
        for pair in ("read", "unread")
        for name in ("sentence", "question")
    }


def network(name: str, read: bool) -> Network:
    """A fitted network, ``sentence`` or ``question``, for sentences that a reader read, or not."""
    return _every()[f"{name}.{'read' if read else 'unread'}"]


def was_read(signals: Sequence[Mapping[str, float]]) -> bool:
    """Whether a reader has told of these sentences."""
    return bool(signals) and "read" in signals[0]


def weighing(read: bool) -> tuple[str, ...]:
    """The signals that weigh sentences against each other."""
    return tuple(name for name in WEIGHING if read or name not in READ_SIGNALS)


def telling(read: bool) -> tuple[str, ...]:
    """The signals of the best sentences that tell whether there is an answer."""
    return tuple(name for name in TELLING if read or name not in READ_SIGNALS)


def _network(kept: Mapping[str, Any]) -> Network:
    parts = ("mean", "scale", "straight", "hidden", "bias", "out")
    mean, scale, straight, hidden, bias, out = (np.array(kept[part]) for part in parts)
    return Network(mean, scale, straight, float(kept["shift"]), hidden, bias, out)


def table(signals: Sequence[Mapping[str, float]], names: Sequence[str]) -> Numbers:
    """Signals as rows in the order of ``names``; what does not apply is 0."""
    return np.array([[one.get(name, 0.0) for name in names] for one in signals])


def sentence_scores(signals: Sequence[Mapping[str, float]]) -> Numbers:
    """The logarithm of the odds that each sentence is part of the answer."""
    if not signals:
        return np.zeros(0)
    read = was_read(signals)
    return network("sentence", read)(table(signals, weighing(read)))


def question_row(signals: Sequence[Mapping[str, float]], scores: Numbers, kind: str) -> Numbers:
    """What is told of a question by its sentences: the signals of the best, and of the best few."""
    order = np.argsort(-scores, kind="stable")
    rows = table([signals[i] for i in order[:BEST]], telling(was_read(signals)))
    ranked = scores[order]
    spread = [
        ranked[0],
        float(ranked[:3].mean()),
        ranked[0] - ranked[min(5, len(ranked) - 1)],
        ranked[0] - ranked[min(1, len(ranked) - 1)],
    ]
    kinds = [float(kind == one) for one in KINDS]
    return np.array([*spread, *rows[0], *rows.max(axis=0), *kinds])


def answerable(signals: Sequence[Mapping[str, float]], scores: Numbers, kind: str) -> float:
    """The probability, 0..1, that the sentences found hold an answer."""
    if not signals:
        return 0.0
    row = question_row(signals, scores, kind)[None, :]
    return probability(float(network("question", was_read(signals))(row)[0]))


def probability(odds: float) -> float:
    """What a logarithm of odds is as a probability, 0..1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
