"""One reading of a question in its conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chatbot.types import Citation

# Whose words are asked for: those quoted last, or those that they reply to.
Whose = Literal["", "said", "asked"]


@dataclass(frozen=True, slots=True)
class Followed:
    """A question that stands alone.

    ``leans`` says whether it needed the ones before, ``tried`` that it is meant only if the minutes
    answer it. ``passed`` are quotes that are not asked for again, ``quoted`` those given last,
    ``near`` their turns (document, turn); ``answers_to`` are the turns whose answers are asked for,
    ``apart`` the bodies and persons who are not asked again (「ほかの自治体は？」).

    ``bare`` says that the question has no subject of its own (「その理由は？」), ``whose`` that it
    asks who said what was quoted, or what that replies to (「誰が聞いた？」), ``nobody`` is what
    points at a person (「その人」) where nobody was named.
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
    whose: Whose = ""
    nobody: str = ""
