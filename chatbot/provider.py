"""Opens the chat model that the settings name, by LangChain's ``init_chat_model``.

Where a model is, what it is called and which key it takes is said by the settings alone.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from typing import Any

from chatbot.chat_model import ChatModel, LangChainModel, TooLong
from chatbot.settings import Settings

# What a trial asks for, in tokens: a model that thinks first says nothing with fewer.
_TRIAL = 16
# Which extra of this package, or which package, brings a provider's part.
_EXTRAS = {"openai": "openai", "azure_openai": "openai", "ollama": "ollama"}
# Where openai: goes when no address is set. Said here, since its parts would otherwise go where
# environment variables of other programs point.
OPENAI = "https://api.openai.com/v1"
_AZURE_VERSION = "2024-10-21"


class ChatModelError(RuntimeError):
    """A chat model that cannot be opened; the message says why and what to do."""


def open_chat_model(settings: Settings) -> ChatModel | None:
    """The model that ``settings.chat_model`` names (``provider:NAME``), or None where none is set.

    Raises `ChatModelError` where it cannot be had.
    """
    if not settings.chat_model:
        return None
    provider, _, model = settings.chat_model.partition(":")
    try:
        from langchain.chat_models import init_chat_model

        if not provider or not model:
            raise ValueError("provider:NAME の形ではありません")
        opened = init_chat_model(model, model_provider=provider, **_options(provider, settings))
    except ImportError as problem:
        raise ChatModelError(
            f"設定 chat_model の {provider} に要る部品がありません。"
            f"pip install {_package(provider, problem)} で入れてください。"
        ) from problem
    # What LangChain, pydantic and each provider say of settings that do not fit.
    except Exception as problem:
        reason = _hidden(str(problem).strip().partition("\n")[0], settings)
        raise ChatModelError(
            f"設定 chat_model「{settings.chat_model}」を開けません（{reason}）。"
            "openai:モデル名 または ollama:モデル名 の形で、接続先は chat_base_url、"
            "鍵は環境変数 GIJIQ_CHAT_API_KEY で指定してください。"
        ) from problem
    return LangChainModel(model, opened, settings.chat_max_tokens)


def try_out(settings: Settings, seconds: float) -> None:
    """Ask the model that is set for next to nothing.

    Raises `ChatModelError` where it cannot be opened, `ModelFailure` where it gives no reply.
    """
    trial = settings.model_copy(update={"chat_max_tokens": _TRIAL, "chat_timeout": seconds})
    model = open_chat_model(trial)
    if model is None:
        return
    with suppress(TooLong):  # it answers
        next(model.stream([("human", "1")], time.monotonic() + seconds), "")


def _package(provider: str, problem: ImportError) -> str:
    if extra := _EXTRAS.get(provider):
        return f"'gijiq[{extra}]'"
    named = re.search(r"pip install -?U?\s*[`'\"]?([A-Za-z0-9_-]+)", str(problem))
    return named[1] if named else f"langchain-{provider.replace('_', '-')}"


def _hidden(text: str, settings: Settings) -> str:
    """A message without the key, should a provider quote it."""
    key = settings.chat_api_key.get_secret_value() if settings.chat_api_key else ""
    return text.replace(key, "…") if key else text


def _options(provider: str, settings: Settings) -> dict[str, Any]:
    """What each provider calls its choices."""
    options: dict[str, Any] = {"temperature": 0}
    url, key = settings.chat_base_url, settings.chat_api_key
    if provider == "ollama":
        if url:
            options["base_url"] = url
        # With `client_kwargs` Ollama's client keeps to the time that we do.
        client: dict[str, Any] = {"timeout": settings.chat_timeout}
        if key is not None:
            client["headers"] = {"Authorization": f"Bearer {key.get_secret_value()}"}
        return options | {"num_predict": settings.chat_max_tokens, "client_kwargs": client}
    if provider == "azure_openai":
        options["azure_endpoint"] = url
        options["api_version"] = os.environ.get("OPENAI_API_VERSION", _AZURE_VERSION)
    elif url or provider == "openai":
        options["base_url"] = url or OPENAI
    if key is not None:
        options["api_key"] = key.get_secret_value()
    elif provider in ("openai", "azure_openai"):
        if url is None or provider == "azure_openai":
            raise ValueError("鍵がありません")
        # Servers of one's own need none, but the client does; and no other program's key.
        options["api_key"] = "none"
    options |= {"timeout": settings.chat_timeout, "max_tokens": settings.chat_max_tokens}
    return options | {"max_retries": 0}  # tried again here, whichever the provider
