"""Headings that stand between speeches, in records and transcripts: which item opens where."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.agenda import Agenda
from ingest.header import label_of
from ingest.headings import (
    Numbered,
    in_corner_brackets,
    labelled,
    numbered,
    opens_questions,
    ordinal,
    without_closed_mark,
    without_mark,
)
from ingest.wrapping import Line

# Where speeches begin: of each line something or nothing.
Speeches = Sequence[object | None]
_LONGEST = 60
# What announces a list, whose first number is no heading.
_ANNOUNCES = re.compile("次の|以下の|下記の")
_NEXT = re.compile(
    r"次回(?:の)?(?:開催|日程|会議|予定)?(?:日時?|予定)?[\s\u3000]*[:：]|署名(?:委員|議員)"
)
_PRESENTED = re.compile(
    r"(?:より|から|に基づき|により|が)[^。]{0,20}(?:説明|報告|紹介)(?:した|があった)?。?$"
)
_CLOSES = re.compile("閉会(?:の挨拶|挨拶)?|散会|閉式")
# So many headings may stand one under the other: 「２　議事」, 「（１）宿泊税について」.
_TOGETHER = 3
# So many lines of a speech are looked through for the list that a number may belong to.
_LOOKED_AT = 40


def heading_of(line: Line) -> Numbered | None:
    """What a line says as a heading: 「２　その他」, 「議題１　…」, 「【議事（１）…】」."""
    if line.stopped or len(line.text) > _LONGEST:
        return None
    text = in_corner_brackets(line.text) or without_mark(line.text)
    return labelled(text) or numbered(text) or ordinal(text)


def end_of_speech(lines: Sequence[Line], speeches: Speeches) -> int:
    """The line from which nobody speaks any more: 出席者：…, 配布資料：…, 次回：… at the end."""
    last = max((at for at, found in enumerate(speeches) if found), default=len(lines))
    for at in range(last + 1, len(lines)):
        label = label_of(lines[at].text)
        if (label and label[0] in ("people", "other")) or _NEXT.match(lines[at].text):
            return at
    return len(lines)


def first_of_body(lines: Sequence[Line], speeches: Speeches) -> int:
    """Where the front ends: at the first speech, or at the headings right above it.

    Where an agenda is printed, or several numbered lines stand there, those are the agenda's.
    """
    first = next((at for at, found in enumerate(speeches) if found), len(lines))
    start = first
    while start and _leads(lines[start - 1]):
        start -= 1
    if start and heading_of(lines[start - 1]):
        first = start
    above = first
    while above and first - above < _TOGETHER and _heads(lines[above - 1]):
        above -= 1
    if above in (first, 0):
        return first
    heads = [found for line in lines[above:first] if (found := heading_of(line))]
    tops = [one for one in heads if not one.sub]
    front = lines[:above]
    agenda = any((label_of(line.text) or ("",))[0] == "agenda" for line in front)
    listed = len(tops) > 1 or any(heading_of(line) for line in front if not label_of(line.text))
    begins = heads[0].number == "1" or labelled(lines[above].text) is not None
    return first if agenda or listed or not begins else above


def _leads(line: Line) -> bool:
    """Whether a line stands between a heading and what is said: 【質疑応答】, 資料１により説明."""
    return opens_questions(line.text) or (
        len(line.text) <= _LONGEST and _PRESENTED.search(line.text) is not None
    )


def _heads(line: Line) -> bool:
    heading = heading_of(line)
    return heading is not None and label_of(heading.title) in (None, ("agenda", ""))


class Items:
    """The item that is open while speeches are read, and which line opens the next one."""

    def __init__(self, agenda: Agenda) -> None:
        self.agenda, self.given = agenda, bool(agenda.items)
        self._top: int | None = None
        self._last_top, self._last_sub = 0, 0
        self._opened = -1

    def left_open(self, lines: Sequence[Line], speeches: Speeches, first: int) -> int | None:
        """The item that the front ends with, where the body goes on counting from it.

        Of an agenda that is printed whole the body repeats the headings, or has none.
        """
        above = heading_of(lines[first - 1]) if first else None
        if not self.given and above and not above.sub and label_of(lines[first - 1].text) is None:
            self._last_top = above.count
            self._top = self.agenda.add(above.title, lines[first - 1].source, number=above.number)
            return self._top
        if self.agenda.opened is not None or not self.given:
            return self.agenda.opened
        at = len(self.agenda.items) - 1
        last = self.agenda.items[at]
        if above is None or above.title != last.title or last.number != "1":
            return None  # an agenda that is printed whole, whose items the body may not name
        heads = (
            heading
            for i in range(first, len(lines))
            if not speeches[i]
            and (heading := heading_of(lines[i]))
            and self._stands(lines, speeches, i)
        )
        following = next(heads, None)
        if following is None and at > 0:
            return None
        if following is not None and following.count != 2:
            return None
        below = above.sub or bool(following and following.sub)
        self._last_top, self._last_sub = (0, 1) if below else (1, 0)
        self._top = self.agenda.root(at)
        return at

    def opens(self, lines: Sequence[Line], speeches: Speeches, at: int) -> int | None:
        """The item that a line between speeches opens, added if need be; None where it opens none.

        A count within a speech, which may stand last in it, is no heading.
        """
        line = lines[at]
        heading = heading_of(line)
        if heading is None and self.agenda.names(line):
            heading = self.agenda.counted(line.body)  # ２ 市町村の連携
        if heading is None:
            return None
        known = self._known(line, heading)
        if known is None and (labelled(line.text) is None and not self._goes_on(heading)):
            return None
        if not self.agenda.names(line) and not self._stands(lines, speeches, at):
            return None
        self._opened = at
        if heading.sub:
            self._last_sub = heading.count
        else:
            self._last_top, self._last_sub = heading.count, 0
        if known is not None:
            self._top = self.agenda.root(known)
            self.agenda.mark(known, line.text)
            return known
        parent = self._top if heading.sub else None
        item = self.agenda.add(heading.title, line.source, number=heading.number, parent=parent)
        self._top = self.agenda.root(item)
        return item

    def _known(self, line: Line, heading: Numbered) -> int | None:
        if self.agenda.names(line):
            return self.agenda.find(heading.title, heading.number)
        return self.agenda.find(heading.title) if self.given else None

    def _goes_on(self, heading: Numbered) -> bool:
        """Whether a heading is the one after the last, of its level."""
        if self.given and self._top is None and self._last_top == 0:
            return False  # what was printed before would be found
        if not heading.sub and self._last_sub and not self._last_top:
            return True  # what is above the items was not told
        last = self._last_sub if heading.sub else self._last_top
        return heading.count == last + 1

    def _stands(self, lines: Sequence[Line], speeches: Speeches, at: int) -> bool:
        """Whether a line stands right above a speech, perhaps over another heading."""
        own = heading_of(lines[at])
        if own and labelled(lines[at].text) is None and self._counts(lines, speeches, at, own):
            return False
        if without_closed_mark(lines[at].text)[1]:
            return True  # what follows was not made public, and is no speech
        after = at + 1
        while after < len(lines) and after - at < _TOGETHER and not speeches[after]:
            below = heading_of(lines[after])
            if below is None or (own and below.sub == own.sub):
                return False
            after += 1
        if after == len(lines):  # 「３　閉会」, of which no more is told
            return own is not None and _CLOSES.fullmatch(own.title) is not None
        return bool(speeches[after])

    def _counts(self, lines: Sequence[Line], speeches: Speeches, at: int, own: Numbered) -> bool:
        """Whether a number belongs to a list in the speech above it."""
        above = at - 1
        while above >= 0 and at - above <= _LOOKED_AT and self._opened != above:
            if speeches[above] or above == at - 1:
                announced = _ANNOUNCES.search(lines[above].text) and own.count == 1
                if announced:
                    return True
            if speeches[above]:
                return False
            before = heading_of(lines[above])
            if before and before.sub == own.sub:
                # Where the list has this number already, it is not the list's.
                return own.follows(before)
            above -= 1
        return False
