"""Where a span of the minutes stands, and what it says, as a reader of the report is told."""

from __future__ import annotations

import re
from collections.abc import Iterable

from chatbot.assistant import Assistant
from chatbot.cite import named
from chatbot.types import Citation, Document, Speaker, Turn
from eval.types import Span

_NUMBERED = re.compile(r"(.+)-(\d+)")
_PARTS = {"speaker": "発言者の記載", "agenda": "議題", "header": "表題・日時・場所"}


class Places:
    """The published minutes of several installations, to look spans up in."""

    def __init__(self, assistants: Iterable[Assistant]) -> None:
        self._documents: dict[str, Document] = {}
        self._turns: dict[tuple[str, str], Turn] = {}
        for assistant in assistants:
            for name, document in assistant.documents().items():
                self._documents[name] = document
                for turn in assistant.library.turns(document):
                    self._turns[name, turn.id] = turn

    def __call__(self, span: Span) -> tuple[str, str]:
        """Where it stands, and its text."""
        turn = self._turns.get((span.document, span.turn or ""))
        speaker = turn.speaker if turn else None
        return where(span.document, span.part, span.turn, speaker), self._text(span, turn)

    def _text(self, span: Span, turn: Turn | None) -> str:
        document = self._documents.get(span.document)
        if turn is not None and span.part == "text":
            return turn.text[span.start : span.end]
        if turn is not None:
            return turn.speaker.raw if turn.speaker else ""
        if document is None:
            return ""
        if span.part == "header":
            return document.header[span.start : span.end]
        return "\n".join(item.raw for item in document.agenda)


def cited(citation: Citation) -> str:
    """Where a citation stands."""
    return where(citation.document, citation.part, citation.turn, citation.speaker)


def where(document: str, part: str, turn: str | None, speaker: Speaker | None) -> str:
    """A place: the meeting, the turn as ``gijiq show`` takes it, and who speaks."""
    parts = (
        meeting_name(document),
        f"発言{turn}" if turn else "",
        named(speaker) if speaker else "",
        _PARTS.get(part, ""),
    )
    return "　".join(part for part in parts if part)


def meeting_name(document: str) -> str:
    """A document's id as people call the meeting: its body and 第n回."""
    numbered = _NUMBERED.fullmatch(document)
    return f"{numbered[1]} 第{numbered[2]}回" if numbered else document
