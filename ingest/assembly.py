"""Records of assemblies and committees: ``○議長（氏名君）　発言``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.dates import parse_date, parse_times
from ingest.agenda import Agenda, read_front
from ingest.assembly_speeches import HEADING_MARK, MARK, begun_with_marks
from ingest.attendance import lists_people
from ingest.closings import BodyClosings
from ingest.drafts import Begun, Draft, Drafts, Floor
from ingest.header import Header
from ingest.headings import opens_questions
from ingest.items import Items, end_of_speech, first_of_body
from ingest.nobodys import BEHIND_MARK
from ingest.parties import is_executive, is_member
from ingest.speakers import parse_speaker
from ingest.strays import begins_otherwise
from ingest.transcript_speeches import told_with_colons
from ingest.wrapping import Line, Shape

_STAGE = re.compile(r"[〔［\[（(〈](?P<inside>[^〕］\])）〉]*)[〕］\])）〉]")
# Who leaves, comes or raises a hand makes a vote or a quorum, and is told.
_UNHEARD = re.compile(r"[^挙退入]*(?:拍手|登壇|降壇|着席|笑声|笑い)|.*発言する者.*")
_HAPPENS = r"(?:開会|開議|開始|休憩|再開議?|散会|閉会|延会|閉議|終了|開式|閉式)"
_CLOCK = re.compile(
    rf"[（(]?(?:(?:(?:令和|平成|昭和).{{1,20}}日.{{0,6}})?(?:午前|午後|正午).{{0,12}}{_HAPPENS}.{{0,4}}|"
    rf"{_HAPPENS}[\s\u3000（(]{{0,4}}(?:午前|午後|正午).{{0,12}}|{_HAPPENS})[）)]?"
)
_RULE = re.compile(r"[\W_ー一]+")
_Speeches = Sequence[Begun | None]
_LISTED = re.compile(rf"{MARK}[ \u3000]+(?!日程|第)")
# ○○町 and ○○委員 stand for names that are not given.
_HEADING = re.compile(rf"(?!{MARK}{{2}}){MARK}\s*(?P<title>\S.{{0,80}})")
_LOOKED_AT = 30
"""So many lines below a heading its first speech is looked for."""
_OPENED = re.compile(r"開会|開議|開始|開式")
_CLOSED = re.compile(r"散会|閉会|延会|閉議|終了|閉式")


def is_assembly(lines: Sequence[Line], shape: Shape) -> bool:
    """At least two lines that begin with a circle, a speaker and a blank; not more with a colon."""
    marked = sum(found is not None for found in begun_with_marks(lines))
    return marked >= 2 and marked >= told_with_colons(lines)


def parse_assembly(lines: Sequence[Line], shape: Shape) -> Drafts:
    """Take a record apart. Clock lines and interjections are notes; applause alone is left out."""
    speeches = begun_with_marks(lines)
    first = first_of_body(lines, speeches)
    while first and _heads_the_first(lines[first - 1]):
        first -= 1  # ◎開議 right above the first speech
    front = [line for line in lines[:first] if not _RULE.fullmatch(line.text)]
    clocks = [line for line in front if _CLOCK.fullmatch(line.text)]
    header, agenda = read_front([line for line in front if line not in clocks], shape)
    items, closings = Items(agenda), BodyClosings(agenda, lines)
    begins = begins_otherwise(speeches, BEHIND_MARK)
    floor = Floor(shape, begins=begins, opened=closings.opened)
    for line in clocks:
        floor.note(line)
    floor.item = items.left_open(lines, speeches, first)
    ended = end_of_speech(lines, speeches)
    for at, line in enumerate(lines[first:], first):
        stage = _STAGE.fullmatch(line.text)
        clock = _CLOCK.fullmatch(line.text)
        heading = _HEADING.fullmatch(line.text)
        if found := speeches[at]:
            who, what = found
            floor.give(parse_speaker(who.source), what)
        elif _RULE.fullmatch(line.text) or (stage and _UNHEARD.fullmatch(stage["inside"])):
            continue
        elif opens_questions(line.text) and at + 1 < len(lines) and speeches[at + 1]:
            floor.give(None)
        elif closings.take(at, floor.item, between=floor.between):
            floor.give(None)
            floor.note(line)
        elif (stage or clock) and not floor.names(line):
            floor.note(line)
            clocks += _clocks(line, floor) if clock else []
        elif heading and not line.stopped and not _is_bullet(lines, speeches, at, agenda):
            floor.open(agenda.find_or_add(heading["title"], line.source))
        elif (opened := items.opens(lines, speeches, at)) is not None:
            floor.open(opened)
        else:
            if at == ended:
                floor.give(None)
            floor.say(line)
    floor.end()
    turns = floor.turns
    return Drafts(
        _with_times(header, clocks),
        agenda.items,
        turns,
        formal=_formal(turns),
        unread=floor.unread,
    )


def _clocks(line: Line, floor: Floor) -> list[Line]:
    """When the meeting begins or ends; what follows the end is signed, not said."""
    if _CLOSED.search(line.text):
        floor.give(None)
    return [line]


def _formal(turns: Sequence[Draft]) -> bool | None:
    """Whether members ask and officials answer; None where only one of the two speaks."""
    speakers = [turn.speaker for turn in turns if turn.speaker]
    members = any(is_member(one.role or one.raw) for one in speakers)
    return True if members and any(is_executive(one.role) for one in speakers) else None


def _with_times(header: Header, clocks: Sequence[Line]) -> Header:
    """Day, start and end from 午後一時開議 and 午後五時散会, where no 日時 gives them."""
    clocks = [line for line in clocks if re.search(r"午前|午後|正午", line.text)]
    if header.date is None and clocks and (day := parse_date(clocks[0].text)):
        header = replace(header, date=day)
    if header.start is not None or not clocks:
        return header
    opened, closed = clocks[0], clocks[-1]
    start = parse_times(opened.text)[0] if _OPENED.search(opened.text) else None
    end = parse_times(closed.text)[0] if _CLOSED.search(closed.text) else None
    told = [line.text for line, at in ((opened, start), (closed, end)) if at is not None]
    return replace(header, start=start, end=end, text="\n".join([header.text, *told]))


def _heads_the_first(line: Line) -> bool:
    """Whether a marked line right above the first speech heads it, and does not say who came."""
    return _HEADING.fullmatch(line.text) is not None and not lists_people(
        HEADING_MARK.sub("", line.text)
    )


def _is_bullet(lines: Sequence[Line], speeches: _Speeches, at: int, agenda: Agenda) -> bool:
    """Whether a marked line lists something inside a speech.

    A heading is followed by a speech, perhaps after other headings and notes; and a list has marks
    that are apart from the words, in more than one line.
    """
    after = at + 1
    end = min(len(lines), at + _LOOKED_AT)
    while after < end and not speeches[after]:
        text = lines[after].text
        if not (_HEADING.fullmatch(text) or _STAGE.fullmatch(text) or _CLOCK.fullmatch(text)):
            return not agenda.names(Line(HEADING_MARK.sub("", lines[at].text)))
        after += 1
    if _asked_about(lines, speeches, at, after, agenda):
        return True
    near = [lines[i].text for i in (at - 1, at, at + 1) if 0 <= i < len(lines)]
    listed = [text for text in near if _LISTED.match(text) and text[0] == lines[at].text[0]]
    return len(listed) > 1 and lines[at].text in listed and after < end


_FORMAL = re.compile(
    r"日程|第[0-9０-９一二三四五六七八九十]|議案|報告|請願|陳情|諮問|同意|承認|選挙|一般質問|代表質問|質疑|討論|採決|会期|会議録"
    r"|諸般|開|散|閉|休憩|再開|延会|出席|欠席|説明員|署名"
)
_CHAIR = re.compile(r"議長|委員長|座長|会長")


def _asked_about(
    lines: Sequence[Line], speeches: _Speeches, at: int, after: int, agenda: Agenda
) -> bool:
    """Whether a marked line is a point of a speech: ○学校給食 between a member and the mayor.

    A heading has a mark of its own, formal words, or the chair speaking next.
    """
    text = lines[at].text
    title = HEADING_MARK.sub("", text)
    before = next((lines[i].text for i in range(at - 1, -1, -1) if speeches[i]), "")
    if not before or before[0] != text[0] or _FORMAL.match(title) or agenda.names(Line(title)):
        return False
    then = speeches[after] if after < len(lines) else None
    return then is not None and not _CHAIR.search(then[0].text)
