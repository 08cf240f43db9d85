"""The checker asked about labelled claims: every sentence of a claim must be supported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chatbot.grounding import Reason, Verdict, check
from chatbot.sentences import sentences
from eval.meta.labelled import Labelled
from eval.meta.statistics import Decided


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled claim and what the checker says of it.

    ``score`` (0 to 1) is how much of the words of its least covered sentence is found, divided by
    the objections to that sentence and one: the checker itself needs no score.
    """

    item: Labelled
    supported: bool
    reasons: tuple[Reason, ...]
    score: float

    @property
    def right(self) -> bool:
        """Whether the checker agrees with the label."""
        return self.supported == self.item.supported

    @property
    def decided(self) -> Decided:
        """As the statistics take it."""
        return Decided(self.item.supported, self.supported, self.score, self.item.group)


def judge(item: Labelled) -> Judged:
    """Take a claim apart into sentences and check each against all of the evidence."""
    spans = sentences(item.claim) or [(0, len(item.claim))]
    verdicts = [check(item.claim[begin:end], item.evidence) for begin, end in spans]
    return Judged(
        item,
        all(verdict.supported for verdict in verdicts),
        tuple(dict.fromkeys(r for verdict in verdicts for r in verdict.reasons)),
        min(map(_score, verdicts)),
    )


def worst(judged: Iterable[Judged], most: int) -> list[Judged]:
    """The errors that the checker is surest of: accepted with a high score, rejected with a low."""
    wrong = [one for one in judged if not one.right]
    sure = sorted(wrong, key=lambda j: (-j.score if j.supported else j.score - 1.0, j.item.line))
    return sure[:most]


def _score(verdict: Verdict) -> float:
    covered = max((window.coverage for window in verdict.windows), default=0.0)
    return covered / (1 + len(verdict.reasons))
