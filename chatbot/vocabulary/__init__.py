"""Word lists that steer reading a question, kept as data: one file each, ``#`` begins a comment."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent


def _lines(name: str) -> list[str]:
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def vocabulary(name: str) -> frozenset[str]:
    """The words of a file, separated by whitespace."""
    return frozenset(word for line in _lines(name) for word in line.split())


def rows(name: str) -> list[tuple[str, ...]]:
    """The lines of a tab-separated file."""
    return [tuple(line.split("\t")) for line in _lines(name)]
