"""Citations, and the answer put together from sentences that carry them.

Every quotation is cut out of what it cites: there is no way to build a citation whose quote differs
from the cited characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chatbot.types import (
    AgendaItem,
    AgendaRef,
    Answer,
    Citation,
    ClosedItem,
    Coverage,
    Document,
    MeetingRef,
    Note,
    Part,
    Sentence,
    Speaker,
    Status,
    Turn,
    Understood,
)
from chatbot.wareki import japanese

MARK = "[{}]"
_QUESTION = re.compile(r"か[。？?]|[？?]|教えて")
# 要望したことはない, 期待していない
_NO_REQUEST = re.compile(
    r"(?:要望|要請|求め|期待|望)[^。、]{0,4}?(?:した|する|していた)?(?:こと|もの|つもり)?[はもで]*"
    r"(?:(?:し|て(?:い|お)?(?:ら)?|は|も|が|求め|望ま)な(?:い|かった)(?!で(?:ほしい|いただ|くださ))"
    r"|(?:て(?:い|お)(?:り)?|は|が)あ?りません)"
)
_REQUEST = re.compile(
    r"[てで](?:ほし|欲し|もら|いただ|頂|くださ|下さ)|(?:いただ|頂|もらい|願い|伺い|聞き|知り)(?:き)?た[いく]|お願い"
    r"|要望|要請|求め|ありがたい|有り難い|幸いで|べき|望みたい|望む|望まし|期待"
)
_BULLET = re.compile(r"[\s・･●○◯■□◆◇\-*–—]+(?=\S)")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence to be: text, with a citation wherever its mark goes.

    ``entry`` names what it is an entry of in an answer that goes through meetings or speakers one
    by one; claims of the same entry belong together.
    """

    parts: tuple[str | Citation, ...]
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence that a model wrote, and what the check said of it. ``repaired`` is its second."""

    sentence: str
    supported: bool
    reasons: tuple[str, ...] = ()
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """How a model's answer came about: ``prompt`` is the SHA-256 of what it was sent."""

    model: str
    prompt: str
    replies: tuple[str, ...] = ()
    verdicts: tuple[Judged, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an answerer has found; `finish` numbers its citations.

    ``answerer`` wrote the claims. ``trace`` is what the receipt keeps besides of how they came
    about; ``None`` where the library and the question say it all.
    """

    status: Status
    claims: tuple[Claim, ...]
    related: tuple[Citation, ...] = ()
    notes: tuple[Note, ...] = ()
    answerer: str = "extractive"
    trace: Trace | None = None


def cite_text(document: Document, turn: Turn, start: int, end: int) -> Citation:
    """Cite characters of a turn's text."""
    return _cite(document, "text", turn.text, start, end, turn, turn.page_at(start))


def cite_speaker(document: Document, turn: Turn) -> Citation:
    """Cite the line that names a turn's speaker."""
    raw = turn.speaker.raw if turn.speaker else ""
    return _cite(document, "speaker", raw, 0, len(raw), turn, turn.page)


def cite_agenda(document: Document, position: int) -> Citation:
    """Cite a line of the agenda, without the bullet that it may begin with."""
    raw = document.agenda[position].raw
    cited = _cite(document, "agenda", raw, *agenda_span(raw), None, None)
    return replace(cited, agenda=agenda_ref(document, position))


def agenda_span(raw: str) -> tuple[int, int]:
    """Where the words of a printed agenda line begin, behind a bullet, and where they end."""
    bullet = _BULLET.match(raw)
    return bullet.end() if bullet else 0, len(raw)


def cite_header(document: Document, start: int, end: int) -> Citation:
    """Cite characters of the title block."""
    return _cite(document, "header", document.header, start, end, None, None)


def agenda_ref(document: Document, position: int | None) -> AgendaRef | None:
    """An agenda item as a citation names it; a bullet carries the number that it stands under."""
    if position is None:
        return None
    item = document.agenda[position]
    number, at = item.number, item.parent
    while not number and at is not None:
        number, at = document.agenda[at].number, document.agenda[at].parent
    return AgendaRef(number, item.title)


def _cite(
    document: Document,
    part: Part,
    source: str,
    start: int,
    end: int,
    turn: Turn | None,
    page: int | None,
) -> Citation:
    if not 0 <= start <= end <= len(source):
        raise ValueError(f"{part} of {document.id} has {len(source)} characters, not {start}:{end}")
    return Citation(
        number=0,
        document=document.id,
        version=document.version,
        title=document.title,
        meeting_number=document.number,
        date=document.date,
        part=part,
        turn=turn.id if turn else None,
        speaker=turn.speaker if turn else None,
        agenda=agenda_ref(document, turn.agenda) if turn else None,
        start=start,
        end=end,
        page=page,
        quote=source[start:end],
    )


def finish(draft: Draft, question: str, understood: Understood, coverage: Coverage) -> Answer:
    """Number the citations in the order in which the sentences use them.

    ``id`` and ``elapsed_ms`` are left to the caller: all else is the same for the same library.
    """
    numbers: dict[Citation, int] = {}
    sentences = []
    for claim in draft.claims:
        text = ""
        marks: list[int] = []
        for part in claim.parts:
            if isinstance(part, str):
                text += part
            else:
                marks.append(numbers.setdefault(part, len(numbers) + 1))
                text += MARK.format(marks[-1])
        sentences.append(Sentence(text, tuple(dict.fromkeys(marks))))
    citations = tuple(replace(cited, number=number) for cited, number in numbers.items())
    related = tuple(
        replace(cited, number=number)
        for number, cited in enumerate(_unique(draft.related, numbers), len(citations) + 1)
    )
    return Answer(
        id="",
        question=question,
        understood=understood,
        status=draft.status,
        text="\n".join(sentence.text for sentence in sentences),
        sentences=tuple(sentences),
        citations=citations,
        related=related,
        notes=draft.notes,
        answerer=draft.answerer,
        curated=None,
        coverage=coverage,
        elapsed_ms=0,
    )


def _unique(related: Iterable[Citation], used: Iterable[Citation]) -> list[Citation]:
    taken = set(used)
    return [cited for cited in dict.fromkeys(related) if cited not in taken]


def closed_of(document: Document) -> list[AgendaItem]:
    """The closed items of an agenda, those under a closed one not named again."""
    return [
        item
        for item in document.agenda
        if item.closed and (item.parent is None or not document.agenda[item.parent].closed)
    ]


def coverage_of(documents: Sequence[Document]) -> Coverage:
    """The meetings that an answer could draw on, and what of them was behind closed doors."""
    dates = [document.date for document in documents if document.date]
    return Coverage(
        meetings=tuple(MeetingRef(d.id, d.title, d.number, d.date) for d in documents),
        closed_items=tuple(
            ClosedItem(document.id, item.number, item.title)
            for document in documents
            for item in closed_of(document)
        ),
        as_of=max(dates, default=None),
    )


def named(speaker: Speaker | None) -> str:
    """A speaker as an answer names it: organisation, office and name as far as they are given."""
    if speaker is None:
        return "発言者の記載なし"
    parts = [speaker.organization, speaker.role, f"{speaker.name}氏" if speaker.name else ""]
    return " ".join(part for part in parts if part) or speaker.raw


def meeting_name(document: Document) -> str:
    """A meeting as an answer names it."""
    return f"第{document.number}回" if document.number is not None else document.title


def when(document: Document) -> str:
    """The meeting's date as an answer gives it; empty where the minutes give none."""
    return japanese(document.date) if document.date else ""


def _asks_or_requests(sentence: str) -> bool:
    return bool(_QUESTION.search(sentence) or _REQUEST.search(_NO_REQUEST.sub("", sentence)))


def is_request(turn: Turn) -> bool:
    """Whether a turn of the asking kind asks for no answer but for something to be done."""
    return not _QUESTION.search(turn.text)


def attribution(document: Document, turn: Turn, sentence: str = "") -> str:
    """Who says it, as what, and in which meeting.

    A ``sentence`` of a question or request that itself neither asks nor requests is no more than
    said: what somebody tells before asking (「見送る方向で考えている」) is not what is asked for.
    """
    kind = {"question": "質問", "answer": "答弁", "note": "記載"}.get(turn.kind, "発言")
    if turn.kind == "question" and is_request(turn):
        kind = "要望"
    if turn.kind == "question" and sentence and not _asks_or_requests(sentence):
        kind = "発言"
    day = f"、{when(document)}" if document.date else ""
    return f"{named(turn.speaker)}の{kind}（{meeting_name(document)}{day}）"
