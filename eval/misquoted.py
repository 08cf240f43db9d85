"""Words that a sentence puts in 「」 as said, though nothing that it cites says them so.

Looked at by itself, without `chatbot.grounding`: what an answerer writes is not to be measured by
the check alone that let it pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from chatbot.retrieve import Corpus
from chatbot.types import Answer, Citation
from eval.facts import words_of

# Shorter ones are terms and titles, which may be anybody's.
SHORTEST = 12
_OPEN, _CLOSE = "「『", "」』"


def misquoted(answer: Answer, corpus: Corpus) -> Iterator[str]:
    """What is quoted in a sentence and stands, to the letter, in nothing that the sentence cites.

    A full stop at the end may be missing there. Of a speech all is looked at, its speaker's line,
    its title and what it replies to included.
    """
    numbered = {citation.number: citation for citation in answer.citations}
    for sentence in answer.sentences:
        cited = [numbered[number] for number in sentence.citations if number in numbered]
        told = [text for citation in cited for text in _told(citation, corpus)]
        for quote in quotes(words_of(sentence)):
            bare = quote.removesuffix("。")
            if cited and len(quote) >= SHORTEST and not any(bare in text for text in told):
                yield quote


def quotes(text: str) -> Iterator[str]:
    """What stands in the outermost 「」 or 『』; one that is never closed quotes nothing."""
    depth = start = 0
    for at, character in enumerate(text):
        if character in _OPEN:
            depth += 1
            if depth == 1:
                start = at + 1
        elif character in _CLOSE and depth:
            depth -= 1
            if not depth:
                yield text[start:at]


def _told(citation: Citation, corpus: Corpus) -> Iterator[str]:
    document = corpus.documents.get(citation.document)
    if document is None:
        return
    yield from (document.title, document.header, *(item.raw for item in document.agenda))
    turn = corpus.turn(document.id, citation.turn) if citation.turn else None
    if turn is not None:
        asked = (corpus.turn(document.id, name) for name in turn.replies_to)
        for one in (turn, *(other for other in asked if other is not None)):
            yield one.text
            yield one.speaker.raw if one.speaker else ""
