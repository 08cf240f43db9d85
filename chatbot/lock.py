"""The lock under which a library is changed: one writer at a time, in whichever process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from chatbot.database import refuse

# How long a writer waits for another one to finish, in seconds.
LOCK_WAIT = 10.0


class LibraryBusy(Exception):
    """Another process is writing."""


class WriteLock:
    """The lock file of a data folder; the thread that holds it may take it again.

    ``wait`` is how many seconds a writer waits for another (default: `LOCK_WAIT`). With a
    ``refusal`` nothing can be changed: `held` raises `LibraryError` with it.
    """

    def __init__(self, data: Path, wait: float | None = None, refusal: str = "") -> None:
        self._wait = LOCK_WAIT if wait is None else wait
        self._lock = FileLock(data / "write.lock")
        self._refusal = refusal

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold it for a while.

        Raises `LibraryBusy` when another process writes for longer than ``wait``, and
        `LibraryError` with the refusal where there is one.
        """
        refuse(self._refusal)
        try:
            self._lock.acquire(timeout=self._wait)
        except Timeout as busy:
            raise LibraryBusy(
                "別の処理がライブラリに書き込んでいます。終わってからもう一度実行してください。"
            ) from busy
        try:
            yield
        finally:
            self._lock.release()
