"""What a layout hands over: a meeting in pieces, before turns are numbered and linked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from chatbot.types import AgendaItem, Speaker
from ingest.header import Header
from ingest.speakers import parse_speaker
from ingest.wrapping import Line, Shape, Speech, join

Begun = tuple[Line, Line]
"""A line where somebody begins to speak, in two: who, as printed, and what they say on it."""


@dataclass(slots=True)
class Draft:
    """One speech. ``opening`` marks greetings and presentations, which ask nobody anything.

    ``lost`` is one of which nobody can tell whose it is.
    """

    speaker: Speaker | None
    agenda: int | None
    speech: Speech
    note: bool = False
    opening: bool = False
    lost: bool = False


@dataclass(slots=True)
class Drafts:
    """One meeting in pieces; ``formal`` where members ask and an executive answers (assemblies).

    ``None`` leaves that to the offices of those who speak. ``unread`` are lines, as printed, that
    name who speaks, but not so that they could be read.
    """

    header: Header
    agenda: list[AgendaItem] = field(default_factory=list)
    turns: list[Draft] = field(default_factory=list)
    formal: bool | None = None
    unread: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Floor:
    """Who has the floor, under which item, and what was said so far; ``turns`` are those ended.

    ``begins`` finds a line that names who speaks otherwise than the others do (`Line.lost` where
    nobody can tell who), ``opened`` is told of each heading; ``lost`` says that one of whom nobody
    can tell has the floor, ``unread`` is how they were named.
    """

    shape: Shape
    item: int | None = None
    speaker: Speaker | None = None
    turns: list[Draft] = field(default_factory=list)
    said: list[Line] = field(default_factory=list)
    begins: Callable[[Line], Begun | None] = lambda _: None
    opened: Callable[[int], object] = lambda _: None
    unread: list[str] = field(default_factory=list)
    lost: bool = False

    @property
    def between(self) -> bool:
        """Whether nobody has the floor, and nothing was said since the last heading or speech."""
        return not self.said and self.speaker is None and not self.lost

    def names(self, line: Line) -> bool:
        """Whether a line names who speaks next."""
        return (not self.said or self.said[-1].stopped) and self.begins(line) is not None

    def say(self, line: Line) -> None:
        """Somebody goes on; nobody where ``speaker`` is None."""
        between = not self.said or self.said[-1].stopped
        begun = self.begins(line) if between else None
        if begun is None:
            self.said.append(line)
            return
        who, what = begun
        self.give(None if who.lost else parse_speaker(who.source), what)
        self.lost = who.lost
        self.unread += [who.source] if who.lost else []

    def give(self, speaker: Speaker | None, what: Line | None = None) -> None:
        """End what was said; from now on it is another who speaks, or nobody."""
        self.end()
        self.speaker, self.lost = speaker, False
        if what is not None and what.text:
            self.said.append(what)

    def open(self, item: int) -> None:
        """A heading ends what was said, and nobody has spoken under it yet."""
        self.give(None)
        self.item = item
        self.opened(item)

    def note(self, line: Line) -> None:
        """What happened between two speeches, of which the second may be the same one's."""
        self.end()
        self.turns.append(Draft(None, self.item, join([line], self.shape), note=True))

    def end(self) -> None:
        """What was said is a turn."""
        if self.said:
            speech = join(self.said, self.shape)
            note = self.speaker is None and not self.lost
            self.turns.append(Draft(self.speaker, self.item, speech, note=note, lost=self.lost))
            self.said.clear()
