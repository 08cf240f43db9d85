"""Where Chroma keeps its collections: a folder of this installation, or a server.

An embedded Chroma (1.5.9) is made for one process. Measured with a second process writing to its
folder, a reader returns what was deleted, waits for ever on a lock, or crashes; and with stale
vectors in memory it can write them over newer ones. So every use of the folder is under a lock
file, and a process opens it afresh when another one has written since its last look. A writer has
applied all it wrote when it lets go of the lock, so readers only read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit
from uuid import uuid4

from filelock import FileLock, Timeout

from chatbot.database import LibraryError

if TYPE_CHECKING:
    from chromadb.api.client import Client

# How often a process looks whether another one has let go of the folder, in seconds.
_POLL = 0.005
# How long it waits for that at the most, in seconds.
_PATIENCE = 60.0


class IndexLost(LibraryError):
    """An index cannot be read, or lacks what the library holds; the message says what to do."""


class ChromaFolder:
    """An embedded Chroma, used by one thread of one process at a time.

    ``shared`` tells whether other installations keep collections in the same place.
    """

    shared = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.RLock()
        self._lock = FileLock(folder.with_name(f"{folder.name}.lock"), thread_local=False)
        # Names the last write. It lies inside, so that it goes when the folder goes.
        self._mark = folder / "last-write"
        self._seen = ""
        self._client: Client | None = None

    @contextmanager
    def reading(self) -> Iterator[Client | None]:
        """Look at it; ``None`` where nothing was ever written."""
        with self._alone():
            yield self._opened() if self._folder.is_dir() else None

    @contextmanager
    def writing(self) -> Iterator[Client]:
        """Change it."""
        with self._alone():
            self._folder.mkdir(exist_ok=True)
            client = self._opened()
            # Before the first change, so that a killed writer's half is noticed, too.
            self._seen = uuid4().hex
            self._mark.write_text(self._seen, encoding="ascii")
            yield client

    def close(self) -> None:
        """Give back what is held open; the next use opens it again."""
        with self._guard:
            if self._client is not None:
                self._client.close()
                self._client = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._guard, _explained(self._advice):
            try:
                self._lock.acquire(timeout=_PATIENCE, poll_interval=_POLL)
            except Timeout as busy:
                raise LibraryError(
                    "ベクトル索引が使用中のままです。書き込み中の処理が終わってからもう一度お試しください。"
                ) from busy
            try:
                yield
            finally:
                self._lock.release()

    def _opened(self) -> Client:
        try:
            mark = self._mark.read_text(encoding="ascii")
        except FileNotFoundError:
            mark = ""
        if mark != self._seen:
            self.close()
        if self._client is None:
            import chromadb

            self._client = _connect(
                lambda: chromadb.PersistentClient(str(self._folder), settings=_quiet()),
                self._advice,
            )
            self._seen = mark
        return self._client

    @property
    def _advice(self) -> str:
        return (
            f"{self._folder} を別の場所へ移し、gijiq rebuild で作り直してください"
            "（文書は失われません）。"
        )


class ChromaServer:
    """A Chroma server, which looks after its readers and writers itself."""

    shared = True

    def __init__(self, url: str) -> None:
        self._url = url
        self._guard = threading.Lock()
        self._client: Client | None = None

    @contextmanager
    def reading(self) -> Iterator[Client | None]:
        """Look at it."""
        with self.writing() as client:
            yield client

    @contextmanager
    def writing(self) -> Iterator[Client]:
        """Change it."""
        with _explained(self._advice):
            yield self._opened()

    def close(self) -> None:
        """Give back what is held open; the next use opens it again."""
        with self._guard:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _opened(self) -> Client:
        import chromadb

        with self._guard:
            if self._client is None:
                host, port, secure = split_url(self._url)
                self._client = _connect(
                    lambda: chromadb.HttpClient(host, port, ssl=secure, settings=_quiet()),
                    self._advice,
                )
            return self._client

    @property
    def _advice(self) -> str:
        return f"設定 chroma_url（{self._url}）のサーバーが動いているか確かめてください。"


Chroma = ChromaFolder | ChromaServer
_places: dict[str, Chroma] = {}
_places_guard = threading.Lock()


def chroma_at(place: Path | str) -> Chroma:
    """The one object of this process for a folder or a server's URL."""
    name = place if isinstance(place, str) else str(place.resolve())
    with _places_guard:
        if name not in _places:
            _places[name] = (
                ChromaServer(place) if isinstance(place, str) else ChromaFolder(Path(name))
            )
        return _places[name]


def split_url(url: str) -> tuple[str, int, bool]:
    """Host, port and whether to encrypt."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    return parts.hostname or "", parts.port or (443 if secure else 8000), secure


def _quiet() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


@contextmanager
def _explained(advice: str) -> Iterator[None]:
    """Chroma's own exceptions as `IndexLost`."""
    try:
        yield
    except _chromas() as problem:
        raise IndexLost(f"ベクトル索引を使えません（{problem}）。{advice}") from problem


def _chromas() -> tuple[type[Exception], ...]:
    import httpx
    from chromadb.errors import ChromaError

    return ChromaError, httpx.HTTPError


def _connect(make: Callable[[], Any], advice: str) -> Client:
    """A new client; Chroma says ``ValueError`` where it cannot reach or read what it should."""
    try:
        return cast("Client", make())
    except ValueError as problem:
        raise IndexLost(f"ベクトル索引を開けません（{problem}）。{advice}") from problem
