"""The block above the agenda: which meeting this is, when it was, and where."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from chatbot.dates import parse_date, parse_number, parse_times
from ingest.wrapping import Line, Shape, continues, one_line

_LABELS = {
    "date": "開催日時|開催年月日|開催日|日_時|年月日|期_日|とき|と き",
    "place": "開催場所|開催方法|開催形式|会_場|場_所|ところ",
    "agenda": "会議次第|議事次第|議事日程|議事内容|議_事|議_題|次_第|案_件|アジェンダ|"
    "(?:本日の)?会議に付した事件",
    "people": "出席者|欠席者|(?:出席|欠席)(?:委員|議員)|参加者|構成員|出席説明員|説明員|傍聴者?|"
    "事務局職員",
    "other": "更新日|公開日|作成日|掲載日|配布資料|資_料|問合せ先|お問い?合わ?せ|記録者?|作成者|"
    "主催|議事録作成",
}
_GAP = r"[\s\u3000]"
_ALL = "|".join(f"(?P<{kind}>{words})" for kind, words in _LABELS.items()).replace("_", _GAP + "*")
_LABEL = re.compile(
    rf"(?P<mark>[■□○●◆◎・※]{_GAP}*|[0-9０-９]{{1,2}}(?:[.．、]|{_GAP}){_GAP}*|[-*]{_GAP})?"
    rf"[【\[［《<＜]?(?:{_ALL})[】\]］》>＞]?(?P<sep>{_GAP}*[:：]{_GAP}*|{_GAP}+|$)(?P<value>.*)"
)
_LONGEST_LABEL = 2000
_LONGEST_TITLE = 120
_MOST_LINES = 60
"""More lines than this above the first speech are no header."""
_NTH = r"第\s*[0-9〇一二三四五六七八九十百]+\s*回"
_NUMBER = re.compile(_NTH)
_OPENING = re.compile(rf"(?:の設置及び)?{_NTH}\s*(?:の?開催)?|の開催")
_KIND = re.compile(
    r"(?:の)?(?:議事|会議|審議|協議)?(?:要旨|概要|要録|速記録|録|記録|メモ|の概要)$|(?:の)?(?:書き起こし|文字起こし)$"
)
_DATED = re.compile(r"[(〔【\[][^()]*(?:月|日|[0-9]{4}[./-][0-9])[^()]*[)〕】\]]")
_WHOLE_DATE = re.compile(
    r"(?:(?:令和|平成|昭和)\s*[0-9元〇一二三四五六七八九十]+|[0-9]{4})\s*年\s*[0-9一二三四五六七八九十]+\s*月"
    r"\s*[0-9一二三四五六七八九十]+\s*日(?:\s*\([^)]*\))?"
)
_BETWEEN_LATIN = re.compile(r"(?<=[A-Za-z0-9.,]) (?=[A-Za-z0-9])")
_TITLE_WORDS = re.compile(r"議事|会議|要旨|概要|録|会$|会\s|第.{1,4}回|委員会|協議会|審議会")


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says; empty where it does not. ``text`` is the block as printed, as is
    ``place``."""

    title: str = ""
    body: str = ""
    number: int | None = None
    date: date | None = None
    start: time | None = None
    end: time | None = None
    place: str = ""
    text: str = ""


def label_of(text: str) -> tuple[str, str] | None:
    """``("date", "令和7年…")`` for a line such as ``日時：令和7年…``; ``None`` for other lines.

    Kinds are date, place, agenda, people and other; the value is empty where it stands below.
    """
    found = _LABEL.fullmatch(text) if len(text) <= _LONGEST_LABEL else None
    if not found:
        return None
    kind = next(k for k in _LABELS if found[k])
    told = bool(re.search("[:：]", found["sep"]) or found["mark"] or not found["value"])
    return (kind, found["value"].strip()) if told or kind in ("date", "place") else None


def _loose_label(text: str) -> tuple[str, str] | None:
    """A label of a header with no more than a blank behind it: ``出席者 山田委員``."""
    found = _LABEL.fullmatch(text) if len(text) <= _LONGEST_LABEL else None
    kind = next((k for k in _LABELS if found[k]), "") if found else ""
    return (kind, found["value"].strip()) if found and kind in ("people", "agenda") else None


def read_header(lines: Sequence[Line], shape: Shape) -> Header:
    """Read the lines before the agenda or, where there is none, before the first speech."""
    rows = [one_line(row) for row in _rows(lines[:_MOST_LINES], shape)]
    printed: list[str] = []
    title_rows: list[str] = []
    values: dict[str, list[Line]] = {}
    kind = "title"
    for row in rows:
        label = label_of(row.text) or _loose_label(row.text)
        if label:
            kind = label[0]
            values.setdefault(kind, [])
            if label[1]:
                values[kind].append(row.tail(label[1]))
        elif kind == "title":
            title_rows.append(row.text)
        else:
            values[kind].append(row)
        if kind != "other":
            printed.append(row.source)
    title = _title(title_rows)
    when = " ".join(line.text for line in values.get("date", ()))[:_LONGEST_TITLE]
    body, number = body_and_number(title)
    day = parse_date(when) if when else None
    for text in [title, *title_rows] if day is None else ():
        day = day or (parse_date(text) if len(text) <= _LONGEST_TITLE else None)
    start, end = parse_times(when) if when else (None, None)
    place = " ".join(line.source for line in values.get("place", [])[:2])
    return Header(title, body, number, day, start, end, place, "\n".join(printed))


def body_and_number(title: str) -> tuple[str, int | None]:
    """The body that met and the number of its meeting, from a title.

    The body is the title without the number, the kind of document and the date, and without blanks
    but for those between Latin words, so that differently spaced titles give the same body.

    >>> body_and_number("第６回都・区市町村 CIO 協議会 議事要旨")
    ('都・区市町村CIO協議会', 6)
    """
    folded = " ".join(unicodedata.normalize("NFKC", title).split())
    found = _NUMBER.search(folded)
    number = parse_number(re.sub(r"[第回\s]", "", found[0])) if found else None
    rest = _WHOLE_DATE.sub("", _DATED.sub("", _OPENING.sub("", folded)))
    rest = re.sub(r"\((第[^()]{1,6}号)\)", r"\1", rest)  # the day of a session
    rest = re.sub(r"[「」]|\(\s*\)|(?:会議|議事|速記)録(?=第)", "", rest)
    while (shorter := _KIND.sub("", rest.strip())) != rest:
        rest = shorter
    words = _BETWEEN_LATIN.sub("\0", rest)
    return "".join(words.split()).replace("\0", " ").strip("-_・:"), number


def _rows(lines: Sequence[Line], shape: Shape) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in lines:
        if (
            rows
            and shape.wrapped
            and not label_of(line.text)
            and continues(rows[-1][-1], line, shape)
        ):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _title(rows: Sequence[str]) -> str:
    for row in rows:
        if _TITLE_WORDS.search(row) and len(row) <= _LONGEST_TITLE:
            return row
    return rows[0] if rows and len(rows[0]) <= _LONGEST_TITLE else ""
