"""What a conversation has spoken of so far: its subject, meeting, speakers and quotes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chatbot import pointing as p
from chatbot.cite import named
from chatbot.dates import values
from chatbot.meetings import read_meetings
from chatbot.mention import mentions
from chatbot.people import People, Person, fits
from chatbot.pointing import runs
from chatbot.scope import label
from chatbot.subject import subject
from chatbot.text import normalize
from chatbot.types import Answer, Citation, Document, Speaker

# A question with no more subjects of its own than this, and no longer, may lean on the one before.
FEW, ITS_OWN = 2, 34


class Talked:
    """A conversation's answers, the oldest first and at least one, over a library's meetings."""

    def __init__(
        self,
        history: Sequence[Answer],
        documents: Sequence[Document],
        people: People,
        today: date,
    ) -> None:
        """``documents`` are the oldest meeting first."""
        self.history, self.last = history, history[-1]
        self.documents, self.people, self.today = documents, people, today
        # 「町田市は？」 after 「その理由は？」 asks what was asked before the reason was.
        based = (one for one in reversed(history) if not p.leans(normalize(one.question)))
        base = next((one for one in based if runs(meant(one))), self.last)
        self.base, self.base_held = meant(base), _held(base)
        self.cited = [c for c in self.last.citations if c.part == "text" and c.speaker is not None]

    # -- quotes -------------------------------------------------------------------------------

    @property
    def near(self) -> tuple[tuple[str, str], ...]:
        """The turns that the last answer quoted: what is asked now lies there, or near."""
        return tuple(dict.fromkeys((c.document, c.turn) for c in self.cited if c.turn is not None))

    @property
    def passed(self) -> tuple[Citation, ...]:
        """All that was quoted already."""
        return tuple(c for one in self.history for c in one.citations)

    # -- subjects -----------------------------------------------------------------------------

    @property
    def held(self) -> bool:
        """Whether the last question came to something."""
        return _held(self.last)

    @property
    def answered(self) -> str:
        """The last question to which there was an answer: nobody leans on what came to nothing."""
        told = (one for one in reversed(self.history) if _held(one))
        return meant(next(told, self.last))

    @property
    def thread(self) -> str:
        """The last question, with those before it where it went on under their agenda item.

        Each stands on a line of its own.
        """
        told = [meant(self.last)]
        for one, other in zip(self.history[-2::-1], self.history[:0:-1], strict=False):
            asked = normalize(other.question)
            short = len(runs(asked)) <= FEW and len(asked) <= ITS_OWN
            if not (short and meant(other).endswith(asked) and _items(one) & _items(other)):
                break
            told.insert(0, meant(one))
        return "\n".join(told)

    def topic(self, text: str, *, meeting: bool = True, people: bool = True) -> str:
        """The subjects of questions, each on a line; with or without meetings and speakers."""
        told = [self._topic(line, meeting, people) for line in text.splitlines()]
        told = [one for one in dict.fromkeys(told) if one]
        return "・".join(one for one in told if not any(one != o and one in o for o in told))

    def _topic(self, text: str, meeting: bool, people: bool) -> str:
        spans = [(v.begin, v.stop) for v in values(text, self.today) if v.start or v.end]
        for span in self.spans(text):
            if meeting:  # a day that names the meeting
                spans = [s for s in spans if s[0] >= span[1] or s[1] <= span[0]]
            else:
                spans.append(span)
        if not people:
            spans += [(m.start, m.end) for m in mentions(text, self.people)]
        # What was said on some day is not asked for by that day again.
        for begin, stop in spans:
            text = p.put(text, (begin, stop), " " * (stop - begin))
        return subject(text)

    # -- meetings -----------------------------------------------------------------------------

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where a text names meetings, in order."""
        return sorted(read_meetings(text, self.documents, self.today).spans)

    @property
    def meeting(self) -> str:
        """The one meeting that the last question named; empty where it named none, or several."""
        return self._meeting(self.last)

    def _meeting(self, one: Answer) -> str:
        name = one.understood.meeting or ""
        return name if name in {label(d) for d in self.documents} else ""

    def _spoken_of(self, one: Answer) -> str:
        """The one meeting that a question named or its answer quoted."""
        ids = {c.document for c in one.citations}
        return self._meeting(one) or next((label(d) for d in self.documents if ids == {d.id}), "")

    def stepped(self, new: str) -> str:
        """前回 and その前 said of the meeting just spoken of, as that meeting's number."""
        here = next(filter(None, map(self._spoken_of, reversed(self.history))), "")
        held = [d for d in self.documents if d.date is not None and d.date <= self.today]
        at = next((n for n, d in enumerate(held) if label(d) == here), None)
        step = p.STEP.fullmatch(new)
        # Nobody asks for the latest meeting beside itself.
        before = bool(step and step["before"]) or (new == "前回" and at == len(held) - 1)
        if at is None or not (step or before):
            return new
        other = at - 1 if before else at + 1
        return label(held[other]) if 0 <= other < len(held) else new

    def later(self) -> int | None:
        """The number of the latest meeting that was quoted, if there are meetings after it."""
        ids = {c.document for c in self.last.citations}
        places = [at for at, d in enumerate(self.documents) if d.id in ids]
        if not places or places[-1] == len(self.documents) - 1:
            return None
        return self.documents[places[-1]].number

    # -- persons and bodies -------------------------------------------------------------------

    def person(self, post: str | None = None) -> tuple[str, str]:
        """The person named last, of some ``post``, and the one meeting that was named with them."""
        for one in reversed(self.history):
            if who := self._speaker(one, post):
                return who, self._meeting(one)
        return "", ""

    def _speaker(self, one: Answer, post: str | None) -> str:
        """The speaker of what was answered, or of what was asked about."""
        for citation in one.citations:
            speaker = citation.speaker if citation.part == "text" else None
            if speaker and (not post or speaker.role.endswith(post)):
                return named(speaker)
        if one.understood.speaker:
            return one.understood.speaker.split("、")[0]
        before = meant(one)
        found = [m for m in mentions(before, self.people) if m.kind != "place"]
        return before[found[0].start : found[0].end] if found else ""

    def heard_of(self, asked: str) -> bool:
        """Whether a speaker set as a filter was quoted last, or is who was asked about."""
        quoted = (c.speaker for c in self.cited if c.speaker)
        spoke = [Person.of(s) for s in quoted]
        about = self.last.understood.speaker or ""
        spoke += [one for one in self.people.everywhere if one.label in about]
        return any(fits(one, asked) for one in spoke)

    def place(self) -> str:
        """The 区市町村 that was asked about or spoke."""
        for mention in mentions(self.base, self.people):
            for person in mention.people:
                if person.municipality:
                    return person.municipality
        return next((told for c in self.cited if (told := self.municipality(c.speaker))), "")

    def municipality(self, speaker: Speaker | None) -> str:
        """The 区市町村 of a speaker, also where another line gives it."""
        if speaker is None:
            return ""
        one = Person.of(speaker)
        known = (o.municipality for o in self.people.everywhere if o.identity == one.identity)
        return one.municipality or next(filter(None, known), "")

    def heard(self) -> frozenset[str]:
        """Who was asked about or quoted last: `Person.identity`, and municipalities."""
        found: set[str] = set()
        for mention in mentions(self.base, self.people):
            found |= mention.identities | {person.municipality for person in mention.people}
        for speaker in (c.speaker for c in self.cited if c.speaker):
            found.add(Person.of(speaker).identity)
            found.add(self.municipality(speaker))
        return frozenset(found - {""})


def meant(answer: Answer) -> str:
    """A question as it was understood, normalised."""
    return normalize(answer.understood.question)


def _held(answer: Answer) -> bool:
    """Whether a question came to something: nothing else lends its subject."""
    return answer.status in ("answered", "closed")


def _items(answer: Answer) -> set[tuple[str, str]]:
    """The agenda items (document, title) under which an answer was said."""
    return {(c.document, c.agenda.title) for c in answer.citations if c.agenda}
