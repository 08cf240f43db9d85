"""A chat model's reply, taken apart into sentences with their marks while it streams in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from chatbot.text import sentences

# [1], ［１］, 【1】, [1, 3], [1-2] after NFKC; models write all of them.
_MARK = re.compile(r"[\[【〔]\s*([0-9]{1,4}(?:\s*[,、;・~-]\s*[0-9]{1,4})*)\s*[\]】〕]")
# A mark of which more may come.
_BEGUN = re.compile(r"\s*[\[［【〔][\s0-9０-９,、;・~-]*")
_LEAD = re.compile(r"^(?:\s|[-*•・●■>#]+\s|[0-9]{1,2}[.)]\s)+")
_NOTHING = re.compile(r"^[\s「『\"'*]*記載(?:は|が)?(?:なし|無し|ありません|されていません)")
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥]")


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence of a reply: its text without marks, and the numbers of the marks, each once."""

    text: str
    marks: tuple[int, ...]

    @property
    def declines(self) -> bool:
        """Whether it says that the passages do not say."""
        return bool(_NOTHING.match(self.text))

    @property
    def japanese(self) -> bool:
        """Whether it has any Japanese character."""
        return bool(_JAPANESE.search(self.text))


class Splitter:
    """Gives each sentence as soon as it is whole: behind its full stop and its marks."""

    def __init__(self) -> None:
        self._buffer = ""

    def feed(self, piece: str) -> list[Written]:
        """The sentences that this piece completes."""
        self._buffer += piece
        return self._taken(final=False)

    def end(self) -> list[Written]:
        """What is left when nothing more comes."""
        return self._taken(final=True)

    def _taken(self, *, final: bool) -> list[Written]:
        spans = _with_marks(self._buffer)
        whole = len(spans) if final or self._buffer.endswith("\n") else len(spans) - 1
        if not final and len(spans) > 1 and _BEGUN.fullmatch(self._buffer[slice(*spans[-1])]):
            whole = len(spans) - 2
        found = [read(self._buffer[start:end]) for start, end in spans[:whole]]
        if whole > 0:
            self._buffer = self._buffer[spans[whole - 1][1] :]
        return [one for one in found if one.text]


def _with_marks(text: str) -> list[tuple[int, int]]:
    """Spans of sentences, marks behind a full stop with the sentence before them."""
    spans: list[tuple[int, int]] = []
    for begin, end in sentences(text):
        start = begin
        lead = (
            _leading_marks(text[start:end])
            if spans and "\n" not in text[spans[-1][1] : start]
            else 0
        )
        if lead:
            spans[-1] = (spans[-1][0], start + lead)
            start += lead
        if text[start:end].strip():
            spans.append((start, end))
    return spans


def _leading_marks(text: str) -> int:
    """How many characters of marks a stretch begins with, as written (before NFKC)."""
    match = re.match(r"(?:\s*[\[［【〔]\s*[0-9０-９,、;・~\-，\s]+[\]］】〕])+", text)
    return match.end() if match else 0


def read(sentence: str) -> Written:
    """A sentence as a model wrote it, without its marks and what makes it an item of a list."""
    marks: list[int] = []

    def taken(match: re.Match[str]) -> str:
        for part in re.split(r"[,、;・]", match.group(1)):
            first, _, last = (
                p.strip() for p in re.sub("[~-]", " - ", part, count=1).partition("-")
            )
            ends = (int(first), int(last or first))
            # No range is longer than what can have been numbered.
            marks.extend(range(ends[0], min(ends[1], ends[0] + 50) + 1))
        return ""

    # Marks are read in NFKC; the words stay as written, since quotations are checked to the letter.
    plain = re.sub(
        r"[\[［【〔][^\[\]［］【】〔〕]{1,40}[\]］】〕]",
        lambda m: (
            _MARK.sub(taken, unicodedata.normalize("NFKC", m.group()))
            if _MARK.fullmatch(unicodedata.normalize("NFKC", m.group()))
            else m.group()
        ),
        sentence,
    )
    plain = _LEAD.sub("", plain).replace("**", "").strip()
    plain = re.sub(r"\s+([。、])", r"\1", plain)
    return Written(plain, tuple(dict.fromkeys(marks)))
