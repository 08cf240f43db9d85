"""The two halves of questions, and how well a matcher tells them apart.

``tuned.tsv`` sets weights and floor, ``measured.tsv`` gives the figures. Entries of both halves are
held at once, so every question has all of them to be mistaken for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from chatbot.curated_match import Form, Matcher
from chatbot.embed import Embedder
from chatbot.types import Document

Half = Literal["tuned", "measured"]
HALVES: tuple[Half, ...] = ("tuned", "measured")
# The day on which the entries were written, and on which is asked where a row gives no other.
WRITTEN, ASKED = date(2026, 6, 1), date(2026, 6, 15)
_BODY = "都・区市町村CIO協議会"


@dataclass(frozen=True, slots=True)
class Case:
    """A row: ``kind`` is ``=`` for a form of the entry, ``+`` for one that must match it, ``-`` for
    one that must match nothing."""

    half: Half
    entry: str
    kind: str
    question: str
    day: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question was matched with: an entry, or nothing."""

    case: Case
    found: str | None

    @property
    def right(self) -> bool:
        """Whether it is what the row asks for."""
        return self.found == (self.case.entry if self.case.kind == "+" else None)


@dataclass(frozen=True, slots=True)
class Rates:
    """Of the rewordings, how many found their entry; of the near misses, how many found any."""

    rewordings: int
    matched: float
    near: int
    false: float


def _meeting(number: int, day: date) -> Document:
    title = f"第{number}回 {_BODY}"
    return Document(f"協議会-{number}", 1, title, _BODY, number, day, None, None, "", "", title, ())


DOCUMENTS = {
    meeting.id: meeting
    for meeting in (_meeting(6, date(2025, 5, 30)), _meeting(9, date(2026, 5, 29)))
}


@lru_cache(maxsize=1)
def cases() -> tuple[Case, ...]:
    """All rows of both halves, in order."""
    found = []
    for half in HALVES:
        text = (Path(__file__).parent / f"{half}.tsv").read_text(encoding="utf-8")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                entry, kind, question, *day = line.split("\t")
                asked = date.fromisoformat(day[0]) if day else ASKED
                found.append(Case(half, entry, kind, question, asked))
    return tuple(found)


def forms() -> tuple[Case, ...]:
    """The questions that entries hold."""
    return tuple(case for case in cases() if case.kind == "=")


def outcomes(half: Half, embedder: Embedder) -> tuple[Outcome, ...]:
    """Ask every question of one half."""
    asking = Matcher([Form(case.entry, case.question, WRITTEN) for case in forms()])
    found = []
    for case in cases():
        if case.half == half and case.kind != "=":
            fitting = asking.fitting(case.question, case.day, DOCUMENTS, embedder)
            found.append(Outcome(case, fitting[0][0] if fitting else None))
    return tuple(found)


def rates(found: tuple[Outcome, ...]) -> Rates:
    """How often what was asked for came, and how often something that was not."""
    reworded = [outcome for outcome in found if outcome.case.kind == "+"]
    near = [outcome for outcome in found if outcome.case.kind == "-"]
    return Rates(
        rewordings=len(reworded),
        matched=sum(outcome.right for outcome in reworded) / len(reworded),
        near=len(near),
        false=sum(not outcome.right for outcome in near) / len(near),
    )
