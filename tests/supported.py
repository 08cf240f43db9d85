"""What must hold of any answer that a chat model had a hand in."""

from __future__ import annotations

import re

from chatbot.assistant import Assistant
from chatbot.grounding import check
from chatbot.material import evidence_of
from chatbot.types import Answer, Citation, Sentence

# Whatever a reader could take for a mark.
LIKE_A_MARK = re.compile(r"[\[［【]\s*\d+\s*[\]］】]")


def faults(assistant: Assistant, answer: Answer) -> list[str]:
    """What is wrong with an answer of a model's; nothing where it is as it must be."""
    numbers = [cited.number for cited in answer.citations]
    found = [] if numbers == [*range(1, len(numbers) + 1)] else [f"citations number {numbers}"]
    if answer.text != "\n".join(sentence.text for sentence in answer.sentences):
        found.append("the text is not that of its sentences")
    for cited in answer.citations:
        found += _citation(assistant, cited)
    for sentence in answer.sentences:
        found += _sentence(assistant, answer, sentence)
    return found


def unsupported(assistant: Assistant, answer: Answer) -> list[str]:
    """What of an answer neither quotes what it cites nor was checked against it.

    An answer made of entries may hold sentences of both kinds.
    """
    found: list[str] = []
    for sentence in answer.sentences:
        cited = [c for c in answer.citations if c.number in sentence.citations]
        quotes = all(f"「{c.quote}」" in sentence.text for c in cited if c.part == "text")
        if not cited:
            found += [] if answer.status != "answered" else [f"uncited: {sentence.text}"]
        elif not quotes:
            found += [fault for c in cited for fault in _citation(assistant, c)]
            found += _sentence(assistant, answer, sentence)
    return found


def _citation(assistant: Assistant, cited: Citation) -> list[str]:
    document = assistant.documents()[cited.document]
    turn = next(t for t in assistant.library.turns(document) if t.id == cited.turn)
    if cited.version != document.version or cited.part != "text":
        return [f"[{cited.number}] cites {cited.part} of version {cited.version}"]
    if not cited.quote or cited.quote != turn.text[cited.start : cited.end]:
        return [f"[{cited.number}] is not to the letter: {cited.quote}"]
    return [] if cited.speaker == turn.speaker else [f"[{cited.number}] has another speaker"]


def _sentence(assistant: Assistant, answer: Answer, sentence: Sentence) -> list[str]:
    marks = [mark.group() for mark in LIKE_A_MARK.finditer(sentence.text)]
    if not marks or [*dict.fromkeys(marks)] != [f"[{n}]" for n in sentence.citations]:
        return [f"marks {marks} for {sentence.citations}: {sentence.text}"]
    if not set(sentence.citations) <= {cited.number for cited in answer.citations}:
        return [f"out of bounds: {sentence.text}"]
    corpus = assistant.corpus()
    evidence = []
    for cited in (c for c in answer.citations if c.number in sentence.citations):
        document = assistant.documents()[cited.document]
        turn = corpus.turn(document.id, cited.turn or "")
        assert turn is not None
        evidence.append(evidence_of(corpus, document, turn))
    verdict = check(LIKE_A_MARK.sub("", sentence.text), evidence)
    return [] if verdict.supported else [f"{sentence.text}: {verdict.reasons}"]
