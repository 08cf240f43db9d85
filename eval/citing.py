"""Whether the citations of an answer hold: a defect of the program if not, whatever was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from chatbot.retrieve import Corpus
from chatbot.types import Answer, Citation

Kind = Literal["unresolved", "inexact", "speaker"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A citation that does not hold: ``id`` is the question's."""

    kind: Kind
    id: str
    where: str


def faults(name: str, answer: Answer, corpus: Corpus) -> Iterator[Fault]:
    """What is wrong with the citations of an answer to the question called ``name``."""
    for citation in (*answer.citations, *answer.related):
        where = f"{citation.document}/{citation.turn or citation.part}"
        sources = _sources(citation, corpus)
        if not sources:
            yield Fault("unresolved", name, where)
        elif not any(s[citation.start : citation.end] == citation.quote for s in sources):
            yield Fault("inexact", name, f"{where}「{citation.quote}」")
        turn = corpus.turn(citation.document, citation.turn) if citation.turn else None
        if turn is not None and turn.speaker != citation.speaker:
            yield Fault("speaker", name, where)
    numbers = {citation.number for citation in answer.citations}
    for sentence in answer.sentences:
        for number in set(sentence.citations) - numbers:
            yield Fault("unresolved", name, f"[{number}]")


def is_exact(citation: Citation, corpus: Corpus) -> bool:
    """Whether a citation's quote is what stands at its place, to the letter."""
    sources = _sources(citation, corpus)
    return any(source[citation.start : citation.end] == citation.quote for source in sources)


def _sources(citation: Citation, corpus: Corpus) -> list[str]:
    """What the offsets of a citation count in; nothing where its place is not in the library."""
    document = corpus.documents.get(citation.document)
    if document is None or document.version != citation.version:
        return []
    if citation.part == "header":
        return [document.header]
    if citation.part == "agenda":
        return [item.raw for item in document.agenda]
    turn = corpus.turn(document.id, citation.turn) if citation.turn else None
    if turn is None:
        return []
    if citation.part == "text":
        return [turn.text]
    return [turn.speaker.raw] if turn.speaker else []
