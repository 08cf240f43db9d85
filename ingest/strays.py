"""Lines that name who speaks in the manner of another layout than the rest of the minutes.

→（事務局）, 質問：（佐藤委員） or 山田委員：… among speakers in brackets on lines of their own;
（事務局） or ○事務局　… among speakers with a colon. What is said there is not that of whoever
spoke before.

Lists within a speech look much alike (・事務局：資料を送る。, 佐藤委員　欠席。), and are commoner:
only brackets, a mark, or a person with an office and a colon between other lines count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from ingest.brackets import unwrap
from ingest.drafts import Begun
from ingest.headings import MARKS, in_corner_brackets
from ingest.nobodys import (
    GOES_ON,
    LONGEST,
    NO_NAME,
    begins_unread,
    has_post,
    is_sentence,
    names_one,
    of_several,
)
from ingest.sides import SIDES
from ingest.speakers import is_speaker, parse_speaker
from ingest.wrapping import Line

_BULLET = r"[・•･◦▪*＊-]"
_ARROW = r"(?:[→⇒➡⇨▶►]|->|=>|＝＞)"
_OPENED, _CLOSED = "（(【［\\[＜<《〈〔", "）)】\\]］＞>》〉〕"
# 質問：, ＜質問＞, 【回答】, Q. but not 報告, which as often begins a title: ２ 報告（事務局）
_WORD = rf"(?:{SIDES}|[QＱAＡ][0-9０-９]{{0,2}})"
_LABEL = rf"(?:[{_OPENED}]{_WORD}[{_CLOSED}]|{_WORD}[：:．.])"
_BEFORE = rf"(?P<before>(?:[{MARKS}]|{_BULLET}|{_ARROW}|{_LABEL})?)[ \u3000]*"
_WHO = rf"(?P<who>[{_OPENED}](?:[^（()）【】]|[（(][^（()）]*[）)]){{1,60}}[{_CLOSED}])"
_ENCLOSED = re.compile(
    rf"{_BEFORE}{_WHO}(?P<sep>[ \u3000]*[：:]?[ \u3000]*(?:→[ \u3000]*)?)(?P<what>.*)"
)
_MARKED = re.compile(
    rf"[{MARKS}][ \u3000]*(?P<who>[^。、？！「」『』：:\s]{{2,20}})"
    r"(?P<sep>[ \u3000]+)(?P<what>\S.*)"
)
_WITH_COLON = re.compile(
    r"(?P<who>[^。、？！「」『』：:]{2,30}?)(?P<sep>[ \u3000]*[：:](?!//)[ \u3000]*)(?P<what>\S.*)"
)
_LISTED = re.compile(rf"(?:{_BULLET}[ \u3000]*)?[^。：:]{{1,30}}[：:]")
# Who holds the meeting, or serves it, needs no name.
_PRESIDES = re.compile(
    "事務局|当局|副?(?:会長|座長|議長|委員長|部会長|分科会長)|司会者?|進行役?|講師"
)


# （事務局）・（北区）, 会長 及び副会長
_GOES_ON = re.compile(rf"{GOES_ON.pattern}|[・→⇒]|及び|および|並びに")


def names_person(printed: str) -> bool:
    """Whether brackets hold a person with an office, or one who is called 様."""
    if of_several(printed) or not is_speaker(printed):
        return False
    speaker = parse_speaker(printed)
    if has_post(unwrap(printed)):
        return True
    return bool(speaker.name and (speaker.role or unwrap(printed).endswith(("様", "氏", "殿"))))


def presides(who: str) -> bool:
    """Whether somebody holds the meeting or serves it: 会長, 事務局."""
    return _PRESIDES.fullmatch(who) is not None


def bare(printed: str) -> str:
    """Who is named, without brackets and blanks: how the same one is known again."""
    return "".join(unwrap(printed.strip()).split())


def known_in(lines: Iterable[Line]) -> frozenset[str]:
    """Those whom lines name alone, as `bare` has them."""
    return frozenset(bare(line.text) for line in lines if names_one(line.text))


def begins_otherwise(
    speeches: Sequence[Begun | None], form: re.Pattern[str]
) -> Callable[[Line], Begun | None]:
    """What finds such lines among ``speeches``, and those that name somebody who cannot be read."""
    known = frozenset(bare(one[0].text) for one in speeches if one)

    def begins(line: Line) -> Begun | None:
        return begins_unread(line, form) or _among_others(line, known)

    return begins


def _among_others(line: Line, known: Collection[str]) -> Begun | None:
    """（事務局） alone, （事務局）：… or ○事務局　… where a colon or another mark is the manner.

    Of （事務局）案のとおり… nobody can tell whether it says so.
    """
    for form in (_ENCLOSED, _MARKED):
        match = form.fullmatch(line.text)
        if match is None or not _names(match, known):
            continue
        what, sep = match["what"], match["sep"]
        if what and (not is_sentence(what) or _GOES_ON.match(what)):
            continue
        if not (what and match["before" if form is _ENCLOSED else "who"][:1] in ("・", "*")):
            return _begun(line, match, lost=bool(what) and not sep)
    return None


def stray(line: Line, known: Collection[str], around: Sequence[Line]) -> Begun | None:
    """(who, what) where a line names who speaks in another manner; ``what`` may be empty.

    Where brackets on lines of their own are the manner: →（事務局）, （事務局）：…, 山田委員：….
    Only a person with an office, who presides or serves the meeting, or one in ``known`` counts (as
    `bare` has them); ``around`` are the lines beside, of which none may be of the same list.
    """
    if in_corner_brackets(line.text):
        return None
    match = _ENCLOSED.fullmatch(line.text)
    if match and _names(match, known):
        what = match["what"]
        apart = "：" in match["sep"] or ":" in match["sep"] or "→" in match["sep"]
        alone = not what and match["before"]
        if alone or (what and apart and is_sentence(what) and not match["before"]):
            return _begun(line, match)
    match = _WITH_COLON.fullmatch(line.text)
    if match and not line.bullet and is_sentence(match["what"]):
        listed = any(_LISTED.match(other.text) for other in around)
        if not listed and names_person(f"（{match['who'].strip()}）"):
            return _begun(line, match)
    return None


def _names(match: re.Match[str], known: Collection[str]) -> bool:
    who = bare(match["who"])
    printed = f"（{unwrap(match['who'].strip())}）"
    if len(who) > LONGEST or NO_NAME.search(who) or of_several(printed) or not names_one(printed):
        return False
    return who in known or presides(who) or names_person(printed)


def _begun(line: Line, match: re.Match[str], *, lost: bool = False) -> Begun:
    own = replace(line.cut(*match.span("who")), trail=False, lost=lost)
    return own, replace(line.cut(*match.span("what")), indent=False, gap=False)
