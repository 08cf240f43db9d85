"""The rules by which a question is read after the ones before it.

What it points at is put in its place: a person, a municipality, a meeting, the subject of the last
question. Where it may as well stand alone there are two readings, and the minutes decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from chatbot import pointing as p
from chatbot.cite import named
from chatbot.dates import values
from chatbot.meetings import read_meetings
from chatbot.mention import Mention, mentions
from chatbot.people import People, Person
from chatbot.pointing import put, runs
from chatbot.scope import label
from chatbot.text import normalize, tokens
from chatbot.types import Answer, Citation, Document, Speaker

# A question with no more subjects of its own than this, and no longer, may lean on the one before.
_FEW, _ITS_OWN = 2, 34
# What is put in the place of something else may have so many characters besides.
_BESIDES = 4
_ABOUT = re.compile(r"[^、。はがもで]+(?=について|に関して|をめぐ)")


@dataclass(frozen=True, slots=True)
class Followed:
    """One reading of a question in its conversation.

    ``question`` stands alone; ``leans`` says whether it needed the ones before, ``tried`` that it
    is meant only if the minutes answer it. ``passed`` are
    quotes that are not asked for again, ``quoted`` those given last, ``near`` their turns
    (document, turn); ``answers_to`` are the turns whose answers are asked for, ``apart`` the bodies
    and persons who are not asked again (「ほかの自治体は？」). ``bare`` says that the question has no
    subject of its own (「その理由は？」).
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


