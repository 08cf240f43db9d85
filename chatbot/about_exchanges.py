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
from chatbot.people import Person
from chatbot.scope import Scope
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
# What was asked and answered as a whole; how many times.
EXCHANGES = re.compile(
    r"質疑|やり?取り|やりとり|質問と(?:その|各)?(?:回答|答弁|答え)|(?:どんな|どのような)(?:質問|要望|意見|注文)"
    r"|(?:質問|要望|注文|問い)(?:事項|内容)?(?:を|は|の)?(?:全部|全て|すべて|一覧|リスト|時系列|まとめ|教え|列挙|何|内容)"
    r"|(?:出た|出された|あった|寄せられた)(?:質問|要望|意見)|(?:質問|要望)(?:が)?(?:出|あ)(?:た|ました|りました)"
)
NUMBER = re.compile(
    r"(?:質問|要望|質疑|答弁|回答|発言|問い)(?:の)?(?:は|数|件数|総数|が)?[^。誰]{0,8}(?:何件|いくつ|何回|件数|数は|数を)"
    r"|何件の(?:質問|要望|質疑|答弁|発言)"
)
# Of those who are named: what they were asked, whether what they were told is asked for, too.
_ASKED_THEM = re.compile(
    r"(?:へ|に(?:対して?|対する)?|宛て?)の?(?:は|、)?(?:どんな|どのような|何|質問|要望|意見|注文)"
    r"|(?:質問|要望|意見|注文)(?:を|は)受け|受けた(?:質問|要望|意見|注文)"
)
_BOTH = re.compile(r"質疑|やり?取り|やりとり|質問と(?:その|各)?(?:回答|答弁|答え)")
_ONLY_ASKED = re.compile(r"質問|要望|注文|問い")


def exchanges(library: Library, documents: Sequence[Document], question: str) -> Draft | None:
    """Each question (or request, where those are asked for) with its answers, in order."""
    answers = bool(_QUESTIONS.search(question)) or not _REQUESTS.search(question)
    return _told(library, documents, question, answers, lambda turn, turns: True)


def of_people(library: Library, scope: Scope, question: str) -> Draft | None:
    """What those who are named asked, or were asked; that they asked nothing, where it is so."""
    people, wanted = scope.wanted.people, scope.wanted
    if not EXCHANGES.search(question):
        return None

    meant = [p for p in people if not scope.apart & {p.identity, p.municipality}]

    def theirs(turn: Turn) -> bool:
        return turn.speaker is not None and Person.of(turn.speaker) in meant

    def asked_of(turn: Turn, turns: Sequence[Turn]) -> bool:
        return any(turn.id in reply.replies_to and theirs(reply) for reply in turns)

    answers = bool(_BOTH.search(question))
    if _ASKED_THEM.search(question):
        return _told(library, scope.documents, question, answers, asked_of)
    if (wanted.side == "answer" and not answers) or wanted.askers:
        return None
    told = _told(library, scope.documents, question, answers, lambda turn, turns: theirs(turn))
    if told is not None or not _ONLY_ASKED.search(question):
        return told
    own = [t for d in scope.documents for t in library.turns(d) if theirs(t)]
    if any(_ASKS.search(turn.text[a:b]) for turn in own for a, b in sentences(turn.text)):
        return None
    who = wanted.label if len(people) == 1 else "、".join(wanted.mentioned)
    text = f"議事要旨に、{who}の質問や要望は記載されていません。"
    return Draft("not_found", (Claim((text,)),))


def _told(
    library: Library,
    documents: Sequence[Document],
    question: str,
    answers: bool,
    meant: Callable[[Turn, Sequence[Turn]], bool],
) -> Draft | None:
    """The questions that are meant, with their ``answers`` or without; ``None`` without any."""
    claims: list[Claim] = []
    told = left = 0
    for document in documents:
        turns = library.turns(document)
        for turn in turns:
            if turn.kind != "question" or not _is_asked(turn, question) or not meant(turn, turns):
                continue
            if told == MOST:
                left += 1
                continue
            told += 1
            entry = f"{document.id}/{turn.id}"
            claims += _quoted(document, turn, _asking(turn), entry)
            for reply in turns if answers else ():
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
