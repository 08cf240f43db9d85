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
from chatbot.extract import Candidate, Found, find, first_sentence
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.text import bigrams, normalize, sentences
from chatbot.types import Answer, Citation, Document, Note, Turn

_EPOCH = date.min

# At most so many quoted sentences, and so many near passages beside a refusal.
MOST, RELATED = 4, 3
# A sentence joins the best one when its score comes this close.
CLOSE = 0.8
# The minutes speak of what is asked when so much of its weight is covered (see docs/retrieval.md).
ENOUGH = 0.55
SOME, CLOSE_COSINE = 0.35, 0.885
FEW, PARAPHRASE = 0.25, 0.85
# So far below the model's floor of evidence a question has nothing to do with the minutes.
DOUBT = 0.03
# How many of the best sentences are looked at for one that denies what a question presumes.
CONTRADICTING = 3
# A closed item is what is asked for when its title covers so much.
CLOSED, CALLED = 0.6, 0.3
_INSIDE = re.compile(
    r"決ま|決定|結論|合意|議論|協議|話し合|話され|意見(?:が|は)?(?:出|交換)|やり取り|やりとり|何が(?:報告|共有|説明|紹介)"
    r"|内容|検討状況|結果"
)
# A question that takes something for granted, and is not answered by a denial of it.
_PRESUMES = re.compile(
    r"なぜ|何故|どうして|理由|わけ|いつ|どう(?!か)|狙い|事情|経緯|背景|目的|反発|誰|いくら|何"
)
_REPLY = re.compile(
    r"なぜ|何故|どうして|理由|原因|対策|対応|どう(?:し|な|す|取り|考|答|受け)|方針|見解|回答|答え|答弁|検討|改善|ルール"
)
_OPEN_QUESTION = re.compile(r"何|誰|どこ|どの|どれ|いつ|いく[らつ]|どちら|どなた|割合")


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
        chosen = _choose(corpus, scope, found)
        if closed and (not chosen or (_INSIDE.search(scope.query) and not _open_item(scope))):
            return _closed_draft(closed, found, notes)
        if chosen:
            claims = _claims(chosen)
            beside = tuple(_closed_note(document, at) for document, at in closed[:2])
            return Draft("answered", claims, notes=(*notes, *beside))
        return _refusal(corpus, scope, found, notes)


def _choose(corpus: Corpus, scope: Scope, found: Found) -> list[Candidate]:
    """The sentences that answer, in the order in which they were said; none where none does."""
    pool = [c for c in found.candidates if c.turn.kind != "note"]
    if scope.wanted.side is not None:
        pool = [c for c in pool if c.turn.kind == scope.wanted.side] or pool
    if not found.needs:
        return _in_order(_by_speaker([c for c in pool if scope.wanted.turns is not None]))
    if _PRESUMES.search(scope.query) and any(c.against for c in pool[:CONTRADICTING]):
        return []
    good = [c for c in pool if _supported(scope, found, c)]
    if not good:
        return []
    best = good[0]
    if best.turn.kind == "question" and _wants_reply(scope, best):
        return _in_order([best, *_replies(corpus, found, best)][:MOST])
    if scope.wanted.side == "answer":
        whole = [c for c in pool if _same_turn(c, best)]
        if len(whole) < MOST:
            others = [c for c in good if not _same_turn(c, best) and c.score >= CLOSE * best.score]
            return _in_order([*whole, *others][:MOST])
    close = [c for c in good if c.score >= CLOSE * best.score]
    if found.kind in ("when", "how_much", "how_many"):
        close = [c for c in close if c.suits] or [best]
    return _in_order(close[:MOST])


def _supported(scope: Scope, found: Found, candidate: Candidate) -> bool:
    """Whether a sentence, with what surrounds it, speaks of what is asked.

    Three ways: it covers enough of it (an answer need not repeat a word of its question); it covers
    some and is close in meaning; or it shares no word at all and is close in meaning. Between the
    last two lies what the minutes speak of without saying what is asked.
    """
    if not candidate.firm or not candidate.suits_near:
        return False
    if not candidate.focus:
        return False
    shares = candidate.near > 0 or candidate.turn.kind == "answer"
    if shares and candidate.around >= ENOUGH:
        return True
    if candidate.around >= SOME:
        return candidate.cosine >= CLOSE_COSINE
    return candidate.around < FEW and candidate.cosine >= PARAPHRASE


def _same_turn(one: Candidate, other: Candidate) -> bool:
    return (one.document.id, one.turn.id) == (other.document.id, other.turn.id)


def _wants_reply(scope: Scope, asked: Candidate) -> bool:
    """Whether the answer to a question is asked for, and not something that the question says."""
    speaker = asked.turn.speaker
    if scope.wanted.side == "question":
        return False
    if speaker and any(
        (p.name, p.role, p.organization) == (speaker.name, speaker.role, speaker.organization)
        for p in scope.wanted.people
    ):
        return scope.wanted.side == "answer"
    plain = scope.query.rstrip("?？。")
    if _REPLY.search(plain):
        return True
    return plain.endswith("か") and not _OPEN_QUESTION.search(plain)


def _replies(corpus: Corpus, found: Found, asked: Candidate) -> list[Candidate]:
    """The best sentence of each turn that answers a question."""
    replies = []
    for turn in corpus.library.turns(asked.document):
        if asked.turn.id in turn.replies_to:
            own = [
                c
                for c in found.candidates
                if c.document.id == asked.document.id and c.turn.id == turn.id
            ]
            replies.extend(own[:1] or first_sentence(asked, turn))
    return replies


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


def _claims(chosen: Sequence[Candidate]) -> tuple[Claim, ...]:
    """Each turn's sentences, attributed and quoted."""
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
    return tuple(claims)


def _attribution(document: Document, turn: Turn) -> str:
    kind = {"question": "質問", "answer": "答弁", "note": "記載"}.get(turn.kind, "発言")
    if turn.kind == "question" and not re.search(r"か[。？?]|[？?]|教えて", turn.text):
        kind = "要望"
    day = f"、{when(document)}" if document.date else ""
    return f"{named(turn.speaker)}の{kind}（{meeting_name(document)}{day}）"


def _closed_items(scope: Scope, found: Found) -> list[tuple[Document, int]]:
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
            called = any(names_item(scope.query, title) for title in line)
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
    """Whether a question calls an agenda item by its title."""
    plain = re.sub(r"\s+", "", normalize(title))
    return len(plain) > 1 and plain in re.sub(r"\s+", "", normalize(question))


def _open_item(scope: Scope) -> bool:
    """Whether the question calls an item that was open by its title."""
    return any(
        not item.closed and names_item(scope.query, item.title)
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
        corpus.index.words.frequency("words", form)
        for need in found.needs
        if need.noun
        for form in need.forms
    )
    nearest = max((hit.cosine for hit in found.hits if hit.cosine is not None), default=0.0)
    return not shares and nearest < corpus.embedder.cosine_floor - DOUBT


def _related(found: Found) -> tuple[Citation, ...]:
    near: dict[tuple[str, str], Citation] = {}
    for c in found.candidates:
        if c.near > 0 or c.cosine > 0:
            near.setdefault(
                (c.document.id, c.turn.id), cite_text(c.document, c.turn, c.start, c.end)
            )
    return tuple(list(near.values())[:RELATED])
