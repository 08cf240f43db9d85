"""What the grounding check says of each sentence of an answer, and of each of its citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.grounding import Evidence, check
from chatbot.material import evidence_of
from chatbot.retrieve import Corpus
from chatbot.types import Answer, Citation, Sentence
from eval.citing import is_exact
from eval.facts import words_of
from eval.judge import Sample
from eval.measures.citations import relevance
from eval.record import objections, of_record


@dataclass(frozen=True, slots=True)
class Verdicts:
    """By sentence: whether it is borne out, why not, which of its citations help.

    ``supported`` is None where a sentence states no fact. ``exact`` says of each citation of the
    answer whether its quote is what stands there. ``samples`` are what the check itself decided,
    for a second opinion.
    """

    supported: tuple[bool | None, ...]
    reasons: tuple[tuple[str, ...], ...]
    relevant: tuple[tuple[bool, ...], ...]
    exact: tuple[bool, ...]
    samples: tuple[Sample, ...]


def verdicts(answer: Answer, corpus: Corpus) -> Verdicts:
    """The verdicts on an answer.

    Only an answer states facts, and what is said of items behind closed doors: a refusal
    （「記載されていません」） says of the minutes that they hold nothing, which no passage can bear
    out. A sentence of an answer without a citation is a fact without support.
    """
    stating = answer.status in ("answered", "closed")
    judged = [_judged(sentence, answer, corpus, stating) for sentence in answer.sentences]
    return Verdicts(
        supported=tuple(one.supported for one in judged),
        reasons=tuple(one.reasons for one in judged),
        relevant=tuple(one.relevant for one in judged),
        exact=tuple(is_exact(citation, corpus) for citation in answer.citations),
        samples=tuple(one.sample for one in judged if one.sample is not None),
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """The verdict on one sentence; ``sample`` is None where another than the check decided."""

    supported: bool | None = None
    reasons: tuple[str, ...] = ()
    relevant: tuple[bool, ...] = ()
    sample: Sample | None = None


def _judged(sentence: Sentence, answer: Answer, corpus: Corpus, stating: bool) -> _Judged:
    text = words_of(sentence)
    if not stating or not re.search(r"\w", text):
        return _Judged()
    numbered = {citation.number: citation for citation in answer.citations}
    cited = [numbered[number] for number in sentence.citations if number in numbered]
    spoken = not of_record(text, cited)
    evidence = [_evidence(citation, corpus) for citation in cited] if spoken else []

    def reasons(some: Sequence[int]) -> tuple[str, ...]:
        if not spoken:
            return objections(text, [cited[at] for at in some], corpus)
        verdict = check(text, [one for at in some if (one := evidence[at])])
        return tuple(reason.text for reason in verdict.reasons)

    against = reasons(range(len(cited)))
    given = tuple(one for one in evidence if one)
    return _Judged(
        not against,
        against,
        relevance(len(cited), lambda some: not reasons(some)),
        Sample(text, given, not against) if given else None,
    )


def _evidence(citation: Citation, corpus: Corpus) -> Evidence | None:
    """The whole turn that a citation is of; None where its document is no longer there."""
    document = corpus.documents.get(citation.document)
    turn = corpus.turn(citation.document, citation.turn) if citation.turn else None
    return evidence_of(corpus, document, turn) if document and turn else None
