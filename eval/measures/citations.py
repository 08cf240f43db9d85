"""Citations against golden evidence, and against what they are to bear out.

The second is citation recall and precision of Gao et al., "Enabling Large Language Models to
Generate Text with Citations" (ALCE), 2023, with `chatbot.grounding` in the place of their judge.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eval.measures.figure import Part, mean
from eval.reporting.failures import overlap, span_of, touched
from eval.types import Outcome


def golden_precision(outcome: Outcome) -> Part | None:
    """Of an answer's citations, the share that overlaps with golden evidence.

    Counted are questions with evidence to which anything is cited.
    """
    if not outcome.gold:
        return None
    return mean([touched([span_of(c)], outcome.gold) for c in outcome.answer.citations])


def golden_recall(outcome: Outcome) -> Part | None:
    """Of a question's evidence, the share that is cited; without citations, none."""
    spans = [span_of(c) for c in outcome.answer.citations]
    return mean([any(overlap(span, place) for span in spans for place in p) for p in outcome.gold])


def relevance(count: int, supports: Callable[[Sequence[int]], bool]) -> tuple[bool, ...]:
    """Which of a sentence's ``count`` citations help to bear it out.

    ``supports`` says whether the citations at these positions do. Where all together do not, none
    helps; else one is irrelevant that does not alone and is not missed by the others.
    """
    every = range(count)
    if not count or not supports(every):
        return (False,) * count
    return tuple(
        supports([at]) or not supports([other for other in every if other != at]) for at in every
    )


def supported(outcome: Outcome) -> Part | None:
    """ALCE's recall: of the sentences that state a fact, those that their citations bear out."""
    stated = [
        bool(supported and sentence.citations)
        for sentence, supported in zip(outcome.answer.sentences, outcome.supported, strict=True)
        if supported is not None
    ]
    return (float(sum(stated)), float(len(stated))) if stated else None


def relevant(outcome: Outcome) -> Part | None:
    """ALCE's precision: of the citations of such sentences, those that help to bear them out."""
    rows = zip(outcome.answer.sentences, outcome.supported, outcome.relevant, strict=True)
    helps = [one for _, supported, row in rows if supported is not None for one in row]
    return (float(sum(helps)), float(len(helps))) if helps else None


def exact(outcome: Outcome) -> Part | None:
    """Of all citations, those whose quote is what stands there to the letter."""
    given = len(outcome.answer.citations)
    if len(outcome.exact) != given:
        raise ValueError(f"{outcome.golden.id}: {given} citations, {len(outcome.exact)} compared")
    return (float(sum(outcome.exact)), float(given)) if given else None
