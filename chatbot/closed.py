"""Items behind closed doors: is what is asked for what was said or decided inside one?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from chatbot.cite import Claim, Draft, cite_agenda, meeting_name, when
from chatbot.evidence import Bag, covered
from chatbot.extract import Found
from chatbot.scope import Scope
from chatbot.text import bigrams, normalize
from chatbot.types import Citation, Document, Note

# A closed item is what is asked for when its title covers so much of it; less when it is called.
CLOSED, CALLED = 0.6, 0.3
_EPOCH = date.min
_INSIDE = re.compile(
    r"決ま|決定|結論|合意|議論|協議|話し合|話され|意見(?:が|は)?(?:出|交換)|やり取り|やりとり"
    r"|何が(?:報告|共有|説明|紹介)|内容|検討状況|結果"
)


def closed_items(scope: Scope, found: Found) -> list[tuple[Document, int]]:
    """The closed items that are asked about, best first, the newest meeting first.

    An item is asked about when the question names it, or when its title covers what is asked.
    """
    scored = []
    for document in scope.documents:
        for at, item in enumerate(document.agenda):
            if not item.closed:
                continue
            line = _line(document, at)
            bag = Bag(*line)
            own = covered(found.needs, Bag(item.title))
            share = covered(found.needs, bag)
            called = any(called_at(scope.query, title) for title in line)
            firm = all(bag.has(need) for need in found.needs if need.firm)
            rest = not found.needs and called
            if rest or (own > 0 and firm and share >= (CALLED if called else CLOSED)):
                likeness = len(set(bigrams(item.title)) & set(bigrams(scope.query)))
                scored.append((round(share, 6), own > 0, likeness, document, at))
    if not scored:
        return []
    best: dict[str, tuple[float, bool, int, Document, int]] = {}
    for row in scored:
        known = best.get(row[3].id)
        if known is None or row[:3] > known[:3]:
            best[row[3].id] = row
    top = max(row[0] for row in best.values())
    rows = [row for row in best.values() if row[0] >= top - 1e-6]
    rows.sort(key=lambda row: (-row[2], -(row[3].date or _EPOCH).toordinal(), row[4]))
    return [(row[3], row[4]) for row in rows]


def _line(document: Document, at: int) -> list[str]:
    """The titles of an agenda item and of those above it."""
    titles = [document.agenda[at].title]
    above = document.agenda[at].parent
    while above is not None:
        titles.append(document.agenda[above].title)
        above = document.agenda[above].parent
    return titles


def names_item(question: str, title: str) -> bool:
    """Whether a question has an agenda item's title in it."""
    plain = _plain(title)
    return len(plain) > 1 and plain in _plain(question)


def called_at(question: str, title: str) -> bool:
    """Whether a question asks what was said under an agenda item: 「共有事項では…」.

    その他 and the like are also plain words, so those must stand as a title does.
    """
    plain, asked = re.escape(_plain(title)), _plain(question)
    if _plain(title) in ("その他", "その外"):
        return bool(re.search(rf"[「『]{plain}[」』]|{plain}(?:の議題|の項目|では|の中)", asked))
    return len(plain) > 1 and bool(re.search(rf"{plain}[」』]?(?:で|の|に|は|について|$)", asked))


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", normalize(text))


def asked_inside(scope: Scope, closed: Sequence[tuple[Document, int]]) -> bool:
    """Whether a question asks for what was said inside, whatever an open turn says beside it."""
    called = any(
        called_at(scope.query, title) for document, at in closed for title in _line(document, at)
    )
    return (called or bool(_INSIDE.search(scope.query))) and not _open_item(scope)


def _open_item(scope: Scope) -> bool:
    """Whether the question calls an item that was open by its title."""
    return any(
        not item.closed and names_item(scope.query, item.title)
        for document in scope.documents
        for item in document.agenda
    )


def closed_draft(closed: Sequence[tuple[Document, int]], related: tuple[Citation, ...]) -> Draft:
    claims = []
    for document, at in closed[:2]:
        item = document.agenda[at]
        cited = cite_agenda(document, at)
        parts: list[str | Citation] = [
            f"{meeting_name(document)}（{when(document)}）の議題「{cited.quote}」",
            cited,
        ]
        if item.parent is not None:
            above = cite_agenda(document, item.parent)
            parts = [
                f"{meeting_name(document)}（{when(document)}）の議題「{above.quote}」",
                above,
                f"のうち「{cited.quote}」",
                cited,
            ]
        parts.append("は非公開で、何が話され何が決まったかは議事要旨に記載されていません。")
        claims.append(Claim(tuple(parts)))
    return Draft("closed", tuple(claims), related)


def closed_note(document: Document, at: int) -> Note:
    title = document.agenda[at].title
    return Note(
        "item_closed",
        f"{meeting_name(document)}では「{title}」が非公開の議題でもあり、その内容は議事要旨に記載されていません。",
    )
