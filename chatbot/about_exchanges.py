"""Answers about all that was asked in a meeting: each question with its answer, and how many."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chatbot.cite import (
    Claim,
    Draft,
    attribution,
    cite_speaker,
    cite_text,
    is_request,
    meeting_name,
    when,
)
from chatbot.library import Library
from chatbot.sentences import sentences
from chatbot.types import Citation, Document, Note, Turn

# So many exchanges are told one by one, and so many sentences of one question.
MOST, ASKED = 12, 2
_ASKS = re.compile(
    r"か[。？?]?$|[？?]$|教えて|伺|お聞き|ほしい|欲しい|いただきたい|もらいたい|お願い|ありがたい"
)
_IDLE = re.compile(r"感謝|御礼|お礼|ありがとうござ|について(?:お答え|説明)[^。]{0,8}。?$")
_WISHES = re.compile(
    r"(?<!教えて)(?:ほしい|欲しい|いただきたい|もらいたい)(?<!教えていただきたい)|お願い|ありがたい|べき"
)
_REQUESTS = re.compile(r"要望|注文|お願い|要請|求め")
_QUESTIONS = re.compile(r"質問|問い|質疑|やり?取り|やりとり")


def exchanges(library: Library, documents: Sequence[Document], question: str) -> Draft | None:
    """Each question (or request, where those are asked for) with its answers, in order."""
    claims: list[Claim] = []
    told = left = 0
    for document in documents:
        turns = library.turns(document)
        for turn in turns:
            if turn.kind != "question" or not _is_asked(turn, question):
                continue
            if told == MOST:
                left += 1
                continue
            told += 1
            entry = f"{document.id}/{turn.id}"
            claims += _quoted(document, turn, _asking(turn), entry)
            if not _REQUESTS.search(question) or _QUESTIONS.search(question):
                for reply in turns:
                    if turn.id in reply.replies_to:
                        claims += _quoted(document, reply, _first(reply), entry)
    if not claims:
        return None
    return Draft("answered", tuple(claims), notes=left_out(left))


def of_item(document: Document, turns: Sequence[Turn], most: int = MOST) -> tuple[list[Claim], int]:
    """What each speech under an agenda item asks, answers or says, and how many are left out."""
    claims: list[Claim] = []
    for turn in turns[:most]:
        spans = _asking(turn)[-1:] if turn.kind == "question" else _first(turn)
        claims += _quoted(document, turn, spans, f"{document.id}/{turn.id}")
    return claims, max(0, len(turns) - most)


def nth_speech(said: Sequence[tuple[Document, Turn]], place: int, most: int = 4) -> Draft | None:
    """Somebody's first, second or last (-1) speech: its sentences, the first few."""
    if not said or place >= len(said):
        return None
    document, turn = said[place]
    spans = sentences(turn.text)[:most]
    return Draft("answered", tuple(_quoted(document, turn, spans, "")))


def left_out(count: int) -> tuple[Note, ...]:
    """That there is more than is told."""
    if not count:
        return ()
    return (Note("more", f"ほかに{count}件あります。会議や言葉を絞って質問してください。"),)


def counted(library: Library, documents: Sequence[Document], question: str) -> Draft | None:
    """How many questions, requests, answers or speeches each meeting's minutes hold."""
    claims = []
    for document in documents:
        turns = [turn for turn in library.turns(document) if turn.speaker is not None]
        what, chosen = _kind(turns, question)
        day = f"（{when(document)}）" if document.date else ""
        lead = f"{meeting_name(document)}{day}で{what}が記載されている発言は{len(chosen)}件です。"
        cited: list[Citation] = [cite_speaker(document, turn) for turn in chosen]
        if cited:
            claims.append(Claim((lead, *cited)))
    return Draft("answered", tuple(claims)) if claims else None


def _kind(turns: Sequence[Turn], question: str) -> tuple[str, list[Turn]]:
    if re.search(r"要望|注文|お願い", question) and "質問" not in question:
        return "要望", [t for t in turns if t.kind == "question" and is_request(t)]
    if re.search(r"質問|質疑|問い", question):
        return "質問や要望", [t for t in turns if t.kind == "question"]
    if re.search(r"答弁|回答", question):
        return "答弁", [t for t in turns if t.kind == "answer"]
    return "発言者", list(turns)


def _is_asked(turn: Turn, question: str) -> bool:
    if _REQUESTS.search(question) and not _QUESTIONS.search(question):
        return any(_WISHES.search(turn.text[a:b]) for a, b in sentences(turn.text))
    return True


def _asking(turn: Turn) -> list[tuple[int, int]]:
    """The sentences that ask, the last ones; else the last of all."""
    spans = sentences(turn.text)
    asking = [(a, b) for a, b in spans if _ASKS.search(turn.text[a:b])]
    return asking[-ASKED:] or spans[-1:]


def _first(turn: Turn) -> list[tuple[int, int]]:
    """The first sentence of an answer that says something."""
    spans = sentences(turn.text)
    return [(a, b) for a, b in spans if not _IDLE.search(turn.text[a:b])][:1] or spans[:1]


def _quoted(
    document: Document, turn: Turn, spans: Sequence[tuple[int, int]], entry: str
) -> Iterator[Claim]:
    for place, (start, end) in enumerate(spans):
        cited = cite_text(document, turn, start, end)
        lead = "同じ発言で" if place else attribution(document, turn, cited.quote)
        yield Claim((f"{lead}: 「{cited.quote}」", cited), entry=entry)
