"""The rules by which a question is read after the ones before it.

What it points at is put in its place: a person, a municipality, a meeting, the subject of the last
question. Where it may as well stand alone there are several readings, and the minutes decide.
"""

from __future__ import annotations

import re
from dataclasses import replace

from chatbot import pointing as p
from chatbot.cite import named
from chatbot.dates import values
from chatbot.followed import Followed
from chatbot.mention import mentions
from chatbot.pointing import put, runs
from chatbot.substituted import substituted
from chatbot.talked import FEW, ITS_OWN, Talked, meant
from chatbot.words import tokens


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
        if sure is None and (told := substituted(self.text, self.talked)):
            moved = talked.spans(self.text) or values(self.text, talked.today)
            sure = Followed(told, leans=True, near=() if moved else talked.near)
            if not talked.base_held and self._subjects():
                # What came to nothing lends its subject to none that has its own.
                return (replace(sure, tried=True), Followed(text))
        if sure is not None:
            return (sure,)
        return self._leaned() or self._either()

    def _leaned(self) -> tuple[Followed, ...]:
        """The readings of what by its words, or for want of them, leans on what was spoken of."""
        text, talked = self.text, self.talked
        if p.SINCE.search(text):
            return self._since()
        if p.THEN.search(text) and talked.meeting:
            rest = p.THEN.sub("", text)
            return (self._leaning(f"{talked.meeting}での{self._about(rest, meeting=False)}"),)
        rest = p.PARTICLE.sub("", p.POINTS.sub("", text))
        if self._aspects():
            before = talked.answered if talked.held else talked.base
            return (self._leaning(self._about(rest, before)),)
        if self._short():
            return (self._leaning(self._about(text, talked.base)),)
        if self._only_names():
            # Of the same, if that one speaks of it: 「会長はどうまとめた？」
            return (replace(self._leaning(self._about(rest)), tried=True), Followed(text))
        if self._points():
            leaning = self._leaning(self._about(rest), bare=not self._subjects())
            if not (talked.held or p.leans(text)):
                return (replace(leaning, tried=True), Followed(text))
            return (leaning,)
        return ()

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
        if p.TOPIC.search(text) and talked.held:
            # No sentence of its own: 「審議会の答申では？」
            return (leaning, alone)
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
        elif p.ASKED_BY.search(text) and not self._subjects():
            return Followed(text, leans=True, near=talked.near, whose="asked")
        elif p.SAID_BY.search(text) and not self._subjects():
            quoted = talked.last.citations
            return Followed(text, leans=True, quoted=quoted, near=talked.near, whose="said")
        elif p.REPLIES.match(text) or (p.ANSWERED_BY.search(text) and not self._subjects()):
            rest = text
        elif match := p.THE_REPLY.match(text):
            rest = f"{match['who'] or ''}{'の' if match['who'] else ''}答えは?"
        else:
            return None
        who = {talked.municipality(c.speaker) or named(c.speaker) for c in talked.cited}
        lead = f"{who.pop()}の" if len(who) == 1 else ""
        about = f"{topic}についての" if topic else ""
        told = f"{lead}{about}発言に対し、{rest}" if lead or about else rest
        return Followed(told, leans=True, answers_to=talked.near, near=talked.near)

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
        patterns = (p.POINTS, p.BARE_WHY, p.RELATIVE, p.GOES_ON)
        if any(pattern.search(text) for pattern in patterns):
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

    def _aspects(self) -> bool:
        """Whether it asks only for what something has: 効果はあったのか.

        After what came to nothing only where it says nothing else: 費用は, but not 見送る理由は.
        """
        mine = self._subjects()
        whose = self.talked.spans(self.text) or mentions(self.text, self.people)
        says = any(w.pos.startswith(("動詞-一般", "形容詞")) for w in tokens(self.text))
        only = self.talked.held or not says
        return bool(mine) and only and not whose and all(map(p.aspect, mine))

    def _about(self, text: str, before: str | None = None, *, meeting: bool = True) -> str:
        """A question with the subject of another, by default the last, put before it."""
        before = self.talked.thread if before is None else before
        meeting = meeting and not self.talked.spans(text)
        # Who is asked now speaks of the same, and not of whom was asked.
        people = not mentions(self.text, self.people)
        topic, rest = self.talked.topic(before, meeting=meeting, people=people), text.strip(" 、")
        return f"{topic}について、{rest}" if topic else rest

    def _only_names(self) -> bool:
        """Whether it names whom it asks about, and not one thing besides."""
        spans = [(m.start, m.end) for m in mentions(self.text, self.people)]
        bare = self.text
        for begin, stop in spans:
            bare = put(bare, (begin, stop), " " * (stop - begin))
        return bool(spans) and not any(w.pos.startswith("名詞") for w in tokens(bare))

    def _subjects(self) -> list[str]:
        """What the question names itself: no meeting, and no act (落札した)."""
        bare = self.text
        for span in reversed(self.talked.spans(bare)):
            bare = put(bare, span, " ")
        done = p.acts(bare)
        return [run for run in runs(p.POINTS.sub("", bare)) if run not in done]
