"""Answers about a meeting itself: when, where, which number, what was on the agenda."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from chatbot.bags import bag
from chatbot.cite import Claim, Draft, cite_agenda, cite_header, meeting_name, when
from chatbot.dates import values
from chatbot.text import normalize
from chatbot.types import Citation, Document, Note
from chatbot.words import tokens

# What only the name of a building answers.
_BUILDING = re.compile(r"建物|何階|ビル|住所|部屋|何という(?:会場|施設)")
Lines = Callable[[Document], tuple[int, int] | None]


def dates(documents: Sequence[Document]) -> Draft | None:
    """When the meetings were held, by the line of the header that says so."""
    return _from_header(documents, date_line, "開催日時")


def places(documents: Sequence[Document], question: str = "") -> Draft | None:
    """Where or how the meetings were held."""
    if _BUILDING.search(question):
        documents = [d for d in documents if _names_building(d.place)]
        if not documents:
            claim = Claim(("議事要旨に、会場の建物や階は記載されていません。",))
            return Draft("not_found", (claim,))
    return _from_header(documents, _place_line, "開催場所")


def dates_and_places(documents: Sequence[Document]) -> Draft | None:
    """When and where."""
    drafts = [d for d in (dates(documents), places(documents)) if d is not None]
    claims = tuple(claim for draft in drafts for claim in draft.claims)
    return Draft("answered", claims) if claims else None


def hours(documents: Sequence[Document]) -> Draft | None:
    """From when to when, where the minutes give it."""
    timed = [d for d in documents if d.start is not None or d.end is not None]
    if not timed:
        return Draft("not_found", (Claim(("議事要旨に、開始や終了の時刻は記載されていません。",)),))
    return _from_header(timed, date_line, "開催日時")


def titles(documents: Sequence[Document]) -> Draft | None:
    """What the minutes are called, by their first line."""
    return _from_header(documents, lambda d: next(lines(d.header), None), "表題")


def _from_header(documents: Sequence[Document], line_of: Lines, what: str) -> Draft | None:
    claims = []
    for document in documents:
        if span := line_of(document):
            cited = cite_header(document, *span)
            text = f"{meeting_name(document)}の{what}は、議事要旨に「{cited.quote}」とあります。"
            claims.append(Claim((text, cited)))
    return Draft("answered", tuple(claims)) if claims else None


def by_header(documents: Sequence[Document], lemmas: Sequence[str]) -> Draft | None:
    """The meetings whose title block has all of these words, by the lines that have them."""
    claims = []
    for document in documents:
        head = [(a, b, bag(document.header[a:b])) for a, b in lines(document.header)]
        every = [
            [(a, b) for a, b, held in head if lemma in held.lemmas or lemma in held.plain]
            for lemma in lemmas
        ]
        if not all(every):
            continue
        for start, end in dict.fromkeys(spans[0] for spans in every):
            cited = cite_header(document, start, end)
            text = f"{meeting_name(document)}の議事要旨に「{cited.quote}」とあります。"
            claims.append(Claim((text, cited)))
    return Draft("answered", tuple(claims)) if claims else None


def date_line(document: Document) -> tuple[int, int] | None:
    """The line of the header that gives the meeting's date."""
    if document.date is None:
        return None
    for start, end in lines(document.header):
        found = values(document.header[start:end], base=document.date)
        if any(v.start == v.end == document.date for v in found):
            return start, end
    return None


def _names_building(place: str) -> bool:
    """Whether a place has a floor or a name of its own, and not only 会場."""
    return any(w.pos.startswith("名詞-固有名詞") or w.surface == "階" for w in tokens(place))


