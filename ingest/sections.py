"""The body of minutes: headings, speakers on lines of their own, and what they said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from chatbot.text import fold_radicals
from chatbot.types import Speaker
from ingest.agenda import Agenda
from ingest.brackets import is_bracketed, unwrap
from ingest.closings import BodyClosings
from ingest.drafts import Draft
from ingest.headings import (
    GREETING,
    in_corner_brackets,
    key,
    labelled,
    numbered,
    opens_questions,
    presenter_in,
    says_nothing,
    trailing_brackets,
)
from ingest.nobodys import names_one, unread
from ingest.sides import side_of
from ingest.speakers import is_speaker, parse_speaker
from ingest.wrapping import Line, Shape, continues, join

_LONGEST_HEADING = 60
_LOOKED_AT = 100
"""So many agenda items are looked at for a title that resembles a heading."""
_PRESENTED = re.compile(r"(?:説明|紹介|報告|発表)(?:した|する|を行った|があった)?。?$")

# How a sentence ends that was printed without its full stop, and no heading.
_REMARK = re.compile(
    r"(?:です|ます|でした|ました|である|した|する|しない|ではない|たい|だった|(?<!ほ)か|ください|よい|良い|ある|いる|思う|はい|いいえ)$"
)
_TOPIC = re.compile(r"(?:について|の件|に関して)$")


def bracketed_speaker(line: Line) -> bool:
    """``（北区）`` or ``(東京都CIO 副知事 宮坂 学)`` on a line of its own."""
    return not line.lost and names_one(line.text)


def bare_speaker(line: Line) -> bool:
    """``北区`` or ``■北区`` on a line of its own."""
    return not line.bullet and not is_bracketed(line.text) and is_speaker(line.text)


def _listed(lines: Sequence[Line], at: int) -> bool:
    """Whether bodies in brackets follow each other line by line: a list, of which none speaks."""

    def body(line: Line) -> bool:
        if not bracketed_speaker(line):
            return False
        speaker = parse_speaker(line.source)
        return not (speaker.name or speaker.role)

    near = [lines[i] for i in (at - 1, at + 1) if 0 <= i < len(lines)]
    return body(lines[at]) and any(body(line) for line in near)


@dataclass(slots=True)
class SectionReader:
    """Reads the body of minutes line by line and gathers its speeches in ``turns``.

    ``given`` says that the agenda was printed before, so that its own headings are expected.
    ``unread`` are lines that name who speaks, but not so that they could be read; while ``lost``,
    it is what was said below one of them that is gathered.
    """

    agenda: Agenda
    shape: Shape
    given: bool
    closings: BodyClosings
    turns: list[Draft] = field(default_factory=list)
    item: int | None = None
    speaker: Speaker | None = None
    said: list[Line] = field(default_factory=list)
    asking: bool = False
    section: int = 0
    first: bool = True
    unread: list[Line] = field(default_factory=list)
    lost: bool = False

    def read(self, lines: Sequence[Line], at: int) -> None:
        line = lines[at]
        following = lines[at + 1] if at + 1 < len(lines) else None
        if self._in_mid_sentence(line) or (self.said and _listed(lines, at)):
            self.said.append(line)
        elif self.closings.take(at, self.item, between=self._between()):
            self._flush()
            self.speaker, self.lost = None, False
            if in_corner_brackets(line.text) is None:
                self.turns.append(Draft(None, self.item, join([line], self.shape), note=True))
        elif opens_questions(line.text):
            self._flush()
            self.speaker, self.lost, self.asking = None, False, True
            for turn in self.turns[self.section :]:
                self._opens(turn)
        elif self._heading(line, following):
            pass
        elif bracketed_speaker(line) or (bare_speaker(line) and self._stands_alone(following)):
            self._flush()
            self.lost = False
            # Its raw form is what was printed, however it is read.
            read = replace(parse_speaker(line.text), raw=unwrap(line.source.strip()))
            self.speaker = side_of(line.source) or read
            if following is None or not self._is_speech(following):
                self._presents(self.speaker)
        elif unread(line):
            self._flush()
            self.speaker, self.lost = None, True
            self.unread.append(line)
        elif self._between() and says_nothing(line.body):
            self.turns.append(Draft(None, self.item, join([line], self.shape), note=True))
        else:
            self.said.append(line)

    def _between(self) -> bool:
        """Whether nobody has the floor, and nothing was said since the last heading or speech."""
        return not self.said and self.speaker is None and not self.lost

    def end(self) -> None:
        """The text is over."""
        self._flush()

    def _in_mid_sentence(self, line: Line) -> bool:
        if not (self.said and self.shape.wrapped) or line.bullet or bracketed_speaker(line):
            return False
        if in_corner_brackets(line.text) or self._known_heading(line) is not None:
            return False
        before = self.said[-1]
        return not before.stopped and continues(before, line, self.shape)

    def _is_speech(self, line: Line) -> bool:
        return not (
            opens_questions(line.text)
            or in_corner_brackets(line.text)
            or bracketed_speaker(line)
            or self._known_heading(line) is not None
        )

    def _stands_alone(self, following: Line | None) -> bool:
        if self.said and not self.said[-1].stopped and not self.said[-1].bullet and not following:
            return False
        return following is not None and (
            following.bullet or following.gap or "。" in following.text
        )

    def _known_heading(self, line: Line) -> int | None:
        if line.stopped or len(line.text) > 2 * _LONGEST_HEADING:
            return None
        text = in_corner_brackets(line.text) or line.text
        number = self.agenda.counted(Line(text).body)
        if number:
            return self.agenda.find(number.title, number.number)
        if line.bullet:
            within = None if self.item is None else self.agenda.root(self.item)
            return self.agenda.find(line.body, within=within)
        return self.agenda.find(text)

    def _heading(self, line: Line, following: Line | None) -> bool:
        if line.stopped or len(line.text) > 2 * _LONGEST_HEADING:
            return False
        corner = in_corner_brackets(line.text)
        text = corner or line.text
        number = self.agenda.counted(Line(text).body)
        title = number.title if number else Line(text).body
        at = self._known_heading(line)
        if at is None and not (corner or self._new_heading(line, following)):
            return False
        self._flush()
        if at is None:
            below = (number and number.sub) or line.bullet
            parent = self.item if below and self.item is not None else None
            parent = None if parent is None else self.agenda.root(parent)
            close = self._close_to(title) if self.given else None
            at = (
                close
                if close is not None
                else self.agenda.add(
                    title, line.source, number=number.number if number else "", parent=parent
                )
            )
        self.agenda.mark(at, text)
        self.closings.opened(at)
        self._open(at, title)
        return True

    def _open(self, at: int, title: str) -> None:
        if self.item is None or self.agenda.root(at) != self.agenda.root(self.item):
            self.asking = False
        self.item, self.section, self.first = at, len(self.turns), True
        self.speaker, self.lost = None, False
        presenter = presenter_in(title)
        if presenter and presenter.name:
            self.speaker = presenter
            self.agenda.present(at, presenter)
            return
        for inner in trailing_brackets(title)[1]:
            subject = self.agenda.find(inner, within=at)
            self.item = at if subject is None else subject

    def _new_heading(self, line: Line, following: Line | None) -> bool:
        """Whether a line that the agenda does not have is a heading all the same."""
        if len(line.text) > _LONGEST_HEADING or following is None:
            return False
        if labelled(line.text):  # 議題２　…, which says that it is one
            return not self.said or self.said[-1].stopped
        followed = bracketed_speaker(following) or bare_speaker(following)
        if numbered(line.text):
            followed = followed or opens_questions(following.text)
            return not line.bullet and not self._was_counting(line, following, followed)
        if line.bullet:
            return followed and self.speaker is None and not self.said
        if self.speaker is not None and not self.said:
            return False  # whoever is named says something, be it はい
        topic = line.gap and bool(_TOPIC.search(line.text))
        done = not self.said or self.said[-1].stopped or topic
        return (
            followed
            and done
            and not _REMARK.search(line.text)
            and not line.bullet
            and not is_speaker(line.text)
            and (not is_bracketed(line.text))
        )

    def _was_counting(self, line: Line, following: Line, followed: bool) -> bool:
        """Whether a numbered line belongs to a list inside a speech."""
        number = numbered(line.text)
        if number is None or not (self.said or self.speaker):
            return False
        before = numbered(self.said[-1].text) if self.said else None
        if not self.said:
            return True
        if self.given:  # its headings are known, but for one that follows the last
            tops = [item.number for item in self.agenda.items if item.parent is None]
            last = tops[-1] if tops and tops[-1].isdigit() else "0"
            follows = not number.sub and int(number.number) == int(last) + 1
            return not (follows and followed and self.said[-1].stopped)
        if before and before.sub == number.sub and int(number.number) == int(before.number) + 1:
            return True
        if followed:
            return False
        after = numbered(following.text)
        last = "" if self.item is None else self.agenda.items[self.agenda.root(self.item)].number
        return (
            number.sub
            or (after is not None and not after.sub)
            or not (self.said[-1].stopped and last.isdigit())
            or int(number.number) != int(last) + 1
        )

    def _close_to(self, title: str) -> int | None:
        """An agenda item whose title the heading contains, or the other way round."""
        wanted = key(title)
        for at, item in enumerate(self.agenda.items[:_LOOKED_AT]):
            known = key(trailing_brackets(item.title)[0])
            if len(known) >= 4 and (known in wanted or (len(wanted) >= 4 and wanted in known)):
                return at
        return None

    def _presents(self, speaker: Speaker) -> None:
        if self.item is not None and self.first and not self.asking:
            self.agenda.present(self.item, speaker)

    def _opens(self, turn: Draft) -> None:
        turn.opening = turn.speaker is not None
        if turn.speaker and turn.agenda is not None:
            self.agenda.present(turn.agenda, turn.speaker)

    def _flush(self) -> None:
        if not self.said:
            return
        speech = join(self.said, self.shape)
        note = self.speaker is None and not self.lost
        turn = Draft(self.speaker, self.item, speech, note=note, lost=self.lost)
        self.turns.append(turn)
        title = (
            self.agenda.items[self.agenda.root(self.item)].title if self.item is not None else ""
        )
        if GREETING.search(title) or (self.first and _PRESENTED.search(fold_radicals(speech.text))):
            self._opens(turn)
        self.said, self.first = [], False
