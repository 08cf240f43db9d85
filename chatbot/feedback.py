"""What readers made of answers: of use or not, with a word on why. No name is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import sqlalchemy as sa

from chatbot import tables as t
from chatbot.database import refuse

Verdict = Literal["good", "bad"]
# The longest note, in characters.
LONGEST = 1_000


# So much of a receipt tells it from the others.
_BEGINNING = 8


class NoReceipt(LookupError):
    """There is no answer with this receipt."""


@dataclass(frozen=True, slots=True)
class Given:
    """Feedback on one answer; ``verdict`` is None where there is none, ``asked`` ISO in UTC."""

    receipt: str
    question: str
    asked: str
    verdict: Verdict | None = None
    note: str = ""


class Feedback:
    """The feedback that an installation was given.

    With a ``refusal`` nothing can be kept: `give` and `withdraw` raise `LibraryError` with it.
    """

    def __init__(self, engine: sa.Engine, refusal: str = "") -> None:
        self._engine = engine
        self._refusal = refusal

    def give(self, receipt: str, verdict: Verdict, note: str = "") -> None:
        """Keep what a reader made of an answer, in place of what was said of it before.

        Raises `NoReceipt` where there is no such answer.
        """
        refuse(self._refusal)
        row = {
            "receipt": receipt,
            "verdict": verdict,
            "note": _one_line(note)[:LONGEST],
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with self._engine.begin() as db:
            known = sa.select(t.receipts.c.id).where(t.receipts.c.id == receipt)
            if db.execute(known).scalar() is None:
                raise NoReceipt(receipt)
            changed = db.execute(
                t.feedback.update().where(t.feedback.c.receipt == receipt).values(row)
            )
            if not changed.rowcount:
                db.execute(t.feedback.insert(), row)

    def find(self, beginning: str) -> str:
        """The receipt that begins like that, the whole or at least eight characters of it.

        Raises `NoReceipt` where none does, or several do.
        """
        r = t.receipts.c
        if len(beginning) >= _BEGINNING:
            query = sa.select(r.id).where(r.id.startswith(beginning, autoescape=True)).limit(2)
            with self._engine.connect() as db:
                found = list(db.execute(query).scalars())
            if len(found) == 1:
                return str(found[0])
        raise NoReceipt(beginning)

    def withdraw(self, receipt: str) -> None:
        """Take feedback back; there may be none."""
        refuse(self._refusal)
        with self._engine.begin() as db:
            db.execute(t.feedback.delete().where(t.feedback.c.receipt == receipt))

    def of(self, receipt: str) -> Given | None:
        """The feedback on an answer, if there is any."""
        found = self._select(t.receipts.c.id == receipt, 1)
        return found[0] if found and found[0].verdict is not None else None

    def asked(self, receipt: str) -> str:
        """When an answer was given, an ISO time in UTC. Raises `NoReceipt`."""
        found = self._select(t.receipts.c.id == receipt, 1)
        if not found:
            raise NoReceipt(receipt)
        return found[0].asked

    def latest(self, most: int) -> list[Given]:
        """The answers that were of no use first, then the others, the latest first."""
        return self._select(sa.true(), most)

    def _select(self, where: sa.ColumnElement[bool], most: int) -> list[Given]:
        r, f = t.receipts.c, t.feedback.c
        query = (
            sa.select(r.id, r.question, r.created, f.verdict, sa.func.coalesce(f.note, ""))
            .select_from(t.receipts.outerjoin(t.feedback, f.receipt == r.id))
            .where(where)
            .order_by(sa.case((f.verdict == "bad", 0), else_=1), r.created.desc(), r.id)
            .limit(most)
        )
        with self._engine.connect() as db:
            return [Given(*row) for row in db.execute(query)]


def _one_line(note: str) -> str:
    """Without line breaks, control characters and halves of characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in note).split())
