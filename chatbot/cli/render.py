"""Answers, hits, documents and turns as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import time
from typing import Literal

from chatbot.statuses import STATUS
from chatbot.text import normalize
from chatbot.types import (
    AgendaItem,
    Answer,
    Citation,
    Curated,
    Document,
    Hit,
    Speaker,
    Turn,
)

# A line and the style that it has on a terminal.
Line = tuple[str, str]

KIND = {"statement": "発言", "question": "質問", "answer": "答弁", "note": "注記"}
_PART = {"text": "", "speaker": "発言者名", "agenda": "議題", "header": "表題"}
_INDENT = "    "


def answer_lines(answer: Answer) -> Iterator[Line]:
    """An answer: its status, text, citations, what is near, and notes."""
    style = "bold green" if answer.status == "answered" else "bold yellow"
    yield f"【{STATUS[answer.status]}】", style
    yield from _understood(answer)
    yield from _lines(answer.text)
    if answer.curated is not None:
        yield from _curated(answer.curated)
    yield from citation_lines("出典", answer.citations)
    yield from citation_lines("近い箇所（回答ではありません）", answer.related)
    if answer.notes:
        yield "", ""
        for note in answer.notes:
            yield f"※ {note.text}", "yellow"
    as_of = f"（最新 {answer.coverage.as_of}）" if answer.coverage.as_of else ""
    yield "", ""
    yield f"調べた会議 {len(answer.coverage.meetings)}件{as_of}  受付番号 {answer.id}", "dim"


def _curated(curated: Curated) -> Iterator[Line]:
    """What a division has written, with its own sources."""
    parts = (
        curated.owner,
        f"{curated.changed} 現在" if curated.changed else "",
        f"{curated.valid_until} まで有効" if curated.valid_until else "",
    )
    yield "", ""
    yield f"所管課の回答（{'、'.join(part for part in parts if part)}）", "bold"
    yield from _lines(curated.answer, _INDENT)
    yield from citation_lines("所管課の回答の出典", curated.citations)


def _understood(answer: Answer) -> Iterator[Line]:
    """How a follow-up was read, and what the question was taken to be restricted to, if to any."""
    read = answer.understood
    if normalize(read.question) != normalize(answer.question):
        yield f"続きの質問として、こう受け取りました: {read.question}", "dim"
    period = f"{read.date_from or ''}～{read.date_to or ''}"
    parts = (
        f"会議 {read.meeting}" if read.meeting else "",
        f"期間 {period}" if len(period) > 1 else "",
        f"発言者 {read.speaker}" if read.speaker else "",
    )
    if any(parts):
        yield f"解釈: {'、'.join(part for part in parts if part)}", "dim"


def citation_lines(heading: str, citations: Sequence[Citation]) -> Iterator[Line]:
    """A list of citations under a heading; nothing where there are none."""
    if not citations:
        return
    yield "", ""
    yield heading, "bold"
    for citation in citations:
        yield f"[{citation.number}] {where(citation)}", ""
        yield from _lines(citation.quote, f"{_INDENT}│ ", "dim")


def where(citation: Citation) -> str:
    """A citation's place: meeting, date, speaker, agenda, page, and what `gijiq show` takes."""
    parts = [
        f"第{citation.meeting_number}回" if citation.meeting_number is not None else citation.title,
        citation.date.isoformat() if citation.date else "",
        speaker_name(citation.speaker) if citation.speaker else "",
        _PART[citation.part] if citation.part != "agenda" else "",
        f"議題 {' '.join(filter(None, (citation.agenda.number, citation.agenda.title)))}"
        if citation.agenda
        else "",
        f"{citation.page}ページ" if citation.page is not None else "",
        f"<{reference(citation.document, citation.turn)}>",
    ]
    return "  ".join(part for part in parts if part)


def reference(document: str, turn: str | None) -> str:
    """How ``gijiq show`` names a document or a turn."""
    return f"{document}/{turn}" if turn else document


