"""Small minutes, a small embedding model and other processes, for the tests of what is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from chatbot.assistant import Assistant
from chatbot.embed import Vectors
from chatbot.settings import Settings
from ingest import ingest_paths

TESTS = Path(__file__).parent
BODY = "架空市情報化会議"


class Letters:
    """An embedding model without a file: which letters a text has."""

    cosine_floor = 0.95
    cosine_noise = 0.5

    def __init__(self, dimension: int = 64) -> None:
        self.dimension = dimension
        self.name = f"letters/{dimension}"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.embed_query(text) for text in texts]) if texts else np.empty((0, 0))

    def embed_query(self, text: str) -> Vectors:
        vector = np.full(self.dimension, 1e-3, dtype=np.float32)
        for letter in text:
            vector[zlib.crc32(letter.encode()) % self.dimension] += 1
        return vector / np.linalg.norm(vector)


def opened(data: Path, dimension: int = 64, **more: Any) -> Assistant:
    """An installation that embeds with `Letters`."""
    return Assistant(Settings(data=data), embedder=Letters(dimension), **more)


def minutes(
    folder: Path,
    name: str,
    *speeches: str,
    number: int | None = 1,
    body: str = BODY,
    title: str | None = None,
) -> Path:
    """Write minutes of one meeting, a turn for each speech."""
    meeting = {
        "title": title or f"{body} 第{number}回",
        "date": f"2026-04-{number or 30:02}",
        "body": body,
        "number": number,
        "turns": [
            {"speaker": ("市長（川端和夫君）", "七番（西田恵君）")[at % 2], "text": speech}
            for at, speech in enumerate(speeches)
        ],
    }
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(meeting, ensure_ascii=False), encoding="utf-8")
    return file


def steps(work: Callable[[], object]) -> int:
    """How much ``work`` does, in calls of functions: the same on every machine, however busy."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


def process(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start ``code`` in a Python of its own, in which this module can be imported."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=TESTS,
        env={**os.environ, "PYTHONPATH": str(TESTS.parent)},
        text=True,
        encoding="utf-8",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(started: subprocess.Popen[str], code: int = 0) -> str:
    """Wait for a process; its output."""
    said, complaint = started.communicate(timeout=120)
    assert started.returncode == code, complaint
    return said


def found(assistant: Assistant, query: str) -> list[str]:
    """The texts of the passages found, best first."""
    return [hit.passage.text for hit in assistant.search(query, k=50)]


@contextmanager
def council_of(
    folder: Path, model_dir: Path, title: str, speaker: str, meetings: Mapping[int, tuple[str, str]]
) -> Iterator[Assistant]:
    """An installation of meetings in which one person reports: number to (day, what is said)."""
    for number, (day, said) in meetings.items():
        (folder / f"{number}.txt").write_text(
            f"第{number}回 {title} 議事要旨\n\n日時　{day}　10:00～11:00\n"
            f"場所　市役所\n\n１　報告事項\n\n○{speaker}\n　{said}\n",
            encoding="utf-8",
        )
    with Assistant(Settings(data=folder / "var", model_dir=model_dir)) as made:
        ingest_paths(made, sorted(folder.glob("*.txt")))
        assert len(made.documents()) == len(meetings)
        yield made
