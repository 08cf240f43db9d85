"""Conversations as they are kept: questions with their answers, under an owner.

Until there is sign-in the owner is an unguessable token of a browser, and whoever holds it is the
owner. Nothing here is found by guessing: an id without its owner's token gives nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa

from chatbot import tables as t
from chatbot.database import refuse
from chatbot.serial import dump_json, load_json
from chatbot.types import Answer

# A title is the first question, so many characters of it.
TITLE = 40
# How many exchanges of a conversation are read to understand the next question.
REMEMBERED = 12


def before(kept: Conversations, receipt: str) -> tuple[str, ...]:
    """What was asked in its conversation before the answer with this receipt; nothing where alone.

    Only as many questions as `REMEMBERED`, which is all that an answer can lean on.
    """
    questions: list[str] = []
    for answer in kept.around(receipt):
        if answer.id == receipt:
            return tuple(questions[-REMEMBERED:])
        questions.append(answer.question)
    return ()


class NoConversation(LookupError):
    """There is no such conversation of this owner."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation without its exchanges; ``changed`` is an ISO time in UTC."""

    id: str
    title: str
    changed: str


class Conversations:
    """All conversations of an installation.

    With a ``refusal`` nothing can be changed for good: `rename` and `delete` raise `LibraryError`
    with it. What is asked is held all the same, as long as the copy that is read.
    """

    def __init__(self, engine: sa.Engine, refusal: str = "") -> None:
        self._engine = engine
        self._refusal = refusal

    def start(self, owner: str) -> str:
        """A new conversation of this owner; returns its id. It is kept from its first answer on."""
        if not owner:
            raise ValueError("a conversation needs an owner's token")
        name = uuid4().hex
        row = {"id": name, "owner": owner, "title": "", "changed": _now()}
        with self._engine.begin() as db:
            db.execute(t.conversations.insert(), row)
        return name

    def of(self, owner: str) -> list[Conversation]:
        """The conversations of an owner that hold an answer, the latest first."""
        c = t.conversations.c
        query = (
            sa.select(c.id, c.title, c.changed)
            .where(c.owner == owner, c.owner != "", c.title != "")
            .order_by(c.changed.desc(), c.id)
        )
        with self._engine.connect() as db:
            return [Conversation(*row) for row in db.execute(query)]

    def answers(self, conversation: str, owner: str | None = None) -> tuple[Answer, ...]:
        """What was asked and answered, the oldest first.

        With ``owner``, raises `NoConversation` where it is not that owner's; without, an unknown id
        gives nothing.
        """
        with self._engine.connect() as db:
            if owner is not None:
                self._owned(db, conversation, owner)
            e = t.exchanges.c
            query = sa.select(e.record).where(e.conversation == conversation).order_by(e.ordinal)
            return tuple(load_json(Answer, record) for record in db.execute(query).scalars())

    def around(self, receipt: str) -> tuple[Answer, ...]:
        """All answers of the conversation in which one was given; none where it was given alone."""
        e = t.exchanges.c
        with self._engine.connect() as db:
            holding = sa.select(e.conversation).where(e.record.contains(receipt, autoescape=True))
            for name in db.execute(holding).scalars().all():
                query = sa.select(e.record).where(e.conversation == name).order_by(e.ordinal)
                found = tuple(load_json(Answer, r) for r in db.execute(query).scalars())
                if any(answer.id == receipt for answer in found):
                    return found
        return ()

    def known(self, conversation: str) -> bool:
        """Whether there is such a conversation, whoever owns it."""
        c = t.conversations.c
        with self._engine.connect() as db:
            return db.execute(sa.select(c.id).where(c.id == conversation)).scalar() is not None

    def keep(self, conversation: str, answer: Answer, *, new: bool) -> None:
        """Add an answer.

        ``new`` begins a conversation that nobody started, which then belongs to nobody; without it
        the answer is dropped where the conversation was deleted meanwhile.
        """
        e, c = t.exchanges.c, t.conversations.c
        with self._engine.begin() as db:
            title = db.execute(sa.select(c.title).where(c.id == conversation)).scalar()
            if title is None and not new:
                return
            if title is None:
                row = {"id": conversation, "owner": "", "title": "", "changed": _now()}
                db.execute(t.conversations.insert(), row)
            last = db.execute(
                sa.select(sa.func.max(e.ordinal)).where(e.conversation == conversation)
            ).scalar()
            at = {"conversation": conversation, "ordinal": (last or 0) + 1}
            db.execute(t.exchanges.insert(), {**at, "record": dump_json(answer)})
            changed = {"changed": _now(), "title": title or _title(answer.question)}
            db.execute(t.conversations.update().where(c.id == conversation).values(changed))

    def rename(self, conversation: str, owner: str, title: str) -> None:
        """Give it another title. Raises `NoConversation`; an empty title changes nothing."""
        refuse(self._refusal)
        with self._engine.begin() as db:
            self._owned(db, conversation, owner)
            if name := " ".join(title.split())[:TITLE]:
                of = t.conversations.c.id == conversation
                db.execute(t.conversations.update().where(of).values(title=name))

    def delete(self, conversation: str, owner: str) -> None:
        """Delete it with its exchanges; receipts are not part of it. Raises `NoConversation`."""
        refuse(self._refusal)
        with self._engine.begin() as db:
            self._owned(db, conversation, owner)
            db.execute(t.exchanges.delete().where(t.exchanges.c.conversation == conversation))
            db.execute(t.conversations.delete().where(t.conversations.c.id == conversation))

    @staticmethod
    def _owned(db: sa.Connection, conversation: str, owner: str) -> None:
        c = t.conversations.c
        query = sa.select(c.id).where(c.id == conversation, c.owner == owner, c.owner != "")
        if db.execute(query).scalar() is None:
            raise NoConversation("この会話はありません（消されたか、別のブラウザーのものです）。")


def recent(history: Sequence[Answer]) -> tuple[Answer, ...]:
    """What of a conversation is read to understand the next question: its end."""
    return tuple(history[-REMEMBERED:])


def _title(question: str) -> str:
    plain = " ".join(question.split())
    return plain if len(plain) <= TITLE else f"{plain[: TITLE - 1]}…"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
