"""A data folder that cannot be written is read from a copy.

Word index, vectors and SQLite each write into their folder even to read it. So where the folder is
read-only, its library and indexes are copied into a folder for the time being, and copied anew when
they have changed. What is written into the copy (receipts, conversations) is not kept.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

LIBRARY = "library.sqlite3"
_PARTS = ("chroma", "words-*")
_SIGNS = (LIBRARY, f"{LIBRARY}-wal")


class Mirror:
    """The copy of a data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._copies: list[TemporaryDirectory[str]] = []
        self._signs = self._look()
        self.folder = self._copied()

    def stale(self) -> bool:
        """Whether the folder has changed since it was copied."""
        return self._look() != self._signs

    def refresh(self) -> Path:
        """Copy anew; earlier copies stay until `close`, for those who still read them."""
        self._signs = self._look()
        self.folder = self._copied()
        return self.folder

    def close(self) -> None:
        """Drop all copies."""
        while self._copies:
            self._copies.pop().cleanup()

    def _look(self) -> tuple[tuple[int, int] | None, ...]:
        return tuple(_sign(self._data / name) for name in _SIGNS)

    def _copied(self) -> Path:
        copy = TemporaryDirectory(prefix="gijiq-", ignore_cleanup_errors=True)
        self._copies.append(copy)
        folder = Path(copy.name)
        _copy_library(self._data / LIBRARY, folder / LIBRARY)
        for pattern in _PARTS:
            for part in self._data.glob(pattern):
                shutil.copytree(part, folder / part.name, copy_function=shutil.copyfile)
                _make_writable(folder / part.name)
        return folder


def mirror_of(data: Path) -> Mirror | None:
    """A copy of a folder that has a library and cannot be written; ``None`` for all others.

    Raises OSError where there is no room for the copy or the folder cannot be read.
    """
    held = [data, *(data / name for name in _SIGNS), *(p for q in _PARTS for p in data.glob(q))]
    if (data / LIBRARY).exists() and not all(
        os.access(path, os.W_OK) for path in held if path.exists()
    ):
        return Mirror(data)
    return None


def _sign(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size


def _copy_library(source: Path, target: Path) -> None:
    """With what still stands in its write-ahead log, where SQLite can read that."""
    address = source.absolute().as_uri()
    # A log needs its index beside it; where that can neither be read nor made, none is open.
    for how in ("mode=ro", "immutable=1"):
        try:
            with (
                closing(sqlite3.connect(f"{address}?{how}", uri=True)) as held,
                closing(sqlite3.connect(target)) as copy,
            ):
                held.backup(copy)
        except sqlite3.OperationalError:
            if how == "immutable=1":
                raise
        else:
            return


def _make_writable(folder: Path) -> None:
    for root, _, _ in os.walk(folder):
        os.chmod(root, 0o700)
