"""What every test may use: the bundled model, installations in temporary folders, no network."""

from __future__ import annotations

import ipaddress
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from chatbot.assistant import Assistant
from chatbot.settings import Settings
from ingest import ingest_paths
from ingest.bundled_model import prepare

ROOT = Path(__file__).parent.parent
MINUTES = tuple(sorted((ROOT / "data" / "minutes").glob("*.txt")))
# A developer's own settings must not decide what the tests find.
_MODEL_DIR = os.environ.get("GIJIQ_MODEL_DIR")
# What runs in the background ignores Ctrl-C, and so would the commands that are tested with it.
signal.signal(signal.SIGINT, signal.default_int_handler)


class MakeSettings(Protocol):
    """Settings over a temporary data folder and the bundled model; keywords change single ones."""

    def __call__(self, **changes: Any) -> Settings: ...


def is_loopback(address: object) -> bool:
    """Whether a socket address stays on this machine: a path (Unix socket), or a loopback host."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _own_machine_only() -> Iterator[None]:
    """Refuse connections to other machines, and forget the settings of whoever runs the tests."""
    plain = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}

    def guarded(name: str) -> Any:
        def connect(self: socket.socket, address: Any) -> Any:
            if not is_loopback(address):
                raise RuntimeError(f"a test tried to connect to {address!r}")
            return plain[name](self, address)

        return connect

    with pytest.MonkeyPatch.context() as patch:
        for name in plain:
            patch.setattr(socket.socket, name, guarded(name))
        for name in [name for name in os.environ if name.startswith("GIJIQ_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def model_dir(_own_machine_only: None) -> Path:
    """The prepared bundled model: ``GIJIQ_MODEL_DIR``, or ``var/model``, prepared where absent."""
    return prepare(Path(_MODEL_DIR) if _MODEL_DIR else ROOT / "var" / "model")


@pytest.fixture
def settings(tmp_path: Path, model_dir: Path) -> MakeSettings:
    """Make settings of an installation under the test's own folder."""

    def make(**changes: Any) -> Settings:
        return Settings(**{"data": tmp_path / "data", "model_dir": model_dir, **changes})

    return make


@pytest.fixture
def assistant(settings: MakeSettings) -> Iterator[Assistant]:
    """An installation without any minutes."""
    with Assistant(settings()) as opened:
        yield opened


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Path:
    """The data folder of an installation with the shipped minutes, for copying: never open it.

    To copy a folder whose library this process has open would close SQLite's locks on it (they
    belong to the process, not to the connection), and another process could then corrupt it.
    """
    data = tmp_path_factory.mktemp("pristine") / "data"
    with Assistant(Settings(data=data, model_dir=model_dir)) as opened:
        report = ingest_paths(opened, MINUTES)
        assert [document.error for document in report.documents] == [None] * len(MINUTES)
    return data


@pytest.fixture(scope="session")
def shipped(
    pristine: Path, tmp_path_factory: pytest.TempPathFactory, model_dir: Path
) -> Iterator[Assistant]:
    """An installation with the shipped minutes, shared by all tests: ask it, do not change it."""
    data = tmp_path_factory.mktemp("shipped") / "data"
    shutil.copytree(pristine, data)
    with Assistant(Settings(data=data, model_dir=model_dir)) as opened:
        yield opened
