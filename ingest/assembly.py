"""Records of assemblies and committees: ``○議長（氏名君）　発言``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.dates import parse_date, parse_times
from ingest.agenda import Agenda, read_front
from ingest.attendance import first_sentence, lists_people
from ingest.drafts import Draft, Drafts, Floor
from ingest.header import Header
from ingest.headings import MARKS, opens_questions
from ingest.items import Items, end_of_speech, first_of_body
from ingest.links import is_executive
from ingest.names import in_prose, is_common_noun, is_full_name
from ingest.speakers import is_speaker, parse_speaker
from ingest.transcript import told_with_colons
from ingest.wrapping import Line, Shape

# Which mark stands for members, officials, the chair or a heading, every assembly decides anew.
_MARK = f"[{MARKS}]"
_CIRCLES = "○◯〇◎●"
_SPEECH = re.compile(
    rf"{_MARK}\s*(?P<who>"
    r"[^\s（(。、「]{1,30}[ \u3000]?[（(][^（）()]{1,40}[）)](?:君|氏|議員|委員|さん)?|"
    r"[^\s（(。、「]{1,24}"
    r"(?:[ \u3000]{1,2}[^\s（(。、「]{2,12}(?:君|氏|議員|さん)(?=[\s\u3000]|$))?)"
    r"(?:(?:[\s\u3000]+|(?<=君[）)]))(?P<what>.*)|$)"
)
_NAMED_ABOVE = re.compile(
    rf"{_MARK}\s*(?P<who>[^\s（(。、「]{{2,24}}[\s\u3000]{{1,2}}"
    r"(?P<name>[^（(。、「]{2,14}?)(?:[\s\u3000]?(?:君|氏|様|さん))?)"
)
# ○木下 蓮（委員）　…
_OFFICE_BEHIND = re.compile(
    rf"{_MARK}\s*(?P<who>[^\s（(。、「]{{1,4}}[ \u3000][^\s（(。、「]{{1,4}}"
    r"[（(][^（）()]{1,40}[）)])"
    r"[\s\u3000]+(?P<what>\S.*)"
)
_SPACED = re.compile(
    rf"{_MARK}\s*(?P<who>[^\s（(。、「](?:[ \u3000]{{1,2}}[^\s（(。、「](?![^\s]))+)"
    r"(?:[\s\u3000]+(?P<what>.*)|$)"
)
_UNKNOWN = re.compile(
    rf"{_MARK}[ \u3000]?(?P<who>[^\s（(。、「」：:0-9０-９]{{1,12}}"
    r"(?:[ \u3000][^\s（(。、「」：:]{1,4})?)"
    r"[ \u3000]+(?P<what>[^。？]+[。？].*)"
)
_PEOPLE = re.compile("(?:[民者員党会長]|先生|代理|さん)$")
_STAGE = re.compile(r"[〔［\[（(〈](?P<inside>[^〕］\])）〉]*)[〕］\])）〉]")
# Who leaves, comes or raises a hand makes a vote or a quorum, and is told.
_UNHEARD = re.compile(r"[^挙退入]*(?:拍手|登壇|降壇|着席|笑声|笑い)|.*発言する者.*")
_HAPPENS = r"(?:開会|開議|開始|休憩|再開議?|散会|閉会|延会|閉議|終了|開式|閉式)"
_CLOCK = re.compile(
    rf"[（(]?(?:(?:(?:令和|平成|昭和).{{1,20}}日.{{0,6}})?(?:午前|午後|正午).{{0,12}}{_HAPPENS}.{{0,4}}|"
    rf"{_HAPPENS}[\s\u3000（(]{{0,4}}(?:午前|午後|正午).{{0,12}}|{_HAPPENS})[）)]?"
)
_RULE = re.compile(r"[\W_ー一]+")
# Of each line who begins to speak there, and what they say on it.
_Speeches = Sequence[tuple[Line, Line] | None]
_HEADING_MARK = re.compile(rf"{_MARK}\s*")
_LISTED = re.compile(rf"{_MARK}[ \u3000]+(?!日程|第)")
# ○○町 and ○○委員 stand for names that are not given.
_HEADING = re.compile(rf"(?!{_MARK}{{2}}){_MARK}\s*(?P<title>\S.{{0,80}})")
_LOOKED_AT = 30
"""So many lines below a heading its first speech is looked for."""
_MEMBER = re.compile(r"(?:議員|委員|番)$")
_OPENED = re.compile(r"開会|開議|開始|開式")
_CLOSED = re.compile(r"散会|閉会|延会|閉議|終了|閉式")


def is_assembly(lines: Sequence[Line], shape: Shape) -> bool:
    """At least two lines that begin with a circle, a speaker and a blank; not more with a colon."""
    marked = sum(found is not None for found in _speeches(lines))
    return marked >= 2 and marked >= told_with_colons(lines)


def parse_assembly(lines: Sequence[Line], shape: Shape) -> Drafts:
    """Take a record apart. Clock lines and interjections are notes; applause alone is left out."""
    speeches = _speeches(lines)
    first = first_of_body(lines, speeches)
    while first and _heads_the_first(lines[first - 1]):
        first -= 1  # ◎開議 right above the first speech
    front = [line for line in lines[:first] if not _RULE.fullmatch(line.text)]
    clocks = [line for line in front if _CLOCK.fullmatch(line.text)]
    header, agenda = read_front([line for line in front if line not in clocks], shape)
    items = Items(agenda)
    floor = Floor(shape)
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
        elif stage or clock:
            floor.note(line)
            clocks += [line] if clock else []
            if clock and _CLOSED.search(line.text):
                floor.give(None)  # what follows is signed, not said
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
    return Drafts(_with_times(header, clocks), agenda.items, turns, formal=_formal(turns))


def _formal(turns: Sequence[Draft]) -> bool | None:
    """Whether members ask and officials answer; None where only one of the two speaks."""
    speakers = [turn.speaker for turn in turns if turn.speaker]
    members = any(_MEMBER.search(one.role or one.raw) for one in speakers)
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


def _speeches(lines: Sequence[Line]) -> list[tuple[Line, Line] | None]:
    """Where speeches begin, also under an office with a full name on a line of its own."""
    found = [_name_above(lines, at) or _speech(line) for at, line in enumerate(lines)]
    for at in range(first_sentence(lines)):
        one = found[at]
        if one and lists_people(one[1].text or _text(lines, at + 1)):
            found[at] = None  # ○委員　鷲尾 花子, or ○委員 above names: who was there
    marked = [at for at, line in enumerate(lines) if found[at] or _HEADING_MARK.match(line.text)]
    for before, at, after in zip(marked, marked[1:], [*marked[2:], None], strict=False):
        # Points of a speech stand together; one between two who are known is somebody, too.
        if found[at] is None and found[before] and (after is None or found[after]):
            found[at] = _somebody(lines[at])
    return found


def _somebody(line: Line) -> tuple[Line, Line] | None:
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


def _heads_the_first(line: Line) -> bool:
    """Whether a marked line right above the first speech heads it, and does not say who came."""
    return _HEADING.fullmatch(line.text) is not None and not lists_people(
        _HEADING_MARK.sub("", line.text)
    )


def _name_above(lines: Sequence[Line], at: int) -> tuple[Line, Line] | None:
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
        if _HEADING_MARK.match(line.text):
            return False
        if "。" in line.text:
            return True
    return False


def _speech(line: Line) -> tuple[Line, Line] | None:
    """(who, what) where a line begins a speech."""
    patterns = (_SPACED, _OFFICE_BEHIND, _SPEECH)
    every = (pattern.fullmatch(line.text) for pattern in patterns)
    match = next((found for found in every if found and is_speaker(found["who"])), None)
    if match is None:
        return None
    if not match["what"] and match["who"][-1] not in "）)君" and line.text[0] not in _CIRCLES:
        return None  # ■北区 above bullets: another layout
    what = line.tail((match["what"] or "").strip())
    return line.cut(*match.span("who")), replace(what, indent=False)


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
            return not agenda.names(Line(_HEADING_MARK.sub("", lines[at].text)))
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
    title = _HEADING_MARK.sub("", text)
    before = next((lines[i].text for i in range(at - 1, -1, -1) if speeches[i]), "")
    if not before or before[0] != text[0] or _FORMAL.match(title) or agenda.names(Line(title)):
        return False
    then = speeches[after] if after < len(lines) else None
    return then is not None and not _CHAIR.search(then[0].text)
