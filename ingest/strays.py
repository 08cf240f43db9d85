"""Lines that name who speaks in the manner of another layout than the rest of the minutes.

→（事務局）, 質問：（佐藤委員）, 山田委員「…」 or 山田委員：… among speakers in brackets;
（事務局）… or ○事務局　… among speakers with a colon. What is said there is not that of whoever
spoke before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from ingest.brackets import unwrap
from ingest.drafts import Begun
from ingest.headings import MARKS, in_corner_brackets
from ingest.nobodys import LONGEST, begins_unread, is_sentence, names_one, of_several
from ingest.offices import municipality
from ingest.sides import SIDES
from ingest.speakers import is_speaker, parse_speaker
from ingest.wrapping import Line

_BULLETS = r"[・•･◦▪*＊-]"
_POINTS_AT = r"(?:[→⇒➡⇨▶►]|->|=>|＝＞)"
_OPENED, _CLOSED = "（(【［\\[＜<《〈〔", "）)】］\\]＞>》〉〕"
_LABEL = rf"(?:[{_OPENED}]?(?:{SIDES}|[QＱAＡ][0-9０-９]{{0,2}})[{_CLOSED}]?[：:．.]?)"
_COUNT = r"(?:[（(]?[0-9０-９]{1,2}[）)．.]?|[①-⑳])"
_ONE_BEFORE = rf"(?:[{MARKS}]|{_BULLETS}|{_POINTS_AT}|{_LABEL}|{_COUNT})"
_BEFORE = rf"(?P<before>(?:{_ONE_BEFORE}[ \u3000]*){{0,2}})"
_ENCLOSED = re.compile(
    rf"{_BEFORE}(?P<who>[{_OPENED}](?:[^（()）【】]|[（(][^（()）]*[）)]){{1,60}}[{_CLOSED}])"
    r"(?P<sep>[ \u3000]*[：:]?[ \u3000]*(?:→[ \u3000]*)?)(?P<what>.*)"
)
_WHO = "(?P<who>[^。、？！「」『』：:]{2,40}?)"
_WITH_COLON = re.compile(rf"{_BEFORE}{_WHO}(?P<sep>[ \u3000]*[：:](?!//)[ \u3000]*)(?P<what>\S.*)")
_WITH_QUOTE = re.compile(rf"{_BEFORE}{_WHO}(?P<sep>「)(?P<what>.+[。？！?!])」")
_WITH_BLANK = re.compile(
    rf"{_BEFORE}(?P<who>[^。、？！「」『』：:\s]{{2,20}})(?P<sep>[ \u3000]+)(?P<what>\S.*)"
)
# Who holds the meeting, or serves it, needs no name.
_PRESIDES = re.compile(
    "事務局|当局|副?(?:会長|座長|議長|委員長|部会長|分科会長)|司会者?|進行役?|講師"
)
_LISTED = re.compile(rf"{_BULLETS}|{_COUNT}")
_GOES_ON = re.compile("[にのがをへはもでとや、。]|から|より|まで|など|ほか")


def surely(printed: str) -> bool:
    """Whether brackets hold a person with an office, or one who is called 様."""
    if of_several(printed) or not is_speaker(printed):
        return False
    speaker = parse_speaker(printed)
    return bool(speaker.name and (speaker.role or unwrap(printed).endswith(("様", "氏", "殿"))))


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
        return begins_unread(line, form) or stray(line, known, alone=True)

    return begins


def stray(line: Line, known: Collection[str], *, alone: bool = False) -> Begun | None:
    """(who, what) where a line names who speaks in another manner; ``what`` may be empty.

    Only a person with an office, who presides or serves the meeting, or one in ``known`` counts
    (as `bare` has them). Of a municipality before a colon or a blank nobody can tell whether it
    says so or is one of a list: who is `Line.lost` then. With ``alone``, brackets with nothing
    before and behind are another manner, too.
    """
    text = line.text
    if not text or in_corner_brackets(text):
        return None
    for form in (_ENCLOSED, _WITH_QUOTE, _WITH_COLON, _WITH_BLANK):
        if (form is _ENCLOSED or len(text) > 3) and (match := form.fullmatch(text)):
            found = _found(line, match, known, alone=alone)
            if found is not None:
                return found
    return None


def _found(
    line: Line, match: re.Match[str], known: Collection[str], *, alone: bool
) -> Begun | None:
    what, sep = match["what"], match["sep"]
    enclosed = match.re is _ENCLOSED
    who = match["who"] if enclosed else f"（{match['who'].strip()}）"
    if len(who) > LONGEST or of_several(who) or not names_one(f"（{unwrap(who)}）"):
        return None
    if what and not is_sentence(what):
        return None
    if enclosed and not (what or match["before"] or alone):
        return None  # a line like the others
    if what and not sep and _GOES_ON.match(what):
        return None  # （市民課 佐藤 様）は…
    same = bare(who) in known
    person = surely(f"（{unwrap(who)}）")
    if not (person or same or _presides(match, bare(who))):
        return None
    town = not person and bool(municipality(bare(who))) and bool(what)
    own = replace(line.cut(*match.span("who")), trail=False, lost=town)
    said = line.cut(*match.span("what")) if what else line.cut(0, 0)
    return own, replace(said, indent=False, gap=False)


def _presides(match: re.Match[str], who: str) -> bool:
    """Whether it is who presides, and not what one point of a list is about: ・事務局：….

    Nor is it the subject of a sentence without its particle: 事務局 資料を送る。
    """
    if not _PRESIDES.fullmatch(who):
        return False
    if match.re is _ENCLOSED:
        return True
    marked = match["before"][:1]
    if match.re is _WITH_BLANK and match["sep"] != "\u3000" and not (marked and marked in MARKS):
        return False
    return not _LISTED.match(match["before"])
