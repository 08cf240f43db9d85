"""Items behind closed doors: is what is asked for what was said or decided inside one?"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chatbot.bags import Bag, bag, coverage, pairs
from chatbot.candidates import Candidate, Found
from chatbot.cite import Claim, Draft, cite_agenda, meeting_name, when
from chatbot.evidence import Need
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.text import normalize
from chatbot.types import Citation, Document, Note
from chatbot.words import informative

# What a closed item's title and a question share: the share of the title's words that are asked
# for, that of its pairs of characters, and that of the question's nouns which it has, each 0..1. On
# the 1,040 questions of the first four councils in eval/tuning a sum of 1.6 or more finds 33 of the
# 40 that ask for a closed item, and 2 of the others.
FIT = 1.6
# Of what is asked a title must cover so much all the same.
COVERS = 0.4
# A title that is called by name need cover only so much of what is asked.
CALLED = 0.3
# Beside an open answer an item is named that fits less, if its title has all that is asked of.
NOTED, ALL = 1.2, 0.9
# Where a title fits, an open turn that a reader read answers only if it is this likely (natural
# logarithm of the odds).
SURELY = 1.0
# Titles of several meetings fit alike within this; an open turn may cover so much less.
_ALIKE, _LESS = 0.05, 0.05
_EPOCH = date.min
# So many of the first sentences are looked at for one that announces an item.
_LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed item that is asked about: its meeting, its place in the agenda, how well it fits,
    and the share of the question's nouns that its title (with those above it) covers."""

    document: Document
    at: int
    fit: float
    covers: float


# What a thing is may be said in passing, whatever was said of it behind closed doors.
_WHAT_IS = re.compile(
    r"(?:とは|って)(?:何|なに|なん)?(?:のこと|もの)?(?:です|でしょう)?か?[。？?]*$"
)
_INSIDE = re.compile(
    r"決ま|決定|結論|合意|議論|協議|話し合|話され|意見(?:が|は)?(?:出|交換)|やり取り|やりとり"
    r"|(?:何が|どんな.{0,10})(?:報告|共有|説明|紹介)|内容|検討状況|結果"
)


def closed_items(
    corpus: Corpus, scope: Scope, found: Found, *, beside: bool = False
) -> list[Closed]:
    """The closed items that are asked about, best first, the newest meeting first.

    An item is asked about when the question calls it, or when title and question share so much of
    each other's words; to be named ``beside`` an open answer, less will do.
    """
    rows: dict[str, Closed] = {}
    for document in scope.documents:
        for at, item in enumerate(document.agenda):
            if not item.closed:
                continue
            one = _fit(corpus, scope, found, document, at, beside)
            if one is not None and (document.id not in rows or one.fit > rows[document.id].fit):
                rows[document.id] = one
    top = max((row.fit for row in rows.values()), default=0.0)
    chosen = [row for row in rows.values() if row.fit >= top - _ALIKE]
    chosen.sort(key=lambda row: (-row.fit, -(row.document.date or _EPOCH).toordinal(), row.at))
    return chosen


def _fit(
    corpus: Corpus, scope: Scope, found: Found, document: Document, at: int, beside: bool
) -> Closed | None:
    """How well a question fits a closed item's title; ``None`` where it does not ask for it."""
    line = _line(document, at)
    called = any(called_at(scope.query, title) for title in line)
    whole = bag("\n".join(line))
    named = [whole, *_announcing(found, document, at)]
    if not all(any(one.has(need) for one in named) for need in found.needs if need.firm):
        return None
    nouns = [need for need in found.needs if need.noun]
    covers = max(coverage(nouns, one) for one in named)
    title = document.agenda[at].title
    words = corpus.index.words
    asked = bag(scope.query)
    weights = {
        word: math.log1p(words.count() / (1 + words.frequency("words", word)))
        for word in informative(title)
    }
    total = sum(weights.values()) or 1.0
    held = sum(w for word, w in weights.items() if word in asked.lemmas or word in asked.plain)
    mine = frozenset(pairs(title))
    shared = len(mine & found.question.pairs) / len(mine) if mine else 0.0
    fit = held / total + shared + coverage(nouns, bag(title))
    if called and not found.needs:
        return Closed(document, at, fit, covers)
    if beside and nouns and fit >= NOTED and covers >= ALL:
        return Closed(document, at, fit, covers)
    if (fit >= FIT and covers >= COVERS) or (called and covers >= CALLED and held > 0):
        return Closed(document, at, fit, covers)
    return None


