"""Curated answers in files: YAML and CSV, read strictly.

What is wrong is named with file and line, and nothing of a file with a mistake is taken. YAML is a
list of entries; CSV has a row for each further question and citation of the entry above it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from chatbot.curated import Entry, Source
from chatbot.curated_csv import read_csv
from chatbot.curated_found import CuratedFileError, Place, wrong
from chatbot.curated_yaml import read_yaml


class EntryError(ValueError):
    """What is not right about an entry, in Japanese; ``place`` says where in it."""

    def __init__(self, place: Place, what: str) -> None:
        super().__init__(what)
        self.place = place


# -- what is allowed -----------------------------------------------------------------------------


def _day(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "日付ではありません。2026-05-29 のように書いてください")


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


_Name = Annotated[str, BeforeValidator(_trimmed), Field(min_length=1, max_length=200)]
_Question = Annotated[str, BeforeValidator(_trimmed), Field(min_length=1, max_length=300)]
_Prose = Annotated[str, BeforeValidator(_trimmed), Field(min_length=1, max_length=10_000)]
_Quote = Annotated[str, BeforeValidator(_trimmed), Field(min_length=1, max_length=100_000)]
_Day = Annotated[date, BeforeValidator(_day)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _CitedIn(_Strict):
    document: _Name
    turn: str = Field(pattern=r"^t[1-9][0-9]{0,8}$")
    quote: _Quote


class _EntryIn(_Strict):
    id: str = Field(pattern=r"^[\w.\-]{1,64}$")
    questions: list[_Question] = Field(min_length=1, max_length=50)
    answer: _Prose
    owner: _Name
    author: _Name
    valid_from: _Day | None = None
    valid_until: _Day
    changed: _Day | None = None
    citations: list[_CitedIn] = Field(min_length=1, max_length=100)


_REASONS = {
    "string_type": "文字列ではありません。引用符で囲んでください",
    "string_too_short": "空です",
    "string_too_long": "長すぎます（{max_length} 文字まで）",
    "too_short": "空です（1つ以上が要ります）",
    "too_long": "多すぎます（{max_length} まで）",
    "list_type": "「- 」で始まる行の並びではありません",
    "model_type": "「キー: 値」の並びではありません",
    "missing": "がありません",
}
_PATTERNS = {
    "id": "は使えません。文字、数字、_、-、. で 64 文字までにしてください",
    "turn": "は発言の番号ではありません。t8 のように書いてください",
}


# -- reading -------------------------------------------------------------------------------------


def read_entries(path: Path, today: date) -> tuple[Entry, ...]:
    """The entries of a ``.yaml``, ``.yml`` or ``.csv`` file; ``today`` stands for no ``changed``.

    Raises `CuratedFileError` at the first mistake, and `OSError`.
    """
    readers = {".yaml": read_yaml, ".yml": read_yaml, ".csv": read_csv}
    read = readers.get(path.suffix.lower())
    if read is None:
        raise CuratedFileError(
            f"{path}: 読めるのは .yaml、.yml、.csv です。拡張子を確かめてください"
        )
    known: dict[str, int] = {}
    entries = []
    for found in read(path, _decoded(path)):
        try:
            entry = checked(found.data, today)
        except EntryError as problem:
            raise wrong(path, found.line(problem.place), str(problem)) from problem
        line = found.line(("id",))
        if entry.id in known:
            raise wrong(path, line, f"id「{entry.id}」は {known[entry.id]} 行目にもあります")
        known[entry.id] = line
        entries.append(entry)
    if not entries:
        raise CuratedFileError(f"{path}: 項目が1つもありません")
    return tuple(entries)


def _decoded(path: Path) -> str:
    """UTF-8, or Shift_JIS as spreadsheets in Japan write it."""
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CuratedFileError(f"{path}: 文字コードが読めません。UTF-8 で保存し直してください")


def checked(data: Mapping[str, Any], today: date) -> Entry:
    """An entry made of plain types; ``today`` stands for no ``changed``. Raises `EntryError`."""
    try:
        given = _EntryIn.model_validate(data)
    except ValidationError as problem:
        errors = problem.errors(include_url=False)
        # A mistyped key is also a missing one: the key that stands there is what must be mended.
        unknown = [error for error in errors if error["type"] == "extra_forbidden"]
        first = (unknown or errors)[0]
        more = f"（ほかに {len(errors) - 1} か所）" if len(errors) > 1 else ""
        raise EntryError(first["loc"], _explained(first) + more) from problem
    if given.valid_from is not None and given.valid_from > given.valid_until:
        what = f"valid_from（{given.valid_from}）が valid_until（{given.valid_until}）より後です"
        raise EntryError(("valid_from",), what)
    return Entry(
        id=given.id,
        questions=tuple(dict.fromkeys(given.questions)),
        answer=given.answer,
        citations=tuple(Source(c.document, c.turn, c.quote) for c in given.citations),
        owner=given.owner,
        author=given.author,
        valid_until=given.valid_until,
        changed=given.changed or today,
        valid_from=given.valid_from,
    )


def _explained(error: ErrorDetails) -> str:
    place, kind, given = error["loc"], error["type"], error["input"]
    named = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in place).lstrip(".")
    key = str(place[-1]) if place else ""
    if kind == "extra_forbidden":
        model = _CitedIn if place[0] == "citations" else _EntryIn
        return f"知らないキー「{key}」です。使えるのは {'、'.join(model.model_fields)} です"
    if kind == "missing":
        return f"{named} がありません"
    if given is None and kind in ("string_type", "list_type"):
        return f"{named} が空です"
    shown = f"「{given}」" if isinstance(given, str) and given else ""
    if kind == "string_pattern_mismatch":
        return f"{named} の{shown or '空の値'}{_PATTERNS[key]}"
    reason = _REASONS.get(kind, error["msg"]).format(**error.get("ctx", {}))
    return f"{named} の{shown}は{reason}" if kind == "day" and shown else f"{named} は{reason}"
