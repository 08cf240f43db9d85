"""From a question to an answer: which status, and which sentences.

`Extractive` is the answerer that needs no chat model. It decides, in this order: is a meeting asked
for that the library does not hold; is the meeting itself asked about; is somebody asked for who did
not speak; is what is asked behind closed doors; do the minutes say it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from chatbot.about import about
from chatbot.cite import (
    Claim,
    Draft,
    cite_agenda,
    cite_text,
    coverage_of,
    finish,
    meeting_name,
    named,
    when,
)
from chatbot.evidence import Bag, covered
from chatbot.extract import Candidate, Found, find
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.text import sentences
from chatbot.types import Answer, Citation, Document, Note, Turn

_EPOCH = date.min

# At most so many quoted sentences, and so many near passages beside a refusal.
MOST, RELATED = 4, 3
# A sentence joins the best one when its score comes this close.
CLOSE = 0.8
# The minutes speak of what is asked when so much of its weight is covered (see docs/retrieval.md).
ENOUGH = 0.55
# With less, a raw cosine this far above the model's floor may speak for a paraphrase.
SOME, MARGIN = 0.3, 0.03
# A closed item is what is asked for when its title covers so much.
CLOSED = 0.6
_INSIDE = re.compile(
    r"決ま|決定|結論|合意|議論|協議|話し合|話され|意見(?:が|は)?(?:出|交換)|やり取り|やりとり|何が(?:報告|共有|説明|紹介)"
    r"|内容|検討状況|結果"
)


class Answerer(Protocol):
    """Turns what was asked into a draft whose every sentence is cited."""

    @property
    def name(self) -> str:
        """As `Answer.answerer` shows it."""

    def draft(self, corpus: Corpus, scope: Scope) -> Draft:
        """Answer, or refuse with what is near."""


def answer(corpus: Corpus, scope: Scope, answerer: Answerer | None = None) -> Answer:
    """Answer a question that has been read; ``id`` and ``elapsed_ms`` are left to the caller."""
    chosen = answerer or Extractive()
    draft = chosen.draft(corpus, scope)
    documents = scope.documents or tuple(corpus.documents.values())
    return finish(draft, scope.question, scope.understood, coverage_of(documents), chosen.name)


class Extractive:
    """Chooses sentences of the minutes, attributes and quotes them."""

    name = "extractive"

    def draft(self, corpus: Corpus, scope: Scope) -> Draft:
        """See the module's first lines for the order of decisions."""
        if not scope.documents:
            return _nothing_held(corpus, scope)
        notes = _missing(corpus, scope)
        if draft := about(corpus, scope):
            return Draft(draft.status, draft.claims, draft.related, (*draft.notes, *notes))
        found = find(corpus, scope)
        if scope.wanted.absent:
            return _absent(corpus, scope, found, notes)
        closed = _closed_items(scope, found)
        chosen = _choose(scope, found)
        if closed and (
            not chosen or (_INSIDE.search(scope.query) and not _open_item(scope, found))
        ):
            return _closed_draft(closed, found, notes)
        if chosen:
            claims = _claims(corpus, scope, chosen)
            beside = tuple(_closed_note(document, at) for document, at in closed[:2])
            return Draft("answered", claims, notes=(*notes, *beside))
        return _refusal(corpus, scope, found, notes)


def _choose(scope: Scope, found: Found) -> list[Candidate]:
    """The sentences that answer, in the order in which they were said; none where none does."""
    pool = list(found.candidates)
    if scope.wanted.side is not None:
        pool = [c for c in pool if c.turn.kind == scope.wanted.side] or pool
    if not found.needs:
        pool = [c for c in pool if scope.wanted.turns is not None]
        return _in_order(_by_speaker(pool))
    pool = [c for c in pool if c.turn.kind != "note"]
    good = [c for c in pool if _supported(found, c)]
    if not good:
        return []
    best = good[0]
    close = [c for c in good if c.score >= CLOSE * best.score]
    if found.kind in ("when", "how_much", "how_many"):
        close = [c for c in close if c.suits] or [best]
    return _in_order(close[:MOST])


