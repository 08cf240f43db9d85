"""What an agenda prints of items behind closed doors on lines of their own.

（以下、非公開）, （非公開） below an item, ※議題６は非公開 wherever it stands.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

from chatbot.types import AgendaItem
from ingest.headings import IS_CLOSED, says_closed
from ingest.wrapping import Line

_CLOSED_FROM_HERE = re.compile(r"[（(※]*\s*以下[、,]?\s*(?:の議[事題]は)?非公開\s*[）)]?")
_OPEN_FROM_HERE = re.compile(r"[（(※]*\s*以下[、,]?\s*(?:の議[事題]は)?公開\s*[）)]?")
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

    def __init__(self, agenda: Closable) -> None:
        self._agenda = agenda
        self._numbers: set[int] = set()

    def take(self, line: Line, above: int | None) -> bool:
        """Whether a line is one of them; ``above`` is the item that stands above it."""
        text = line.body
        if _CLOSED_FROM_HERE.fullmatch(text):
            self._agenda.close_from_here()
        elif _OPEN_FROM_HERE.fullmatch(text):
            self._agenda.close_from_here(closed=False)
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


def tells_closed(line: Line) -> bool:
    """Whether a line, in an agenda, only tells what is closed."""
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
