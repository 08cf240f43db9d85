"""Records of assemblies and committees: ``○議長（氏名君）　発言``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.dates import parse_times
from chatbot.types import Speaker
from ingest.agenda import read_front
from ingest.drafts import Draft, Drafts
from ingest.header import Header
from ingest.headings import numbered
from ingest.speakers import is_speaker, parse_speaker
from ingest.wrapping import Line, Shape, join

_SPEECH = re.compile(
    r"[○◯〇◎●]\s*(?P<who>"
    r"[^\s（(。、「]{1,30}[ \u3000]?[（(][^（）()]{1,40}[）)](?:君|氏|議員|委員|さん)?|"
    r"[^\s（(。、「]{1,24})"
    r"(?:[\s\u3000]+(?P<what>.*)|$)"
)
_STAGE = re.compile(r"[〔［\[（(〈](?P<inside>[^〕］\])）〉]*)[〕］\])）〉]")
_UNHEARD = re.compile(r".*(?:拍手|登壇|降壇|着席|退席|退場|入場|笑声|笑い|発言する者.*|挙手)")
_CLOCK = re.compile(
    r"(?:(?:令和|平成|昭和).{1,20}日.{0,6})?(?:午前|午後|正午).{0,12}"
    r"(?:開会|開議|開始|休憩|再開|再開議|散会|閉会|延会|閉議|終了|開式|閉式).{0,4}"
)
_RULE = re.compile(r"[\W_ー一]+")
_HEADING = re.compile(r"[◎○◯●]\s*(?P<title>\S.{0,80})")
_OPENED = re.compile(r"開会|開議|開始|開式")
_CLOSED = re.compile(r"散会|閉会|延会|閉議|終了|閉式")


def is_assembly(lines: Sequence[Line], shape: Shape) -> bool:
    """At least two lines that begin with a circle, a speaker and a blank."""
    return sum(_speech(line) is not None for line in lines) >= 2


def parse_assembly(lines: Sequence[Line], shape: Shape) -> Drafts:
    """Take a record apart. Clock lines and interjections are notes; applause alone is left out."""
    first = next((i for i, line in enumerate(lines) if _speech(line)), len(lines))
    turns: list[Draft] = []
    said: list[Line] = []
    speaker: Speaker | None = None

    def flush() -> None:
        if said:
            turns.append(Draft(speaker, item, join(said, shape), note=speaker is None))
            said.clear()

    front = [line for line in lines[:first] if not _RULE.fullmatch(line.text)]
    clocks = [line for line in front if _CLOCK.fullmatch(line.text)]
    header, agenda = read_front([line for line in front if line not in clocks], shape)
    item = agenda.opened
    turns.extend(Draft(None, None, join([line], shape), note=True) for line in clocks)
    for line in lines[first:]:
        stage = _STAGE.fullmatch(line.text)
        heading = _HEADING.fullmatch(line.text)
        if found := _speech(line):
            flush()
            speaker = parse_speaker(found[0])
            if found[1]:
                said.append(Line(found[1], line.page, False, line.trail, line.gap))
        elif _RULE.fullmatch(line.text) or (stage and _UNHEARD.fullmatch(stage["inside"])):
            continue
        elif stage or _CLOCK.fullmatch(line.text):
            flush()
            clocks += [] if stage else [line]
            turns.append(Draft(None, item, join([line], shape), note=True))
        elif heading and not line.stopped:
            flush()
            speaker, item = None, agenda.find_or_add(heading["title"], line.text)
        elif numbered(line.text) and agenda.names(line):
            flush()
            speaker, item = None, agenda.find_or_add(line.text, line.text)
        else:
            said.append(line)
    flush()
    return Drafts(_with_times(header, clocks), agenda.items, turns, formal=True)


def _with_times(header: Header, clocks: Sequence[Line]) -> Header:
    """Start and end from 午後一時開議 and 午後五時散会, where no 日時 gives them."""
    if header.start is not None or not clocks:
        return header
    opened, closed = clocks[0], clocks[-1]
    start = parse_times(opened.text)[0] if _OPENED.search(opened.text) else None
    end = parse_times(closed.text)[0] if _CLOSED.search(closed.text) else None
    told = [line.text for line, at in ((opened, start), (closed, end)) if at is not None]
    return replace(header, start=start, end=end, text="\n".join([header.text, *told]))


def _speech(line: Line) -> tuple[str, str] | None:
    match = _SPEECH.fullmatch(line.text)
    if not match or not is_speaker(match["who"]):
        return None
    return match["who"], (match["what"] or "").strip()
