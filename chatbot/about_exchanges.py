"""Answers about all that was asked in a meeting: each question with its answer, and how many."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

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
from chatbot.points import ANNOUNCES
from chatbot.scope import Scope
from chatbot.sentences import sentences
from chatbot.text import normalize
from chatbot.types import Citation, Document, Note, Turn

# So many exchanges are told one by one, so many sentences of one question, and so many of one that
# announces them.
MOST, ASKED, ANNOUNCED = 12, 2, 4
ASKS = re.compile(
    r"か[。？?]?$|[？?]$|教えて|伺|お聞き|ほしい|欲しい|いただきたい|もらいたい|お願い|ありがたい"
)
IDLE = re.compile(r"感謝|御礼|お礼|ありがとうござ|について(?:お答え|説明)[^。]{0,8}。?$")
WISHES = re.compile(
    r"(?<!教えて)(?:ほしい|欲しい|いただきたい|もらいたい)(?<!教えていただきたい)|お願い|ありがたい|べき"
)
_REQUESTS = re.compile(r"要望|注文|お願い|要請|求め")
_QUESTIONS = re.compile(r"質問|問い|質疑|やり?取り|やりとり")
# Questions with the answers to them; what was asked and answered as a whole; how many times.
BOTH = re.compile(r"質疑|やり?取り|やりとり|質問と(?:その|各)?(?:回答|答弁|答え)")
EXCHANGES = re.compile(
    rf"{BOTH.pattern}|(?:どんな|どのような)(?:質問|要望|意見|注文)"
    r"|(?:質問|要望|注文|問い)(?:事項|内容)?(?:を|は|の)?(?:全部|全て|すべて|一覧|リスト|時系列|まとめ|教え|列挙|何|内容)"
    r"|(?:出た|出された|あった|寄せられた)(?:質問|要望|意見)|(?:質問|要望)(?:が)?(?:出|あ)(?:た|ました|りました)"
)
NUMBER = re.compile(
    r"(?:質問|要望|質疑|答弁|回答|発言|問い)(?:の)?(?:は|数|件数|総数|が)?[^。誰]{0,8}(?:何件|いくつ|何回|件数|数は|数を)"
    r"|何件の(?:質問|要望|質疑|答弁|発言)"
)


def exchanges(library: Library, scope: Scope, question: str) -> Draft | None:
    """Each question (or request, where those are asked for) with its answers, in order."""
    answers = bool(_QUESTIONS.search(question)) or not _REQUESTS.search(question)
    return told(library, scope, question, answers, lambda turn, turns: True)


def told(
    library: Library,
    scope: Scope,
    question: str,
    answers: bool,
    meant: Callable[[Turn, Sequence[Turn]], bool],
) -> Draft | None:
    """The questions that are meant, with their ``answers`` or without; ``None`` without any.

    Neither is told of who is left out.
    """
    claims: list[Claim] = []
    shown = left = 0
    for document in scope.documents:
        turns = [turn for turn in library.turns(document) if scope.asks(turn)]
        for turn in turns:
            if turn.kind != "question" or not _is_asked(turn, question) or not meant(turn, turns):
                continue
            if shown == MOST:
                left += 1
                continue
            shown += 1
            entry = f"{document.id}/{turn.id}"
            claims += quoted(document, turn, asking(turn), entry)
            for reply in turns if answers else ():
                if turn.id in reply.replies_to:
                    claims += quoted(document, reply, first_of(reply), entry)
    if not claims:
        return None
    return Draft("answered", tuple(claims), notes=left_out(left))


def of_item(document: Document, turns: Sequence[Turn], most: int = MOST) -> tuple[list[Claim], int]:
    """What each speech under an agenda item asks, answers or says, and how many are left out."""
    claims: list[Claim] = []
    for turn in turns[:most]:
        spans = asking(turn) if turn.kind == "question" else first_of(turn)
        claims += quoted(document, turn, spans, f"{document.id}/{turn.id}")
    return claims, max(0, len(turns) - most)


def nth_speech(said: Sequence[tuple[Document, Turn]], place: int, most: int = 4) -> Draft | None:
    """Somebody's first, second or last (-1) speech: its sentences, the first few."""
    if not said or place >= len(said):
        return None
    document, turn = said[place]
    spans = sentences(turn.text)[:most]
    return Draft("answered", tuple(quoted(document, turn, spans, "")))


def left_out(count: int) -> tuple[Note, ...]:
    """That there is more than is told."""
    if count <= 0:
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
        return any(WISHES.search(turn.text[a:b]) for a, b in sentences(turn.text))
    return True


def asking(turn: Turn) -> list[tuple[int, int]]:
    """The sentences that ask, the last ones; else the last of all.

    Where some are announced (二つ伺う), what stands behind that, and not the announcement.
    """
    spans = sentences(turn.text)
    asks = [(a, b) for a, b in spans if ASKS.search(turn.text[a:b])]
    for at, (start, end) in enumerate(spans):
        if ANNOUNCES.search(normalize(turn.text[start:end])) and spans[at + 1 :]:
            behind = spans[at + 1 :]
            return (
                behind if len(behind) <= ANNOUNCED else [s for s in behind if s in asks] or behind
            )
    return asks[-ASKED:] or spans[-1:]


def first_of(turn: Turn) -> list[tuple[int, int]]:
    """The first sentence of an answer that says something."""
    spans = sentences(turn.text)
    return [(a, b) for a, b in spans if not IDLE.search(turn.text[a:b])][:1] or spans[:1]


def quoted(
    document: Document, turn: Turn, spans: Sequence[tuple[int, int]], entry: str
) -> Iterator[Claim]:
    for place, (start, end) in enumerate(spans):
        cited = cite_text(document, turn, start, end)
        lead = "同じ発言で" if place else attribution(document, turn, cited.quote)
        yield Claim((f"{lead}: 「{cited.quote}」", cited), entry=entry)
