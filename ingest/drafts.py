"""What a layout hands over: a meeting in pieces, before turns are numbered and linked."""

from __future__ import annotations

from dataclasses import dataclass, field

from chatbot.types import AgendaItem, Speaker
from ingest.header import Header
from ingest.wrapping import Speech


@dataclass(slots=True)
class Draft:
    """One speech. ``opening`` marks greetings and presentations, which ask nobody anything."""

    speaker: Speaker | None
    agenda: int | None
    speech: Speech
    note: bool = False
    opening: bool = False


@dataclass(slots=True)
class Drafts:
    """One meeting in pieces; ``formal`` where members ask and an executive answers (assemblies).

    ``None`` leaves that to the offices of those who speak.
    """

    header: Header
    agenda: list[AgendaItem] = field(default_factory=list)
    turns: list[Draft] = field(default_factory=list)
    formal: bool | None = None
