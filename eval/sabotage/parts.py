"""The parts that can be turned off, one at a time, in this process: the product has no switches.

Each is exchanged for something that does nothing in its place, where it is called, and put back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock

from chatbot import about_exchanges, choose, cite, cited, entries, others, reader, retrieve, scope
from chatbot.cite import meeting_name, when
from chatbot.meetings import Meetings
from chatbot.nearness import Nearness
from chatbot.people import Wanted
from chatbot.types import Citation, Document, Turn
from ingest import agenda, minutes
from ingest.headings import without_closed_mark
from ingest.links import link


@dataclass(frozen=True, slots=True)
class Part:
    """A part: what is missing without it, and the slices (tags) that should suffer.

    ``read_anew`` says that it works when minutes are read in, not when questions are asked;
    ``model`` that it works on what a chat model writes, which `Misquoting` does then.
    """

    key: str
    without: str
    slices: tuple[str, ...]
    off: Callable[[], AbstractContextManager[None]]
    read_anew: bool = False
    model: bool = False


@contextmanager
def _swapped(*swaps: tuple[object, str, object]) -> Iterator[None]:
    """Other attributes for a while; `AttributeError` where there was none, so nothing is missed."""
    with ExitStack() as stack:
        for owner, name, other in swaps:
            stack.enter_context(mock.patch.object(owner, name, other))
        yield


def _linking() -> AbstractContextManager[None]:
    def unlinked(*given: Any, **named: Any) -> tuple[Turn, ...]:
        return tuple(replace(turn, replies_to=()) for turn in link(*given, **named))

    return _swapped((minutes, "link", unlinked))


def _bigrams() -> AbstractContextManager[None]:
    return _swapped((retrieve, "bigrams", lambda text: []))


def _thesaurus() -> AbstractContextManager[None]:
    return _swapped(*((room, "alike", lambda question: ()) for room in (retrieve, others)))


def _dense() -> AbstractContextManager[None]:
    def cosines(self: Nearness, question: str, texts: Sequence[str]) -> list[float]:
        # What the model gives to texts that have nothing to do with each other.
        return [self._embedder.cosine_noise] * len(texts)

    return _swapped((retrieve, "_dense", lambda *given: []), (Nearness, "cosines", cosines))


def _reader() -> AbstractContextManager[None]:
    return _swapped((reader, "open_reader", lambda settings: None))


def _scope() -> AbstractContextManager[None]:
    return _swapped(
        (scope, "read_meetings", lambda text, every, today: Meetings()),
        (scope, "read_people", lambda text, people, speaker: Wanted()),
    )


def _attribution() -> AbstractContextManager[None]:
    def nobody(document: Document, turn: Turn, sentence: str = "") -> str:
        day = f"、{when(document)}" if document.date else ""
        return f"発言（{meeting_name(document)}{day}）"

    # Every room that writes a sentence of an answer says in front of it who speaks.
    return _swapped(*((room, "attribution", nobody) for room in (choose, entries, about_exchanges)))


def _closed() -> AbstractContextManager[None]:
    return _swapped(
        (agenda, "without_closed_mark", lambda text: (without_closed_mark(text)[0], False)),
        (agenda.Agenda, "close_from_here", lambda self: None),
    )


def _quotes_cut() -> AbstractContextManager[None]:
    real = cite._cite

    def tidied(*given: Any) -> Citation:
        made = real(*given)
        # As a program would quote that keeps the text it indexes instead of the minutes'.
        return replace(made, quote=unicodedata.normalize("NFKC", made.quote))

    return _swapped((cite, "_cite", tidied))


def _quotes_checked() -> AbstractContextManager[None]:
    return _swapped((cited, "_quotes", lambda claim, evidence: []))


PARTS: tuple[Part, ...] = (
    Part(
        "linking",
        "exchange linking: answers do not know their questions",
        ("question-and-answer",),
        _linking,
        read_anew=True,
    ),
    Part("bigrams", "bigrams: one ranking less", ("variant",), _bigrams),
    Part(
        "thesaurus",
        "thesaurus: no other words for those of the question",
        ("paraphrase",),
        _thesaurus,
    ),
    Part("dense", "dense: no embeddings of passages or sentences", ("paraphrase",), _dense),
    Part(
        "reader",
        "reader: question and passages are not read together",
        ("paraphrase", "unanswerable-hard"),
        _reader,
    ),
    Part(
        "scope",
        "scope: meetings, dates and speakers in questions are not read",
        ("who-said-what", "date", "mentioned-not-speaking"),
        _scope,
    ),
    Part(
        "attribution",
        "attribution: answers do not say who speaks",
        ("who-said-what",),
        _attribution,
    ),
    Part(
        "closed",
        "closed-item detection: 非公開 in the agenda is not seen",
        ("closed",),
        _closed,
        read_anew=True,
    ),
    Part(
        "quotes-cut",
        "quotes cut from the minutes: quoted in NFKC instead",
        (),
        _quotes_cut,
    ),
    Part(
        "quotes-checked",
        "quote check: a chat model that misquotes is believed",
        (),
        _quotes_checked,
        model=True,
    ),
)
