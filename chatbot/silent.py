"""Meetings in which nothing was found of what is asked, and what may be said of them.

That minutes do not speak of a subject is said only where none of its words stands in them. Where
one does, all that is known is that no sentence could be told to be what is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chatbot.cite import Claim, cite_header, meeting_name, when
from chatbot.entries import SILENT
from chatbot.retrieve import Corpus
from chatbot.signals import Question
from chatbot.text import normalize
from chatbot.types import Document, Note

# A word that weighs so much of the heaviest is one of the subject's.
_SUBJECT = 0.5


@dataclass(frozen=True, slots=True)
class Silence:
    """A meeting in which nothing was found; ``word`` of the question stands in it, or is empty."""

    document: Document
    word: str


def touched(corpus: Corpus, document: Document, question: Question) -> str:
    """The heaviest word of the subject that stands in what was said at a meeting, or ""."""
    nouns = [n for n in question.needs if n.noun and n.word not in question.unknown]
    most = max((need.weight for need in nouns), default=0.0)
    spoken = [normalize(t.text) for t in corpus.library.turns(document) if t.kind != "note"]
    for need in sorted(nouns, key=lambda need: (-need.weight, need.word)):
        forms = {need.word, *need.forms}
        if need.weight >= _SUBJECT * most and any(f in text for f in forms for text in spoken):
            return need.word
    return ""


def nothing_of(silence: Silence) -> Claim:
    """What is said of a meeting that was asked about, cited to the title of its minutes."""
    document = silence.document
    first = next((line for line in document.header.split("\n") if line.strip()), "")
    start = document.header.find(first)
    cited = cite_header(document, start, start + len(first))
    day = f"（{when(document)}）" if document.date else ""
    text = _told(f"{meeting_name(document)}{day}", silence.word)
    return Claim((text, cited) if first else (text,), entry=document.id)


def notes_of(silences: Sequence[Silence]) -> tuple[Note, ...]:
    """Which meetings that nobody named do not speak of the subject, if they are few."""
    return tuple(_notes(silences)) if 0 < len(silences) <= SILENT else ()


def _notes(silences: Sequence[Silence]) -> Iterator[Note]:
    for word in dict.fromkeys(silence.word for silence in silences):
        names = [meeting_name(s.document) for s in silences if s.word == word]
        yield Note("not_singled_out" if word else "says_nothing", _told("、".join(names), word))


def _told(meetings: str, word: str) -> str:
    if word:
        return (
            f"{meetings}の議事要旨からは、お尋ねに当たる発言を特定できませんでした"
            f"（{word}に触れた発言はあります）。"
        )
    return f"{meetings}の議事要旨には、該当する発言の記載がありません。"
