"""Where the speeches of a record begin: ``○議長（氏名君）　発言``, ``○水道課長　速水 亮`` above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.attendance import first_sentence, lists_people
from ingest.drafts import Begun
from ingest.headings import MARKS
from ingest.names import in_prose, is_common_noun, is_full_name
from ingest.nobodys import of_several
from ingest.speakers import is_speaker
from ingest.transcript_speeches import told_with_colons
from ingest.wrapping import Line

MARK = f"[{MARKS}]"
"""Which one stands for members, officials, the chair or a heading, every assembly decides anew."""
HEADING_MARK = re.compile(rf"{MARK}\s*")
_CIRCLES = "○◯〇◎●"
_SPEECH = re.compile(
    rf"{MARK}\s*(?P<who>"
    r"[^\s（(。、「]{1,30}[ \u3000]?[（(][^（）()]{1,40}[）)](?:君|氏|議員|委員|さん)?|"
    r"[^\s（(。、「]{1,24}"
    r"(?:[ \u3000]{1,2}[^\s（(。、「]{2,12}(?:君|氏|議員|さん)(?=[\s\u3000]|$))?)"
    r"(?:(?:[\s\u3000]+|(?<=君[）)]))(?P<what>.*)|$)"
)
_COLON = re.compile(
    rf"{MARK}\s*(?P<who>[^\s（(。、「」：:]{{1,24}}(?:[（(][^（()）]{{1,20}}[）)])?)[：:]\s*(?P<what>\S.*)"
)
_NAMED_ABOVE = re.compile(
    rf"{MARK}\s*(?P<who>[^\s（(。、「]{{2,24}}[\s\u3000]{{1,2}}"
    r"(?P<name>[^（(。、「]{2,14}?)(?:[\s\u3000]?(?:君|氏|様|さん))?)"
)
# ○木下 蓮（委員）　…
_OFFICE_BEHIND = re.compile(
    rf"{MARK}\s*(?P<who>[^\s（(。、「]{{1,4}}[ \u3000][^\s（(。、「]{{1,4}}"
    r"[（(][^（）()]{1,40}[）)])"
    r"[\s\u3000]+(?P<what>\S.*)"
)
_SPACED = re.compile(
    rf"{MARK}\s*(?P<who>[^\s（(。、「](?:[ \u3000]{{1,2}}[^\s（(。、「](?![^\s]))+)"
    r"(?:[\s\u3000]+(?P<what>.*)|$)"
)
_UNKNOWN = re.compile(
    rf"{MARK}[ \u3000]?(?P<who>[^\s（(。、「」：:0-9０-９]{{1,12}}"
    r"(?:[ \u3000][^\s（(。、「」：:]{1,4})?)"
    r"[ \u3000]+(?P<what>[^。？]+[。？].*)"
)
# How those end who hold no office that is known: 市民, 会社員, 佐藤委員代理.
_PEOPLE = re.compile("(?:[民者員党会長]|先生|代理|さん)$")
_SELDOM = 3
"""Of so many speeches one may have a colon where the others have a blank."""
_LOOKED_AT = 30
"""So many lines below a name on a line of its own a sentence is looked for."""


def begun_with_marks(lines: Sequence[Line]) -> list[Begun | None]:
    """(who, what) for the lines that begin a speech, be ``what`` empty under a name alone."""
    found = [_name_above(lines, at) or _speech(line) for at, line in enumerate(lines)]
    colons = [None if one else _behind_colon(line) for one, line in zip(found, lines, strict=True)]
    seldom = sum(map(bool, found)) >= _SELDOM * sum(map(bool, colons))
    if seldom and told_with_colons(lines) <= sum(map(bool, colons)):  # else it is a transcript
        found = [one or other for one, other in zip(found, colons, strict=True)]
    for at in range(first_sentence(lines)):
        one = found[at]
        if one and lists_people(one[1].text or _text(lines, at + 1)):
            found[at] = None  # ○委員　鷲尾 花子, or ○委員 above names: who was there
    marked = [at for at, line in enumerate(lines) if found[at] or HEADING_MARK.match(line.text)]
    for before, at, after in zip(marked, marked[1:], [*marked[2:], None], strict=False):
        # Points of a speech stand together; one between two who are known is somebody, too.
        if found[at] is None and found[before] and (after is None or found[after]):
            found[at] = _somebody(lines[at])
    return found


def _somebody(line: Line) -> Begun | None:
    """``○緒方　…`` or ``○佐藤委員代理　…``: who speaks and holds no office that is known."""
    match = _UNKNOWN.fullmatch(line.text)
    if not match or in_prose(match["who"]):
        return None
    who = match["who"]
    named = is_full_name(who) if " " in who or "\u3000" in who else not is_common_noun(who)
    if not named and not _PEOPLE.search(who):
        return None
    return line.cut(*match.span("who")), replace(line.tail(match["what"]), indent=False)


def _text(lines: Sequence[Line], at: int) -> str:
    return lines[at].text if at < len(lines) else ""


def _name_above(lines: Sequence[Line], at: int) -> Begun | None:
    """``○水道課長　速水 亮`` where sentences follow; in a list of who was there none do."""
    named = _NAMED_ABOVE.fullmatch(lines[at].text)
    if not named or not _sentence_follows(lines, at):
        return None
    if not is_full_name(named["name"]) or not is_speaker(named["who"]):
        return None
    return lines[at].cut(*named.span("who")), replace(lines[at].tail(""), indent=False)


def _sentence_follows(lines: Sequence[Line], at: int) -> bool:
    """Whether a sentence ends before the next marked line."""
    for line in lines[at + 1 : at + 1 + _LOOKED_AT]:
        if HEADING_MARK.match(line.text):
            return False
        if "。" in line.text:
            return True
    return False


def _behind_colon(line: Line) -> Begun | None:
    """``○山田委員：…`` among ``○山田委員　…``."""
    match = _COLON.fullmatch(line.text)
    if match is None or not is_speaker(match["who"]) or of_several(f"（{match['who']}）"):
        return None
    return line.cut(*match.span("who")), replace(line.tail(match["what"]), indent=False)


def _speech(line: Line) -> Begun | None:
    """(who, what) where a line begins a speech."""
    patterns = (_SPACED, _OFFICE_BEHIND, _SPEECH)
    every = (pattern.fullmatch(line.text) for pattern in patterns)
    match = next((found for found in every if found and is_speaker(found["who"])), None)
    if match is None or of_several(f"（{match['who']}）"):
        return None
    if not match["what"] and match["who"][-1] not in "）)君" and line.text[0] not in _CIRCLES:
        return None  # ■北区 above bullets: another layout
    what = line.tail((match["what"] or "").strip())
    return line.cut(*match.span("who")), replace(what, indent=False)
