"""Lines of a source, and how hard-wrapped lines become the sentences they were.

What is joined how:

- Two characters of Japanese meet with nothing between them; blanks that the source printed at the
  end of the line are typesetting, not speech.
- Where a Latin word or number meets Japanese, the blank printed at the end of the line is kept as
  one space, and none is put in where none was printed.
- Two Latin words meet with one space: a Latin word is broken only at a blank or a hyphen, so the
  line break itself is the printed blank. Within a URL nothing is put in.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from chatbot.text import fold_radicals

_BREAK = re.compile(r"\r\n|[\n\r\f\v\x85\u2028\u2029]")
_BLANKS = " \t\u00a0\u3000\u2002\u2003\u2009\u202f\u205f\ufeff\u200b"
_BULLET = re.compile(
    r"(?:[・･•‣◦∙▪▫►▶➢※]|\*(?!\*)|[-–—‐−][ \t\u00a0\u3000])[ \t\u00a0\u3000]*(?=\S)"
)
# Marks that also stand before speakers and headings, or before figures (△5%, ○月○日): a bullet
# where a blank or a word follows, and only within a speech, where speakers have been told apart.
_MARK = re.compile(
    r"(?:[○◯●◎■□◆◇▲△▼▽＊⚫✓✔➤][ \t\u00a0\u3000]+(?=\S)"
    r"|[●◎■□◆◇＊⚫✓✔➤](?=[ぁ-んァ-ヶ一-龥A-Za-z])"
    r"|[○◯](?=[ぁ-んァ-ヶ一-龥])(?![月日年時分番人名円件回点市区町村県局課社氏駅](?![一-龥]))(?!.*[○◯])"
    r"|[−－](?=[ぁ-んァ-ヶ一-龥])(?![一二三四五六七八九十百千万〇])|－[ \t\u00a0\u3000]+(?=\S))"
)
# Counts the items of a list; it stays in the text, and begins a paragraph.
_ITEM = re.compile(
    r"(?:[①-⑳]|[（(][0-9０-９ア-ンⅰ-ⅹ]{1,2}[)）]|[ア-ン][\u3000．.])[\s\u3000]*(?![にのをはがとへや、。）)])"
)
_PAGE_NUMBER = re.compile(
    r"[-‐–—−\s]*(?:p\.?\s*)?[0-9０-９]{1,4}(?:\s*[/／]\s*[0-9０-９]{1,4})?[-‐–—−\s]*"
)
_DECOMPOSED = re.compile(r"[A-Za-z\u3041-\u30ff][\u0300-\u036f\u3099\u309a]+")
_NO_LINE_START = "、。，．）」』】〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ？！"
_STOPS = "。．？！?!"
_OPEN_ENDS = "、，をがはにのとでへも"
_MEASURED = 400
"""Longer lines are not measured to their end: they are not wrapped lines."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line without the blanks around it; lines without text are left out.

    ``page`` is 1-based or ``None``; ``indent`` and ``trail`` say that blanks stood before and after
    the text; ``gap`` that an empty line came before. ``text`` has radicals as common characters
    (⽇ as 日), for recognizing; ``printed`` is the line as it was printed, as long as ``text``,
    where the two differ. ``lost`` says that it names somebody, and nobody can tell who.
    """

    text: str
    page: int | None = None
    indent: bool = False
    trail: bool = False
    gap: bool = False
    printed: str = ""
    lost: bool = False

    @property
    def source(self) -> str:
        """The line in the source's own characters."""
        return self.printed or self.text

    def cut(self, start: int, end: int | None = None) -> Line:
        """A part of the line as a line of its own."""
        return replace(self, text=self.text[start:end], printed=self.printed[start:end])

    def tail(self, text: str) -> Line:
        """The part of the line that ends it and reads ``text``."""
        return self.cut(len(self.text) - len(text))

    @property
    def bullet(self) -> bool:
        """Whether the line begins with a bullet mark."""
        return _BULLET.match(self.text) is not None

    @property
    def body(self) -> str:
        """The text without its bullet mark."""
        return strip_bullet(self.text)

    @property
    def stopped(self) -> bool:
        """Whether a sentence ends at the end of the line."""
        return self.text.rstrip('」』）)”"')[-1:] in _STOPS

    @property
    def width(self) -> int:
        """Width in half-width cells, measured up to a limit."""
        return width(self.text)


@dataclass(frozen=True, slots=True)
class Shape:
    """Whether a text is hard-wrapped, and the usual width of a full line in half-width cells."""

    wrapped: bool
    width: float


@dataclass(frozen=True, slots=True)
class Speech:
    """Paragraphs joined by newlines, the page of the first, and the offsets of page breaks."""

    text: str
    page: int | None = None
    page_breaks: tuple[int, ...] = ()


def strip_bullet(text: str) -> str:
    """``text`` without a leading bullet mark and the blanks after it."""
    return text[found.end() :] if (found := _BULLET.match(text)) else text


