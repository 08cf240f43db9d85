"""How long the first question of a new process takes, and how much memory the page needs.

Both are measured on the shipped minutes in a temporary installation. Memory and loaded libraries
are read from ``/proc``, so on Linux only.
"""

from __future__ import annotations

import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import chatbot
from bench.compare import Told
from bench.pages import ask_page
from chatbot.assistant import open_assistant
from chatbot.settings import Settings
from ingest import ingest_paths

ROOT = Path(chatbot.__file__).parent.parent
MINUTES = ROOT / "data" / "minutes"
QUESTIONS = (
    "町田市の事業開始はいつか",
    "第9回はいつ開かれたか",
    "共同調達の協議では何が決まりましたか",
    "小池知事の発言は？",
    "スマートフォンの購入助成にはどのような意見がありましたか",
)
RUNS = 5
_START = 60.0


@dataclass(frozen=True, slots=True)
class Cold:
    """Seconds of each cold ``gijiq ask``; the page's resident megabytes (None: not measurable
    here); whether either process had torch loaded."""

    seconds: tuple[float, ...]
    megabytes: float | None
    torch: bool

    @property
    def median(self) -> float:
        """Seconds of the median run."""
        return statistics.median(self.seconds)


class ProcessFailed(Exception):
    """A process that is measured ended or said something wrong; the message quotes it."""


def measure_cold(settings: Settings, told: Told) -> Cold:
    """Ingest the shipped minutes, ask from new processes, then ask on the page."""
    with tempfile.TemporaryDirectory(prefix="gijiq-cold-") as folder:
        model = settings.bundled_model_dir.resolve()
        own = settings.model_copy(update={"data": Path(folder) / "data", "model_dir": model})
        with open_assistant(own) as assistant:
            ingest_paths(assistant, sorted(MINUTES.glob("*.txt")))
        environment = {**os.environ, "GIJIQ_DATA": str(own.data), "GIJIQ_MODEL_DIR": str(model)}
        runs = []
        for number in range(1 + RUNS):  # the first brings the files into the cache
            told("新しいプロセスでの質問", number, 1 + RUNS)
            runs.append(_ask_once(environment))
        told("ページのメモリー", 0, 1)
        with _page(environment, Path(folder) / "log") as (address, process):
            asked = ask_page(address, QUESTIONS)
            megabytes = resident_megabytes(process) if asked else None
            torch = _has_torch(process)
    return Cold(
        seconds=tuple(seconds for seconds, _ in runs[1:]),
        megabytes=megabytes,
        torch=torch or any(loaded for _, loaded in runs),
    )


# Runs the command as installed, and says last of all whether torch was imported.
_COMMAND = (
    "import sys; from chatbot.cli import main; code = main(sys.argv[1:]);"
    " print('torch' in sys.modules, file=sys.stderr); sys.exit(code)"
)


def _ask_once(environment: dict[str, str]) -> tuple[float, bool]:
    """Wall seconds of one ``gijiq ask``, and whether torch was imported."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _COMMAND, "ask", QUESTIONS[0]],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - began
    if done.returncode:
        raise ProcessFailed(
            f"gijiq ask が終了コード {done.returncode} で終わりました: {done.stderr}"
        )
    return seconds, done.stderr.strip().endswith("True")


@contextmanager
def _page(environment: dict[str, str], log: Path) -> Iterator[tuple[str, int]]:
    """Serve the page; gives its address and the id of its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command: Sequence[str] = (
        *(sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless=true"),
        *(f"--server.port={port}", "--server.address=127.0.0.1"),
        *("--browser.gatherUsageStats=false", "--server.fileWatcherType=none"),
    )
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + _START
        while not _answers(address):
            if server.poll() is not None or time.monotonic() > until:
                raise ProcessFailed(f"ページが始まりません: {log.read_text(errors='replace')}")
            time.sleep(0.2)
        yield address, server.pid
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def resident_megabytes(process: int) -> float | None:
    """What a process holds in memory now, in 10^6 bytes."""
    status = Path(f"/proc/{process}/status")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text()) if status.is_file() else None
    return int(found[1]) * 1024 / 1e6 if found else None


def _has_torch(process: int) -> bool:
    maps = Path(f"/proc/{process}/maps")
    return maps.is_file() and "libtorch" in maps.read_text()
