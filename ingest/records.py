"""The two kinds of json: the contract's meeting json, and answers of the Diet's minutes API."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from chatbot.types import AgendaItem, Meeting, Turn
from ingest.diet import diet_meetings
from ingest.links import link
from ingest.meeting_json import contract_meeting
from ingest.source import ReadError, one_line
from ingest.wrapping import compose

SHAPES = (
    "読めるのは、会議 JSON（title・date・turns）と"
    "国会会議録検索システム API の応答（meetingRecord または speechRecord）です"
)


def meetings(text: str, name: str) -> tuple[Meeting, ...]:
    """The meetings that a json text holds, finished. Raises ReadError for any other shape."""
    data = _load(text, name)
    # In the Diet members ask and an executive answers; of other meetings the link decides.
    formal = True if isinstance(data, dict) and "turns" not in data else None
    return tuple(_linked(meeting, formal) for meeting in _found(data, name))


def _found(data: Any, name: str) -> tuple[Meeting, ...]:
    if not isinstance(data, dict):
        kinds = {list: "配列", str: "文字列", bool: "真偽値", type(None): "null"}
        what = f"全体が{kinds.get(type(data), '数')}です"
    elif "meetingRecord" in data or "speechRecord" in data:
        return diet_meetings(data, name)
    elif "turns" in data:
        return (contract_meeting(data, name),)
    else:
        keys = "、".join(one_line(key, 40) for key in list(data)[:12])
        what = f"キーは {keys}" if keys else "キーがありません"
    raise ReadError(f"{name}: 議事録の JSON ではありません（{what}）。{SHAPES}")


def _linked(meeting: Meeting, formal: bool | None) -> Meeting:
    """The meeting with kinds and ``replies_to``, found as for every other layout."""
    openings: set[int] = set()
    presented: set[int] = set()
    for at, turn in enumerate(meeting.turns):
        # A presenter's first speech in their own agenda item presents it.
        item = turn.agenda
        if item is not None and item not in presented and _presents(meeting.agenda[item], turn):
            presented.add(item)
            openings.add(at)
    turns = link(meeting.turns, agenda=meeting.agenda, openings=openings, formal=formal)
    return replace(meeting, turns=turns)


def _presents(item: AgendaItem, turn: Turn) -> bool:
    if item.presenter is None or turn.speaker is None:
        return False
    one, other = item.presenter, turn.speaker
    return (one.name, one.role, one.organization) == (other.name, other.role, other.organization)


def _load(text: str, name: str) -> Any:
    """Parsed json; a key given twice is refused, since one of the two would be lost."""
    try:
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_constant)
        if "\\u" in text:
            json.dumps(
                data, ensure_ascii=False
            ).encode()  # half of a surrogate pair is no character
        return composed(data)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        what = "途中で切れています" if cut else "文法が正しくありません"
        raise ReadError(
            f"{name}: JSON が{what}"
            f"（{error.lineno} 行 {error.colno} 文字目: {one_line(error.msg)}）。{SHAPES}。"
            "元のデータを保存し直してください"
        ) from error
    except UnicodeEncodeError as error:
        raise ReadError(
            f"{name}: JSON の文字列に、文字にならない \\u の並びがあります。"
            f"{SHAPES}。元のデータを保存し直してください"
        ) from error
    except RecursionError as error:
        raise ReadError(f"{name}: JSON の入れ子が深すぎます。{SHAPES}") from error
    except ValueError as error:
        raise ReadError(f"{name}: JSON を読めません（{one_line(error)}）。{SHAPES}") from error


def composed(value: Any) -> Any:
    """The data with か and a combining mark as one が in every text."""
    if isinstance(value, str):
        return compose(value)
    if isinstance(value, list):
        return [composed(one) for one in value]
    if isinstance(value, dict):
        return {key: composed(one) for key, one in value.items()}
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        twice = next(key for i, (key, _) in enumerate(pairs) if key in dict(pairs[:i]))
        raise ValueError(f"キー「{twice}」が同じところに 2 度あります")
    return out


def _constant(value: str) -> Any:
    raise ValueError(f"{value} は JSON の値ではありません")
