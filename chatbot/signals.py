"""What can be told of a sentence as an answer to a question: named numbers, nothing decided.

Each sentence is looked at in circles, because minutes name their subject once and then speak of
「その事業」: by itself, with its neighbours, in its passage, in its exchange (with what it replies
to), and with what surrounds it (agenda item, speaker). `chatbot.weighing` weighs these numbers.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from chatbot.bags import bag, coverage
from chatbot.dates import Value, values_of
from chatbot.evidence import Kind, Need, opposites, suits, suits_unit
from chatbot.typed import holds

NAMES = (
    "own", "near", "passage", "exchange", "around",
    "own_nouns", "exchange_nouns", "asked",
    "pairs_own", "pairs_near", "pairs_exchange", "pairs_asked",
    "cosine", "cosine_passage", "cosine_asked",
    "fused", "words", "bigrams", "dense",
    "suits", "suits_near", "suits_not", "unit",
    "values_own", "values_near", "values_missing",
    "names_own", "names_near", "names_missing",
    "side", "side_not", "speaker", "speaker_not", "replies_asker", "follows",
    "asks", "is_question", "is_answer", "length", "opening", "ceremony", "first",
    "unknown", "rarest_own", "rarest_near", "rarest_exchange", "nouns_missing", "focus_own",
    "opposite", "denies", "focus", "recent", "recent_now", "recent_first", "closeness",
    "read", "read_gap", "read_passage",
)  # fmt: skip
_CEREMONY = re.compile(
    r"感謝申し上げ|御礼申し上げ|お礼申し上げ|よろしくお願い|ご多忙の中|ありがとうござ|開会|閉会|以上で"
)
_OPENING = re.compile(
    r"(?:について|に関して)(?:、)?(?:説明|報告|お答え|申し上げ|伺|質問|御質問|ご質問)[^。]{0,12}。?$|お伺いします。?$|(?:説明|報告)する。$"
)
_ASKS = re.compile(r"か[。？?]?$|[？?]$|教えて|伺いたい|お聞き|ほしい|いただきたい|お願い")
_DENIES = re.compile(r"ない|ません|ず、|難しい|困難|見送")
_NOW = re.compile(r"今(?!後|回|年|度|月)|現在|最新|結局|最終|最近|現時点|いま|もう")
_FIRST = re.compile(r"最初|当初|初め|はじめ|もともと|元々|当時")


@dataclass(frozen=True, slots=True)
class Question:
    """What a question asks for, read once; ``unknown`` are words that the library never has."""

    text: str
    needs: tuple[Need, ...]
    values: tuple[Value, ...]
    kind: Kind
    focus: frozenset[str]
    pairs: frozenset[str]
    unknown: frozenset[str] = frozenset()

    @property
    def nouns(self) -> tuple[Need, ...]:
        """What can be a subject and is no name."""
        return tuple(need for need in self.needs if need.noun and not need.firm)


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence where it stands. Texts; ``asked`` is what it replies to (or follows)."""

    own: str
    near: str
    passage: str
    asked: str
    around: str
    day: date | None
    first: bool


def textual(question: Question, place: Place) -> dict[str, float]:
    """The signals that the words, figures and names of a sentence and its circles give."""
    own, near, passage = bag(place.own), bag(place.near), bag(place.passage)
    asked, around = bag(place.asked), bag(place.around)
    needs, nouns = question.needs, question.nouns
    found = {
        "own": coverage(needs, own),
        "near": coverage(needs, near),
        "passage": coverage(needs, passage),
        "exchange": coverage(needs, passage, asked),
        "around": coverage(needs, passage, asked, around),
        "own_nouns": coverage(nouns, own),
        "exchange_nouns": coverage(nouns, passage, asked),
        "asked": coverage(needs, asked),
        "pairs_own": _share(question.pairs, own.pairs),
        "pairs_near": _share(question.pairs, near.pairs),
        "pairs_exchange": _share(question.pairs, passage.pairs | asked.pairs),
        "pairs_asked": _share(question.pairs, asked.pairs),
    }
    found |= _typed(question, place)
    names = [need for need in needs if need.firm]
    if names:
        found["names_own"] = sum(own.has(n) for n in names) / len(names)
        found["names_near"] = sum(near.has(n) or passage.has(n) for n in names) / len(names)
        found["names_missing"] = sum(
            not (passage.has(n) or asked.has(n) or around.has(n)) for n in names
        ) / len(names)
    found["opposite"] = float(
        any(
            not own.has(need) and any(form in own.lemmas for form in opposites().get(need.word, ()))
            for need in needs
        )
    )
    wanted = [need for need in needs if need.word in question.focus]
    found["focus"] = float(any(near.has(n) or asked.has(n) for n in wanted)) if wanted else 0.5
    found["focus_own"] = float(any(own.has(need) for need in wanted)) if wanted else 0.5
    whole = sum(need.weight for need in needs) or 1.0
    found["unknown"] = sum(need.weight for need in needs if need.word in question.unknown) / whole
    if subjects := [need for need in needs if need.noun]:
        rarest = max(subjects, key=lambda need: need.weight)
        found["rarest_own"] = float(own.has(rarest))
        found["rarest_near"] = float(near.has(rarest))
        found["rarest_exchange"] = float(passage.has(rarest) or asked.has(rarest))
        lost = [n for n in subjects if not (passage.has(n) or asked.has(n) or around.has(n))]
        found["nouns_missing"] = len(lost) / len(subjects)
    return found | _shape(place)


def _typed(question: Question, place: Place) -> dict[str, float]:
    found: dict[str, float] = {}
    kind, day = question.kind, place.day
    if kind in ("when", "how_much", "how_many"):
        fits = suits(kind, place.own, day, question.text)
        beside = suits(kind, place.near, day, question.text)
        found = {"suits": float(fits), "suits_near": float(beside), "suits_not": float(not beside)}
        found["unit"] = float(suits_unit(question.text, place.own))
    if question.values:
        own, near = values_of(place.own, day), values_of(place.near, day)
        every = (*near, *values_of(place.passage, day), *values_of(place.asked, day), *_meets(day))
        of = len(question.values)
        found["values_own"] = sum(holds(v, own) for v in question.values) / of
        found["values_near"] = sum(holds(v, near) for v in question.values) / of
        found["values_missing"] = sum(not holds(v, every) for v in question.values) / of
    return found


@lru_cache(maxsize=1024)
def _meets(day: date | None) -> tuple[Value, ...]:
    """The day of the meeting as a value: what was said in June 2025 was said then."""
    return values_of(day.isoformat()) if day else ()


def _shape(place: Place) -> dict[str, float]:
    text = place.own
    return {
        "asks": float(bool(_ASKS.search(text.rstrip("」）) 　")))),
        "length": math.log1p(len(text)) / 5,
        "opening": float(bool(_OPENING.search(text))),
        "ceremony": float(bool(_CEREMONY.search(text))),
        "first": float(place.first),
        "denies": float(bool(_DENIES.search(text))),
    }


def in_time(question: str, recent: float) -> dict[str, float]:
    """How late in the library a meeting is (0 the first, 1 the last), and whether that is asked."""
    return {
        "recent": recent,
        "recent_now": recent * bool(_NOW.search(question)),
        "recent_first": recent * bool(_FIRST.search(question)),
    }


def _share(wanted: frozenset[str], held: frozenset[str]) -> float:
    return len(wanted & held) / len(wanted) if wanted else 0.0
