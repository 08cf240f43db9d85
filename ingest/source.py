"""What a reader hands on, and the one exception it raises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from chatbot.types import Meeting

CELL = "\u3000"
"""Between the cells of a table row, in every format."""


class ReadError(Exception):
    """A file cannot be taken in. The message is one Japanese line that starts with the file:
    what was found, what is allowed, what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read.

    Either ``text`` is filled (line ends are ``\\n``; ``page_starts`` are the ascending offsets at
    which its pages begin, empty where the format has no pages), or ``meetings`` is (json).
    ``sha256`` is the hex digest of the file's bytes.
    """

    path: Path
    text: str
    page_starts: tuple[int, ...]
    meetings: tuple[Meeting, ...]
    sha256: str


_LINE_END = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")


def normalize_lines(text: str) -> str:
    """``text`` with every kind of line end as ``\\n``; no other character is touched."""
    return _LINE_END.sub("\n", text)


def join_pages(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    """The pages as one text, each beginning on a new line, and the offsets where they begin."""
    starts: list[int] = []
    parts: list[str] = []
    length = 0
    for page in pages:
        if parts and parts[-1] and not parts[-1].endswith("\n"):
            parts.append("\n")
            length += 1
        starts.append(length)
        parts.append(page)
        length += len(page)
    return "".join(parts), tuple(starts)


def one_line(value: object, limit: int = 200) -> str:
    """``value`` as text that can be printed on one line: no control characters, no broken bytes."""
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    text = "".join(c if c.isprintable() or c == "\u3000" else "?" for c in text)
    return text if len(text) <= limit else text[: limit - 1] + "…"
