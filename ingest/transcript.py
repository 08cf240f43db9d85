"""Plain transcripts: ``氏名：発言`` or ``会長　発言``, one speaker a line, until the next."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from ingest.agenda import read_front
from ingest.closings import BodyClosings
from ingest.drafts import Begun, Drafts, Floor
from ingest.header import label_of
from ingest.headings import MARKS, in_corner_brackets, opens_questions, without_mark
from ingest.items import Items, end_of_speech, first_of_body
from ingest.nobodys import BEFORE_COLON
from ingest.sides import ASKER, side_of
from ingest.speakers import parse_speaker
from ingest.strays import begins_otherwise
from ingest.transcript_speeches import begun_with_blanks, begun_with_colons, told_with_colons
from ingest.wrapping import Line, Shape

_LONGEST_HEADING = 60
# What happened between speeches.
_STAGE = re.compile(
    r"[（(〔［\[](?:[^（()）]{0,20})(?:休憩|再開|拍手|到着|退席|退室|入室|入場|退場)[^（()）]{0,10}[）)〕］\]]"
)


def is_transcript(lines: Sequence[Line], shape: Shape) -> bool:
    """At least two speeches, by people who look like people."""
    return told_with_colons(lines) >= 2


def is_spaced(lines: Sequence[Line], shape: Shape) -> bool:
    """At least two sentences behind an office and a blank, with nothing to mark who speaks."""
    return sum(said is not None for said in begun_with_blanks(lines)) >= 2


def parse_transcript(lines: Sequence[Line], shape: Shape) -> Drafts:
    """Take a transcript apart; lines before the first speech are its header."""
    return _parse(lines, shape, begun_with_colons(lines))


def parse_spaced(lines: Sequence[Line], shape: Shape) -> Drafts:
    """Take a transcript apart whose speakers are offices with a blank behind them."""
    return _parse(lines, shape, begun_with_blanks(lines))


def _parse(lines: Sequence[Line], shape: Shape, speeches: Sequence[Begun | None]) -> Drafts:
    first = first_of_body(lines, speeches)
    heads = _marked_headings(lines, speeches, max(0, first - 1))
    first -= first - 1 in heads
    # A by itself is somebody whose name is withheld; where Q asks, it answers.
    told = (side_of(one[0].text) for one in speeches if one)
    sides = any(side is not None and side.role == ASKER for side in told)
    header, agenda = read_front(lines[:first], shape)
    items, closings = Items(agenda), BodyClosings(agenda, lines)
    floor = Floor(
        shape,
        items.left_open(lines, speeches, first),
        begins=begins_otherwise(speeches, BEFORE_COLON),
        opened=closings.opened,
    )
    ended = end_of_speech(lines, speeches)
    for at, line in enumerate(lines[first:], first):
        if speech := speeches[at]:
            who, what = speech
            side = side_of(who.source) if sides else None
            floor.give(side or parse_speaker(who.source), what)
        elif opens_questions(line.text) and at + 1 < len(lines) and speeches[at + 1]:
            floor.give(None)
        elif closings.take(at, floor.item, between=floor.between):
            floor.give(None)
            floor.note(line)
        elif _STAGE.fullmatch(line.text):
            floor.note(line)
        elif at in heads:
            known = agenda.find(line.text) is not None
            title = line.text if known else without_mark(line.text)
            floor.open(agenda.find_or_add(title, line.source))
        elif (opened := items.opens(lines, speeches, at)) is not None:
            floor.open(opened)
        elif (corner := in_corner_brackets(line.text)) or agenda.names(line):
            floor.open(agenda.find_or_add(corner or line.text, line.source))
        else:
            if at == ended:
                floor.give(None)
            floor.say(line)
    floor.end()
    return Drafts(header, agenda.items, floor.turns, unread=floor.unread)


def _marked_headings(
    lines: Sequence[Line], speeches: Sequence[Begun | None], start: int
) -> set[int]:
    """The lines from ``start`` on behind a mark of which each stands right above a speech.

    A list within a speech has the same mark in lines that follow each other.
    """
    behind: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines[start:], start):
        if line.text[:1] in MARKS and not speeches[at] and not label_of(line.text):
            behind[line.text[0]].append(at)
    return {
        at
        for found in behind.values()
        if len(found) > 1 and all(_heads(lines, speeches, at) for at in found)
        for at in found
    }


def _heads(lines: Sequence[Line], speeches: Sequence[Begun | None], at: int) -> bool:
    line, below = lines[at], speeches[at + 1] if at + 1 < len(lines) else None
    return below is not None and not line.stopped and len(line.text) <= _LONGEST_HEADING
