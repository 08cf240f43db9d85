"""The runs before: ``history.jsonl``, one line a run with its aggregates only."""

from __future__ import annotations

from pathlib import Path

from chatbot.serial import dump_json, load_json
from eval.reporting.types import Past, Report

FILE = "history.jsonl"


def read_history(folder: Path) -> tuple[Past, ...]:
    """The runs that are kept, the oldest first.

    What a run that was killed, or another version, left unreadable is passed over: it is a record
    for people, and no gate rests on it.
    """
    file = folder / FILE
    if not file.is_file():
        return ()
    found: list[Past] = []
    for line in file.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            found.append(load_json(Past, line))
        except ValueError:
            continue
    return tuple(found)


def past(report: Report) -> Past:
    """What is kept of a run."""
    return Past(
        started=report.started,
        answerer=report.answerer,
        questions=sum(report.questions.values()),
        passed=report.passed,
        figures={m.metric.key: m.cells for m in report.measured},
    )


def append_history(folder: Path, report: Report) -> None:
    """Keep a run."""
    file = folder / FILE
    # A killed run may have left half a line; what follows must not be joined to it.
    broken = file.is_file() and not file.read_bytes().endswith(b"\n") and file.stat().st_size
    with file.open("a", encoding="utf-8", newline="\n") as opened:
        opened.write(("\n" if broken else "") + dump_json(past(report)) + "\n")