def _supported(found: Found, candidate: Candidate) -> bool:
    if not candidate.firm or not candidate.suits_near:
        return False
    return candidate.around >= ENOUGH and candidate.near > 0


def _by_speaker(pool: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence of each turn first, then the next ones, up to `MOST`."""
    taken: list[Candidate] = []
    rest = list(pool)
    while rest and len(taken) < MOST:
        seen: set[tuple[str, str]] = set()
        for candidate in list(rest):
            key = (candidate.document.id, candidate.turn.id)
            if key not in seen:
                seen.add(key)
                taken.append(candidate)
                rest.remove(candidate)
    return taken[:MOST]


def _in_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    def key(candidate: Candidate) -> tuple[str, str, int, int]:
        day = candidate.document.date.isoformat() if candidate.document.date else ""
        return (day, candidate.document.id, candidate.turn.ordinal, candidate.start)

    return sorted(chosen, key=key)


def _claims(corpus: Corpus, scope: Scope, chosen: Sequence[Candidate]) -> tuple[Claim, ...]:
    """Each turn's sentences, attributed and quoted, a question with its answers."""
    claims: list[Claim] = []
    turns: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in chosen:
        turns.setdefault((candidate.document.id, candidate.turn.id), []).append(candidate)
    for group in turns.values():
        document, turn = group[0].document, group[0].turn
        for place, candidate in enumerate(group):
            cited = cite_text(document, turn, candidate.start, candidate.end)
            lead = f"{_attribution(document, turn)}: " if place == 0 else "同じ発言で: "
            claims.append(Claim((f"{lead}「{cited.quote}」", cited)))
        if turn.kind == "question" and scope.wanted.side != "question":
            claims.extend(_answers(corpus, document, turn, {key[1] for key in turns}))
    return tuple(claims[: MOST + 1])


def _answers(corpus: Corpus, document: Document, asked: Turn, taken: set[str]) -> list[Claim]:
    """The first sentence of every answer to a question, where it is not chosen already."""
    claims = []
    for turn in corpus.library.turns(document):
        if asked.id in turn.replies_to and turn.id not in taken:
            start, end = sentences(turn.text)[0]
            cited = cite_text(document, turn, start, end)
            claims.append(Claim((f"{_attribution(document, turn)}: 「{cited.quote}」", cited)))
    return claims


def _attribution(document: Document, turn: Turn) -> str:
    kind = {"question": "質問", "answer": "答弁", "note": "記載"}.get(turn.kind, "発言")
    if turn.kind == "question" and not re.search(r"か[。？?]|[？?]|教えて", turn.text):
        kind = "要望"
    day = f"、{when(document)}" if document.date else ""
    return f"{named(turn.speaker)}の{kind}（{meeting_name(document)}{day}）"


def _closed_items(scope: Scope, found: Found) -> list[tuple[Document, int]]:
    """The closed items whose title is what is asked about, best first, the newest meeting first."""
    scored = []
    for document in scope.documents:
        for at, item in enumerate(document.agenda):
            if not item.closed:
                continue
            titles = [item.title]
            parent = item.parent
            while parent is not None:
                titles.append(document.agenda[parent].title)
                parent = document.agenda[parent].parent
            own = covered(found.needs, Bag(item.title))
            share = covered(found.needs, Bag(*titles))
            firm = all(Bag(*titles).has(need) for need in found.needs if need.firm)
            if own > 0 and share >= CLOSED and firm:
                scored.append((share, own, document, at))
    if not scored:
        return []
    best = max(share for share, *_ in scored)
    scored = [row for row in scored if row[0] >= best - 1e-9]
    scored.sort(key=lambda row: (-row[1], -(row[2].date or _EPOCH).toordinal(), row[3]))
    return [(document, at) for _, _, document, at in scored]


def _open_item(scope: Scope, found: Found) -> bool:
    """Whether an item that was open is what is asked about."""
    return any(
        not item.closed and covered(found.needs, Bag(item.title)) >= CLOSED
        for document in scope.documents
        for item in document.agenda
    )


def _closed_draft(
    closed: Sequence[tuple[Document, int]], found: Found, notes: tuple[Note, ...]
) -> Draft:
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
    return Draft("closed", tuple(claims), _related(found), notes)


def _closed_note(document: Document, at: int) -> Note:
    title = document.agenda[at].title
    return Note(
        "item_closed",
        f"{meeting_name(document)}では「{title}」が非公開の議題でもあり、その内容は議事要旨に記載されていません。",
    )


def _absent(corpus: Corpus, scope: Scope, found: Found, notes: tuple[Note, ...]) -> Draft:
    who = scope.wanted.absent
    if scope.wanted.elsewhere:
        text = f"{who}は、対象の会議では発言していません（別の会議では発言があります）。"
    else:
        text = f"{who}の発言は、議事要旨に記載されていません。名前が挙がっていても、発言者ではありません。"
    note = Note("did_not_speak", text)
    mentions = _mentions(corpus, scope, who)
    return Draft(
        "not_found",
        (Claim((f"議事要旨に、{who}の発言は記載されていません。",)),),
        tuple(mentions) or _related(found),
        (note, *notes),
    )


def _mentions(corpus: Corpus, scope: Scope, who: str) -> list[Citation]:
    """Where a person is mentioned, by the longest part of the name that occurs."""
    for form in (who, re.sub(r"(?:都|副)?(?:知事|市長|区長|大臣)$", "", who)):
        found = [
            cite_text(document, turn, start, end)
            for document in scope.documents
            for turn in corpus.library.turns(document)
            for start, end in sentences(turn.text)
            if form and form in turn.text[start:end]
        ]
        if found:
            return found[:RELATED]
    return []


def _nothing_held(corpus: Corpus, scope: Scope) -> Draft:
    notes = _missing(corpus, scope)
    if not corpus.documents:
        notes = (Note("library_empty", "議事要旨がまだ取り込まれていません。"),)
    what = "、".join(scope.missing)
    text = (
        f"{what}の議事要旨は取り込まれていません。" if what else "条件に合う議事要旨がありません。"
    )
    return Draft("not_found", (Claim((text,)),), notes=notes)


def _missing(corpus: Corpus, scope: Scope) -> tuple[Note, ...]:
    if not scope.missing:
        return ()
    held = "、".join(
        f"{meeting_name(d)}（{when(d)}）" if d.date else meeting_name(d)
        for d in corpus.documents.values()
    )
    return (
        Note(
            "meeting_not_held",
            f"{'、'.join(scope.missing)}はありません。取り込まれているのは {held} です。",
        ),
    )


def _refusal(corpus: Corpus, scope: Scope, found: Found, notes: tuple[Note, ...]) -> Draft:
    if _foreign(corpus, scope, found):
        text = "会議の議事要旨に関するご質問ではないため、お答えできません。"
        return Draft("out_of_scope", (Claim((text,)),), notes=notes)
    text = "議事要旨に、お尋ねの内容は記載されていません。"
    return Draft("not_found", (Claim((text,)),), _related(found), notes)


def _foreign(corpus: Corpus, scope: Scope, found: Found) -> bool:
    """Whether a question shares neither a word nor a meaning with the minutes."""
    if scope.named or scope.wanted.people or scope.wanted.metropolis:
        return False
    shares = any(
        corpus.index.words.frequency("words", form) for need in found.needs for form in need.forms
    )
    nearest = max((hit.cosine for hit in found.hits if hit.cosine is not None), default=0.0)
    return not shares and nearest < corpus.embedder.cosine_floor


def _related(found: Found) -> tuple[Citation, ...]:
    near: dict[tuple[str, str], Citation] = {}
    for c in found.candidates:
        if c.near > 0 or c.cosine > 0:
            near.setdefault(
                (c.document.id, c.turn.id), cite_text(c.document, c.turn, c.start, c.end)
            )
    return tuple(list(near.values())[:RELATED])
