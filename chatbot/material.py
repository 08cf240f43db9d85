"""What a chat model is shown: numbered exchanges, as data between delimiters.

An exchange is a turn with the question that it replies to, or the answers that reply to it. Its
number is what the model marks its sentences with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chatbot.cite import agenda_ref, named
from chatbot.grounding import Evidence
from chatbot.instructions import without_instructions
from chatbot.retrieve import Corpus
from chatbot.types import Document, Turn
from chatbot.wareki import japanese

FIRST, LAST = "<<<資料ここから>>>", "<<<資料ここまで>>>"
# How many exchanges are shown at the most, and how many characters of one turn and of all.
MOST, OF_A_TURN, OF_ALL = 8, 1_200, 9_000
_KIND = {"question": "質問・要望", "answer": "答弁", "note": "記録", "statement": "発言"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """Turns of one meeting that belong together, in the order of speaking."""

    document: Document
    turns: tuple[Turn, ...]

    def evidence(self, corpus: Corpus) -> list[Evidence]:
        """Each turn as the check takes it."""
        return [evidence_of(corpus, self.document, turn) for turn in self.turns]


def exchanges(
    corpus: Corpus, wanted: Iterable[tuple[str, str]], most: int = MOST
) -> tuple[Exchange, ...]:
    """The exchanges of these turns (document, turn) in their order; no turn is in two."""
    found: list[Exchange] = []
    taken: set[tuple[str, str]] = set()
    room = OF_ALL
    for name, turn_id in wanted:
        document = corpus.documents.get(name)
        turn = corpus.turn(name, turn_id)
        if document is None or turn is None or (name, turn_id) in taken or len(found) == most:
            continue
        every = corpus.library.turns(document)
        together = [
            other
            for other in every
            if other.id == turn.id
            or other.id in turn.replies_to
            or turn.id in other.replies_to
            or set(other.replies_to) & set(turn.replies_to)
        ]
        together = [other for other in together if (name, other.id) not in taken]
        room -= sum(min(len(other.text), OF_A_TURN) for other in together)
        if found and room < 0:
            break
        taken.update((name, other.id) for other in together)
        found.append(Exchange(document, tuple(together)))
    return tuple(found)


def evidence_of(corpus: Corpus, document: Document, turn: Turn) -> Evidence:
    """A turn with its meeting's data; what in it is meant for a machine bears nothing out."""
    asked = (corpus.turn(document.id, name) for name in turn.replies_to)
    item = document.agenda[turn.agenda] if turn.agenda is not None else None
    return Evidence(
        text=without_instructions(turn.text),
        speaker=turn.speaker,
        date=document.date,
        number=document.number,
        title=document.title,
        agenda=item.title if item else "",
        question=without_instructions("\n".join(q.text for q in asked if q is not None)),
    )


def shown(found: Sequence[Exchange], near: Sequence[str] = ()) -> str:
    """The exchanges as the model reads them. ``near`` are passages to keep of what is too long."""
    return "\n\n".join(
        [FIRST, *(_exchange(number, one, near) for number, one in enumerate(found, 1)), LAST]
    )


def _exchange(number: int, exchange: Exchange, near: Sequence[str]) -> str:
    document = exchange.document
    lines = [f"[{number}] {plain(document.title)}"]
    if document.date is not None:
        lines.append(f"開催日: {japanese(document.date)}（{document.date.isoformat()}）")
    item = agenda_ref(document, exchange.turns[0].agenda)
    if item is not None:
        lines.append(f"議題: {plain(f'{item.number} {item.title}'.strip())}")
    for turn in exchange.turns:
        lines.append(f"{_KIND[turn.kind]}　発言者: {plain(named(turn.speaker))}")
        lines.append(plain(_part(turn.text, near)))
    return "\n".join(lines)


def _part(text: str, near: Sequence[str]) -> str:
    """A turn, or of a long one the stretch around what was found in it."""
    if len(text) <= OF_A_TURN:
        return text
    at = next((text.find(passage) for passage in near if passage and passage in text), 0)
    start = max(0, min(at - OF_A_TURN // 4, len(text) - OF_A_TURN))
    end = min(len(text), start + OF_A_TURN)
    return f"{'……' if start else ''}{text[start:end]}{'……' if end < len(text) else ''}"


# What could be taken for a mark without [ or ［; 【報告】 is no such thing.
_NUMBERED = re.compile(r"【(\s*(?:資料|出典|番号)?[\s\d,、;・~〜–-]+)】")
_BRACKETS = str.maketrans("[]［］", "〔〕〔〕")


def plain(text: str) -> str:
    """Text that cannot be taken for a delimiter or for the number of an exchange."""
    flat = text.replace("<<<", "＜＜＜").replace(">>>", "＞＞＞")
    return _NUMBERED.sub(r"〔\1〕", flat).translate(_BRACKETS)
