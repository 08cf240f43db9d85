"""Minutes as text become a meeting: header, agenda, and exact turns, linked.

``parse`` is the only way in. It is linear in the length of the text and raises nothing but
``LayoutError``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from chatbot.types import Meeting, Turn
from ingest.announced import follow_the_chair
from ingest.drafts import Drafts
from ingest.furniture import without_furniture
from ingest.layouts import PLAIN, LayoutError, take_apart
from ingest.links import link
from ingest.several import another_meeting
from ingest.wrapping import Line, Shape, read_lines, shape_of

_CANDIDATES = 20
"""So many headers of another meeting are looked into: to take a text apart takes its time."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A meeting and the name of the layout that found it.

    ``unread`` are lines that name who speaks, but not so that they could be read: what was said
    below them is in the meeting, as nobody's.
    """

    meeting: Meeting
    layout: str
    unread: tuple[str, ...] = ()


def parse(
    text: str, *, page_starts: Sequence[int] = (), layout: str | None = None, source: str = ""
) -> Parsed:
    """Take minutes apart.

    ``page_starts`` are the offsets in ``text`` at which pages 1, 2, … begin; without them turns
    have no page. ``layout`` names one of ``layouts.LAYOUTS`` and keeps to it. Raises
    ``LayoutError`` where no layout finds a speaker, the named one is not known, or the text holds
    several meetings.
    """
    lines = without_furniture(read_lines(text, page_starts))
    shape = shape_of(lines)
    name, drafts = take_apart(lines, shape, layout)
    if name != PLAIN:
        follow_the_chair(drafts.agenda, drafts.turns)
    header = drafts.header
    _refuse_several(lines, shape, layout, drafts)
    meeting = Meeting(
        title=header.title or source,
        body=header.body,
        number=header.number,
        date=header.date,
        start=header.start,
        end=header.end,
        place=header.place,
        source=source,
        header=header.text,
        agenda=tuple(drafts.agenda),
        turns=_turns(drafts, linked=name != PLAIN),
    )
    return Parsed(meeting, name, tuple(drafts.unread))


def _refuse_several(
    lines: Sequence[Line], shape: Shape, layout: str | None, drafts: Drafts
) -> None:
    """Two meetings in one text would become one; somebody speaks in each."""
    for found in islice(another_meeting(lines, drafts.header), _CANDIDATES):
        try:
            for part in (lines[: found.at], lines[found.at :]):
                take_apart(part, shape, layout)
        except LayoutError:
            continue  # the next meeting is announced, or an earlier one mentioned
        first = drafts.header
        raise LayoutError(
            f"2つ以上の会議が入っています（「{first.title}」{first.date or ''} と"
            f"「{found.title}」{found.date or ''}）。会議ごとにファイルを分けてください。"
        )


def _turns(drafts: Drafts, *, linked: bool) -> tuple[Turn, ...]:
    turns = [
        Turn(
            id=f"t{at}",
            ordinal=at,
            speaker=draft.speaker,
            agenda=draft.agenda,
            text=draft.speech.text,
            kind="note" if draft.note else "statement",
            page=draft.speech.page,
            page_breaks=draft.speech.page_breaks,
        )
        for at, draft in enumerate(drafts.turns, 1)
    ]
    if not linked:
        return tuple(turns)
    openings = {at for at, draft in enumerate(drafts.turns) if draft.opening}
    lost = {at for at, draft in enumerate(drafts.turns) if draft.lost}
    return link(turns, agenda=drafts.agenda, openings=openings, formal=drafts.formal, lost=lost)
