"""A chat model's server that misbehaves on demand: OpenAI's and Ollama's protocols over real HTTP.

    with ModelServer() as server:
        Settings(chat_model="openai:correct", chat_base_url=server.url, chat_api_key="k")

The name of the model is the role that it plays: one of `model_roles.WRITERS` or of `FAULTS`. With
``role+how`` (``correct+nonsense``) it reads follow-ups as ``how`` says (`model_roles.follow_up`).
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.model_roles import WRITERS, Prompt, read_prompt, written

FAULTS = (
    "error-once", "busy", "busy-once", "refused", "hang", "drip", "chatter", "half", "no-finish",
    "cut-off", "held-back", "html", "gone", "broken",
)  # fmt: skip
"""What the server itself does to a role's reply, which is `model_roles.correct`."""

ROLES = (*WRITERS, *FAULTS)
# Characters of a piece, so that marks and sentences are cut anywhere.
PIECE = 3


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    prompt: Prompt


class ModelServer:
    """Serves on a free port of this machine while its ``with`` lasts; keeps what it was asked.

    ``strange`` are the paths of requests that no client of a chat model makes, ``ends`` the
    `time.monotonic` of each mark that was sent; ``busy`` is how many requests are being answered,
    ``given_up`` how many of the readers went away.
    """

    def __init__(
        self,
        role: str | None = None,
        pause: float = 0.0,
        gate: threading.Event | None = None,
        writer: Callable[[Prompt], str] | None = None,
    ) -> None:
        """``role`` is played whatever the model is called; ``writer`` writes in its place.

        ``pause`` is between pieces, in seconds; behind a first line the rest waits for ``gate``.
        """
        self.role, self.pause, self.gate, self.writer = role, pause, gate, writer
        self.requests: list[Request] = []
        self.strange: list[str] = []
        self.ends: list[float] = []
        self.busy = self.given_up = 0
        self.stopping = threading.Event()
        self._seen: set[str] = set()
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._http.daemon_threads = True
        self._http.model_server = self  # type: ignore[attr-defined]

    @property
    def root(self) -> str:
        """Where Ollama's clients are pointed at, and Azure's."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        """Where OpenAI's clients are pointed at."""
        return f"{self.root}/v1"

    def __enter__(self) -> ModelServer:
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()

    def asked(self, task: str) -> list[Request]:
        """The requests of one kind: ``"answer"``, ``"repair"``, ``"follow_up"`` or ``"judge"``."""
        return [request for request in self.requests if request.prompt.task == task]

    def keep(self, request: Request) -> bool:
        """Keep a request; whether the same was not sent before."""
        with self._lock:
            self.requests.append(request)
            text = json.dumps(request.body, sort_keys=True)
            new = text not in self._seen
            self._seen.add(text)
            return new

    @contextmanager
    def counted(self) -> Iterator[None]:
        """While a request is worked on it counts as ``busy``."""
        with self._lock:
            self.busy += 1
        try:
            yield
        finally:
            with self._lock:
                self.busy -= 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def _server(self) -> ModelServer:
        return self.server.model_server  # type: ignore[attr-defined,no-any-return]

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        ollama = self.path == "/api/chat"
        if not ollama and not self.path.partition("?")[0].endswith("/chat/completions"):
            self._server.strange.append(self.path)
            self._refuse(404)
            return
        body = json.loads(raw)
        prompt = read_prompt(body["messages"][-1]["content"])
        headers = {name.lower(): value for name, value in self.headers.items()}
        new = self._server.keep(Request(self.path, headers, body, prompt))
        role, _, follow = (self._server.role or body["model"]).partition("+")
        with self._server.counted():
            try:
                if not self._failed(role, new):
                    writer = self._server.writer
                    text = writer(prompt) if writer else written(role, prompt, follow or "resolved")
                    self._reply(role, text, body, ollama)
            except (BrokenPipeError, ConnectionResetError):
                self._server.given_up += 1
                self.close_connection = True

    # -- what goes wrong before a reply ------------------------------------------------------

    def _failed(self, role: str, new: bool) -> bool:
        status = {"busy": 429, "refused": 401}.get(role)
        if new:
            status = {"error-once": 500, "busy-once": 429}.get(role, status)
        if status:
            self._refuse(status)
        elif role == "hang":
            self._server.stopping.wait()
        elif role == "gone":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif role == "html":
            self._whole(200, "text/html", "<html><body>メンテナンス中です。</body></html>")
        else:
            return False
        self.close_connection = True
        return True

    def _refuse(self, status: int) -> None:
        error = {"error": {"message": f"Incorrect: {self.headers.get('Authorization')}"}}
        self._whole(status, "application/json", json.dumps(error))

    def _whole(self, status: int, kind: str, text: str) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    # -- the reply -----------------------------------------------------------------------------

    def _reply(self, role: str, text: str, body: dict[str, Any], ollama: bool) -> None:
        protocol = _ollama if ollama else _openai
        limit = body.get("max_completion_tokens") or body.get("max_tokens")
        text, finish = _ended(role, text, limit)
        if not body.get("stream", ollama):
            self._whole(200, "application/json", protocol(body["model"], text, finish, whole=True))
            return
        self.send_response(200)
        kind = "application/x-ndjson" if ollama else "text/event-stream"
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if role in ("drip", "chatter"):
            self._forever(role, protocol(body["model"], "あ", None))
            return
        size = PIECE if len(text) < 5_000 else 50
        for at in range(0, len(text), size):
            self._chunk(protocol(body["model"], text[at : at + size], None))
            self._wait(text[at : at + size])
        if role == "half":
            self.close_connection = True  # without the end of the chunks
            return
        if role == "broken":
            self._chunk(f"data: {json.dumps({'error': {'message': 'overloaded'}})}\n\n")
        if finish:
            self._chunk(protocol(body["model"], "", finish))
        if not ollama:
            self._chunk("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _wait(self, piece: str) -> None:
        if "]" in piece:
            self._server.ends.append(time.monotonic())
        if self._server.pause:
            time.sleep(self._server.pause)
        if self._server.gate and "\n" in piece:
            self._server.gate.wait(30.0)

    def _forever(self, role: str, chunk: str) -> None:
        """One byte at a time and never a whole chunk, or chunks without an end."""
        pieces: Iterator[str] = iter(chunk[:-2])
        while not self._server.stopping.wait(1.0 if role == "drip" else 0.01):
            self._chunk(next(pieces, " ") if role == "drip" else chunk.replace("あ", ""))
        self.close_connection = True

    def _chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


def _ended(role: str, text: str, limit: int | None) -> tuple[str, str | None]:
    """A reply as far as a role lets it come, and the reason for which it ends; None: it just does.

    ``limit`` is how many tokens were allowed; a token is a character here.
    """
    if role == "cut-off" and limit:
        return (text * 200)[:limit], "length"
    if role == "held-back":
        return text[: len(text) // 2], "content_filter"
    if role in ("half", "no-finish"):
        return text[: len(text) // 2], None
    return text, "stop"


def _openai(model: str, text: str, finish: str | None, *, whole: bool = False) -> str:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "finish_reason": finish, "message" if whole else "delta": message}
    kind = "chat.completion" if whole else "chat.completion.chunk"
    data = {"id": "r1", "object": kind, "created": 0, "model": model, "choices": [choice]}
    return json.dumps(data) if whole else f"data: {json.dumps(data)}\n\n"


def _ollama(model: str, text: str, finish: str | None, *, whole: bool = False) -> str:
    done = {"done": finish is not None} | ({"done_reason": finish} if finish else {})
    message = {"role": "assistant", "content": text}
    data = {"model": model, "created_at": "2026-01-01T00:00:00Z", "message": message, **done}
    return json.dumps(data) + ("" if whole else "\n")
