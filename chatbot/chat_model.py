"""A chat model behind one method: text in, text out, piece by piece, within a time that is set.

Any model that LangChain's ``init_chat_model`` opens. What goes wrong there, whatever the provider
calls it, is a `ModelFailure` with a sentence for the reader: a model must never take an answer down
with it.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from chatbot.settings import Settings

# (role, text) as LangChain takes them: "system", "human", "ai".
Message = tuple[str, str]

# How often a model that is busy or out of order is asked again, and the longest wait between.
_TRIES, _LONGEST_WAIT = 3, 8.0
# HTTP statuses after which it makes sense to ask again.
_BUSY = frozenset({408, 409, 425, 429, *range(500, 600)})
# What providers call the reason for which a reply ended, and a reply that was cut for its length.
_FINISH = ("finish_reason", "done_reason", "stop_reason")
_CUT = frozenset({"length", "max_tokens"})
# A reply of more characters than this for each token that was allowed is no longer listened to.
_CHARACTERS = 4
_PROVIDERS = {"openai": "openai", "azure_openai": "openai", "ollama": "ollama"}


class ModelFailure(Exception):
    """The chat model gave no usable reply; the message is a Japanese sentence that says why."""


class ChatModelError(RuntimeError):
    """A chat model that cannot be opened; the message says why and what to do."""


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
        """``model`` has ``stream(messages)``; ``limit`` is the longest reply in tokens."""
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
                raise ModelFailure("言語モデルの返答が長すぎました。")
            if text:
                yield text
        if finish is None:
            raise ModelFailure("言語モデルの返答が途中で切れました。")
        if finish in _CUT:
            raise ModelFailure("言語モデルの返答が長すぎました。")

    def _listen(self, messages: Sequence[Message], until: float) -> Iterator[tuple[str, str]]:
        """Pieces and reasons for ending, read by another thread, which may hang without harm."""
        pieces: queue.Queue[tuple[str, str] | ModelFailure | None] = queue.Queue()
        given_up = threading.Event()
        reader = threading.Thread(
            target=self._read, args=(list(messages), until, pieces, given_up), daemon=True
        )
        reader.start()
        try:
            while True:
                try:
                    piece = pieces.get(timeout=max(0.0, until - time.monotonic()))
                except queue.Empty:
                    raise ModelFailure("言語モデルが時間内に返答しませんでした。") from None
                if piece is None:
                    return
                if isinstance(piece, ModelFailure):
                    raise piece
                yield piece
        finally:
            given_up.set()

    def _read(
        self,
        messages: list[Message],
        until: float,
        pieces: queue.Queue[tuple[str, str] | ModelFailure | None],
        given_up: threading.Event,
    ) -> None:
        try:
            for chunk in self._begun(messages, until, given_up):
                pieces.put((chunk.text, _finish(chunk.response_metadata)))
                if given_up.is_set():
                    break
        # Each provider has exceptions of its own, and none of them may reach the reader.
        except Exception as problem:
            pieces.put(ModelFailure(_explained(problem)))
        else:
            pieces.put(None)

    def _begun(
        self, messages: list[Message], until: float, given_up: threading.Event
    ) -> Iterator[Any]:
        """The chunks of the first try that begins to give some; after that there is no other."""
        from tenacity import (
            Retrying,
            retry_if_exception,
            stop_after_attempt,
            wait_exponential_jitter,
        )

        def again(problem: BaseException) -> bool:
            return _is_passing(problem) and not given_up.is_set() and time.monotonic() < until

        begun = Retrying(
            retry=retry_if_exception(again),
            stop=stop_after_attempt(_TRIES),
            wait=wait_exponential_jitter(initial=0.2, max=_LONGEST_WAIT),
            reraise=True,
        )

        def first() -> tuple[Any, Iterator[Any]]:
            chunks = iter(self._model.stream(messages))
            return next(chunks, None), chunks

        chunk, rest = begun(first)
        if chunk is not None:
            yield chunk
            yield from rest


def whole_reply(model: ChatModel, messages: Sequence[Message], until: float) -> str:
    """A reply in one piece; raises `ModelFailure`."""
    return "".join(model.stream(messages, until)).strip()


def open_chat_model(settings: Settings) -> ChatModel | None:
    """The model that ``settings.chat_model`` names (``provider:NAME``), or None where none is set.

    Raises `ChatModelError` where it cannot be had.
    """
    if not settings.chat_model:
        return None
    provider, _, model = settings.chat_model.partition(":")
    try:
        from langchain.chat_models import init_chat_model

        opened = init_chat_model(settings.chat_model, **_options(provider, settings))
    except ImportError as problem:
        extra = _PROVIDERS.get(provider, provider)
        raise ChatModelError(
            f"設定 chat_model の {provider} に要る部品がありません。"
            f"pip install 'gijiq[{extra}]' で入れてください。"
        ) from problem
    except ValueError as problem:  # what LangChain and pydantic say of settings that do not fit
        reason = str(problem).splitlines()[0]
        raise ChatModelError(
            f"設定 chat_model「{settings.chat_model}」を開けません（{reason}）。"
            "openai:モデル名 または ollama:モデル名 の形で、接続先は chat_base_url、"
            "鍵は環境変数 GIJIQ_CHAT_API_KEY で指定してください。"
        ) from problem
    return LangChainModel(model, opened, settings.chat_max_tokens)


def _options(provider: str, settings: Settings) -> dict[str, Any]:
    """What each provider calls its choices."""
    options: dict[str, Any] = {"temperature": 0}
    if settings.chat_base_url:
        options["azure_endpoint" if provider == "azure_openai" else "base_url"] = (
            settings.chat_base_url
        )
    if provider == "ollama":
        # With `client_kwargs` Ollama's client keeps to the time that we do.
        client = {"timeout": settings.chat_timeout}
        return options | {"num_predict": settings.chat_max_tokens, "client_kwargs": client}
    if settings.chat_api_key is not None:
        options["api_key"] = settings.chat_api_key.get_secret_value()
    options |= {"timeout": settings.chat_timeout, "max_tokens": settings.chat_max_tokens}
    return options | {"max_retries": 0}  # tried again here, whichever the provider


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


def _explained(problem: BaseException) -> str:
    status = _status(problem)
    if status in (401, 403):
        return f"言語モデルに接続できません（認証エラー {status}）。"
    if status == 429:
        return "言語モデルが混み合っています（429）。"
    if status is not None:
        return f"言語モデルがエラーを返しました（{status}）。"
    if _timed_out(problem):
        return "言語モデルが時間内に返答しませんでした。"
    return f"言語モデルに接続できません（{type(problem).__name__}）。"
