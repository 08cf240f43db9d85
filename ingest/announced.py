"""Items that only the chair announces, where the body repeats no heading of a printed agenda."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from chatbot.types import AgendaItem, Speaker
from ingest.drafts import Draft
from ingest.headings import count_of, key, trailing_brackets

_CHAIR = re.compile(r"(?:議長|委員長|座長|会長|部会長|司会者?|進行役?|事務局)$")
# 「次に、宿泊税についてに移ります」, 「議題２について、事務局から説明をお願いします」
_MOVES = re.compile(
    r"[にへ](?:移(?:り|ら|る|ろ)|入(?:り|ら|る|ろ)|進(?:み|め|む|も)|まいり|参り)"
    r"|議題(?:と|に)(?:し|いた|致|させ|供)|(?:一括)?上程|審議(?:に|を)(?:入|行|お願)"
    r"|(?:説明|報告|紹介|発表)(?:を|の)?(?:お願|願|求め|いただ|頂|して(?:いただ|ください))"
    r"|(?:始め|行い|議論し|協議し|審議し|お諮りし)(?:ます|たい|てまいり|て参り)|お諮り"
)
# 「夜間開館については後ほど説明をいただきます」
_NOT_YET = re.compile(r"後ほど|のちほど|後で|あとで|次回|後日|改めて")
_NUMBER = re.compile(
    r"(?:議題|議事|次第|日程|案件|(?:報告|協議|審議|検討)(?:事項|案件))の?第?(?P<below>[(])?"
    r"(?P<number>[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?![0-9年月日回期])"
)
_TAIL = re.compile(r"(?:について|の件|に関して|に関する件|に関すること)$")
_SENTENCES = re.compile(r"[^。！？\n]+")
# A title of fewer characters (その他, 質疑) names its item only right before 「に移ります」.
_SHORT = 4


def follow_the_chair(agenda: Sequence[AgendaItem], turns: Sequence[Draft]) -> None:
    """Put turns under the items that the chair announces, in place.

    Where the body has headings of its own, only what is printed under the one that is open, and has
    no heading there, can be announced. No item is gone back to.
    """
    headed = {turn.agenda for turn in turns}
    if len(agenda) < 2:
        return
    heading = now = turns[0].agenda if turns else None
    for turn in turns:
        if turn.agenda != heading:
            heading = now = turn.agenda
        if turn.speaker is not None and _chairs(turn.speaker):
            later = list(range(0 if now is None else now + 1, len(agenda)))
            if len(headed) > 1:
                below = [] if heading is None else _below(agenda, heading)
                later = [] if headed & {*below} else [at for at in later if at in below]
            now = _announced(agenda, turn.speech.text, now, later)
        turn.agenda = now


def _below(agenda: Sequence[AgendaItem], top: int) -> list[int]:
    """The items under one, also those under these."""
    below = [top]
    for at in range(top + 1, len(agenda)):
        if agenda[at].parent in below:
            below.append(at)
    return below[1:]


def _chairs(speaker: Speaker) -> bool:
    return _CHAIR.search(speaker.role or speaker.organization) is not None


def _announced(
    agenda: Sequence[AgendaItem], text: str, now: int | None, later: Sequence[int]
) -> int | None:
    """The item of ``later`` to which a speech goes on; the present one where it names none."""
    for sentence in _SENTENCES.findall(text):
        said = "".join(unicodedata.normalize("NFKC", sentence).split())
        if not _MOVES.search(said) or _NOT_YET.search(said):
            continue
        later = [at for at in later if now is None or at > now]
        named = [at for at in later if _titled(agenda[at], said)] or _numbered(agenda, later, said)
        # What is closed is announced, and what is printed below it is what comes after.
        named = [at for at in named if not agenda[at].closed]
        if named:
            now = _innermost(agenda, named)
    return now


def _titled(item: AgendaItem, said: str) -> bool:
    title = _TAIL.sub("", key(trailing_brackets(item.title)[0]))
    if len(title) >= _SHORT:
        return title in said
    return bool(title) and re.search(rf"{re.escape(title)}[にへ](?:移|入|進)", said) is not None


def _numbered(agenda: Sequence[AgendaItem], later: Sequence[int], said: str) -> list[int]:
    """The later items whose number is called, where only one has it."""
    found = _NUMBER.search(said)
    if found is None:
        return []
    number = str(count_of(found["number"]))
    same = [at for at in later if agenda[at].number == number]
    if found["below"]:
        same = [at for at in same if agenda[at].parent is not None] or same
    return same if len(same) == 1 else []


def _innermost(agenda: Sequence[AgendaItem], named: Sequence[int]) -> int:
    """The first item that is named, or what stands under it where that is named, too."""
    at = named[0]
    for above, below in pairwise(named):
        if agenda[below].parent != above:
            break
        at = below
    return at
