"""What an agenda prints of items behind closed doors on lines of their own.

（以下、非公開）, （非公開） below an item, ※議題６は非公開 wherever it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from chatbot.types import AgendaItem
from ingest.headings import IS_CLOSED, says_closed
from ingest.wrapping import Line

_FROM_HERE = (
    r"(?:以[下降後]|これ(?:より|以[降後])|こ(?:こ|の先)(?:から|より|以[降後])?)"
    r"(?:先|は|を|の議[事題]は)?[、,]?\s*"
)
_OPENS, _CLOSES = r"[（(【〔［\[＜<〈《※*＊]", r"[）)】〕］\]＞>〉》]"
_PARTS = "(?:議[題事案]|案件|審議|会議|部分|の部|事項|パート)?"
_TOLD = "(?:と(?:する|します|した)|です|である|で行う|で審議する)?。?"
_CLOSED_FROM_HERE = re.compile(rf"{_OPENS}*\s*{_FROM_HERE}非公開{_PARTS}{_TOLD}\s*{_CLOSES}?")
_OPEN_FROM_HERE = re.compile(rf"{_OPENS}*\s*{_FROM_HERE}公開{_PARTS}{_TOLD}\s*{_CLOSES}?")
# 【公開】 and （非公開議題） above the items that they tell of, where both stand in one agenda.
_PART = re.compile(rf"{_OPENS}\s*(?P<closed>非)?公開{_PARTS}\s*{_CLOSES}")
# ※議題６は非公開, （議題３、５～７は非公開とする）, ※３以降は非公開
_BY_NUMBER = re.compile(
    r"(?P<mark>[※*＊（(]?)[\s\u3000]*(?P<label>(?:議題|議事|議案|案件|項目|次第)[\s\u3000]*[（(]?)?"
    r"(?P<which>第?[0-9０-９](?:[0-9０-９第号、,，・及びおよとから～〜\-－ー]|議題|議案|案件|まで)*)[）)]?"
    r"(?P<on>以降|以下)?(?:のみ|について)?(?:は|も)?[、，]?(?:[^（）。]{1,30}(?:ため|により|づき)、?)?"
    rf"(?:会議を)?{IS_CLOSED}[）)。\s]*"
)
_RANGE = re.compile(
    r"(?P<first>[0-9]+)\s*号?(?:議[題案]|案件)?\s*(?:[~〜]|から)\s*(?:議[題案]|第)?(?P<last>[0-9]+)"
    r"|(?P<one>[0-9]+(?:[-－ー][0-9]+)?)"
)


class Closable(Protocol):
    """An agenda, as far as its items are closed."""

    items: list[AgendaItem]

    def children(self, at: int) -> list[int]:
        """The items directly under ``at``."""

    def close(self, at: int) -> None:
        """Close an item and what is under it."""

    def close_from_here(self, *, closed: bool = True) -> None:
        """Everything that is added from now on is closed, or open again."""


class Closings:
    """Takes such lines out of an agenda while it is read, and does what they say."""

    def __init__(self, agenda: Closable, lines: Iterable[Line] = ()) -> None:
        self._agenda = agenda
        self._numbers: set[int] = set()
        self._parts = in_parts(lines)

    def take(self, line: Line, above: int | None) -> bool:
        """Whether a line is one of them; ``above`` is the item that stands above it."""
        text = line.body
        if _CLOSED_FROM_HERE.fullmatch(text):
            self._agenda.close_from_here()
        elif _OPEN_FROM_HERE.fullmatch(text):
            self._agenda.close_from_here(closed=False)
        elif self._parts and (part := _PART.fullmatch(text)):
            self._agenda.close_from_here(closed=bool(part["closed"]))
        elif (told := _BY_NUMBER.fullmatch(line.text)) and (told["mark"] or told["label"]):
            self._numbers |= numbers_in(told["which"], on=bool(told["on"]))
        elif above is not None and says_closed(text):
            self._agenda.close(above)
        else:
            return False
        return True

    def end(self) -> None:
        """All items are read: close those that were named by number, and what has only closed."""
        items = self._agenda.items
        for at, item in enumerate(items):
            if item.parent is None and item.number.isdigit() and int(item.number) in self._numbers:
                self._agenda.close(at)
        for at in range(len(items)):
            below = self._agenda.children(at)
            if below and all(items[one].closed for one in below):
                self._agenda.close(at)


class Shut:
    """Does the same in the body: closes what follows （以下、非公開）, until （以下、公開）."""

    def __init__(self, agenda: Closable, lines: Iterable[Line]) -> None:
        self._agenda = agenda
        self._parts = in_parts(lines)
        self._closed: list[int] | None = None

    def take(self, line: Line, item: int | None, *, between: bool) -> bool:
        """Whether a line is one of them; ``item`` is the one that is open.

        What stands behind that in the agenda is closed, be its heading printed again or not.
        （非公開） alone closes the item that is open, ``between`` two who speak.
        """
        text = line.body
        part = _PART.fullmatch(text) if self._parts else None
        enclosed = text != line.text or text[:1] in "（(【〔［[＜<〈《※*＊"
        if (enclosed and _CLOSED_FROM_HERE.fullmatch(text)) or (part and part["closed"]):
            self._closed = [] if self._closed is None else self._closed
            for at in range(0 if item is None else item + 1, len(self._agenda.items)):
                self._shut(at)
        elif (enclosed and _OPEN_FROM_HERE.fullmatch(text)) or part:
            for at in self._closed or ():
                if item is None or at > item:
                    self._agenda.items[at] = replace(self._agenda.items[at], closed=False)
            self._closed = None
        elif item is not None and between and says_closed(text):
            self._agenda.close(item)
            return True
        else:
            return False
        self._agenda.close_from_here(closed=self._closed is not None)
        return True

    def opened(self, at: int) -> None:
        """A heading was read: its item is closed, too, while such a line holds."""
        if self._closed is not None:
            self._shut(at)

    def _shut(self, at: int) -> None:
        item = self._agenda.items[at]
        if not item.closed and self._closed is not None:
            self._closed.append(at)
            self._agenda.items[at] = replace(item, closed=True)


def in_parts(lines: Iterable[Line]) -> bool:
    """Whether lines tell apart what is open and what is closed: 【公開】 and 【非公開】."""
    found = [part for line in lines if (part := _PART.fullmatch(line.body))]
    return len({bool(part["closed"]) for part in found}) > 1


def tells_closed(line: Line) -> bool:
    """Whether a line, in an agenda, only tells what is closed, or open."""
    if _PART.fullmatch(line.body) or _OPEN_FROM_HERE.fullmatch(line.body):
        return True
    told = _BY_NUMBER.fullmatch(line.text)
    return bool(told and (told["mark"] or told["label"])) or says_closed(line.body)


def numbers_in(which: str, *, on: bool = False) -> set[int]:
    """The numbers of a list (３、５～７), with ``on`` all from the last one on; at most 99 more."""
    found: set[int] = set()
    for part in _RANGE.finditer(unicodedata.normalize("NFKC", which)):
        if part["first"]:
            first, last = int(part["first"]), int(part["last"])
            found |= set(range(first, min(last, first + 99) + 1))
        elif part["one"].isdigit():  # and not 2-1, a part of item 2
            found.add(int(part["one"]))
    return found | set(range(max(found), max(found) + 99)) if on and found else found
