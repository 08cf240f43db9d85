"""How the page names things to its readers: dates, meetings, speakers, statuses, plain text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from chatbot.statuses import STATUS
from chatbot.types import (
    Answer,
    Citation,
    Curated,
    Speaker,
    Turn,
    TurnKind,
    Understood,
)
from chatbot.wareki import japanese

KIND: dict[TurnKind, str] = {
    "statement": "発言",
    "question": "質問・要望",
    "answer": "答弁",
    "note": "記録",
}
_WEEKDAYS = "月火水木金土日"


def wareki(day: date | None) -> str:
    """令和8年5月29日（金）; before the eras as 西暦; 開催日の記載なし where there is none."""
    if day is None:
        return "開催日の記載なし"
    return f"{japanese(day)}（{_WEEKDAYS[day.weekday()]}）"


def meeting(title: str, number: int | None, day: date | None) -> str:
    """第9回（令和8年5月29日（金））, or the title where there is no number."""
    named = f"第{number}回" if number is not None else title
    return f"{named}　{wareki(day)}"


def speaker(who: Speaker | None) -> str:
    """Organisation, office and name as far as they are given."""
    if who is None:
        return "発言者の記載なし"
    return " ".join(part for part in (who.organization, who.role, who.name) if part) or who.raw


def place(citation: Citation) -> str:
    """Which part of which minutes a citation points to, and who speaks there, on one line."""
    where = meeting(citation.title, citation.meeting_number, citation.date)
    if citation.part == "agenda":
        item = citation.agenda
        return f"{where}　議題「{item.number} {item.title}".rstrip() + "」" if item else where
    if citation.part == "header":
        return f"{where}　開催の記録"
    return f"{where}　{speaker(citation.speaker)}"


def details(citation: Citation) -> list[str]:
    """Title, agenda item and page of a citation, as far as they are given."""
    parts = [citation.title]
    if citation.agenda is not None and citation.part != "agenda":
        item = f"{citation.agenda.number} {citation.agenda.title}".strip()
        parts.append(f"議題: {item}")
    if citation.page is not None:
        parts.append(f"{citation.page}ページ")
    return [part for part in parts if part]


def understood(meant: Understood) -> str:
    """What a question was taken to mean; empty where it names nothing."""
    parts = []
    if meant.meeting:
        parts.append(f"会議: {meant.meeting}")
    if meant.date_from or meant.date_to:
        first = wareki(meant.date_from) if meant.date_from else ""
        last = wareki(meant.date_to) if meant.date_to else ""
        parts.append(f"時期: {first}" if first == last else f"時期: {first}～{last}")
    if meant.speaker:
        parts.append(f"発言者: {meant.speaker}")
    return "　／　".join(parts)


def searched(answer: Answer) -> str:
    """What an answer was looked for in."""
    meetings = answer.coverage.meetings
    if not meetings:
        return "あてはまる会議の議事録はありません"
    if len(meetings) == 1:
        only = meetings[0]
        return f"{meeting(only.title, only.number, only.date)} の議事録から探しました"
    latest = f"（最新は{wareki(answer.coverage.as_of)}）" if answer.coverage.as_of else ""
    return f"{len(meetings)}回分の議事録から探しました{latest}"


def standing(curated: Curated) -> list[str]:
    """As of when a division's answer is, and until when it holds."""
    parts = []
    if curated.changed is not None:
        parts.append(f"{wareki(curated.changed)}現在")
    if curated.valid_until is not None:
        parts.append(f"有効期限 {wareki(curated.valid_until)}")
    return parts


def turn_line(turn: Turn, cited: bool = False) -> str:
    """Kind of speech and page; a cited one says so."""
    page = "" if turn.page is None else f"　{turn.page}ページ"
    kind = KIND[turn.kind]
    if cited:
        kind = "引用した発言" if turn.kind == "statement" else f"引用した{kind}"
    return f"{kind}{page}"


def plain(answer: Answer) -> str:
    """An answer with its sources as plain text, to be pasted into a document."""
    lines = [f"質問: {answer.question}", f"結果: {STATUS[answer.status]}", "", answer.text]
    lines += _sources("出典", answer.citations)
    lines += _sources("近い記載（回答ではありません）", answer.related)
    if answer.notes:
        lines += ["", "注記", *(f"・{note.text}" for note in answer.notes)]
    if answer.curated is not None:
        dated = "、".join((answer.curated.owner, *standing(answer.curated)))
        lines += ["", f"所管課の回答（{dated}）", answer.curated.answer]
        lines += _sources("所管課の回答の出典", answer.curated.citations)
    return "\n".join(lines).strip() + "\n"


def _sources(heading: str, citations: Iterable[Citation]) -> list[str]:
    lines: list[str] = []
    for cited in citations:
        quote = " ".join(cited.quote.split())
        lines += [
            f"[{cited.number}] {place(cited)}",
            f"    {'　'.join(details(cited))}",
            f"    「{quote}」",
        ]
    return ["", heading, *lines] if lines else []
