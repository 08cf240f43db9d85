"""What the grounding check says of each sentence of an answer, and of each of its citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.grounding import Evidence, check
from chatbot.material import evidence_of
from chatbot.retrieve import Corpus
from chatbot.types import Answer, Citation, Sentence
from eval.facts import words_of
from eval.measures.citations import relevance
from eval.record import objections, of_record

# How the extractive answerer puts what somebody said, and one more sentence of the same speech.
_LEAD = re.compile(
    r"(?P<who>[^「」]+?)の(?:質問|要望|答弁|発言|記載)"
    r"（(?P<meeting>[^「」、]*)(?:、(?P<day>[^「」]*))?）: (?P<said>「.*」)",
    re.DOTALL,
)
_SAME = re.compile(r"同じ発言で: (?P<said>「.*」)", re.DOTALL)
_NOBODY = "発言者の記載なし"


@dataclass(frozen=True, slots=True)
class Verdicts:
    """By sentence: whether it is borne out, why not, which of its citations help.

    ``supported`` is None where a sentence states no fact. ``exact`` says of each citation of the
    answer whether its quote is what stands there.
    """

    supported: tuple[bool | None, ...]
    reasons: tuple[tuple[str, ...], ...]
    relevant: tuple[tuple[bool, ...], ...]
    exact: tuple[bool, ...]


def verdicts(answer: Answer, corpus: Corpus) -> Verdicts:
    """The verdicts on an answer.

    Only an answer states facts, and what is said of items behind closed doors: a refusal
    （「記載されていません」） says of the minutes that they hold nothing, which no passage can bear
    out. A sentence of an answer without a citation is a fact without support.
    """
    stating = answer.status in ("answered", "closed")
    judged = [_judged(sentence, answer, corpus, stating) for sentence in answer.sentences]
    return Verdicts(
        supported=tuple(supported for supported, _, _ in judged),
        reasons=tuple(reasons for _, reasons, _ in judged),
        relevant=tuple(relevant for _, _, relevant in judged),
        exact=tuple(is_exact(citation, corpus) for citation in answer.citations),
    )


def is_exact(citation: Citation, corpus: Corpus) -> bool:
    """Whether a citation's quote is what stands at its place, to the letter."""
    document = corpus.documents.get(citation.document)
    if document is None or document.version != citation.version:
        return False
    if citation.part == "header":
        sources = [document.header]
    elif citation.part == "agenda":
        sources = [item.raw for item in document.agenda]
    else:
        turn = corpus.turn(document.id, citation.turn) if citation.turn else None
        line = turn.speaker.raw if turn and turn.speaker else ""
        sources = [(turn.text if citation.part == "text" else line) if turn else ""]
    return any(source[citation.start : citation.end] == citation.quote for source in sources)


def in_prose(text: str) -> str:
    """A sentence of the extractive answerer as a writer would put it, for the check to read."""
    if same := _SAME.fullmatch(text):
        return same["said"]
    lead = _LEAD.fullmatch(text)
    if lead is None:
        return text
    meeting = f"{lead['meeting']}（{lead['day']}）" if lead["day"] else lead["meeting"]
    who = "" if lead["who"] == _NOBODY else f"{lead['who']}は"
    return f"{meeting}で、{who}{lead['said']}と述べた。"


def _judged(
    sentence: Sentence, answer: Answer, corpus: Corpus, stating: bool
) -> tuple[bool | None, tuple[str, ...], tuple[bool, ...]]:
    text = words_of(sentence)
    if not stating or not re.search(r"\w", text):
        return None, (), ()
    numbered = {citation.number: citation for citation in answer.citations}
    cited = [numbered[number] for number in sentence.citations]

    def reasons(some: Sequence[int]) -> tuple[str, ...]:
        return _objections(text, [cited[at] for at in some], corpus)

    against = reasons(range(len(cited)))
    return (
        not against,
        against,
        relevance(len(cited), lambda some: not reasons(some)),
    )


def _objections(text: str, cited: Sequence[Citation], corpus: Corpus) -> tuple[str, ...]:
    if of_record(text, cited):
        return objections(text, cited, corpus)
    given = (_evidence(citation, corpus) for citation in cited)
    verdict = check(in_prose(text), [one for one in given if one is not None])
    return tuple(reason.text for reason in verdict.reasons)


def _evidence(citation: Citation, corpus: Corpus) -> Evidence | None:
    """The whole turn that a citation is of; None where its document is no longer there."""
    document = corpus.documents.get(citation.document)
    turn = corpus.turn(citation.document, citation.turn or "") if citation.turn else None
    if document is None or turn is None:
        return None
    return evidence_of(corpus, document, turn)
