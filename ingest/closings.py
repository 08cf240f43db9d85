"""What minutes print of items behind closed doors on lines of their own.

In the agenda: （以下、非公開）, （非公開） below an item, ※議題６は非公開 wherever it stands. In
the body: （以下、非公開） and （以下、公開）, 【非公開】 above headings, （非公開） below one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from chatbot.types import AgendaItem
from ingest.brackets import CLOSING
from ingest.headings import IS_CLOSED, numbered, says_closed
from ingest.wrapping import Line

_FROM_HERE = (
    r"(?:以[下降後]|これ(?:より|以[降後])|こ(?:こ|の先)(?:から|より|以[降後])|この先)"
    r"(?:先|は|を|の議[事題]は)?[、,]?\s*"
)
_OPENS, _CLOSES = r"[（(【〔［\[＜<〈《※*＊]", r"[）)】〕］\]＞>〉》]"
_PARTS = "(?:議[題事案]|案件|審議|会議|部分|の部|事項|パート)?"
_TOLD = "(?:と(?:する|します|した)|です|で(?:行(?:う|います|った|われた)|審議(?:する|した)?))?。?"
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
_LONGEST_ALONE = 12
"""A longer line without brackets is rather a sentence."""


class Closable(Protocol):
    """An agenda, as far as its items are closed."""

    items: list[AgendaItem]

    def names(self, line: Line) -> bool:
        """Whether a line only says the title of an item."""

    def children(self, at: int) -> list[int]:
        """The items directly under ``at``."""

    def close(self, at: int) -> None:
        """Close an item and what is under it."""

    def close_from_here(self, *, closed: bool = True) -> None:
        """Everything that is added from now on is closed, or open again."""


class Closings:
    """Takes such lines out of an agenda while it is read, and does what they say."""

    def __init__(self, agenda: Closable) -> None:
        self._agenda = agenda
        self._numbers: set[int] = set()
        # Whether 【公開】 stood above the first item, so that such lines tell what follows.
        self._parts: bool | None = None

    def take(self, line: Line, above: int | None) -> bool:
        """Whether a line is one of them; ``above`` is the item that stands above it."""
        text = line.body
        part = _PART.fullmatch(text)
        if part and self._parts is None:
            self._parts = above is None
        if _CLOSED_FROM_HERE.fullmatch(text):
            self._agenda.close_from_here()
        elif _OPEN_FROM_HERE.fullmatch(text):
            self._agenda.close_from_here(closed=False)
        elif part and self._parts:
            self._agenda.close_from_here(closed=bool(part["closed"]))
        elif (told := _BY_NUMBER.fullmatch(line.text)) and (told["mark"] or told["label"]):
            self._numbers |= numbers_in(told["which"], on=bool(told["on"]))
        elif above is not None and says_closed(text):
            self._agenda.close(above)
        else:
            return part is not None and not part["closed"]
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


class BodyClosings:
    """Does the same in the body: closes what follows （以下、非公開）, until （以下、公開）."""

    def __init__(self, agenda: Closable, lines: Sequence[Line]) -> None:
        self._agenda = agenda
        self._lines = lines
        # The items that the line that holds has closed; None while none holds.
        self._closed_here: list[int] | None = None
        parts = [part for at in range(len(lines)) if (part := self._part(at))]
        self._in_parts = len({bool(part["closed"]) for part in parts}) > 1

    def take(self, at: int, item: int | None, *, between: bool) -> bool:
        """Whether the line at ``at`` is one of them; ``item`` is the one that is open.

        ``between`` says that nothing was said under it since its heading: it is closed, too.
        Above a heading 【公開】 and 【非公開】 tell of what follows, right below one of its item.
        What stands behind in the agenda is closed, be its heading printed again or not; where no
        item is known to be open nobody can tell what follows.
        """
        line = self._lines[at]
        text = line.body
        own = _PART.fullmatch(text)
        if own and between and item is not None and self._closed_here is None:
            if own["closed"]:
                self._agenda.close(item)
            return True
        part = self._part(at) if self._in_parts else None
        from_here = _apart(line)
        if (from_here and _CLOSED_FROM_HERE.fullmatch(text)) or (part and part["closed"]):
            self._close(item, between)
        elif (from_here and _OPEN_FROM_HERE.fullmatch(text)) or part:
            self._open(item, between)
        elif item is not None and between and says_closed(text):
            self._agenda.close(item)
        else:
            return False
        return True

    def opened(self, at: int) -> None:
        """A heading was read: its item is closed, too, while such a line holds."""
        if self._closed_here is not None:
            self._close_one(at)

    def _part(self, at: int) -> re.Match[str] | None:
        """【公開】 or 【非公開】 above a heading, or at the end."""
        part = _PART.fullmatch(self._lines[at].body)
        last = at + 1 == len(self._lines)
        return part if last or (part and _heads(self._lines[at + 1], self._agenda)) else None

    def _close(self, item: int | None, between: bool) -> None:
        self._agenda.close_from_here()
        self._closed_here = [] if self._closed_here is None else self._closed_here
        if item is not None:
            for at in range(item if between else item + 1, len(self._agenda.items)):
                self._close_one(at)

    def _open(self, item: int | None, between: bool) -> None:
        for at in self._closed_here or ():
            if item is None or at > item or (at == item and between):
                self._agenda.items[at] = replace(self._agenda.items[at], closed=False)
        self._closed_here = None
        self._agenda.close_from_here(closed=False)

    def _close_one(self, at: int) -> None:
        item = self._agenda.items[at]
        if not item.closed and self._closed_here is not None:
            self._closed_here.append(at)
            self._agenda.items[at] = replace(item, closed=True)


def _apart(line: Line) -> bool:
    """Whether a line stands apart from what is said: in brackets, or これより非公開 alone."""
    alone = not line.stopped and len(line.text) <= _LONGEST_ALONE
    return line.text[:1] in CLOSING or (alone and (not line.bullet or line.text[0] == "※"))


def _heads(line: Line, agenda: Closable) -> bool:
    return agenda.names(line) or numbered(line.body) is not None


def tells_closed(line: Line) -> bool:
    """Whether a line, in an agenda, only tells what is closed, or open."""
    if any(p.fullmatch(line.body) for p in (_PART, _OPEN_FROM_HERE, _CLOSED_FROM_HERE)):
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
