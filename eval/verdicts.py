"""The grounding check's verdict on each sentence of an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping

from chatbot.cite import MARK
from chatbot.grounding import Evidence, check
from chatbot.material import evidence_of
from chatbot.retrieve import Corpus
from chatbot.types import Answer, Citation, Sentence

Verdicts = tuple[tuple[bool | None, ...], tuple[tuple[str, ...], ...]]


def verdicts(answer: Answer, corpus: Corpus) -> Verdicts:
    """Whether each sentence is borne out by what it cites, and why not.

    None where a sentence states no fact. Only an answer states any: what stands in its place
    (「記載されていません」) says of the minutes that they hold nothing, which no passage can bear
    out. A sentence of an answer without a citation is a fact without support.
    """
    if answer.status not in ("answered", "closed"):
        return (None,) * len(answer.sentences), ((),) * len(answer.sentences)
    cited = {citation.number: citation for citation in answer.citations}
    found = [_verdict(sentence, cited, corpus) for sentence in answer.sentences]
    return tuple(one for one, _ in found), tuple(reasons for _, reasons in found)


def bare(sentence: Sentence) -> str:
    """A sentence without the marks of its citations."""
    text = sentence.text
    for number in sentence.citations:
        text = text.replace(MARK.format(number), "")
    return text


def evidence(citation: Citation, corpus: Corpus) -> Evidence | None:
    """What a citation gives: the whole turn, or the line of the agenda, or the title block.

    None where its document is no longer there.
    """
    document = corpus.documents.get(citation.document)
    if document is None:
        return None
    turn = corpus.turn(document.id, citation.turn) if citation.turn else None
    if turn is not None:
        return evidence_of(corpus, document, turn)
    return Evidence(
        text=document.header if citation.part == "header" else citation.quote,
        date=document.date,
        number=document.number,
        title=document.title,
        agenda=citation.agenda.title if citation.agenda else "",
    )


def _verdict(
    sentence: Sentence, cited: Mapping[int, Citation], corpus: Corpus
) -> tuple[bool | None, tuple[str, ...]]:
    if not re.search(r"\w", bare(sentence)):
        return None, ()
    given = (evidence(cited[number], corpus) for number in sentence.citations)
    verdict = check(bare(sentence), [one for one in given if one is not None])
    return verdict.supported, tuple(reason.text for reason in verdict.reasons)