def speaker_name(speaker: Speaker | None) -> str:
    """A speaker as the minutes give it: organisation, role and name, or the printed line."""
    if speaker is None:
        return "発言者の記載なし"
    parts = (speaker.organization, speaker.role, speaker.name)
    return " ".join(part for part in parts if part) or speaker.raw


def hit_lines(hits: Sequence[Hit]) -> Iterator[Line]:
    """Search hits, best first."""
    for place, hit in enumerate(hits, 1):
        ranks = " ".join(
            f"{name}{rank}"
            for name, rank in (
                ("語", hit.ranks.words),
                ("文字", hit.ranks.bigrams),
                ("意味", hit.ranks.dense),
            )
            if rank is not None
        )
        cosine = f"{hit.cosine:.3f}" if hit.cosine is not None else "-"
        parts = (
            f"{place:>2}.",
            meeting_label(hit.document),
            hit.document.date.isoformat() if hit.document.date else "",
            speaker_name(hit.turn.speaker),
            f"<{reference(hit.document.id, hit.turn.id)}>",
        )
        yield " ".join(part for part in parts if part), "bold"
        yield f"{_INDENT}得点 {hit.score:.3f}  順位 {ranks or '-'}  余弦 {cosine}", "dim"
        yield from _lines(hit.passage.text, f"{_INDENT}│ ")


def meeting_label(document: Document) -> str:
    """第9回, or the title of a meeting without a number."""
    return f"第{document.number}回" if document.number is not None else document.title


def document_lines(document: Document) -> Iterator[Line]:
    """A document's header and its agenda as a tree."""
    yield document.title, "bold"
    facts = (
        ("文書", f"{document.id}（版 {document.version}）"),
        ("会議体", document.body),
        ("回", f"第{document.number}回" if document.number is not None else ""),
        ("日時", _when(document)),
        ("場所", document.place),
        ("所管課", document.owner),
        ("ファイル", document.path),
        ("形式", document.layout),
        ("発言", f"{document.turns}（検索単位 {document.passages}）"),
    )
    yield from ((f"{name}: {fact}", "") for name, fact in facts if fact)
    if document.agenda:
        yield "", ""
        yield "議題", "bold"
        for item in document.agenda:
            mark = "【非公開】" if item.closed else ""
            presenter = f"（{speaker_name(item.presenter)}）" if item.presenter else ""
            title = " ".join(filter(None, (item.number or "・", item.title)))
            line = f"{_INDENT * (1 + _depth(document.agenda, item))}{title}{presenter}{mark}"
            yield line, "yellow" if item.closed else ""


def turn_lines(document: Document, turn: Turn) -> Iterator[Line]:
    """One turn: its id, kind, speaker, agenda item, what it replies to, and its text."""
    item = document.agenda[turn.agenda] if turn.agenda is not None else None
    parts = (
        turn.id,
        f"[{KIND[turn.kind]}]",
        speaker_name(turn.speaker) if turn.speaker or turn.kind != "note" else "",
        f"→ {'、'.join(turn.replies_to)} へ" if turn.replies_to else "",
        f"議題 {' '.join(filter(None, (item.number, item.title)))}" if item else "",
        f"{turn.page}ページ" if turn.page is not None else "",
    )
    yield "", ""
    yield "  ".join(part for part in parts if part), "bold"
    yield from _lines(turn.text, _INDENT)


def dated(document: Document) -> str:
    """A document's date, or nothing."""
    return document.date.isoformat() if document.date else ""


def _when(document: Document) -> str:
    def clock(at: time | None, word: Literal["から", "まで"]) -> str:
        return f" {at:%H:%M}{word}" if at else ""

    return (dated(document) + clock(document.start, "から") + clock(document.end, "まで")).strip()


def _depth(agenda: Sequence[AgendaItem], item: AgendaItem) -> int:
    depth, parent = 0, item.parent
    while parent is not None:
        depth, parent = depth + 1, agenda[parent].parent
    return depth


def _lines(text: str, before: str = "", style: str = "") -> Iterable[Line]:
    return ((before + line, style) for line in text.splitlines())
