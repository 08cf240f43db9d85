"""From files to published passages: stage, index, publish, and clean up behind.

A version is written to the library as *staged*, then to the indexes, and then published by one
transaction. A process killed at any moment leaves what was published before; what it left lying in
the indexes is invisible and swept by the next writer (`Assistant.writing`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from chatbot.assistant import Assistant
from chatbot.index import Index
from chatbot.library import Library, content_hash
from chatbot.types import Document, Meeting
from chatbot.upkeep import fill
from ingest.identity import apart, assign, same_speech
from ingest.layouts import LayoutError
from ingest.minutes import parse
from ingest.passages import RULES, make_passages
from ingest.read import ReadError, expand, passed_over, read
from ingest.source import one_line
from ingest.wrapping import compose

IngestStatus = Literal["added", "replaced", "unchanged", "failed"]
# ``progress(path, done, of)``: passages embedded so far of one file.
Progress = Callable[[Path, int, int], None]
# Every question is compared with every title.
_TITLE_LENGTH = 1_000

# So many endings of files that were passed over are named.
_ENDINGS = 5


@dataclass(frozen=True, slots=True)
class IngestedDocument:
    """What became of one meeting of one file. ``seconds`` is wall time."""

    path: str
    document: str | None
    version: int | None
    layout: str | None
    title: str | None
    number: int | None
    date: str | None
    turns: int
    passages: int
    status: IngestStatus
    error: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of everything in one call, in the order of the files.

    ``notes`` say, a line each, what a reader may want to undo.
    """

    documents: tuple[IngestedDocument, ...]
    notes: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether any file was refused."""
        return any(document.status == "failed" for document in self.documents)


@dataclass(frozen=True, slots=True)
class _Read:
    path: Path
    meeting: Meeting
    layout: str
    seconds: float


def ingest_paths(
    assistant: Assistant,
    paths: Iterable[Path | str],
    *,
    owner: str | None = None,
    layout: str | None = None,
    progress: Progress | None = None,
    new: bool = False,
) -> IngestReport:
    """Take files and folders in; each file stands or falls alone.

    ``owner`` is the division in charge (所管課), ``layout`` forces one of the known layouts.
    ``new`` leaves alone what was ever taken in, also where it was replaced or removed since.
    """
    named = [Path(path) for path in paths]
    notes = _left_out(named)
    outcomes = [outcome for path in named for outcome in _read_all(path, layout)]
    items = [outcome for outcome in outcomes if isinstance(outcome, _Read)]
    if not items:
        failed = tuple(o for o in outcomes if isinstance(o, IngestedDocument))
        return IngestReport(failed, tuple(notes))
    results: list[IngestedDocument] = []
    seen: set[str] = set()
    library = assistant.library
    half = {document for document, _ in library.leftovers()}  # what a killed run began
    with assistant.writing() as index:
        held_before = library.documents()
        ids = assign(
            [item.meeting for item in items],
            held_before,
            lambda at, document: _corrected(items[at], document, library),
        )
        claims, waiting = _claims(items, ids), iter(ids)
        for outcome in outcomes:
            if isinstance(outcome, IngestedDocument):
                results.append(outcome)
                continue
            name = next(waiting)
            if new and name not in half and library.next_version(name) > 1:
                if held := library.documents().get(name):
                    results.append(_result(outcome, held, "unchanged", time.perf_counter()))
                continue
            if len(claims[name]) > 1:
                results.append(_failed(outcome.path, _refusal(name, claims[name]), outcome.seconds))
                continue
            results.append(
                _publish(assistant, index, outcome, name, owner or "", progress, name in seen)
            )
            seen.add(name)
            old = held_before.get(name)
            if old and results[-1].status == "replaced" and apart(outcome.meeting, old.date):
                notes.append(_redated(outcome, old))
    return IngestReport(tuple(results), tuple(notes))


def _left_out(paths: Sequence[Path]) -> list[str]:
    """A line about the files in folders that are of no type that is read, if there are any."""
    counted = passed_over(paths)
    if not counted:
        return []
    each = "、".join(f"{ending} {times}件" for ending, times in counted.most_common(_ENDINGS))
    more = "ほか" if len(counted) > _ENDINGS else ""
    return [
        f"フォルダーにある、読めない種類のファイル {counted.total()}件は取り込んでいません"
        f"（{each}{more}）。"
    ]


def _read_all(path: Path, layout: str | None) -> Iterator[_Read | IngestedDocument]:
    """Every meeting of a file or folder, or why there is none, in order."""
    try:
        files = expand([path])
    except ReadError as problem:
        yield _failed(path, str(problem), 0.0)
        return
    for file in files:
        began = time.perf_counter()
        try:
            yield from _read(file, layout, began)
        except ReadError as problem:
            yield _failed(file, str(problem), time.perf_counter() - began)
        except LayoutError as problem:
            yield _failed(file, f"{one_line(file)}: {problem}", time.perf_counter() - began)


def _read(path: Path, layout: str | None, began: float) -> list[_Read]:
    source = read(path)
    if source.meetings:
        found = [(meeting, "json") for meeting in source.meetings]
    else:
        parsed = parse(
            source.text, page_starts=source.page_starts, layout=layout, source=compose(path.name)
        )
        found = [(parsed.meeting, parsed.layout)]
    for meeting, _ in found:
        longest = max(len(meeting.title), len(meeting.body))
        if longest > _TITLE_LENGTH:
            raise ReadError(
                f"{one_line(path)}: 題名が {longest:,} 文字あります。"
                f"{_TITLE_LENGTH:,} 文字までです。会議の題名だけを題名にしてください"
            )
    seconds = (time.perf_counter() - began) / len(found)
    return [_Read(path, meeting, name, seconds) for meeting, name in found]


def _claims(items: Sequence[_Read], ids: Sequence[str]) -> dict[str, dict[str, Path]]:
    """Which different contents claim each document, with the first file of each."""
    claims: dict[str, dict[str, Path]] = {}
    for item, name in zip(items, ids, strict=True):
        contents = claims.setdefault(name, {})
        contents.setdefault(content_hash(item.meeting, ""), item.path)
    return claims


def _refusal(name: str, contents: Mapping[str, Path]) -> str:
    files = "、".join(dict.fromkeys(one_line(path) for path in contents.values()))
    return (
        f"内容の異なる複数の会議録が同じ文書「{name}」です: {files}。"
        "正しい1つだけを指定してください。"
    )


def _corrected(item: _Read, document: Document, library: Library) -> bool:
    """Whether a file is a document with its date put right: of its name, or mostly its words."""
    return document.path == compose(item.path.name) or same_speech(
        item.meeting.turns, library.turns(document)
    )


def _redated(item: _Read, old: Document) -> str:
    return (
        f"{one_line(item.path)}: 日付を {old.date} から {item.meeting.date} に直した版として"
        f"「{old.id}」を置き換えました。別の会議なら、前のファイルと一緒に取り込み直してください。"
    )


def _doubtful(item: _Read, known: Document) -> bool:
    """Whether nothing but a title says that a file is a new version of a document."""
    nameless = item.meeting.number is None and None in (item.meeting.date, known.date)
    return nameless and known.path != compose(item.path.name)


def _doubt(item: _Read, known: Document) -> str:
    return (
        f"{one_line(item.path)}: 同じ題名の文書「{known.id}」が別のファイル"
        f"「{one_line(known.path)}」から入っています。回も日付もないため、同じ会議か分かりません。"
        f"改めた版なら gijiq remove {known.id} のあとに、別の会議なら回か日付を書き加えて、"
        "取り込み直してください"
    )


def _publish(
    assistant: Assistant,
    index: Index,
    item: _Read,
    name: str,
    owner: str,
    progress: Progress | None,
    repeated: bool,
) -> IngestedDocument:
    began = time.perf_counter()
    meeting, library = item.meeting, assistant.library
    known = library.documents().get(name)
    owner = owner or (known.owner if known else "")
    digest = content_hash(meeting, f"{owner}\n{RULES}")
    if known is not None and (repeated or library.published_hash(name) == digest):
        return _result(item, known, "unchanged", began)
    if known is not None and _doubtful(item, known):
        return _failed(item.path, _doubt(item, known), item.seconds)
    draft = _document(meeting, name, library.next_version(name), item, owner)
    passages = make_passages(draft, meeting.turns)
    document = _document(meeting, name, draft.version, item, owner, len(passages))
    library.stage(document, digest, meeting.turns, passages)
    fill(
        index,
        assistant.embedder,
        passages,
        lambda done: progress and progress(item.path, done, len(passages)),
    )
    library.publish(name, document.version)
    if known is not None:
        assistant.sweep(index)
    return _result(item, document, "added" if known is None else "replaced", began)


def _document(
    meeting: Meeting, name: str, version: int, item: _Read, owner: str, passages: int = 0
) -> Document:
    return Document(
        id=name,
        version=version,
        title=meeting.title,
        body=meeting.body,
        number=meeting.number,
        date=meeting.date,
        start=meeting.start,
        end=meeting.end,
        place=meeting.place,
        source=meeting.source,
        header=meeting.header,
        agenda=meeting.agenda,
        layout=item.layout,
        path=compose(item.path.name),
        owner=owner,
        turns=len(meeting.turns),
        passages=passages,
    )


def _result(
    item: _Read, document: Document, status: IngestStatus, began: float
) -> IngestedDocument:
    return IngestedDocument(
        path=str(item.path),
        document=document.id,
        version=document.version,
        layout=item.layout,
        title=document.title,
        number=document.number,
        date=document.date.isoformat() if document.date else None,
        turns=document.turns,
        passages=document.passages,
        status=status,
        error=None,
        seconds=round(item.seconds + time.perf_counter() - began, 3),
    )


def _failed(path: Path, problem: str, seconds: float) -> IngestedDocument:
    return IngestedDocument(
        path=str(path),
        document=None,
        version=None,
        layout=None,
        title=None,
        number=None,
        date=None,
        turns=0,
        passages=0,
        status="failed",
        error=problem,
        seconds=round(seconds, 3),
    )
