"""Asks every golden question, as a user would, and records what comes of it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from chatbot.assistant import Assistant
from chatbot.types import Answer, Hit
from eval.quotes import Quotes, orphans
from eval.reporting.failures import Look
from eval.reporting.places import Places
from eval.types import Golden, Outcome, Span
from eval.verdicts import verdicts

# How many passages the search is asked for.
K = 10

# Told how many questions have been asked, and of how many.
Progress = Callable[[int, int], None]


class OrphanError(ValueError):
    """Golden quotes that stand nowhere in the minutes; the message has a line for each."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run: its outcomes, and for each question what was said of it the second time.

    ``look`` says where a span stands and what it says. ``started`` is the local time with its
    offset.
    """

    started: str
    seconds: float
    answerer: str
    outcomes: tuple[Outcome, ...]
    differing: tuple[str, ...]
    twice: int
    look: Look


def ask_all(
    golden: Sequence[Golden],
    assistants: Mapping[str, Assistant],
    others: Mapping[str, Assistant],
    progress: Progress = lambda done, of: None,
) -> Run:
    """Ask each question of its corpus, and again of another installation of the same minutes.

    Raises `OrphanError` before anything is asked. ``others`` may lack a corpus, of which nothing
    is asked twice then.
    """
    started, begun = dt.datetime.now().astimezone(), time.perf_counter()
    quotes = {corpus: Quotes(assistant) for corpus, assistant in assistants.items()}
    lost = orphans(golden, quotes)
    if lost:
        raise OrphanError("\n".join(lost))
    outcomes: list[Outcome] = []
    differing: list[str] = []
    twice = 0
    for at, one in enumerate(golden):
        progress(at, len(golden))
        outcome = _outcome(one, assistants[one.corpus], quotes[one.corpus])
        outcomes.append(outcome)
        if one.corpus in others:
            twice += 1
            if _repeated(one, others[one.corpus]) != (_timeless(outcome.answer), outcome.found):
                differing.append(one.id)
    progress(len(golden), len(golden))
    return Run(
        started=started.isoformat(timespec="seconds"),
        seconds=time.perf_counter() - begun,
        answerer=" / ".join(dict.fromkeys(a.answerer.name for a in assistants.values())),
        outcomes=tuple(outcomes),
        differing=tuple(differing),
        twice=twice,
        look=Places(assistants.values()),
    )


def _outcome(golden: Golden, assistant: Assistant, quotes: Quotes) -> Outcome:
    answer, seconds = _asked(golden, assistant)
    supported, reasons = verdicts(answer, assistant.corpus())
    return Outcome(
        golden=golden,
        answer=answer,
        gold=tuple(quotes.places(quote) for quote in golden.evidence),
        found=_found(answer, golden, assistant),
        supported=supported,
        reasons=reasons,
        seconds=seconds,
    )


def _asked(golden: Golden, assistant: Assistant) -> tuple[Answer, float]:
    """The answer to a question after those before it, and the seconds that it alone took."""
    conversation = uuid4().hex if golden.before else None
    for question in golden.before:
        assistant.ask(question, conversation=conversation, today=golden.today)
    begun = time.perf_counter()
    answer = assistant.ask(golden.question, conversation=conversation, today=golden.today)
    return answer, time.perf_counter() - begun


def _found(answer: Answer, golden: Golden, assistant: Assistant) -> tuple[tuple[Span, ...], ...]:
    """What the search finds for the question as it was understood."""
    question = answer.understood.question
    _, hits = assistant.search_understood(question, k=K, today=golden.today)
    return tuple(_spans(hits))


def _spans(hits: Iterable[Hit]) -> Iterable[tuple[Span, ...]]:
    for hit in hits:
        passage = hit.passage
        yield (Span(passage.document, "text", passage.turn, passage.start, passage.end),)


def _repeated(golden: Golden, assistant: Assistant) -> tuple[Answer, tuple[tuple[Span, ...], ...]]:
    answer, _ = _asked(golden, assistant)
    return _timeless(answer), _found(answer, golden, assistant)


def _timeless(answer: Answer) -> Answer:
    """An answer without its name and without how long it took."""
    return replace(answer, id="", elapsed_ms=0)
