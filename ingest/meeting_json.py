"""The contract's meeting json, one meeting a file; unknown keys are refused by name and place."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from chatbot.types import AgendaItem, Meeting, Speaker, Turn
from ingest.header import body_and_number
from ingest.source import ReadError, normalize_lines, one_line
from ingest.speakers import parse_speaker


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _day(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "「YYYY-MM-DD」の日付ではありません")


def _filled(value: Any) -> Any:
    if isinstance(value, str) and not value.strip():
        raise PydanticCustomError("blank", "空です")
    return value


def _number(value: Any) -> Any:
    """Agenda numbers may be written as json numbers."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class _SpeakerParts(_Strict):
    name: str = ""
    role: str = ""
    organization: str = ""


def _speaker_kind(value: Any) -> str | None:
    if isinstance(value, str):
        return "as-text"
    return "as-parts" if isinstance(value, dict | _SpeakerParts) else None


_SpeakerIn = Annotated[
    Annotated[str, Tag("as-text")] | Annotated[_SpeakerParts, Tag("as-parts")],
    Discriminator(_speaker_kind),
]
_Filled = Annotated[str, BeforeValidator(_filled)]
_Number = Annotated[str, BeforeValidator(_number)]


class _AgendaIn(_Strict):
    number: _Number
    title: _Filled
    closed: bool = False
    presenter: _SpeakerIn | None = None


class _TurnIn(_Strict):
    speaker: _SpeakerIn | None
    text: _Filled
    agenda: _Number | None = None


class _MeetingIn(_Strict):
    title: _Filled
    date: Annotated[date, BeforeValidator(_day)]
    body: str = ""
    number: int | None = Field(None, ge=0, le=1_000_000)
    place: str = ""
    source: str = ""
    agenda: list[_AgendaIn] = []
    turns: list[_TurnIn] = Field(min_length=1)


_REASONS = {
    "extra_forbidden": "知らないキーです（{allowed}のどれかの書き誤りではありませんか）",
    "missing": "必要なキーがありません",
    "string_type": "文字列ではありません",
    "int_type": "整数ではありません",
    "bool_type": " true か false ではありません",
    "list_type": "配列ではありません",
    "too_short": "空です（1 件以上が要ります）",
    "union_tag_not_found": "文字列でも {name, role, organization} でもありません",
    "union_tag_invalid": "文字列でも {name, role, organization} でもありません",
    "model_type": "{…} の形ではありません",
    "greater_than_equal": "負の数です",
    "less_than_equal": "大きすぎます",
}


def contract_meeting(data: dict[str, Any], name: str) -> Meeting:
    """The meeting, its turns not yet linked.

    Raises ReadError with the place of the first problem, such as ``turns[3].speker``.
    """
    try:
        given = _MeetingIn.model_validate(data)
    except ValidationError as error:
        raise ReadError(f"{name}: {_explain(error)}。会議 JSON の形に直してください") from error

    agenda: list[AgendaItem] = []
    parent: int | None = None
    for item in given.agenda:
        number, title = item.number.strip(), item.title.strip()
        above = parent if not number else None  # without a number: it stands under the one before
        closed = item.closed or (above is not None and agenda[above].closed)
        presenter = _speaker(item.presenter)
        raw = f"{number} {title}".strip()
        raw += f"（{presenter.raw}）" if presenter else ""
        raw += "（非公開）" if item.closed and "非公開" not in title else ""
        agenda.append(AgendaItem(number, title, closed, above, presenter, raw))
        parent = len(agenda) - 1 if number else parent
    turns = tuple(
        Turn(
            id=f"t{ordinal}",
            ordinal=ordinal,
            speaker=_speaker(turn.speaker),
            agenda=_agenda_position(agenda, turn.agenda, ordinal - 1, name),
            text=normalize_lines(turn.text).strip(),
        )
        for ordinal, turn in enumerate(given.turns, start=1)
    )
    body, printed = body_and_number(given.title)
    header = [given.title.strip(), f"日時：{given.date.isoformat()}"]
    header += [f"場所：{given.place.strip()}"] if given.place.strip() else []
    return Meeting(
        title=given.title.strip(),
        body=given.body.strip() or body,
        number=printed if given.number is None else given.number,
        date=given.date,
        place=given.place.strip(),
        source=given.source.strip(),
        header="\n".join(header),
        agenda=tuple(agenda),
        turns=turns,
    )


def _speaker(value: str | _SpeakerParts | None) -> Speaker | None:
    if isinstance(value, str):
        return parse_speaker(value) if value.strip() else None
    if value is None:
        return None
    parts = (value.organization.strip(), value.role.strip(), value.name.strip())
    raw = " ".join(part for part in parts if part)
    return Speaker(parts[2], parts[1], parts[0], raw) if raw else None


def _agenda_position(
    agenda: list[AgendaItem], wanted: str | None, turn: int, name: str
) -> int | None:
    """The position of the item whose number or title is ``wanted``."""
    if wanted is None:
        return None
    key = _folded(wanted)
    found = [i for i, item in enumerate(agenda) if item.number and _folded(item.number) == key]
    found = found or [i for i, item in enumerate(agenda) if _folded(item.title) == key]
    if len(found) == 1:
        return found[0]
    known = "、".join(item.number or item.title for item in agenda) or "なし"
    what = "議題が 2 つ以上あります" if found else "議題はありません"
    raise ReadError(
        f"{name}: turns[{turn}].agenda の「{one_line(wanted, 60)}」という{what}"
        f"（議題の番号: {one_line(known)}）。agenda の番号か題名を書いてください"
    )


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _explain(error: ValidationError) -> str:
    """The first problem as one line; how many more there are."""
    problems = error.errors(include_url=False)
    # A mistyped key is also a missing one: the key that stands there is what must be mended.
    unknown = [problem for problem in problems if problem["type"] == "extra_forbidden"]
    first = (unknown or problems)[0]
    steps = [step for step in first["loc"] if step not in {"as-text", "as-parts"}]
    where = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps).lstrip(".")
    models: dict[str, type[BaseModel]] = {"turns": _TurnIn, "agenda": _AgendaIn}
    model = models.get(str(steps[0]), _MeetingIn) if len(steps) > 1 else _MeetingIn
    if len(steps) > 3:
        model = _SpeakerParts
    reason = _REASONS.get(first["type"], first["msg"])
    reason = reason.replace("{allowed}", "・".join(model.model_fields))
    more = f"（ほかに {len(problems) - 1} か所）" if len(problems) > 1 else ""
    return f"{one_line(where)} は{reason}{more}"
