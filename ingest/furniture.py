"""What a page prints of itself and nobody said: page numbers, and heads that run along."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.brackets import is_bracketed
from ingest.speakers import is_speaker
from ingest.wrapping import Line

# With a dash on either side a number is a page number wherever it stands.
_DASHED = re.compile(r"[-‐–—−－─―ー~～][\s\u3000]*[0-9０-９]{1,4}[\s\u3000]*[-‐–—−－─―ー~～]")
_EDGE = 2
"""A running head stands within so many lines of a page's edge."""
_LONGEST_HEAD = 60
_LONG = 14
"""A shorter text has to stand on three pages to be no accident (with its edge's name)."""
_SPOKEN = re.compile("[ぁ-ゖ]")
"""So has one with hiragana, which a wrapped line of speech has and a meeting's name has not."""


def without_furniture(lines: Sequence[Line]) -> list[Line]:
    """The lines without dashed page numbers, and without heads that stand on several pages.

    A page ends where ``Line.page`` changes and at a dashed page number. The top of the first page,
    where the title stands, is left, and so is what names a speaker or ends a sentence.
    """
    numbers = {at for at, line in enumerate(lines) if _DASHED.fullmatch(line.text)}
    heads = _heads(lines, numbers)
    kept: list[Line] = []
    dropped = False
    for at, line in enumerate(lines):
        if at in numbers or at in heads:
            dropped = True
            continue
        # The empty line around a page number is no paragraph's end.
        kept.append(replace(line, gap=False) if dropped and line.gap else line)
        dropped = False
    return kept


def _heads(lines: Sequence[Line], numbers: set[int]) -> set[int]:
    """Positions of the lines near an edge that stand, but for digits, on another page's, too."""
    near: list[tuple[int, int, str]] = []  # position, page, edge and text
    for page, found in enumerate(_pages(lines, numbers)):
        for edge, at in [("top", at) for at in found[:_EDGE]] + [
            ("foot", at) for at in found[_EDGE:][-_EDGE:]
        ]:
            if _may_run(lines[at]):
                near.append((at, page, f"{edge} {_key(lines[at])}"))
    often = Counter(key for _, key in {(page, key) for _, page, key in near})
    return {
        at
        for at, page, key in near
        if often[key] >= _pages_enough(key) and (page or not key.startswith("top"))
    }


def _pages_enough(key: str) -> int:
    """On how many pages a text has to stand to be a head."""
    return 2 if len(key) >= _LONG and not _SPOKEN.search(key) else 3


def _pages(lines: Sequence[Line], numbers: set[int]) -> list[list[int]]:
    pages: list[list[int]] = [[]]
    for at, line in enumerate(lines):
        turned = bool(at) and line.page != lines[at - 1].page
        if (at in numbers or turned) and pages[-1]:
            pages.append([])
        if at not in numbers:
            pages[-1].append(at)
    return pages


def _may_run(line: Line) -> bool:
    text = line.text
    return (
        4 <= len(text) <= _LONGEST_HEAD
        and not (line.stopped or line.bullet or is_bracketed(text))
        and not is_speaker(text)
    )


def _key(line: Line) -> str:
    folded = unicodedata.normalize("NFKC", line.text)
    return re.sub(r"[0-9\s]+", "", folded)
