"""Sentences that may answer a question, and all that was found for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from chatbot.dates import Value
from chatbot.evidence import Kind, Need
from chatbot.sentences import sentences
from chatbot.signals import Question
from chatbot.types import Document, Hit, Passage, Turn


@dataclass(frozen=True)
class Candidate:
    """A sentence of a turn, with what is told of it; it begins or ends in ``passage``.

    ``score`` is the logarithm of the odds that it is what answers. ``cosine`` is raw; ``wanted``
    says that the question names its speaker.
    """

    document: Document
    turn: Turn
    start: int
    end: int
    passage: Passage
    signals: Mapping[str, float]
    cosine: float = 0.0
    wanted: bool = False
    score: float = -99.0

    @property
    def text(self) -> str:
        """The sentence's own characters."""
        return self.turn.text[self.start : self.end]

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells it from every other sentence of the library."""
        return self.document.id, self.turn.id, self.start

    @property
    def was_read(self) -> bool:
        """Whether a reader has read it with the question."""
        return "read" in self.signals

    def told(self, signal: str) -> float:
        """One signal; 0 where it does not apply."""
        return self.signals.get(signal, 0.0)


@dataclass(frozen=True)
class Found:
    """All that was found for one question, best first.

    ``by_odds`` are the candidates as their odds put them, where another order is better
    (`chatbot.askers`): whether there is an answer is told from those.
    """

    question: Question
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    by_odds: tuple[Candidate, ...] = ()

    @property
    def needs(self) -> tuple[Need, ...]:
        """The informative words of the question."""
        return self.question.needs

    @property
    def values(self) -> tuple[Value, ...]:
        """The dates and numbers of the question."""
        return self.question.values

    @property
    def kind(self) -> Kind:
        """The kind of thing that is asked for."""
        return self.question.kind

    @cached_property
    def best(self) -> Candidate | None:
        """The best sentence, if any passage was found."""
        return self.candidates[0] if self.candidates else None


def best_first(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Candidates by their odds; of equal ones in the order of the minutes."""
    return tuple(
        sorted(candidates, key=lambda c: (-c.score, c.document.id, c.turn.ordinal, c.start))
    )


def first_sentence(like: Candidate, turn: Turn) -> list[Candidate]:
    """The first sentence of another turn of the same document, where search did not bring it."""
    spans = sentences(turn.text)
    if not spans:
        return []
    start, end = spans[0]
    return [replace(like, turn=turn, start=start, end=end, signals={}, score=-99.0)]