def _place_line(document: Document) -> tuple[int, int] | None:
    at = document.header.find(document.place) if document.place else -1
    return (at, at + len(document.place)) if at >= 0 else None


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the lines that are not blank."""
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def tops(document: Document) -> list[int]:
    """Positions of the agenda items that stand under no other."""
    return [at for at, item in enumerate(document.agenda) if item.parent is None]


def agenda(documents: Sequence[Document]) -> Draft | None:
    """The agenda, and a note where some of it was behind closed doors."""
    claims, notes = [], []
    for document in documents:
        positions = tops(document)
        if not positions:
            continue
        claims.append(
            Claim((*_listed(document, positions, "の議題は"), f"の{len(positions)}項目です。"))
        )
        if any(document.agenda[at].closed for at in positions):
            notes.append(_closed_note(document))
    return Draft("answered", tuple(claims), notes=tuple(notes)) if claims else None


def _listed(document: Document, positions: Sequence[int], lead: str) -> list[str | Citation]:
    day = f"（{when(document)}）" if document.date else ""
    parts: list[str | Citation] = [f"{meeting_name(document)}{day}{lead}、"]
    for place, at in enumerate(positions):
        cited = cite_agenda(document, at)
        parts += ["、" if place else "", f"「{cited.quote}」", cited]
    return parts


def _closed_note(document: Document) -> Note:
    return Note(
        "item_closed",
        f"{meeting_name(document)}には非公開の議題があり、その内容は議事要旨に記載されていません。",
    )


def closed(documents: Sequence[Document]) -> Draft | None:
    """Which agenda items were behind closed doors."""
    return _by_door(documents, True, "で非公開とされた議題は")


def opened(documents: Sequence[Document]) -> Draft | None:
    """Which agenda items were not."""
    return _by_door(documents, False, "で公開の議題は")


def _by_door(documents: Sequence[Document], shut: bool, lead: str) -> Draft | None:
    claims = []
    for document in documents:
        positions = [
            at
            for at, item in enumerate(document.agenda)
            if item.closed == shut
            and (item.parent is None or (shut and not document.agenda[item.parent].closed))
        ]
        if positions:
            claims.append(Claim((*_listed(document, positions, lead), "です。")))
    return Draft("answered", tuple(claims)) if claims else None


def count(documents: Sequence[Document]) -> Draft | None:
    """How many meetings the library holds: which others there were, it cannot know."""
    claims = []
    for document in documents:
        if span := next(lines(document.header), None):
            cited = cite_header(document, *span)
            day = f"（{when(document)}）" if document.date else ""
            claims.append((f"「{cited.quote}」{day}", cited))
    if not claims:
        return None
    listed: list[str | Citation] = [f"取り込まれている議事要旨は{len(claims)}回分です: "]
    for place, claim in enumerate(claims):
        listed += ["、" if place else "", *claim]
    note = Note("library_only", "取り込まれていない回については分かりません。")
    return Draft("answered", (Claim((*listed, "。")),), notes=(note,))


def which(documents: Sequence[Document]) -> Draft | None:
    """Which number a meeting has, by its title line and its date."""
    claims = []
    for document in documents:
        span = next(lines(document.header), None)
        if document.number is None or span is None:
            continue
        titled = cite_header(document, *span)
        parts: list[str | Citation] = ["「", titled.quote, "」", titled]
        dated = date_line(document)
        if dated and dated != span:
            cited = cite_header(document, *dated)
            parts += ["（", cited.quote, cited, "）"]
        claims.append(Claim((f"第{document.number}回です: ", *parts, "。")))
    return Draft("answered", tuple(claims)) if claims else None


def nth(documents: Sequence[Document], number: int) -> Draft | None:
    """An agenda item by its number."""
    claims = []
    for document in documents:
        for place, at in enumerate(tops(document), 1):
            if place == number:
                cited = cite_agenda(document, at)
                lead = f"{meeting_name(document)}の{number}番目の議題は"
                claims.append(Claim((f"{lead}「{cited.quote}」です。", cited)))
    return Draft("answered", tuple(claims)) if claims else None


def under(document: Document, at: int) -> Claim | None:
    """What stands under an agenda item."""
    below = [i for i, child in enumerate(document.agenda) if child.parent == at]
    if not below:
        return None
    head = cite_agenda(document, at)
    parts: list[str | Citation] = [f"{meeting_name(document)}の「", head.quote, "」", head]
    parts.append("の内容は、")
    for child in below:
        cited = cite_agenda(document, child)
        parts += ["「", cited.quote, "」", cited]
    return Claim((*parts, "と記載されています。"))


def line(document: Document, at: int) -> list[str]:
    """The titles of an agenda item and of those above it, normalised."""
    titles = []
    here: int | None = at
    while here is not None:
        titles.append(re.sub(r"\s+", "", normalize(document.agenda[here].title)))
        here = document.agenda[here].parent
    return titles
