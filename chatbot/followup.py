"""The rules by which a question is read after the ones before it.

What it points at is put in its place: a person, a municipality, a meeting, the subject of the last
question. Where it may as well stand alone there are several readings, and the minutes decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot import pointing as p
from chatbot.cite import named
from chatbot.dates import values
from chatbot.mention import Mention, mentions
from chatbot.pointing import put, runs
from chatbot.talked import FEW, ITS_OWN, Talked, meant
from chatbot.types import Citation
from chatbot.words import tokens

# What is put in the place of something else may have so many characters besides.
_BESIDES = 4
_MEETING = frozenset("会議 協議会 会 会合 回".split())
_ABOUT = re.compile(r"[^、。はがもで]+(?=について|に関して|をめぐ)")


@dataclass(frozen=True, slots=True)
class Followed:
    """One reading of a question in its conversation.

    ``question`` stands alone; ``leans`` says whether it needed the ones before, ``tried`` that it
    is meant only if the minutes answer it. ``passed`` are quotes that are not asked for again,
    ``quoted`` those given last, ``near`` their turns (document, turn); ``answers_to`` are the turns
    whose answers are asked for, ``apart`` the bodies and persons who are not asked again
    (「ほかの自治体は？」). ``bare`` says that the question has no subject of its own
    (「その理由は？」), ``nobody`` is what points at a person (「その人」) where nobody was named.
    """

    question: str
    leans: bool = False
    tried: bool = False
    passed: tuple[Citation, ...] = ()
    quoted: tuple[Citation, ...] = ()
    answers_to: tuple[tuple[str, str], ...] = ()
    near: tuple[tuple[str, str], ...] = ()
    apart: frozenset[str] = frozenset()
    bare: bool = False
    nobody: str = ""


class FollowUp:
    """A normalised question in a conversation.

    ``text`` is the question without 「では」 and the like, and with 前回 as the meeting's number
    where it is said of the one just spoken of.
    """

    def __init__(self, asked: str, talked: Talked) -> None:
        self.text = p.AND_THEN.sub("", asked).strip(" 、") or asked
        self.talked, self.people = talked, talked.people
        if match := p.ELLIPTIC.match(self.text):
            self.text = put(self.text, match.span("new"), talked.stepped(match["new"]))

    def readings(self) -> tuple[Followed, ...]:
        """The readings in the order in which they are to be tried; one of them is not ``tried``."""
        text, talked = self.text, self.talked
        sure = self._back() or self._persons() or self._others() or self._replies()
        if sure is None and (told := self._substituted()):
            sure = Followed(told, leans=True)
            if not talked.base_held and self._subjects():
                # What came to nothing lends its subject to none that has its own.
                return (replace(sure, tried=True), Followed(text))
        if sure is not None:
            return (sure,)
        if p.SINCE.search(text):
            return self._since()
        if p.THEN.search(text) and talked.meeting:
            rest = p.THEN.sub("", text)
            return (self._leaning(f"{talked.meeting}での{self._about(rest, meeting=False)}"),)
        if self._short():
            return (self._leaning(self._about(text, talked.base)),)
        if self._points():
            rest = p.PARTICLE.sub("", p.POINTS.sub("", text))
            leaning = self._leaning(self._about(rest), bare=not self._subjects())
            if not (talked.held or p.leans(text)):
                return (replace(leaning, tried=True), Followed(text))
            return (leaning,)
        return self._either()

    def _either(self) -> tuple[Followed, ...]:
        """What may stand alone: as it is, or with the subject of the last question."""
        text, talked = self.text, self.talked
        alone = Followed(text)
        few = len(self._subjects()) <= FEW and len(text) <= ITS_OWN
        if not few or talked.spans(text) or mentions(text, self.people):
            return (alone,)
        told = self._about(text, talked.answered, meeting=False)
        leaning = replace(self._leaning(told), tried=True)
        if talked.meeting and p.TOPIC.search(text):
            # Said of what that meeting spoke of, if it did.
            here = Followed(f"{talked.meeting}で、{text}", leans=True, tried=True)
            return (here, alone, leaning)
        return (alone, leaning)

    def _leaning(self, question: str, *, bare: bool = False) -> Followed:
        return Followed(
            question,
            leans=True,
            passed=self.talked.passed if p.MORE.search(self.text) else (),
            quoted=self.talked.last.citations,
            near=self.talked.near,
            bare=bare,
        )

    # -- back to something before -----------------------------------------------------------

    def _back(self) -> Followed | None:
        """「さっきの助成の件」: the subject of the question that named it, in its own words."""
        match = p.BACK.match(self.text)
        if match is None:
            return None
        what, rest = runs(match["what"]), self.text[match.end() :]
        for one in reversed(self.talked.history):
            shared = [s for s in runs(meant(one)) if any(w in s or s in w for w in what)]
            if shared and rest:
                near = tuple((c.document, c.turn) for c in one.citations if c.turn)
                return Followed(f"{'・'.join(shared)}について、{rest}", leans=True, near=near)
            if shared:
                return Followed(meant(one), leans=True)
        return None

    # -- persons and bodies -----------------------------------------------------------------

    def _persons(self) -> Followed | None:
        """The question with whom it points at spelled out, or whoever spoke last put into it."""
        text, told = self.text, ""
        more = bool(p.MORE.search(text))
        there = self.talked.meeting
        if match := p.PERSON.search(text):
            who, there = self.talked.person(match["post"])
            if not who:
                return Followed(text, nobody=match.group())
            told = put(text, match.span(), who)
        elif (match := p.PLACE.search(text)) and (place := self.talked.place()):
            told = put(text, match.span(), place)
        elif more and p.SPEAKS.search(text):
            named_here = bool(mentions(text, self.people))
            who, there = ("", there) if named_here else self.talked.person()
            told = f"{who}は、{text}" if who else text
        if not told:
            return None
        there = "" if self.talked.spans(text) else there
        passed = self.talked.passed if more else ()
        return Followed(f"{there}で、{told}" if there else told, leans=True, passed=passed)

    def _others(self) -> Followed | None:
        """「ほかの自治体は？」: who was asked about or quoted is not asked again."""
        match = p.OTHERS.match(self.text)
        if match is None:
            return None
        topic = self.talked.topic(self.talked.base, people=False)
        told = f"{topic}について、{match['whole']}は何と言ったか" if topic else self.text
        return Followed(told, leans=True, apart=self.talked.heard())

    # -- replies ------------------------------------------------------------------------------

    def _replies(self) -> Followed | None:
        """The answer to what was quoted last: by whom it was said, and about what."""
        text, talked = self.text, self.talked
        topic = talked.topic(talked.base, people=False)
        if match := p.REPLY.search(text):
            rest = text[: match.start()] + text[match.end() :]
            if mentions(rest, self.people) and not p.ANSWERS.search(rest):
                return self._leaning(f"{topic}について、{rest}" if topic else rest)
        elif match := p.THE_REPLY.match(text):
            rest = f"{match['who'] or ''}{'の' if match['who'] else ''}答えは?"
        else:
            return None
        who = {talked.municipality(c.speaker) or named(c.speaker) for c in talked.cited}
        lead = f"{who.pop()}の" if len(who) == 1 else ""
        about = f"{topic}についての" if topic else ""
        told = f"{lead}{about}発言に対し、{rest}" if lead or about else rest
        return Followed(told, leans=True, answers_to=talked.near, near=talked.near)

    # -- one thing put in the place of another -------------------------------------------------

    def _substituted(self) -> str:
        """The last question with what is new in place of what it replaces: 「第6回では？」."""
        match = p.ELLIPTIC.match(self.text)
        if match is None:
            return ""
        new, talked = match["new"], self.talked
        if p.POINTS.search(new) or p.MORE.search(new) or p.BARE_WHY.match(new):
            return ""
        if spans := talked.spans(new):
            rest = put(new, spans[0], "")
            if len(rest) > _BESIDES or len(spans) > 1 or _named(rest):
                return ""
            return self._moved(new, talked.spans(talked.base))
        if dated := [v for v in values(new, talked.today) if v.start or v.unit.startswith("--")]:
            if len(new) - len(dated[0].text) > _BESIDES:
                return ""
            before = values(talked.base, talked.today)
            old = [(v.begin, v.stop) for v in before if v.start or v.unit.startswith("--")]
            return self._moved(new, old)
        return self._renamed(new)

    def _moved(self, new: str, old: Sequence[tuple[int, int]]) -> str:
        base = self.talked.base
        return put(base, old[0], new) if old else f"{new}では、{base}"

    def _renamed(self, new: str) -> str:
        nouns, base = runs(new), self.talked.base
        if len(nouns) != 1 or len("".join(nouns)) < len(re.sub(r"\s", "", new)) - 1:
            return ""
        if self.text.rstrip("?？。").endswith("か") and "どう" not in self.text:
            return ""
        mine, theirs = mentions(new, self.people), mentions(base, self.people)
        if mine and theirs:
            old = _fitting(theirs, mine[0])
            return put(base, (old.start, old.end), new)
        old_noun = _alike(new, runs(base))
        if mine and not old_noun:
            return f"{new}について、{base}"
        if not old_noun and (about := _ABOUT.search(base)):
            return put(base, about.span(), new)
        old_noun = old_noun or _proper(new, runs(base))
        at = base.find(old_noun)
        return put(base, (at, at + len(old_noun)), new) if old_noun else ""

    # -- the subject carried over ---------------------------------------------------------------

    def _since(self) -> tuple[Followed, ...]:
        """「その後」: of the meetings after the last one that was quoted, if they speak of it."""
        rest = p.SINCE.sub("", self.text).strip(" 、")
        rest = "どうなった?" if re.fullmatch(r"(?:は|って|では)?[?？。]*", rest) else rest
        whose = mentions(self.text, self.people)
        told = rest if whose else self._about(rest, meeting=False)
        number = self.talked.later()
        if number is None:
            return (Followed(told, leans=True),)
        ever = Followed(told, leans=True, tried=True)
        return (Followed(f"第{number}回より後で、{told}", leans=True), ever)

    def _points(self) -> bool:
        """Whether a question says, or shows by having no subject, that it leans on the last one."""
        text = self.text
        if p.POINTS.search(text) or p.BARE_WHY.match(text) or p.RELATIVE.match(text):
            return True
        if self._subjects():
            return False
        spans = self.talked.spans(text)
        return not spans or len(spans) > 1 or bool(p.CHANGED.search(text))

    def _short(self) -> bool:
        """Whether all that a question names is the end of a longer word before: 費用, 移行費用."""
        before, mine = runs(self.talked.base), self._subjects()
        whole = [any(b.endswith(one) and b != one for b in before) for one in mine]
        return bool(mine) and all(whole) and not mentions(self.text, self.people)

    def _about(self, text: str, before: str | None = None, *, meeting: bool = True) -> str:
        """A question with the subject of another, by default the last, put before it."""
        before = self.talked.thread if before is None else before
        meeting = meeting and not self.talked.spans(text)
        topic, rest = self.talked.topic(before, meeting=meeting), text.strip(" 、")
        return f"{topic}について、{rest}" if topic else rest

    def _subjects(self) -> list[str]:
        bare = self.text
        for span in reversed(self.talked.spans(bare)):
            bare = put(bare, span, " ")
        return runs(p.POINTS.sub("", bare))


def _fitting(theirs: Sequence[Mention], mine: Mention) -> Mention:
    """The mention that another takes the place of: one of the same kind, or else the first."""
    return next((m for m in theirs if m.kind == mine.kind), theirs[0])


def _named(rest: str) -> bool:
    """Whether what stands beside a meeting names something else: 第6回の議題, but 第6回の会議."""
    nouns = [w.surface for w in tokens(rest) if w.pos.startswith("名詞")]
    return any(noun not in _MEETING for noun in nouns)


def _alike(new: str, before: Sequence[str]) -> str:
    """What of the last question ends like a noun: 松ヶ原支所, 汐見支所."""
    for size in (3, 2, 1):
        tail = new[-size:]
        alike = [run for run in before if len(new) > size and run.endswith(tail) and run != new]
        if alike and (size > 1 or re.match(r"[一-龥]", tail)):
            return alike[0]
    return ""


def _proper(new: str, before: Sequence[str]) -> str:
    """The first name of the last question, where a noun is one, too."""
    proper = [run for run in before if any("固有名詞" in w.pos for w in tokens(run))]
    return proper[0] if proper and any("固有名詞" in w.pos for w in tokens(new)) else ""
