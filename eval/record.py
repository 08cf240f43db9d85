"""Sentences about the record itself: the agenda, the title block, who is down as speaking, entries.

`chatbot.grounding` reads what is said in speeches; of these sentences the program makes up the
frame, so they are held against the lines that they cite:

- what stands in 「」 is in a cited line, or is the title of a cited document,
- a day or a 第n回 outside of it is that of a cited document,
- of a cited speaker's line, the speaker is named as the line does,
- a number of persons, items, meetings or speeches is the number of citations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chatbot.cite import meeting_name, named, when
from chatbot.claims import read_claim
from chatbot.retrieve import Corpus
from chatbot.types import Citation, Document
from eval.facts import plain

_ENTRY = re.compile(r"第\d+回（[^（）「」]*）: .*とあります。$")
_DAY = re.compile(r"(?:明治|大正|昭和|平成|令和)(?:\d+|元)年\d+月\d+日|\d{4}年\d+月\d+日|第\d+回")
_COUNT = re.compile(r"(\d+)(?:名|項目|回分|回記載)")


def of_record(text: str, citations: Sequence[Citation]) -> bool:
    """Whether a sentence is about the record; ``text`` is without citation marks."""
    return bool(_ENTRY.match(text)) or any(c.part != "text" for c in citations)


def objections(text: str, citations: Sequence[Citation], corpus: Corpus) -> tuple[str, ...]:
    """What speaks against such a sentence; nothing where what it cites bears it out."""
    documents = [corpus.documents[c.document] for c in citations if c.document in corpus.documents]
    if not documents:
        return ("引用がありません。",)
    lines = [plain(line) for c in citations for line in (c.quote, *_context(c, corpus))]
    return tuple(_problems(text, citations, documents, lines))


def _context(citation: Citation, corpus: Corpus) -> Iterator[str]:
    """What a quotation may be taken from besides the very characters cited."""
    document = corpus.documents.get(citation.document)
    if document is None:
        return
    yield document.title
    if citation.part == "header":
        yield document.header
    if citation.part == "agenda":
        for item in document.agenda:
            if citation.quote in item.raw:
                yield item.raw


def _problems(
    text: str, citations: Sequence[Citation], documents: Sequence[Document], lines: Sequence[str]
) -> Iterator[str]:
    quotes = read_claim(text).quotes
    for quote in quotes:
        if not any(plain(quote) in line for line in lines):
            yield f"「{quote}」は引用した箇所にありません。"
    outside = text
    for quote in quotes:
        outside = outside.replace(quote, "")
    of_documents = {plain(name) for d in documents for name in (meeting_name(d), when(d)) if name}
    for found in _DAY.findall(plain(outside)):
        if found not in of_documents and not any(found in line for line in lines):
            yield f"「{found}」は引用した会議のものではありません。"
    for citation in citations:
        if citation.part == "speaker":
            forms = (named(citation.speaker), citation.quote)
            if not any(plain(form) in plain(text) for form in forms):
                yield f"「{citation.quote}」の名前がありません。"
    for count in _COUNT.findall(plain(outside)):
        if int(count) != len(citations):
            yield f"「{count}」は引用の数と違います。"
