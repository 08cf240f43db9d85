"""Labelled sets in plain JSONL: one claim a line, with its evidence and whether that supports it.

``{"claim": "…", "evidence": "…" | ["…", …], "date": "2026-05-29", "label": "supported", "group":
"a01", "speaker": "…"}``. ``speaker`` may be left out, ``date`` may be null; ``label`` is true,
false, 1, 0, "supported" or "unsupported". What else a line holds is left alone, but a key that is
nearly one of these is taken for a slip and refused.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from chatbot.grounding import Evidence
from ingest.speakers import parse_speaker

KEYS = ("claim", "evidence", "date", "label", "group", "speaker")
_NEEDED = KEYS[:-1]
_LABELS: dict[object, bool] = {
    "supported": True,
    "unsupported": False,
    "true": True,
    "false": False,
    "1": True,
    "0": False,
}


class LabelledError(ValueError):
    """A labelled set that cannot be read; the message says where, what was found and what may be.

    It begins with ``file:line``.
    """


@dataclass(frozen=True, slots=True)
class Labelled:
    """One line. ``group`` is what must not be split: the lines about one speech or meeting."""

    line: int
    claim: str
    evidence: tuple[Evidence, ...]
    supported: bool
    group: str


def read_labelled(path: Path) -> tuple[Labelled, ...]:
    """The lines of a file in order. Raises `LabelledError`; blank lines are none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise LabelledError(f"{path}: 読めません（{problem.strerror or problem}）") from problem
    except UnicodeDecodeError as problem:
        raise LabelledError(f"{path}: UTF-8 ではありません。UTF-8 で保存してください") from problem
    # Only line feeds end a line: JSON strings may hold other separators as they are.
    rows = [(at, line) for at, line in enumerate(text.split("\n"), 1) if line.strip()]
    found = tuple(_item(line, f"{path}:{at}", at) for at, line in rows)
    if not found:
        raise LabelledError(
            f"{path}: 1行もありません。1行に1つ、{_named(KEYS)} を持つ JSON を書いてください"
        )
    return found


def _item(line: str, where: str, at: int) -> Labelled:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as problem:
        raise LabelledError(
            f"{where}: JSON ではありません（{problem.colno}文字目: {problem.msg}）"
        ) from (problem)
    except (ValueError, RecursionError) as problem:
        raise LabelledError(f"{where}: 読めない JSON です（桁か入れ子が多すぎます）") from problem
    if not isinstance(row, dict):
        raise LabelledError(f"{where}: {_kind(row)}です。{{…}} の形の JSON が要ります")
    problem_with_keys = next(_key_problems(row), None)
    if problem_with_keys:
        raise LabelledError(f"{where}: {problem_with_keys}")
    day, speaker = _day(row["date"], where), _speaker(row.get("speaker"), where)
    told = parse_speaker(speaker) if speaker else None
    return Labelled(
        line=at,
        claim=_text(row["claim"], "claim", where),
        evidence=tuple(Evidence(t, told, day) for t in _texts(row["evidence"], where)),
        supported=_label(row["label"], where),
        group=_group(row["group"], where),
    )


def _key_problems(row: dict[str, Any]) -> Iterator[str]:
    for key in row.keys() - set(KEYS):
        near = get_close_matches(key, KEYS, n=1, cutoff=0.8)
        if near and near[0] not in row:
            yield f"キー {key} はありません（{near[0]}？）"
    missing = [key for key in _NEEDED if key not in row]
    if missing:
        yield f"{_named(missing)} がありません（要るのは {_named(_NEEDED)}）"


def _text(value: object, key: str, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise LabelledError(f"{where}: {key} が{_kind(value)}です。空でない文字列が要ります")
    return value


def _texts(value: object, where: str) -> list[str]:
    if isinstance(value, list) and value:
        return [_text(one, f"evidence[{at}]", where) for at, one in enumerate(value)]
    if isinstance(value, list):
        raise LabelledError(f"{where}: evidence が空の並びです。1つ以上の文字列が要ります")
    return [_text(value, "evidence", where)]


def _day(value: object, where: str) -> dt.date | None:
    if value is None:
        return None
    try:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return dt.date.fromisoformat(value)
        raise ValueError
    except ValueError as problem:
        shown = json.dumps(value, ensure_ascii=False)
        raise LabelledError(
            f'{where}: date が {shown} です。"YYYY-MM-DD" か null が要ります'
        ) from problem


def _speaker(value: object, where: str) -> str:
    if value is None or value == "":
        return ""
    return _text(value, "speaker", where)


def _label(value: object, where: str) -> bool:
    known = value.strip().casefold() if isinstance(value, str) else value
    if isinstance(known, bool):
        return known
    if isinstance(known, int) and known in (0, 1):
        return known == 1
    if isinstance(known, str) and known in _LABELS:
        return _LABELS[known]
    shown = json.dumps(value, ensure_ascii=False)
    allowed = 'true、false、1、0、"supported"、"unsupported"'
    raise LabelledError(f"{where}: label が {shown} です。{allowed} のどれかにしてください")


def _group(value: object, where: str) -> str:
    if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
        return str(value)
    raise LabelledError(f"{where}: group が{_kind(value)}です。文字列か整数が要ります")


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return "空の文字列" if not value.strip() else "文字列"
    names = {bool: "真偽値", int: "数", float: "数", list: "並び"}
    return names.get(type(value), "オブジェクト")


def _named(keys: Iterable[str]) -> str:
    return "、".join(keys)
