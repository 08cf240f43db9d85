"""Our dataclasses to and from JSON, by their type annotations."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")


_adapters: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    # Building an adapter takes milliseconds; using one, microseconds.
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def dump(value: object) -> dict[str, Any]:
    """A dataclass as plain JSON types: dates as ISO text, tuples as lists."""
    return cast(dict[str, Any], _adapter(type(value)).dump_python(value, mode="json"))


def dump_json(value: object) -> str:
    """A dataclass as one line of JSON text, Japanese unescaped."""
    return _adapter(type(value)).dump_json(value).decode("utf-8")


def load_json(kind: type[T], text: str) -> T:
    """A dataclass of type ``kind`` from the JSON that `dump_json` wrote."""
    return cast(T, _adapter(kind).validate_json(text))
