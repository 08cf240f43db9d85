"""A chat model's reply, taken apart into sentences with their marks while it streams in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from chatbot.sentences import sentences, unclosed

# What may be a mark, as written; `_MARK` says in NFKC whether it is one. Not 〔1〕: so stand the
# brackets of the minutes themselves in what the model is shown (`chatbot.material.plain`).
_GROUP = re.compile(r"[\[［【][^\[\]［］【】\n]{1,40}[\]］】]")
# [1], ［１］, 【1】, [1, 3], [1-2], [資料1]; models write all of them.
_MARK = re.compile(
    r"[\[【]\s*(?:(?:資料|出典|番号)\s*:?\s*)?"
    r"(\d+(?:\s*[,、;・~〜–-]\s*\d+)*)\s*[\]】]"
)
# A mark of which more may come.
_BEGUN = re.compile(r"[\[［【][^\[\]［］【】\n]{0,40}")
# What is left of brackets around marks: ([1]), [[1]].
_EMPTY = re.compile(r"[(（\[［【]\s*[)）\]］】]")
_LEAD = re.compile(
    r"^(?:\s|[-*+>#]+\s|[・•●■◆○]|[0-9０-９]{1,2}[.)．）](?![0-9０-９])|\*\*[^*]{1,20}[:：]\*\*)+"
)
_NOTHING = re.compile(
    r"[\s「『\"'*]*記載(?:は|が)?(?:なし|無し|ありません|されていません)(?:です)?[\s。」』\"'*]*"
)
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥]")
# No range of marks is longer than what can have been numbered.
_RANGE = 50


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence of a reply: its text without marks, and the numbers of the marks, each once."""

    text: str
    marks: tuple[int, ...]

    @property
    def declines(self) -> bool:
        """Whether it says that the passages do not say, and nothing else."""
        return bool(_NOTHING.fullmatch(self.text))

    @property
    def japanese(self) -> bool:
        """Whether it has any Japanese character."""
        return bool(_JAPANESE.search(self.text))


class Splitter:
    """Gives each sentence as soon as it is whole: behind its full stop and its marks.

    A line break ends a sentence in any case.
    """

    def __init__(self) -> None:
        self._line = ""

    def feed(self, piece: str) -> list[Written]:
        """The sentences that this piece completes."""
        *whole, self._line = (self._line + piece).split("\n")
        found = [written for line in whole for written in _written(line, _spans(line))]
        spans = _spans(self._line)
        if done := spans[: _settled(self._line, spans)]:
            found += _written(self._line, done)
            self._line = self._line[done[-1][1] :]
        return found

    def end(self) -> list[Written]:
        """What is left when nothing more comes."""
        rest, self._line = self._line, ""
        return _written(rest, _spans(rest))


def split(reply: str) -> list[Written]:
    """The sentences of a whole reply."""
    splitter = Splitter()
    return [*splitter.feed(reply), *splitter.end()]


def _written(line: str, spans: list[tuple[int, int]]) -> list[Written]:
    return [one for one in (read(line[start:end]) for start, end in spans) if one.text]


def _settled(line: str, spans: list[tuple[int, int]]) -> int:
    """How many sentences of a line nothing that is still to come can change."""
    settled = len(spans) - 1
    if settled > 0 and _BEGUN.fullmatch(line[slice(*spans[-1])]):
        settled -= 1
    open_at = unclosed(line)
    # A mark that has begun is no such bracket: what is in front of it was left out already.
    while settled > 0 and open_at is not None and open_at < spans[settled - 1][1]:
        settled -= 1
    return max(settled, 0)


def _spans(line: str) -> list[tuple[int, int]]:
    """Spans of a line's sentences, marks behind a full stop with the sentence before them."""
    spans: list[tuple[int, int]] = []
    for begin, end in sentences(line):
        start = begin
        if spans and (lead := _leading_marks(line[begin:end])):
            start = begin + lead
            spans[-1] = (spans[-1][0], start)
        if line[start:end].strip():
            spans.append((start, end))
    return spans


def _leading_marks(text: str) -> int:
    """How many characters of marks a stretch begins with."""
    at = 0
    while (group := re.compile(r"\s*").match(text, at)) is not None:
        mark = _GROUP.match(text, group.end())
        if mark is None or not _MARK.fullmatch(unicodedata.normalize("NFKC", mark.group())):
            break
        at = mark.end()
    return at


def read(sentence: str) -> Written:
    """A sentence as a model wrote it, without its marks and what makes it an item of a list."""
    marks: list[int] = []

    def taken(group: re.Match[str]) -> str:
        # Marks are read in NFKC; the words stay as written, since quotations are checked to the
        # letter.
        mark = _MARK.fullmatch(unicodedata.normalize("NFKC", group.group()))
        if mark is None:
            return group.group()
        marks.extend(_numbers(mark.group(1)))
        return ""

    plain = sentence
    while (bare := _EMPTY.sub("", _GROUP.sub(taken, plain))) != plain:
        plain = bare
    plain = _LEAD.sub("", plain).replace("**", "").strip()
    plain = re.sub(r"\s+([。、])", r"\1", plain)
    return Written(plain, tuple(dict.fromkeys(marks)))


def _numbers(inside: str) -> list[int]:
    """The numbers that a mark names: ``1, 3`` or ``1-3``."""
    found: list[int] = []
    for part in re.split(r"[,、;・]", inside):
        first, *others = (int(number) for number in re.findall(r"\d{1,9}", part))
        last = others[-1] if others else first
        found.extend(range(first, min(last, first + _RANGE) + 1))
    return found
