"""Which curated question a question is, if any: a calibrated match, not the nearest at any price.

Of many forms a few are taken by the rare character pairs they share with the question, and only
those are read (`chatbot.rewording`). The weights are what ``python -m eval.curated --fit`` prints:
a logistic regression on one half of ``eval/curated``; figures come from the other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from chatbot.embed import Embedder, Vectors
from chatbot.meetings import read_meetings
from chatbot.question import Reading, common, read
from chatbot.rewording import Signs, apart, signs
from chatbot.text import normalize
from chatbot.types import Document
from chatbot.words import bigrams

# So many forms are read, those that share most with the question.
READ = 24
# A pair of characters that more of the forms have tells nothing: ます, すか.
_COMMON, _MANY = 0.1, 50
# What two questions score that differ in spelling and politeness only.
_EQUAL = 100.0


@dataclass(frozen=True, slots=True)
class Weights:
    """What `Signs` and the cosine of two questions count for; they are one from ``floor`` on."""

    base: float
    replaced: float
    narrowed: float
    more_asked: float
    more_held: float
    spelling: float = 0.0
    cosine: float = 0.0
    floor: float = 0.0

    def score(self, found: Signs, cosine: float) -> float:
        """The higher, the surer."""
        return (
            self.base
            + self.replaced * found.replaced
            + self.narrowed * found.narrowed
            + self.more_asked * found.more_asked
            + self.more_held * found.more_held
            + self.spelling * found.spelling
            + self.cosine * cosine
        )


# Cosines mean another thing in every model, so a model's count only with weights of its own.
WORDS_ONLY = Weights(
    base=2.97, replaced=-1.76, narrowed=-0.56, more_asked=-2.75, more_held=-2.30, floor=0.25
)
WEIGHTS = {
    "bundled:multilingual-e5-small/int8-1": Weights(
        base=-10.40,
        replaced=-1.62,
        narrowed=-0.58,
        more_asked=-2.61,
        more_held=-2.19,
        spelling=-1.45,
        cosine=14.60,
        floor=0.26,
    )
}


@dataclass(frozen=True, slots=True)
class Form:
    """A question that an entry answers.

    ``entry`` is the entry's id; words of its other forms stand for those of this one. ``day`` is
    when it was written, ``cited`` are the documents that its answer rests on.
    """

    entry: str
    question: str
    day: date
    cited: frozenset[str] = frozenset()


class Matcher:
    """Finds forms; it remembers how it read them, and is made anew when they change."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self._forms = tuple(forms)
        self._of: dict[str, list[int]] = {}
        having: dict[str, list[int]] = {}
        for at, form in enumerate(self._forms):
            self._of.setdefault(form.entry, []).append(at)
            for pair in _pairs(form.question):
                having.setdefault(pair, []).append(at)
        most = max(_MANY, _COMMON * len(self._forms))
        self._having = {
            pair: np.array(places) for pair, places in having.items() if len(places) <= most
        }
        # Readings with the documents that they were made for, one value: threads share them.
        self._kept: tuple[Mapping[str, Document], dict[int, Reading]] = ({}, {})
        self._vectors: dict[tuple[str, str], Vectors] = {}

    def fitting(
        self, question: str, today: date, documents: Mapping[str, Document], embedder: Embedder
    ) -> list[tuple[str, float]]:
        """The entries that have the question in other words, with scores, best first.

        ``today`` is what 昨年度 in the question is relative to; in a form it is the form's day.
        """
        near = self._near(question)
        if not near:
            return []
        asked, meaning = _read(question, today, documents), None
        weights = WEIGHTS.get(embedder.name, WORDS_ONLY)
        found: dict[str, float] = {}
        for at in near:
            held = self._reading(at, documents)
            beside = self._beside(at, documents)
            if apart(asked, held, beside, self._forms[at].cited):
                continue
            if asked.plain and asked.plain == held.plain:
                _raise(found, self._forms[at].entry, _EQUAL)
                continue
            differing = signs(asked, held, beside)
            if weights.score(differing, 1.0) < weights.floor:
                continue
            cosine = 0.0
            if weights.cosine:
                if meaning is None:
                    meaning = embedder.embed_query(normalize(question))
                cosine = float(self._vector(at, embedder) @ meaning)
            if (score := weights.score(differing, cosine)) >= weights.floor:
                _raise(found, self._forms[at].entry, score)
        return sorted(found.items(), key=lambda hit: (-hit[1], hit[0]))

    def _near(self, question: str) -> list[int]:
        shared = np.zeros(len(self._forms))
        for pair in _pairs(question):
            having = self._having.get(pair)
            if having is not None:
                shared[having] += math.log(1 + len(shared) / len(having))
        best = np.argsort(-shared, kind="stable")[:READ]
        return [int(at) for at in best if shared[at]]

    def _reading(self, at: int, documents: Mapping[str, Document]) -> Reading:
        kept = self._kept
        if kept[0] is not documents:
            kept = self._kept = (documents, {})
        readings = kept[1]
        if at not in readings:
            form = self._forms[at]
            readings[at] = _read(form.question, form.day, documents)
        return readings[at]

    def _beside(self, at: int, documents: Mapping[str, Document]) -> list[Reading]:
        """The other forms of the same entry."""
        every = self._of[self._forms[at].entry]
        return [self._reading(other, documents) for other in every if other != at]

    def _vector(self, at: int, embedder: Embedder) -> Vectors:
        key = (embedder.name, normalize(self._forms[at].question))
        if key not in self._vectors:
            self._vectors[key] = embedder.embed_query(key[1])
        return self._vectors[key]


def _raise(found: dict[str, float], entry: str, score: float) -> None:
    found[entry] = max(score, found.get(entry, score))


def _pairs(question: str) -> frozenset[str]:
    return frozenset(bigrams(common(normalize(question))))


def _read(question: str, day: date, documents: Mapping[str, Document]) -> Reading:
    return read(question, day, read_meetings(normalize(question), list(documents.values()), day))