def _announcing(found: Found, document: Document, at: int) -> list[Bag]:
    """What open turns near to the question tell of an item: all that its title names, and who."""
    title = informative(document.agenda[at].title)
    told = (bag(c.text) for c in found.candidates[:_LOOKED_AT] if c.document.id == document.id)
    return [one for one in told if title and all(w in one.lemmas or w in one.plain for w in title)]


def decides(
    corpus: Corpus,
    scope: Scope,
    found: Found,
    closed: Sequence[Closed],
    chosen: Sequence[Candidate],
) -> bool:
    """Whether it is the closed item that is asked for, and not what open turns say beside it.

    An open turn that names all that the title names answers by itself, unless the question asks for
    what was said inside; so does what somebody who is asked for said, unless the title has all that
    is asked and a reader has read it.
    """
    if not closed:
        return False
    if not chosen or _asked_inside(corpus, scope, found, closed):
        return True
    best = max(chosen, key=lambda candidate: candidate.score)
    if best.wanted and _under_the_named(scope, best):
        return False
    if (
        scope.wanted.firm
        and scope.wanted.people
        and not (best.was_read and closed[0].covers >= ALL)
    ):
        return False
    if best.told("exchange_nouns") < closed[0].covers - _LESS:
        return True
    return best.was_read and best.score < SURELY and not _WHAT_IS.search(scope.query)


def _under_the_named(scope: Scope, said: Candidate) -> bool:
    """Whether it was said under an open item that the question calls by its title."""
    at = said.turn.agenda
    return at is not None and any(
        names_item(scope.query, title) for title in _line(said.document, at)
    )


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


def _asked_inside(corpus: Corpus, scope: Scope, found: Found, closed: Sequence[Closed]) -> bool:
    """Whether a question asks for what was said inside, whatever an open turn says beside it."""
    if calls(corpus, scope, found, closed):
        return True
    return bool(_INSIDE.search(scope.query)) and not _open_item(corpus, scope, found)


def calls(corpus: Corpus, scope: Scope, found: Found, closed: Sequence[Closed]) -> bool:
    """Whether a question asks by name what was said under one of these items."""
    called = any(
        called_at(scope.query, title) for one in closed for title in _line(one.document, one.at)
    )
    return called and not _open_item(corpus, scope, found)


def _open_item(corpus: Corpus, scope: Scope, found: Found) -> bool:
    """Whether the question calls an item that was open by its title.

    Who is named in it must be named there: 「練馬区の事例紹介」 is not that of another meeting.
    """
    firm = [need for need in found.needs if need.firm]
    return any(
        not item.closed
        and names_item(scope.query, item.title)
        and (not firm or _names_all(corpus, document, at, firm))
        for document in scope.documents
        for at, item in enumerate(document.agenda)
    )


def _names_all(corpus: Corpus, document: Document, at: int, firm: Sequence[Need]) -> bool:
    """Whether an item, what is below it and what was said there name all of these."""
    own = {at}
    for i, item in enumerate(document.agenda):  # what is below stands behind
        own |= {i} if item.parent in own else set()
    said = [turn for turn in corpus.library.turns(document) if turn.agenda in own]
    texts = [document.agenda[i].title for i in own]
    texts += [turn.text for turn in said]
    texts += [turn.speaker.raw for turn in said if turn.speaker]
    named = bag("\n".join(texts))
    return all(named.has(need) for need in firm)


def closed_draft(closed: Sequence[Closed], related: tuple[Citation, ...]) -> Draft:
    """Says which item it is and that nothing is recorded of it, with what was said openly."""
    claims = []
    for one in closed[:2]:
        document, at = one.document, one.at
        item = document.agenda[at]
        cited = cite_agenda(document, at)
        parts: list[str | Citation] = [
            f"{_dated(document)}の議題「{cited.quote}」",
            cited,
        ]
        if item.parent is not None:
            above = cite_agenda(document, item.parent)
            parts = [
                f"{_dated(document)}の議題「{above.quote}」",
                above,
                f"のうち「{cited.quote}」",
                cited,
            ]
        parts.append("は非公開で、何が話され何が決まったかは議事要旨に記載されていません。")
        claims.append(Claim(tuple(parts)))
    return Draft("closed", tuple(claims), related)


def _dated(document: Document) -> str:
    day = f"（{when(document)}）" if document.date else ""
    return f"{meeting_name(document)}{day}"


def closed_note(document: Document, at: int) -> Note:
    title = document.agenda[at].title
    return Note(
        "item_closed",
        f"{meeting_name(document)}では「{title}」が非公開の議題でもあり、その内容は議事要旨に記載されていません。",
    )
