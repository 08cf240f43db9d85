"""What the readers of curated answers' files share: what they find, and how they complain."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# A place in an entry, like ("citations", 0, "turn").
Place = tuple[str | int, ...]


class CuratedFileError(Exception):
    """A file that is not taken in: one Japanese line that begins with the file and the line."""


@dataclass(slots=True)
class Found:
    """An entry as it stands in a file, and the lines of its places."""

    data: dict[str, Any]
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """The line of a place, or of what it stands in."""
        while place not in self.lines:
            place = place[:-1]
        return self.lines[place]


def wrong(path: Path, line: int, what: str) -> CuratedFileError:
    """What to raise about a line of a file."""
    return CuratedFileError(f"{path}:{line}: {what}")
