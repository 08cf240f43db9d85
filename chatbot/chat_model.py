"""A chat model behind one method: text in, text out, piece by piece, within a time that is set.

What goes wrong, whatever the provider calls it, is a `ModelFailure` with a sentence for the reader:
a model must never take an answer down with it. `chatbot.provider` opens models.
"""

from __future__ import annotations

import asyncio
import queue
import re
import threading
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from functools import cache
from typing import Any, Protocol

# (role, text) as LangChain takes them: "system", "human", "ai".
Message = tuple[str, str]

# How often a model that is busy or out of order is asked, and the seconds between: at first, by
# chance besides, and at the most.
_TRIES, _FIRST_WAIT, _BY_CHANCE, _LONGEST_WAIT = 3, 0.3, 0.2, 8.0
# HTTP statuses after which it makes sense to ask again.
_BUSY = frozenset({408, 409, 425, 429, *range(500, 600)})
# What providers call the reason for which a reply ended; that it was cut for its length; and that
# it was held back.
_FINISH = ("finish_reason", "done_reason", "stop_reason")
_TOO_LONG = frozenset({"length", "max_tokens"})
_HELD_BACK = frozenset({"content_filter", "safety", "recitation", "refusal"})
# A reply of more characters than this for each token that was allowed is no longer listened to.
_CHARACTERS = 4
# What cannot be stored or shown.
_UNSOUND = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# A reply on its way: text and the reason for which it ended, a failure, or the end.
_Pieces = queue.Queue["tuple[str, str] | ModelFailure | None"]

TOO_LATE = "言語モデルが時間内に返答しませんでした。"
CUT_SHORT = "言語モデルの返答が途中で切れました。"
HELD_BACK = "言語モデルの提供元が返答を途中で止めました。"
TOO_LONG = "言語モデルの返答が長すぎました。"


class ModelFailure(Exception):
    """The chat model gave no usable reply; the message is a Japanese sentence that says why."""


class TooLong(ModelFailure):
    """The reply is longer than allowed."""


class ChatModel(Protocol):
    """What an answerer needs of a chat model."""

    @property
    def name(self) -> str: ...

    def stream(self, messages: Sequence[Message], until: float) -> Iterator[str]:
        """The reply in pieces.

        ``until`` is the `time.monotonic` at which patience ends. Raises `ModelFailure`, possibly
        after some pieces; a reply that does not end as a whole one does is a failure, too.
        """
        ...


