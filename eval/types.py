"""What a run is made of: golden questions, and what came of them. Frozen values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from chatbot.types import Answer, Part, Status

Split = Literal["dev", "test"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of evidence as it is written down: a document's id, and its exact words."""

    document: str
    text: str


@dataclass(frozen=True, slots=True)
class Golden:
    """A question with what is right.

    ``corpus`` names the minutes it is asked of, ``before`` are the questions before it in its
    conversation, ``must_include`` is a tuple of facts, each in any of several forms; ``today`` is
    the day on which it is asked. ``file`` and ``line`` say where it is written down.
    """

    id: str
    corpus: str
    question: str
    before: tuple[str, ...]
    status: Status
    evidence: tuple[Quote, ...]
    related: tuple[Quote, ...]
    must_include: tuple[tuple[str, ...], ...]
    must_not_include: tuple[str, ...]
    owner: str
    tags: tuple[str, ...]
    split: Split
    today: dt.date
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a part of a document; ``turn`` is None in ``agenda`` and ``header``."""

    document: str
    part: Part
    turn: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question.

    ``gold`` are the places of each piece of evidence, ``found`` the spans of each hit of the
    search, the best first. ``supported`` and ``reasons`` are the checker's verdict on each
    sentence, None where it states no fact. ``tokens`` is None without a chat model.
    """

    golden: Golden
    answer: Answer
    gold: tuple[tuple[Span, ...], ...]
    found: tuple[tuple[Span, ...], ...]
    supported: tuple[bool | None, ...]
    reasons: tuple[tuple[str, ...], ...]
    seconds: float
    tokens: int | None = None
