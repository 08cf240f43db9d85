"""Scripted conversations (``fixtures/conversations``), and what is wrong with an answer in one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, field_validator

from chatbot.text import normalize
from chatbot.types import Answer, Citation
from tests.model_roles import Prompt, Said, correct, line

FOLDER = Path(__file__).parent / "fixtures" / "conversations"
_NO_MEETING = "-"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Meant(_Strict):
    """What a question must be taken to mean."""

    has: list[str] = []
    lacks: list[str] = []
    meeting: str = ""
    speaker: str = ""


class Turn(_Strict):
    """A question of a conversation, and what a right answer has; see the folder's README."""

    question: str
    asks: str = ""
    alone: bool = False
    understood: Meant = Meant()
    status: list[str] = ["answered"]
    says: list[list[str]] = []
    says_not: list[str] = []
    cites: list[str] = []
    only: list[str] = []
    notes: list[str] = []

    @field_validator("status", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @property
    def meaning(self) -> str:
        """The question as it is meant, standing alone."""
        return self.asks or self.question


class Script(_Strict):
    """A conversation over one set of minutes."""

    about: str
    minutes: str
    today: date
    turns: list[Turn]


def scripts() -> dict[str, Script]:
    """All conversations by name."""
    return {
        path.stem: Script.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted(FOLDER.glob("*.yaml"))
    }


def wrong(turn: Turn, answer: Answer) -> list[str]:
    """What is wrong with an answer; nothing where it is as it must be."""
    text = flat(answer.text)
    found = [] if answer.status in turn.status else [f"status {answer.status}"]
    found += [f"says none of {forms}" for forms in turn.says if not _any(forms, text)]
    found += [f"says {form}" for form in turn.says_not if flat(form) in text]
    cited = answer.citations
    found += [f"does not cite {one}" for one in turn.cites if not any(_is(one, c) for c in cited)]
    if turn.only:
        strange = [c for c in cited if not any(_is(one, c) for one in turn.only)]
        found += [f"cites {c.meeting_number} {c.speaker}: {c.quote}" for c in strange]
    codes = [note.code for note in answer.notes]
    found += [f"lacks the note {code}" for code in turn.notes if code not in codes]
    return found + misunderstood(turn.understood, answer)


def misunderstood(meant: Meant, answer: Answer) -> list[str]:
    """What is wrong with how a question was understood."""
    understood = answer.understood
    text = flat(understood.question)
    found = [f"not understood: {word}" for word in meant.has if flat(word) not in text]
    found += [f"understood as if of {word}" for word in meant.lacks if flat(word) in text]
    if meant.meeting:
        wanted = None if meant.meeting == _NO_MEETING else meant.meeting
        if understood.meeting != wanted:
            found.append(f"meeting {understood.meeting}")
    if meant.speaker and flat(meant.speaker) not in flat(understood.speaker or ""):
        found.append(f"speaker {understood.speaker}")
    return found


def flat(text: str) -> str:
    """Text as it is compared: widths and spaces do not count, nor how long lines were."""
    return "".join(normalize(text).split())


def _any(forms: list[str], text: str) -> bool:
    return any(flat(form) in text for form in forms)


def _is(wanted: str, cited: Citation) -> bool:
    """Whether a citation is of a meeting and a speaker: ``"9 宮崎 | 9 小林"``, or just ``"4"``."""
    speaker = cited.speaker
    who = flat("".join((speaker.organization, speaker.role, speaker.name))) if speaker else ""
    for one in wanted.split("|"):
        number, _, name = one.strip().partition(" ")
        if cited.meeting_number == int(number) and flat(name) in who:
            return True
    return False


class GoodReader:
    """Writes as a good model does: it knows what is asked, and tells it where the material does.

    It puts the question of ``turn`` into words that stand alone, and of the material it was sent
    it writes the sentences that say what is right, first of those whose words they should be; where
    none does, that nothing is recorded.
    """

    def __init__(self) -> None:
        self.turn = Turn(question="")

    def __call__(self, prompt: Prompt) -> str:
        if prompt.task == "follow_up":
            return self.turn.meaning
        if not self.turn.says:
            return correct(prompt)
        told = (
            [said for said in prompt.said if _any(forms, flat(said.text))]
            for forms in self.turn.says
        )
        lines = dict.fromkeys(line(min(said, key=self._strange)) for said in told if said)
        return "\n".join(lines) or "記載なし"

    def _strange(self, said: Said) -> bool:
        """Whether a sentence is of nobody who should be cited."""
        names = [one.strip().partition(" ")[2] for c in self.turn.cites for one in c.split("|")]
        return not any(name and flat(name) in flat(said.speaker) for name in names)
