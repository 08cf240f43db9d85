"""Any text by paragraphs, without speakers: what ``--layout plain`` asks for."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.drafts import Draft, Drafts
from ingest.header import label_of, read_header
from ingest.wrapping import Line, Shape, continues, join

_HEADER_LINES = 12


def parse_plain(lines: Sequence[Line], shape: Shape) -> Drafts:
    """Every paragraph is a turn without a speaker; title and labelled lines make the header."""
    at = 0
    while at < min(len(lines), _HEADER_LINES) and not lines[at].stopped:
        label = label_of(lines[at].text)
        if at and label is None and label_of(lines[at - 1].text) != ("date", ""):
            break
        at += 1
    header = read_header(lines[:at], shape)
    paragraphs: list[list[Line]] = []
    for line in lines[at:]:
        if paragraphs and continues(paragraphs[-1][-1], line, shape):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return Drafts(header, [], [Draft(None, None, join(rows, shape)) for rows in paragraphs])