class LangChainModel:
    """A model of LangChain's, asked again while it is busy and listened to while time is left."""

    def __init__(self, name: str, model: Any, limit: int) -> None:
        """``model`` has ``astream(messages)``; ``limit`` is the longest reply in tokens."""
        self.name = name
        self._model = model
        self._longest = limit * _CHARACTERS

    def stream(self, messages: Sequence[Message], until: float) -> Iterator[str]:
        """See `ChatModel`."""
        whole = 0
        finish: str | None = None
        for text, ended in self._listen(messages, until):
            finish = ended or finish
            whole += len(text)
            if whole > self._longest:
                raise TooLong(TOO_LONG)
            if text:
                yield text
        if finish is None:
            raise ModelFailure(CUT_SHORT)
        if finish.casefold() in _TOO_LONG:
            raise TooLong(TOO_LONG)
        if finish.casefold() in _HELD_BACK:
            raise ModelFailure(HELD_BACK)

    def _listen(self, messages: Sequence[Message], until: float) -> Iterator[tuple[str, str]]:
        """Pieces and reasons for ending. When this ends, so does the request."""
        pieces: _Pieces = queue.Queue()
        given_up = threading.Event()
        reading = asyncio.run_coroutine_threadsafe(
            self._read(list(messages), until, pieces, given_up), _loop()
        )
        try:
            while True:
                left = until - time.monotonic()
                try:
                    piece = pieces.get(timeout=max(left, 0.0))
                except queue.Empty:
                    left = 0.0
                # A model that never ends must not go on because it always has a piece ready.
                if left <= 0.0:
                    raise ModelFailure(TOO_LATE)
                if piece is None:
                    return
                if isinstance(piece, ModelFailure):
                    raise piece
                yield piece
        finally:
            given_up.set()
            reading.cancel()

    async def _read(
        self, messages: list[Message], until: float, pieces: _Pieces, given_up: threading.Event
    ) -> None:
        from langsmith import tracing_context

        begun = False
        try:
            # What was asked and answered goes to the model and nowhere else, whatever LangChain's
            # own environment variables say.
            with tracing_context(enabled=False):
                async with (
                    asyncio.timeout(max(until - time.monotonic(), 0.0)),
                    aclosing(self._begun(messages)) as chunks,
                ):
                    async for chunk in chunks:
                        begun = True
                        # `asyncio.wait_for`, which providers use, loses a cancellation that comes
                        # together with a chunk (until Python 3.12).
                        if given_up.is_set():
                            return
                        text = _UNSOUND.sub("", str(chunk.text))
                        pieces.put((text, _finish(chunk.response_metadata)))
        # Each provider has exceptions of its own, and none of them may reach the reader.
        except Exception as problem:
            pieces.put(ModelFailure(_explained(problem, begun=begun)))
        else:
            pieces.put(None)

    async def _begun(self, messages: list[Message]) -> AsyncGenerator[Any, None]:
        """The chunks of the first try that begins to give some; after that there is no other."""
        from tenacity import (
            AsyncRetrying,
            retry_if_exception,
            stop_after_attempt,
            wait_exponential,
            wait_random,
        )

        begun = AsyncRetrying(
            retry=retry_if_exception(_is_passing),
            stop=stop_after_attempt(_TRIES),
            wait=wait_exponential(_FIRST_WAIT, max=_LONGEST_WAIT) + wait_random(0, _BY_CHANCE),
            reraise=True,
        )

        async def first() -> tuple[Any, Any]:
            chunks = self._model.astream(messages)
            return await anext(chunks, None), chunks

        chunk: Any
        rest: Any
        chunk, rest = await begun(first)
        async with aclosing(rest):
            if chunk is not None:
                yield chunk
            async for chunk in rest:
                yield chunk


class Hurried:
    """A model that is given at most so many seconds for a reply, whatever the caller would give."""

    def __init__(self, model: ChatModel, seconds: float) -> None:
        self._model = model
        self._seconds = seconds

    @property
    def name(self) -> str:
        """The model's own name."""
        return self._model.name

    def stream(self, messages: Sequence[Message], until: float) -> Iterator[str]:
        """See `ChatModel`."""
        return self._model.stream(messages, min(until, time.monotonic() + self._seconds))


_starting = threading.Lock()


def _loop() -> asyncio.AbstractEventLoop:
    """Where all replies of this process are read: one thread, whatever hangs there."""
    with _starting:
        return _running()


@cache
def _running() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="gijiq-chat-model", daemon=True).start()
    return loop


def whole_reply(model: ChatModel, messages: Sequence[Message], until: float) -> str:
    """A reply in one piece; raises `ModelFailure`."""
    return "".join(model.stream(messages, until)).strip()


def _finish(metadata: dict[str, Any]) -> str:
    return next((str(metadata[key]) for key in _FINISH if metadata.get(key)), "")


def _status(problem: BaseException) -> int | None:
    """The HTTP status that an exception of any provider's carries."""
    status = getattr(problem, "status_code", None)
    return status if isinstance(status, int) else None


def _is_passing(problem: BaseException) -> bool:
    """Whether it may go better the next time: busy, out of order, not reached."""
    status = _status(problem)
    if status is not None:
        return status in _BUSY
    return not _timed_out(problem) and "Connect" in type(problem).__name__


def _timed_out(problem: BaseException) -> bool:
    return isinstance(problem, TimeoutError) or "Timeout" in type(problem).__name__


def _explained(problem: BaseException, *, begun: bool) -> str:
    status = _status(problem)
    if status in (401, 403):
        return f"言語モデルに接続できません（認証エラー {status}）。"
    if status == 429:
        return "言語モデルが混み合っています（429）。"
    if status is not None:
        return f"言語モデルがエラーを返しました（{status}）。"
    if _timed_out(problem):
        return TOO_LATE
    if begun:
        return CUT_SHORT
    what = "に接続できません" if "Connect" in type(problem).__name__ else "の返答を読めません"
    return f"言語モデル{what}（{type(problem).__name__}）。"
