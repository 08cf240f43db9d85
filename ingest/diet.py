"""What the 国会会議録検索システム API returns, as meetings.

Both of its outputs with speeches are read: by meeting (``meetingRecord``, each with its
``speechRecord``) and by speech (a flat ``speechRecord``). https://kokkai.ndl.go.jp/api.html
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from chatbot.dates import parse_times
from chatbot.types import Meeting, Speaker, Turn
from ingest.source import ReadError, normalize_lines, one_line

# ○議長（額賀福志郎君）　これより… / ○岸田内閣総理大臣　お答え…: who speaks, as printed.
_HEAD = re.compile(r"\s*[○◯〇]([^\u3000\n]{1,60})\u3000+")
_ISSUE = re.compile(r"第([0-9]{1,4})号")


_OPENED = re.compile(r"^[\s\u3000]*午[前後][^\n]{1,20}(?:開議|開会)", re.M)
_CLOSED = re.compile(r"(?:^|\n)[\s\u3000]*午[前後][^\n]{1,20}(?:散会|閉会)[\s\u3000]*$")


class _Lenient(BaseModel):
    """The API may grow fields; those that are read must be right."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class _Speech(_Lenient):
    speechOrder: int  # noqa: N815 (the API's names)
    speech: str
    speechID: str = ""  # noqa: N815
    speaker: str | None = None
    speakerGroup: str | None = None  # noqa: N815
    speakerPosition: str | None = None  # noqa: N815
    speakerRole: str | None = None  # noqa: N815
    startPage: int | None = None  # noqa: N815


class _Place(_Lenient):
    """What names the meeting, in a meeting's record and in every flat speech."""

    issueID: str  # noqa: N815
    session: int
    nameOfHouse: str  # noqa: N815
    nameOfMeeting: str  # noqa: N815
    issue: str
    date: str
    meetingURL: str | None = None  # noqa: N815


class _Record(_Place):
    speechRecord: list[_Speech]  # noqa: N815


class _FlatSpeech(_Speech, _Place):
    pass


def diet_meetings(data: dict[str, Any], name: str) -> tuple[Meeting, ...]:
    """One Meeting for each issue (会議録), in the order of the response; turns by speechOrder."""
    key = "meetingRecord" if "meetingRecord" in data else "speechRecord"
    records = data[key]
    if not isinstance(records, list) or not records:
        raise ReadError(
            f"{name}: {key} が空か、配列ではありません（該当する会議録がない応答など）。"
            "検索の条件を変えて取得し直してください"
        )
    grouped: dict[str, tuple[_Place, list[_Speech]]] = {}
    position = 0
    try:
        for position, record in enumerate(records):  # noqa: B007 (the handler names it)
            if key == "meetingRecord":
                whole = _Record.model_validate(record)
                if whole.issueID in grouped:
                    raise ReadError(
                        f"{name}: 会議録 {one_line(whole.issueID)} が 2 度あります。"
                        "一つの会議録は 1 度だけ入れてください"
                    )
                grouped[whole.issueID] = (whole, list(whole.speechRecord))
            else:
                flat = _FlatSpeech.model_validate(record)
                grouped.setdefault(flat.issueID, (flat, []))[1].append(flat)
    except ValidationError as error:
        raise ReadError(f"{name}: {_explain(error, key, position)}") from error
    return tuple(_meeting(place, speeches, name) for place, speeches in grouped.values())


def _explain(error: ValidationError, key: str, position: int) -> str:
    first = error.errors(include_url=False)[0]
    where = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in first["loc"])
    where = one_line(f"{key}[{position}]{where}")
    if first["type"] == "missing" and first["loc"][-1] == "speech":
        return (
            f"{where} がありません。発言の本文を含まない「会議単位簡易出力」は読めません。"
            "「会議単位出力」か「発言単位出力」で取得し直してください"
        )
    what = "がありません" if first["type"] == "missing" else "の値の型が違います"
    return f"{where} {what}。国会会議録検索システム API の応答をそのまま保存してください"


def _meeting(place: _Place, speeches: list[_Speech], name: str) -> Meeting:
    issue = place.issue.strip()
    body = f"第{place.session}回国会 {place.nameOfHouse} {place.nameOfMeeting}"
    number = _ISSUE.fullmatch(unicodedata.normalize("NFKC", issue))
    title = f"{body} {issue}".strip()
    try:
        day = date.fromisoformat(place.date)
    except ValueError as error:
        raise ReadError(
            f"{name}: 会議録 {one_line(place.issueID)} の date「{one_line(place.date, 40)}」は"
            "「YYYY-MM-DD」の日付ではありません。API の応答をそのまま保存してください"
        ) from error
    header = [title, day.isoformat()]
    start = end = None
    turns: list[Turn] = []
    for speech in sorted(speeches, key=lambda s: s.speechOrder):
        text = normalize_lines(speech.speech)
        if speech.speechOrder == 0:  # 会議録情報: date, attendance, the day's agenda
            header.append(text.strip())
            opened = _OPENED.search(text)
            start = parse_times(opened[0])[0] if opened else None
            continue
        text = _without_name(text, speech).strip()
        if text:
            ordinal = len(turns) + 1
            turns.append(
                Turn(f"t{ordinal}", ordinal, _speaker(speech), None, text, page=speech.startPage)
            )
    if turns and (closed := _CLOSED.search(turns[-1].text)):
        end = parse_times(closed[0])[0]
    if not turns:
        raise ReadError(
            f"{name}: 会議録 {one_line(place.issueID)} に発言がありません。"
            "発言を含む会議録を取得し直してください"
        )
    return Meeting(
        title=title,
        body=body,
        number=int(number[1]) if number else None,
        date=day,
        start=start,
        end=end,
        source=place.meetingURL or "",
        header="\n".join(part for part in header if part),
        turns=tuple(turns),
    )


def _without_name(text: str, speech: _Speech) -> str:
    """The speech without the name before it; what only looks like one stays."""
    head = _HEAD.match(text)
    known = [speech.speaker and speech.speaker[:1], speech.speakerPosition, speech.speakerRole]
    return text[head.end() :] if head and any(k and k in head[1] for k in known) else text


def _speaker(speech: _Speech) -> Speaker | None:
    """From the record's own fields; the printed line often gives only a surname and a post."""
    name = (speech.speaker or "").strip()
    role = (speech.speakerPosition or speech.speakerRole or "").strip()
    group = (speech.speakerGroup or "").strip()
    raw = " ".join(part for part in (role, name) if part) + (f"（{group}）" if group else "")
    return Speaker(name, role, group, raw) if raw else None
