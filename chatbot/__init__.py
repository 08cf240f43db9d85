"""From a question to a cited answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatbot.types import Filters

if TYPE_CHECKING:
    from chatbot.assistant import Assistant, open_assistant

__all__ = ["Assistant", "Filters", "open_assistant"]


def __getattr__(name: str) -> Any:
    # On demand: whoever wants only the types should not import the indexes.
    if name in ("Assistant", "open_assistant"):
        from chatbot import assistant

        return getattr(assistant, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
