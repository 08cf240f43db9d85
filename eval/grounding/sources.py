"""True sentences of the minutes with the turns that say them, as evidence."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chatbot.grounding import Evidence
from chatbot.sentences import sentences
from chatbot.types import Meeting, Turn
from chatbot.words import informative, words
from ingest.minutes import parse

ROOT = Path(__file__).parent.parent.parent
FILES = (
    *sorted((ROOT / "data" / "minutes").glob("*.txt")),
    *sorted((ROOT / "eval" / "corpus").glob("*.txt")),
)
_SHORTEST, _LONGEST = 16, 160


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence of a turn; ``file`` is the stem of the minutes' name."""

    file: str
    meeting: Meeting
    turn: Turn
    text: str

    @property
    def id(self) -> str:
        """A stable name."""
        return f"{self.file}/{self.turn.id}/{digest(self.text)[:8]}"

    @property
    def evidence(self) -> Evidence:
        """The whole turn, with what its meeting says about it."""
        return evidence_of(self.meeting, self.turn)


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence to check, with what it cites and whether that supports it."""

    id: str
    kind: str
    claim: str
    evidence: Evidence
    supported: bool

    @property
    def held_out(self) -> bool:
        """Whether it belongs to the half on which nothing is tuned, by a fixed hash."""
        return int(digest(self.id)[:8], 16) % 2 == 1


def digest(text: str) -> str:
    """A hash that is the same on every machine and day."""
    return hashlib.sha256(text.encode()).hexdigest()


def evidence_of(meeting: Meeting, turn: Turn) -> Evidence:
    """A turn as the answer's citation gives it."""
    said = {one.id: one.text for one in meeting.turns}
    return Evidence(
        text=turn.text,
        speaker=turn.speaker,
        date=meeting.date,
        number=meeting.number,
        title=meeting.title,
        agenda=meeting.agenda[turn.agenda].title if turn.agenda is not None else "",
        question="\n".join(said[one] for one in turn.replies_to),
    )


@lru_cache(maxsize=1)
def meetings() -> dict[str, Meeting]:
    """The meetings by the stem of their file."""
    return {f.stem: parse(f.read_text(encoding="utf-8")).meeting for f in FILES}


@lru_cache(maxsize=1)
def every_sentence() -> tuple[Source, ...]:
    """Every sentence of every turn."""
    return tuple(
        Source(file, meeting, turn, turn.text[begin:stop])
        for file, meeting in meetings().items()
        for turn in meeting.turns
        if turn.kind != "note"
        for begin, stop in sentences(turn.text)
    )


@lru_cache(maxsize=1)
def true_sentences() -> tuple[Source, ...]:
    """Those that say something, in an order that is random and always the same."""
    good = [
        s
        for s in every_sentence()
        if _SHORTEST <= len(s.text) <= _LONGEST
        and len(informative(s.text)) >= 4
        and s.text[-1] in "。"
        and not s.text.endswith(("か。", "課長。", "部長。"))
    ]
    return tuple(sorted(good, key=lambda s: digest(s.id)))


class Nearest:
    """BM25 over turns (k1 1.2, b 0.75; Robertson and Zaragoza 2009)."""

    def __init__(self, turns: Sequence[tuple[Meeting, Turn]]) -> None:
        self._turns = turns
        self._counts = [Counter(words(turn.text)) for _, turn in turns]
        self._mean = sum(c.total() for c in self._counts) / len(turns)
        seen = Counter(word for counts in self._counts for word in counts)
        n = len(turns)
        self._idf = {w: math.log(1 + (n - k + 0.5) / (k + 0.5)) for w, k in seen.items()}

    def other(self, source: Source) -> tuple[Meeting, Turn]:
        """The turn most like a sentence, but for its own."""
        asked = set(words(source.text))
        best = max(
            range(len(self._turns)),
            key=lambda at: (
                -1.0 if source.text in self._turns[at][1].text else self._score(asked, at)
            ),
        )
        return self._turns[best]

    def _score(self, asked: set[str], at: int) -> float:
        counts = self._counts[at]
        norm = 1.2 * (0.25 + 0.75 * counts.total() / self._mean)
        return sum(self._idf[w] * counts[w] * 2.2 / (counts[w] + norm) for w in asked & set(counts))
