"""From files and folders to meetings: each file stands or falls alone."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatbot.types import Meeting
from ingest.layouts import LayoutError
from ingest.minutes import parse
from ingest.read import ReadError, expand, passed_over, read
from ingest.report import IngestedDocument, failed
from ingest.source import one_line
from ingest.wrapping import compose

# Every question is compared with every title.
_TITLE_LENGTH = 1_000
# So many are named: endings of files that were passed over, lines of speakers.
_NAMED = 5
# So many characters of a line are shown.
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class ReadMeeting:
    """One meeting of one file, with the layout that found it; ``seconds`` is wall time.

    ``unread`` are lines that name who speaks, but not so that they could be read.
    """

    path: Path
    meeting: Meeting
    layout: str
    seconds: float
    unread: tuple[str, ...] = ()


def read_all(path: Path, layout: str | None) -> Iterator[ReadMeeting | IngestedDocument]:
    """Every meeting of a file or folder, or why there is none, in order.

    Raises nothing for what cannot be read: that is an outcome, too (`report.failed`).
    """
    try:
        files = expand([path])
    except ReadError as problem:
        yield failed(path, str(problem), 0.0)
        return
    for file in files:
        began = time.perf_counter()
        try:
            yield from _read(file, layout, began)
        except ReadError as problem:
            yield failed(file, str(problem), time.perf_counter() - began)
        except LayoutError as problem:
            yield failed(file, f"{one_line(file)}: {problem}", time.perf_counter() - began)


def _read(path: Path, layout: str | None, began: float) -> list[ReadMeeting]:
    source = read(path)
    found: list[tuple[Meeting, str, tuple[str, ...]]]
    if source.meetings:
        found = [(meeting, "json", ()) for meeting in source.meetings]
    else:
        parsed = parse(
            source.text, page_starts=source.page_starts, layout=layout, source=compose(path.name)
        )
        found = [(parsed.meeting, parsed.layout, parsed.unread)]
    for meeting, *_ in found:
        longest = max(len(meeting.title), len(meeting.body))
        if longest > _TITLE_LENGTH:
            raise ReadError(
                f"{one_line(path)}: 題名が {longest:,} 文字あります。"
                f"{_TITLE_LENGTH:,} 文字までです。会議の題名だけを題名にしてください"
            )
    seconds = (time.perf_counter() - began) / len(found)
    return [ReadMeeting(path, meeting, name, seconds, names) for meeting, name, names in found]


def nobodys(item: ReadMeeting) -> list[str]:
    """A line about speeches whose speaker could not be read, if there are any."""
    if not item.unread:
        return []
    shown = "、".join(f"「{one_line(line)[:_SHOWN]}」" for line in item.unread[:_NAMED])
    more = "ほか" if len(item.unread) > _NAMED else ""
    return [
        f"{one_line(item.path)}: だれの発言か読み取れない行が {len(item.unread)}件あります"
        f"（{shown}{more}）。その下の発言は、発言者なしで取り込みました。"
    ]


def left_out(paths: Sequence[Path]) -> list[str]:
    """A line about the files in folders that are of no type that is read, if there are any."""
    counted = passed_over(paths)
    if not counted:
        return []
    each = "、".join(f"{ending} {times}件" for ending, times in counted.most_common(_NAMED))
    more = "ほか" if len(counted) > _NAMED else ""
    return [
        f"フォルダーにある、読めない種類のファイル {counted.total()}件は取り込んでいません"
        f"（{each}{more}）。"
    ]
