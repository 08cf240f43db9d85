"""How many tokens a chat model takes and gives for an answer, where its provider tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any


@contextmanager
def counted() -> Iterator[Callable[[], int | None]]:
    """Count those of all models that LangChain asks meanwhile, from whatever thread it reads.

    The function that is given says how many, in and out; None where no provider told.
    """
    from langchain_core.callbacks import UsageMetadataCallbackHandler

    counter = UsageMetadataCallbackHandler()
    token = _counter().set(counter)
    try:
        yield lambda: sum(u["total_tokens"] for u in counter.usage_metadata.values()) or None
    finally:
        _counter().reset(token)


@cache
def _counter() -> ContextVar[Any]:
    """Where LangChain looks for who counts; it is told of it once."""
    from langchain_core.tracers.context import register_configure_hook

    counter: ContextVar[Any] = ContextVar("gijiq_tokens", default=None)
    register_configure_hook(counter, inheritable=True)
    return counter
