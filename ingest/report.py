"""What became of what was taken in: one meeting of one file, and all of one call."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

IngestStatus = Literal["added", "replaced", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class IngestedDocument:
    """What became of one meeting of one file. ``seconds`` is wall time."""

    path: str
    document: str | None
    version: int | None
    layout: str | None
    title: str | None
    number: int | None
    date: str | None
    turns: int
    passages: int
    status: IngestStatus
    error: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of everything in one call, in the order of the files.

    ``notes`` say, a line each, what a reader may want to undo.
    """

    documents: tuple[IngestedDocument, ...]
    notes: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether any file was refused."""
        return any(document.status == "failed" for document in self.documents)


def failed(path: Path, problem: str, seconds: float) -> IngestedDocument:
    """A file, or one meeting of it, that was refused: ``problem`` is one Japanese line."""
    return IngestedDocument(
        path=str(path),
        document=None,
        version=None,
        layout=None,
        title=None,
        number=None,
        date=None,
        turns=0,
        passages=0,
        status="failed",
        error=problem,
        seconds=round(seconds, 3),
    )
