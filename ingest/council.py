"""Minutes of councils: a header, an agenda, then headings with speakers on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.agenda import read_front
from ingest.attendance import first_sentence, lists_people
from ingest.closings import BodyClosings, tells_closed
from ingest.drafts import Drafts
from ingest.header import label_of
from ingest.headings import (
    MARKS,
    in_corner_brackets,
    key,
    labelled,
    numbered,
    opens_questions,
    ordinal,
    spaced,
    trailing_brackets,
)
from ingest.nameplates import straighten
from ingest.nobodys import IN_BRACKETS, begins_unread, of_several
from ingest.sections import SectionReader, bare_speaker, bracketed_speaker
from ingest.speakers import is_speaker
from ingest.wrapping import Line, Shape, strip_bullet


def parse_council(lines: Sequence[Line], shape: Shape) -> Drafts:
    """Take minutes apart; ``turns`` stays empty where nobody is found to speak."""
    lines = straighten(_split_inline(lines), shape)
    start = _agenda_start(lines)
    body = _body_without_agenda(lines) if start is None else _body_start(lines, start + 1)
    header, agenda = read_front(lines[:body], shape)
    reader = SectionReader(
        agenda, shape, given=bool(agenda.items), closings=BodyClosings(agenda, lines)
    )
    for at in range(body, len(lines)):
        reader.read(lines, at)
    reader.end()
    return Drafts(
        header, agenda.items, reader.turns, unread=[line.source for line in reader.unread]
    )


_LONGEST_TITLE = 300
_INLINE = re.compile(
    r"(?P<who>【[^【】]{1,50}】|[［\[][^［\[\]］]{1,50}[\]］]|[（(](?:[^（()）]|[（(][^（()）]{1,30}[）)]){1,50}[）)])[\s\u3000]*(?P<what>\S.*)"
)
# A letter may count a list; a word that stands for who asks or answers does not.
_SIDE = re.compile("[【（(［\\[](?:質問|回答|問|答|意見|要望)[0-9０-９]{0,2}[】）)］\\]]")
_GOES_ON = re.compile("[にのがをへ](?=[一-龥])")
_ARROW = re.compile(r"^(?:→|⇒|->)[\s\u3000]*")
_ALONE = re.compile(r"【(?P<who>[^【】]{1,50})】")


def names_inline(lines: Sequence[Line]) -> bool:
    """Whether speakers stand in brackets before their words, on the same line, more than alone."""
    inline = sum(_inline(line) is not None for line in lines)
    return inline >= 2 and inline > sum(map(bracketed_speaker, lines))


def _inline(line: Line) -> re.Match[str] | None:
    found = _INLINE.fullmatch(_ARROW.sub("", line.body))
    if found and _GOES_ON.match(found["what"]):
        return None  # （市民課）に確認済みです, in the middle of a sentence
    who = found["who"] if found else ""
    named = bool(_SIDE.fullmatch(who)) or (is_speaker(who) and not of_several(who))
    return found if found and named else None


def _split_inline(lines: Sequence[Line]) -> Sequence[Line]:
    """``（事務局）資料により説明`` as two lines, where that is how this text names its speakers.

    So is 【会長】 on a line of its own read, where such lines name several who speak.
    """
    inline = names_inline(lines)
    front = first_sentence(lines)
    alone = {at for at in range(len(lines)) if _named_alone(lines, at)}
    begun = {
        at: match
        for at, line in enumerate(lines)
        if inline and (match := _inline(line)) and not (at < front and lists_people(match["what"]))
    }
    if len(alone) + len(begun) < 2:
        alone = set()
    split: list[Line] = []
    for at, line in enumerate(lines):
        if at in alone:
            split.append(_in_brackets(line, line.text))
        elif inline and (lost := begins_unread(line, IN_BRACKETS, bodies=True)):
            split += [_in_brackets(line, line.text[: len(line.text) - len(lost[1].text)].strip())]
            split.append(lost[1])
        elif match := begun.get(at):
            split.append(_in_brackets(line, match["who"]))
            split.append(replace(line.tail(match["what"]), indent=False, gap=False))
        else:
            split.append(line)
    return split


def _named_alone(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is a speaker in corner brackets, as headings are, above what they say."""
    found = _ALONE.fullmatch(lines[at].text)
    if found is None or not is_speaker(found["who"]) or label_of(lines[at].text):
        return False
    if at + 1 == len(lines):
        return False
    below = lines[at + 1]
    return not (_ALONE.fullmatch(below.text) or bracketed_speaker(below) or _inline(below)) and (
        not lists_people(below.text)
    )