def width(text: str) -> int:
    """Width of ``text`` in half-width cells, measured up to a limit."""
    wide = sum(unicodedata.east_asian_width(c) in "WFA" for c in text[:_MEASURED])
    return min(len(text), _MEASURED) + wide


def read_lines(text: str, page_starts: Sequence[int] = ()) -> list[Line]:
    """The lines of ``text`` that hold something, without the page numbers at the edges of pages."""
    spans = _spans(text, page_starts)
    found: list[Line] = []
    gap = False
    for start, end in spans:
        printed = text[start:end]
        core = printed.strip().strip(_BLANKS)
        if not core:
            gap = True
            continue
        page = bisect_right(page_starts, start) if page_starts else None
        indent, trail = printed[:1] != core[:1], printed[-1:] != core[-1:]
        own = compose(core)
        read = fold_radicals(own)
        page = max(page, 1) if page is not None else None
        found.append(Line(read, page, indent, trail, gap, own if own != read else ""))
        gap = False
    return _without_page_numbers(found) if page_starts else found


def compose(text: str) -> str:
    """か and a combining mark as one が, and nothing else: all of NFC would change some kanji."""
    return _DECOMPOSED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)


def _spans(text: str, page_starts: Sequence[int]) -> list[tuple[int, int]]:
    cuts = [(m.start(), m.end()) for m in _BREAK.finditer(text)]
    cuts.extend((at, at) for at in page_starts if 0 < at < len(text))
    cuts.sort()
    spans, start = [], 0
    for end, after in cuts:
        if end >= start:
            spans.append((start, end))
        start = max(start, after)
    spans.append((start, len(text)))
    return spans


def _without_page_numbers(lines: list[Line]) -> list[Line]:
    kept: list[Line] = []
    for i, line in enumerate(lines):
        first = i == 0 or lines[i - 1].page != line.page
        last = i + 1 == len(lines) or lines[i + 1].page != line.page
        if not ((first or last) and _PAGE_NUMBER.fullmatch(line.text)):
            kept.append(line)
    return kept


def shape_of(lines: Sequence[Line]) -> Shape:
    """Judge by the lines that end in mid-sentence: wrapped ones are about equally wide."""
    open_ends = [
        before.width
        for before, after in pairwise(lines)
        if not before.stopped and not after.bullet and not after.text.startswith(("（", "(", "【"))
    ]
    long_enough = [w for w in open_ends if 40 <= w <= 160]
    if len(long_enough) < 2:
        return Shape(False, 0)
    usual = median(long_enough)
    full = sum(abs(w - usual) <= usual * 0.15 for w in long_enough)
    longer = sum(line.width > usual * 1.3 for line in lines)
    wrapped = longer <= full / 2 if full >= 3 else full == 2 and not longer
    return Shape(wrapped, usual)


def continues(before: Line, line: Line, shape: Shape) -> bool:
    """Whether ``line`` goes on with the paragraph of ``before``."""
    if line.bullet or _ITEM.match(line.text):
        return False
    if line.text[0] in _NO_LINE_START:
        return True
    if shape.wrapped:
        full = before.width / shape.width
        if before.stopped:
            return full >= 0.93 and not line.indent
        return full >= 0.6
    if before.stopped:
        return False
    crosses = before.page != line.page
    return before.text[-1] in _OPEN_ENDS and (crosses or not line.gap)


def glue(before: Line, line: Line) -> str:
    """What stands between two lines of one paragraph: nothing, or one space (see above)."""
    a, b = before.text[-1], line.text[0]
    if not (a.isalnum() and b.isalnum()):
        return ""
    if a.isascii() and b.isascii():
        in_url = "://" in before.text.split()[-1]
        return "" if in_url else " "
    return " " if before.trail and a.isascii() != b.isascii() else ""


def join(lines: Iterable[Line], shape: Shape) -> Speech:
    """Lines of one speech as text: bullet marks dropped, paragraphs joined by newlines."""
    parts: list[str] = []
    breaks: list[int] = []
    length, first, before = 0, None, None
    for line in lines:
        between = ""
        mark = _MARK.match(line.text)
        if before is None:
            first = line.page
        else:
            goes_on = mark is None and continues(before, line, shape)
            between = glue(before, line) if goes_on else "\n"
        body = line.source[mark.end() if mark else len(line.text) - len(line.body) :]
        if before is not None and line.page is not None and before.page is not None:
            breaks.extend([length + len(between)] * (line.page - before.page))
        parts += [between, body]
        length += len(between) + len(body)
        before = line
    return Speech("".join(parts), first, tuple(breaks))


def one_line(lines: Sequence[Line]) -> Line:
    """Lines of a heading as one, wherever it was wrapped; of no lines, an empty one."""
    if len(lines) <= 1:
        return lines[0] if lines else Line("")
    text, printed = lines[0].text, lines[0].source
    for before, line in pairwise(lines):
        between = glue(before, line)
        text, printed = text + between + line.text, printed + between + line.source
    return replace(lines[0], text=text, printed=printed if printed != text else "")
