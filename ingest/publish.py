"""From files to published passages: stage, index, publish, and clean up behind.

A version is written to the library as *staged*, then to the indexes, and then published by one
transaction. A process killed at any moment leaves what was published before; what it left lying in
the indexes is invisible and swept by the next writer (`Assistant.writing`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from chatbot.assistant import Assistant
from chatbot.index import Index
from chatbot.library import content_hash
from chatbot.types import Document, Meeting
from chatbot.upkeep import fill
from ingest.claims import claimants, doubt, is_corrected, is_doubtful, redated, refusal
from ingest.identity import apart, assign
from ingest.intake import ReadMeeting, left_out, nobodys, read_all
from ingest.passages import RULES, make_passages
from ingest.report import IngestedDocument, IngestReport, IngestStatus, failed
from ingest.wrapping import compose

# ``progress(path, done, of)``: passages embedded so far of one file.
Progress = Callable[[Path, int, int], None]


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
    notes = left_out(named)
    outcomes = [outcome for path in named for outcome in read_all(path, layout)]
    items = [outcome for outcome in outcomes if isinstance(outcome, ReadMeeting)]
    if not items:
        refused = tuple(o for o in outcomes if isinstance(o, IngestedDocument))
        return IngestReport(refused, tuple(notes))
    results: list[IngestedDocument] = []
    seen: set[str] = set()
    library = assistant.library
    half = {document for document, _ in library.leftovers()}  # what a killed run began
    with assistant.writing() as index:
        held_before = library.documents()
        ids = assign(
            [item.meeting for item in items],
            held_before,
            lambda at, document: is_corrected(items[at], document, library),
        )
        claims, waiting = claimants(items, ids), iter(ids)
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
                results.append(failed(outcome.path, refusal(name, claims[name]), outcome.seconds))
                continue
            results.append(
                _publish(assistant, index, outcome, name, owner or "", progress, name in seen)
            )
            seen.add(name)
            notes += nobodys(outcome)
            old = held_before.get(name)
            if old and results[-1].status == "replaced" and apart(outcome.meeting, old.date):
                notes.append(redated(outcome, old))
    return IngestReport(tuple(results), tuple(notes))


def _publish(
    assistant: Assistant,
    index: Index,
    item: ReadMeeting,
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
    if known is not None and is_doubtful(item, known):
        return failed(item.path, doubt(item, known), item.seconds)
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
    meeting: Meeting, name: str, version: int, item: ReadMeeting, owner: str, passages: int = 0
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
    item: ReadMeeting, document: Document, status: IngestStatus, began: float
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