def _in_brackets(line: Line, who: str) -> Line:
    """A speaker's line of its own; these brackets enclose no others and head nothing."""
    start = len(line.text) - len(_ARROW.sub("", line.body))
    own = line.source[start : start + len(who)][1:-1]
    printed = f"〔{own}〕" if own != who[1:-1] else ""
    return replace(line, text=f"〔{who[1:-1]}〕", printed=printed, trail=False)


def _agenda_start(lines: Sequence[Line]) -> int | None:
    for at, line in enumerate(lines[:80]):
        label = label_of(line.text)
        if label and label[0] == "agenda":
            return at
        if bracketed_speaker(line):
            return None
    return None


def _body_without_agenda(lines: Sequence[Line]) -> int:
    for at, line in enumerate(lines):
        if label_of(line.text):
            continue
        corner = in_corner_brackets(line.text)
        if (corner and at > 0) or bracketed_speaker(line):
            return at
        counted = labelled(line.text) or numbered(line.text) or ordinal(line.text)
        if counted and at > 0 and not line.stopped:
            return at
        if at + 1 < len(lines) and line.text[:1] in MARKS and bracketed_speaker(lines[at + 1]):
            return at
        if bare_speaker(line) and at + 1 < len(lines) and lines[at + 1].bullet:
            return at
    return len(lines)


def _body_start(lines: Sequence[Line], start: int) -> int:
    """Where the agenda block ends: at its first heading said again, or at the first speech."""
    seen: set[str] = set()
    last = 0
    for at in range(start, len(lines)):
        line = lines[at]
        if tells_closed(line):
            below = lines[at + 1].text if at + 1 < len(lines) else ""
            if last and in_corner_brackets(line.text) and _titles(_bare_title(below)) & seen:
                return at  # 【公開】 above the first heading of the body
            continue
        label = label_of(line.text)
        number = numbered(line.body)
        if number is None and (other := spaced(line.body)) and other.count == last + 1:
            number = other
        digits = number.count if number and not number.sub else 0
        if label and last and digits == last + 1:
            label = None  # 「２　議事」 is an item of what is printed under 「議事次第」
        if label and label[0] == "agenda" and at + 1 < len(lines):
            return at + 1
        if not label:
            title = number.title if number else line.text
            names = _titles(title)
            # ２ 協議事項 and ３ 協議事項（非公開） are two items of one agenda.
            again = bool(names & seen) and not line.bullet and digits != last + 1
            again = again and not bare_speaker(line)  # one person may present two items
            if in_corner_brackets(line.text) or 0 < digits <= last or again:
                return at
            if _begins_speech(lines, at):
                return _back_to_heading(lines, start, at)
            seen |= set() if opens_questions(line.text) else names
        last = digits or last
    return len(lines)


def _bare_title(text: str) -> str:
    number = numbered(strip_bullet(text))
    return number.title if number else text


def _titles(text: str) -> set[str]:
    short = len(text) <= _LONGEST_TITLE
    return {key(text), key(trailing_brackets(text)[0])} - {""} if short else set()


def _begins_speech(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    named = bracketed_speaker(line) or bare_speaker(line)
    # ６ 個別事案の検証（公開しない。非公開） is no sentence.
    sentence = "。" in trailing_brackets(line.text)[0]
    return sentence or (named and _speech_follows(lines, at))


def _speech_follows(lines: Sequence[Line], at: int) -> bool:
    """Whether the paragraph after a speaker's line is made of sentences."""
    for i, line in enumerate(lines[at + 1 : at + 8]):
        if i and (line.bullet or numbered(line.text)):
            return False
        if "。" in line.text:
            return True
        if is_speaker(line.body) or in_corner_brackets(line.text):
            return False
    return False


def _back_to_heading(lines: Sequence[Line], start: int, at: int) -> int:
    """From the first speech back over its speaker and the unmarked heading above it."""
    if "。" in lines[at].text:
        for i in range(at - 1, max(start, at - 8) - 1, -1):
            if bracketed_speaker(lines[i]) or bare_speaker(lines[i]):
                at = i
                break
    marked = any(line.bullet or numbered(line.text) for line in lines[start:at])
    above = lines[at - 1] if at > start else None
    if not (above and marked) or above.bullet or above.indent or numbered(above.text):
        return at
    return at if is_speaker(above.text) else at - 1