class FollowUp:
    """A normalised question after others, over the meetings and speakers of a library."""

    def __init__(
        self,
        text: str,
        history: Sequence[Answer],
        documents: Sequence[Document],
        people: People,
        today: date,
    ) -> None:
        """``history`` is not empty, the oldest answer first; so are ``documents``."""
        self.asked = text
        self.text = p.AND_THEN.sub("", text).strip(" 、") or text
        self.history, self.last = history, history[-1]
        self.people, self.documents, self.today = people, documents, today
        # 「町田市は？」 after 「その理由は？」 asks what was asked before the reason was.
        based = (one for one in reversed(history) if not p.leans(normalize(one.question)))
        self.base = self._meant(next((b for b in based if runs(self._meant(b))), self.last))
        self.cited = [c for c in self.last.citations if c.part == "text" and c.speaker is not None]
        if match := p.ELLIPTIC.match(self.text):
            self.text = put(self.text, match.span("new"), self._stepped(match["new"]))

    def readings(self) -> tuple[Followed, ...]:
        """The readings in the order in which they are to be tried."""
        alone = Followed(self.text if self.text != self.asked else self.asked)
        sure = self._back() or self._persons() or self._replies() or self._replaced()
        if sure is not None:
            return (sure,)
        if p.SINCE.search(self.text):
            return self._since()
        if p.THEN.search(self.text) and (meeting := self._meeting()):
            rest = p.THEN.sub("", self.text)
            return (self._leaning(f"{meeting}での{self._about(rest, meeting=False)}"),)
        if self._short():
            return (self._leaning(self._about(self.text, self.base)),)
        if self._points():
            bare = not self._subjects()
            rest = p.PARTICLE.sub("", p.POINTS.sub("", self.text))
            return (self._leaning(self._about(rest), bare=bare),)
        few = len(self._subjects()) <= _FEW and len(self.text) <= _ITS_OWN
        if not few or self._spans(self.text) or mentions(self.text, self.people):
            return (alone,)
        leaning = self._leaning(self._about(self.text, self._answered(), meeting=False))
        leaning = replace(leaning, tried=True)
        there = self._meeting()
        if there and p.TOPIC.search(self.text):
            # Said of what that meeting spoke of, if it did.
            here = Followed(f"{there}で、{self.text}", leans=True, tried=True)
            return (here, alone, leaning)
        return (alone, leaning)

    def _leaning(self, question: str, *, bare: bool = False) -> Followed:
        passed = self._passed() if p.MORE.search(self.text) else ()
        return Followed(
            question,
            leans=True,
            passed=passed,
            quoted=self.last.citations,
            near=self._near(),
            bare=bare,
        )

    def _near(self) -> tuple[tuple[str, str], ...]:
        """The turns that the last answer quoted: what is asked now lies there, or near."""
        return tuple(dict.fromkeys((c.document, c.turn) for c in self.cited if c.turn is not None))

    def _passed(self) -> tuple[Citation, ...]:
        """All that was quoted already."""
        return tuple(c for one in self.history for c in one.citations)

    @staticmethod
    def _meant(answer: Answer) -> str:
        return normalize(answer.understood.question)

    def _answered(self) -> str:
        """The last question to which there was an answer: nobody leans on what came to nothing."""
        told = (one for one in reversed(self.history) if one.status in ("answered", "closed"))
        return self._meant(next(told, self.last))

    # -- back to something before -----------------------------------------------------------

    def _back(self) -> Followed | None:
        match = p.BACK.match(self.text)
        if match is None:
            return None
        what, rest = runs(match["what"]), self.text[match.end() :]
        for one in reversed(self.history):
            subjects = runs(self._meant(one))
            shared = [s for s in subjects if any(w in s or s in w for w in what)]
            if shared and rest:
                near = tuple((c.document, c.turn) for c in one.citations if c.turn)
                return Followed(f"{'・'.join(shared)}について、{rest}", leans=True, near=near)
            if shared:
                return Followed(self._meant(one), leans=True)
        return None

    # -- persons and bodies ---------------------------------------------------------------------

    def _persons(self) -> Followed | None:
        """The question with whom it points at spelled out, or whoever spoke last put into it."""
        text = self.text
        told = ""
        if match := p.PERSON.search(text):
            who = self._speaker(match["post"])
            told = put(text, match.span(), who) if who else ""
        elif (match := p.PLACE.search(text)) and (place := self._place()):
            told = put(text, match.span(), place)
        elif p.MORE.search(text) and p.SPEAKS.search(text):
            who = "" if mentions(text, self.people) else self._speaker(None)
            told = f"{who}は、{text}" if who else text
        if not told:
            return self._others()
        there = "" if self._spans(text) else self._meeting()
        passed = self._passed() if p.MORE.search(text) else ()
        return Followed(f"{there}で、{told}" if there else told, leans=True, passed=passed)

    def _speaker(self, post: str | None) -> str:
        """The speaker of what was answered, or of what was asked about."""
        for citation in self.cited:
            speaker = citation.speaker
            if speaker and (not post or speaker.role.endswith(post)):
                return named(speaker)
        if self.last.understood.speaker:
            return self.last.understood.speaker.split("、")[0]
        before = self._meant(self.last)
        found = [m for m in mentions(before, self.people) if m.kind != "place"]
        return before[found[0].start : found[0].end] if found else ""

    def _place(self) -> str:
        for mention in mentions(self.base, self.people):
            for person in mention.people:
                if person.municipality:
                    return person.municipality
        return next((found for c in self.cited if (found := self._municipality(c.speaker))), "")

    def _municipality(self, speaker: Speaker | None) -> str:
        if speaker is None:
            return ""
        one = Person(speaker.name, speaker.role, speaker.organization)
        known = (o.municipality for o in self.people.everywhere if o.identity == one.identity)
        return one.municipality or next(filter(None, known), "")

    def _others(self) -> Followed | None:
        """「ほかの自治体は？」: who was asked about or quoted is not asked again."""
        match = p.OTHERS.match(self.text)
        if match is None:
            return None
        apart: set[str] = set()
        for mention in mentions(self.base, self.people):
            apart |= mention.identities | {o.municipality for o in mention.people}
        for speaker in (c.speaker for c in self.cited if c.speaker):
            apart.add(Person(speaker.name, speaker.role, speaker.organization).identity)
            apart.add(self._municipality(speaker))
        topic = self._topic(self.base, people=False)
        told = f"{topic}について、{match['whole']}は何と言ったか" if topic else self.text
        return Followed(told, leans=True, apart=frozenset(apart - {""}))

    # -- replies ------------------------------------------------------------------------------

    def _replies(self) -> Followed | None:
        """The answer to what was quoted last: by whom it was said, and about what."""
        text, topic = self.text, self._topic(self.base, people=False)
        if match := p.REPLY.search(text):
            rest = text[: match.start()] + text[match.end() :]
            if mentions(rest, self.people) and not p.ANSWERS.search(rest):
                return self._leaning(f"{topic}について、{rest}" if topic else rest)
        elif match := p.THE_REPLY.match(text):
            rest = f"{match['who'] or ''}{'の' if match['who'] else ''}答えは?"
        else:
            return None
        who = {self._municipality(c.speaker) or named(c.speaker) for c in self.cited}
        lead = f"{who.pop()}の" if len(who) == 1 else ""
        about = f"{topic}についての" if topic else ""
        told = f"{lead}{about}発言に対し、{rest}" if lead or about else rest
        return Followed(told, leans=True, answers_to=self._near(), near=self._near())

    # -- one thing put in the place of another -------------------------------------------------

    def _replaced(self) -> Followed | None:
        told = self._substituted()
        return Followed(told, leans=True) if told else None

    def _substituted(self) -> str:
        """The last question with what is new in place of what it replaces: 「第6回では？」."""
        match = p.ELLIPTIC.match(self.text)
        if match is None:
            return ""
        new = match["new"]
        if p.POINTS.search(new) or p.MORE.search(new) or p.BARE_WHY.match(new):
            return ""
        if spans := self._spans(new):
            if len(new) - (spans[0][1] - spans[0][0]) > _BESIDES or len(spans) > 1:
                return ""
            return self._moved(new, self._spans(self.base))
        if dated := [v for v in values(new, self.today) if v.start or v.unit.startswith("--")]:
            if len(new) - len(dated[0].text) > _BESIDES:
                return ""
            before = values(self.base, self.today)
            old = [(v.begin, v.stop) for v in before if v.start or v.unit.startswith("--")]
            return self._moved(new, old)
        return self._renamed(new)

    def _moved(self, new: str, old: Sequence[tuple[int, int]]) -> str:
        return put(self.base, old[0], new) if old else f"{new}では、{self.base}"

    def _stepped(self, new: str) -> str:
        """前回 and その前 said of the meeting just spoken of, as that meeting's number."""
        here = self._meeting() or self._only_cited()
        held = [d for d in self.documents if d.date is not None and d.date <= self.today]
        at = next((n for n, d in enumerate(held) if label(d) == here), None)
        step = p.STEP.fullmatch(new)
        # Nobody asks for the latest meeting beside itself.
        before = bool(step and step["before"]) or (new == "前回" and at == len(held) - 1)
        if at is None or not (step or before):
            return new
        other = at - 1 if before else at + 1
        return label(held[other]) if 0 <= other < len(held) else new

    def _renamed(self, new: str) -> str:
        nouns = runs(new)
        if len(nouns) != 1 or len("".join(nouns)) < len(re.sub(r"\s", "", new)) - 1:
            return ""
        if self.text.rstrip("?？。").endswith("か") and "どう" not in self.text:
            return ""
        mine = mentions(new, self.people)
        theirs = mentions(self.base, self.people)
        if mine and theirs:
            old = _fitting(theirs, mine[0])
            return put(self.base, (old.start, old.end), new)
        old_noun = _likeliest(new, runs(self.base))
        if old_noun:
            at = self.base.find(old_noun)
            return put(self.base, (at, at + len(old_noun)), new)
        if mine:
            return f"{new}について、{self.base}"
        about = _ABOUT.search(self.base)
        return put(self.base, about.span(), new) if about else ""

    # -- meetings -----------------------------------------------------------------------------

    def _spans(self, text: str) -> list[tuple[int, int]]:
        return sorted(read_meetings(text, self.documents, self.today).spans)

    def _meeting(self) -> str:
        """The one meeting that the last question named; empty where it named none, or several."""
        named_one = self.last.understood.meeting or ""
        return named_one if named_one in {label(d) for d in self.documents} else ""

    def _only_cited(self) -> str:
        """The one meeting that the last answer is from."""
        ids = {c.document for c in self.last.citations}
        return next((label(d) for d in self.documents if ids == {d.id}), "")

    def _since(self) -> tuple[Followed, ...]:
        """「その後」: of the meetings after the last one that was quoted, if they speak of it."""
        rest = p.SINCE.sub("", self.text).strip(" 、")
        whose = mentions(self.text, self.people)
        told = rest if whose else self._about(rest, meeting=False)
        ids = {c.document for c in self.last.citations}
        places = [at for at, d in enumerate(self.documents) if d.id in ids]
        number = self.documents[places[-1]].number if places else None
        ever = Followed(told, leans=True)
        if number is None or places[-1] == len(self.documents) - 1:
            return (ever,)
        later = replace(ever, question=f"第{number}回より後で、{told}")
        return (later, replace(ever, tried=True))

    # -- the subject carried over ---------------------------------------------------------------

    def _points(self) -> bool:
        """Whether a question says, or shows by having no subject, that it leans on the last one."""
        text = self.text
        if p.POINTS.search(text) or p.BARE_WHY.match(text) or p.RELATIVE.match(text):
            return True
        if self._subjects():
            return False
        named_many = len(self._spans(text)) > 1 or p.CHANGED.search(text)
        return not self._spans(text) or bool(named_many)

    def _short(self) -> bool:
        """Whether all that a question names is the end of a longer word before: 費用, 移行費用."""
        before, mine = runs(self.base), self._subjects()
        whole = [any(b.endswith(one) and b != one for b in before) for one in mine]
        return bool(mine) and all(whole) and not mentions(self.text, self.people)

    def _about(self, text: str, before: str | None = None, *, meeting: bool = True) -> str:
        """A question with the subject of another, by default the last, put before it."""
        before = self._thread() if before is None else before
        topic = self._topic(before, meeting=meeting and not self._spans(text))
        rest = text.strip(" 、")
        return f"{topic}について、{rest}" if topic else rest

    def _thread(self) -> str:
        """The last question, with those before it where it went on under their agenda item."""
        told = [self._meant(self.last)]
        for one, other in zip(self.history[-2::-1], self.history[:0:-1], strict=False):
            short = len(runs(normalize(other.question))) <= _FEW and len(other.question) <= _ITS_OWN
            itself = self._meant(other).endswith(normalize(other.question))
            if not (short and itself and _items(one) & _items(other)):
                break
            told.insert(0, self._meant(one))
        return "、".join(told)

    def _topic(self, before: str, *, meeting: bool = True, people: bool = True) -> str:
        """The subjects of a question, as it names them."""
        spans = [(v.begin, v.stop) for v in values(before, self.today) if v.start or v.end]
        for span in self._spans(before):
            if meeting:  # a day that names the meeting
                spans = [s for s in spans if s[0] >= span[1] or s[1] <= span[0]]
            else:
                spans.append(span)
        if not people:
            spans += [(m.start, m.end) for m in mentions(before, self.people)]
        # What was said on some day is not asked for by that day again.
        for begin, stop in spans:
            before = put(before, (begin, stop), " " * (stop - begin))
        found = runs(before)
        return "・".join(run for run in found if not any(run != o and run in o for o in found))

    def _subjects(self) -> list[str]:
        bare = self.text
        for span in reversed(self._spans(bare)):
            bare = put(bare, span, " ")
        return runs(p.POINTS.sub("", bare))


def _items(answer: Answer) -> set[tuple[str, str]]:
    """The agenda items (document, title) under which an answer was said."""
    return {(c.document, c.agenda.title) for c in answer.citations if c.agenda}


def _fitting(theirs: Sequence[Mention], mine: Mention) -> Mention:
    """The mention that another takes the place of: one of the same kind, or else the first."""
    return next((m for m in theirs if m.kind == mine.kind), theirs[0])


def _likeliest(new: str, before: Sequence[str]) -> str:
    """What of the last question a noun replaces: what ends alike (支所), or is a name, too."""
    for size in (3, 2, 1):
        tail = new[-size:]
        alike = [run for run in before if len(new) > size and run.endswith(tail) and run != new]
        if alike and (size > 1 or re.match(r"[一-龥]", tail)):
            return alike[0]
    proper = [run for run in before if any("固有名詞" in w.pos for w in tokens(run))]
    return proper[0] if proper and any("固有名詞" in w.pos for w in tokens(new)) else ""
