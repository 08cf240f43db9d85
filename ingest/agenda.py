"""The agenda: its printed block, or the headings of the body, as a tree.

Items are marked as 非公開, and given the presenters that the minutes name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.types import AgendaItem, Speaker
from ingest.brackets import is_bracketed, unwrap
from ingest.closings import Closings
from ingest.header import Header, label_of, read_header
from ingest.headings import (
    Numbered,
    key,
    labelled,
    numbered,
    ordinal,
    presenter_in,
    spaced,
    trailing_brackets,
    without_closed_mark,
    without_mark,
)
from ingest.speakers import is_speaker, parse_speaker
from ingest.wrapping import Line, Shape, continues, one_line, strip_bullet

# 代表電話とコールセンター ends like a body and is none.
_TWO_THINGS = re.compile("及び|並びに|、|(?<![ぁ-ん])と(?![ぁ-ん])")
_LONGEST = 300


class Agenda:
    """An agenda while it is read: items are added, found by their titles, given presenters."""

    def __init__(self) -> None:
        self.items: list[AgendaItem] = []
        # The item whose heading stands, once more, right before the first speech.
        self.opened: int | None = None
        self._closed_from_here = False
        self._by_key: dict[str, list[int]] = {}
        self._under: dict[int, list[int]] = {}

    def add(self, title: str, raw: str, *, number: str = "", parent: int | None = None) -> int:
        """Add an item and return its position; a closed parent closes it."""
        bare, closed = without_closed_mark(title)
        above = parent is not None and self.items[parent].closed
        item = AgendaItem(
            number,
            bare,
            closed or above or self._closed_from_here,
            parent,
            presenter_in(bare),
            raw,
        )
        self.items.append(item)
        at = len(self.items) - 1
        if parent is not None:
            self._under.setdefault(parent, []).append(at)
        for known in {key(bare), key(trailing_brackets(bare)[0])} - {""}:
            self._by_key.setdefault(known, []).append(at)
        return at

    def find(self, title: str, number: str = "", within: int | None = None) -> int | None:
        """The item that a heading names: same title, and same number where both have one."""
        if len(title) > _LONGEST:
            return None
        bare = without_closed_mark(title)[0]
        for wanted in (key(bare), key(trailing_brackets(bare)[0])):
            for at in self._by_key.get(wanted, ()):
                item = self.items[at]
                if number and item.number and item.number != number:
                    continue
                if within is None or within in (at, item.parent):
                    return at
        return None

    def mark(self, at: int, heading: str) -> None:
        """Close an item, and what is under it, whose heading in the body says that it is closed."""
        if without_closed_mark(heading)[1] and not self.items[at].closed:
            self.close(at)

    def names(self, line: Line) -> bool:
        """Whether a line only says the title of an item again, with or without its number."""
        number = self._counted(line.body)
        if line.stopped or len(line.text) > _LONGEST // 2:
            return False
        return (
            self.find(number.title if number else line.body, number.number if number else "")
            is not None
        )

    def find_or_add(self, text: str, raw: str) -> int:
        """The item that a heading of the body names, added where the agenda does not have it."""
        number = self._counted(strip_bullet(text))
        title, digits = (number.title, number.number) if number else (strip_bullet(text), "")
        at = self.find(title, digits)
        if at is None:
            return self.add(title, raw, number=digits)
        self.mark(at, title)
        return at

    def counted(self, text: str) -> Numbered | None:
        """The number of a heading, also before a word that it might count, if an item has it."""
        found = numbered(text)
        if found is None and (other := spaced(text)):
            found = other if self.find(other.title, other.number) is not None else None
        return found

    def _counted(self, text: str) -> Numbered | None:
        return labelled(text) or self.counted(text)

    def root(self, at: int) -> int:
        """The numbered item at the top of the branch that ``at`` belongs to."""
        while (parent := self.items[at].parent) is not None:
            at = parent
        return at

    def children(self, at: int) -> list[int]:
        """The items directly under ``at``."""
        return self._under.get(at, [])

    def present(self, at: int, speaker: Speaker) -> None:
        """Note who presents an item, and the one above it where it has no other part.

        A name is kept over an organisation alone, and the first one over later ones.
        """
        known = self.items[at].presenter
        if known is None or (speaker.name and not known.name and not known.role):
            self.items[at] = replace(self.items[at], presenter=speaker)
        parent = self.items[at].parent
        if parent is not None and len(self.children(parent)) == 1:
            self.present(parent, speaker)

    def close(self, at: int) -> None:
        """Close an item and what is under it."""
        for one in (at, *self.children(at)):
            self.items[one] = replace(self.items[one], closed=True)

    def close_from_here(self, *, closed: bool = True) -> None:
        """Everything that is added from now on is closed (以下非公開), or open again (以下公開)."""
        self._closed_from_here = closed


def read_front(lines: Sequence[Line], shape: Shape) -> tuple[Header, Agenda]:
    """Header and agenda from the lines before the first speech, told apart by their labels."""
    above: list[Line] = []
    block: list[Line] = []
    inside, top = False, 0
    for line in lines:
        label = label_of(line.text)
        number = numbered(line.text)
        if label and label[0] == "agenda" and number and top and number.count == top + 1:
            label = None  # 「２　議題」 within a printed order of the day
        if label:
            inside = label[0] == "agenda"
        if not inside:
            above.append(line)
        elif label is None:
            block.append(line)
            top = number.count if number and not number.sub else top
        elif label[1]:
            block.append(replace(line.tail(label[1]), indent=False, trail=False, gap=False))
    return read_header(above, shape), read_agenda(block, shape)


def read_agenda(lines: Sequence[Line], shape: Shape) -> Agenda:
    """Read the printed block of agenda lines."""
    agenda = Agenda()
    tops = _Tops(lines)
    top: int | None = None
    rows = _rows(lines, shape)
    closings = Closings(agenda)
    last = 0
    for row in rows:
        first = row[0]
        whole = one_line(row)
        text, raw = whole.body, whole.source
        if closings.take(whole, None if top is None else _last(agenda, top)):
            continue
        named = unwrap(text)
        bare = without_mark(text)
        number = labelled(bare) or numbered(bare) or _next(bare, last)
        counted = number or ordinal(bare)
        if counted and (again := agenda.find(counted.title, counted.number)) is not None:
            agenda.opened = again
            break
        alone = not (number or first.bullet or first.indent) and lines[0].bullet
        if alone and row is rows[-1] and (again := agenda.find(text)) is not None:
            agenda.opened = again  # 「窓口改革について」, once more, above its first speech
            break
        if number and not (number.sub and tops.numbers):
            top = agenda.add(number.title, raw, number=number.number)
            last = number.count
        elif top is not None and is_speaker(named) and not _TWO_THINGS.search(named):
            agenda.present(_last(agenda, top) if is_bracketed(text) else top, parse_speaker(named))
        elif number:
            agenda.add(number.title, raw, number=number.number, parent=top)
        elif tops.is_top(first) or top is None:
            top = agenda.add(text, raw)
        else:
            agenda.add(text, raw, parent=top)
    closings.end()
    return agenda


def _next(text: str, last: int) -> Numbered | None:
    """The number of the next item, whatever it seems to count: 「３　年度計画」 after 2."""
    found = spaced(text)
    return found if found and found.count == last + 1 else None


class _Tops:
    """Which lines of an agenda are its main items, as the marks of this agenda show."""

    def __init__(self, lines: Sequence[Line]) -> None:
        found = [numbered(line.body) for line in lines]
        self.numbers = any(n and not n.sub for n in found)
        first = lines[0] if lines else Line("")
        self._bullets = first.bullet
        self._indent = first.indent
        self._indents = any(line.indent != first.indent for line in lines)

    def is_top(self, line: Line) -> bool:
        if self.numbers:
            return False
        if self._bullets:
            return line.bullet and (line.indent == self._indent or not self._indents)
        return not line.bullet and (line.indent == self._indent or not self._indents)


def _last(agenda: Agenda, top: int) -> int:
    return agenda.children(top)[-1] if agenda.children(top) else top


def _rows(lines: Sequence[Line], shape: Shape) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in lines:
        marked = line.bullet or numbered(line.text) is not None or spaced(line.text) is not None
        named = is_speaker(unwrap(line.text))
        below = bool(rows) and line.indent and not rows[-1][0].indent
        loose = shape.wrapped and not (marked or named or below)
        if rows and loose and continues(rows[-1][-1], line, shape):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows
