"""Asks every golden question, as a user would, and records what comes of it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from uuid import uuid4

from chatbot.assistant import Assistant
from chatbot.types import Answer, Hit
from eval.citing import Fault, faults
from eval.judge import Sample
from eval.quotes import Quotes, orphans
from eval.reporting.failures import Look
from eval.reporting.places import Places
from eval.tokens import counted
from eval.types import Golden, Outcome, Span
from eval.verdicts import Verdicts, verdicts

# How many passages the search is asked for.
K = 10

# Told how many questions have been asked, and of how many.
Progress = Callable[[int, int], None]


class OrphanError(ValueError):
    """Golden quotes that stand nowhere in the minutes; the message has a line for each."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run: its outcomes, and what has to hold whatever was asked.

    ``twice`` is how many questions were asked again, ``differing`` names those whose answer or
    search was not the same then. ``connections`` are those to other machines that were tried, None
    where a chat model may make some. ``look`` says where a span stands and what it says.
    ``samples`` are sentences that the grounding check decided. ``started`` is the local time with
    its offset.
    """

    started: str
    seconds: float
    answerer: str
    outcomes: tuple[Outcome, ...]
    faults: tuple[Fault, ...]
    twice: int
    differing: tuple[str, ...]
    look: Look
    samples: tuple[Sample, ...]
    connections: tuple[str, ...] | None = ()


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
    found: list[Fault] = []
    samples: list[Sample] = []
    again: list[tuple[Outcome, Future[_Told]]] = []
    # The other installation answers beside the next question: it has less to read.
    with ThreadPoolExecutor(1) as beside:
        for at, one in enumerate(golden):
            progress(at, len(golden))
            outcome, told = _outcome(one, assistants[one.corpus], quotes[one.corpus])
            outcomes.append(outcome)
            samples += told.samples
            found += faults(one.id, outcome.answer, assistants[one.corpus].corpus())
            if one.corpus in others:
                again.append((outcome, beside.submit(_repeated, one, others[one.corpus])))
    progress(len(golden), len(golden))
    return Run(
        started=started.isoformat(timespec="seconds"),
        seconds=time.perf_counter() - begun,
        answerer=" / ".join(dict.fromkeys(a.answerer.name for a in assistants.values())),
        outcomes=tuple(outcomes),
        faults=tuple(found),
        twice=len(again),
        differing=tuple(
            first.golden.id
            for first, second in again
            if second.result() != (_timeless(first.answer), first.found)
        ),
        look=Places(assistants.values()),
        samples=tuple(samples),
    )


def _outcome(golden: Golden, assistant: Assistant, quotes: Quotes) -> tuple[Outcome, Verdicts]:
    asked = _asked(golden, assistant)
    answer = asked.answer
    told = verdicts(answer, assistant.corpus())
    hits = _hits(answer, golden, assistant)
    outcome = Outcome(
        golden=golden,
        answer=answer,
        gold=tuple(quotes.places(quote) for quote in golden.evidence),
        found=_spans(hits),
        supported=told.supported,
        reasons=told.reasons,
        seconds=asked.seconds,
        tokens=asked.tokens,
        relevant=told.relevant,
        exact=told.exact,
        confidence=max((hit.cosine for hit in hits if hit.cosine is not None), default=None),
    )
    return outcome, told


@dataclass(frozen=True, slots=True)
class _Asked:
    """An answer, and the seconds and tokens that its question alone took."""

    answer: Answer
    seconds: float
    tokens: int | None


def _asked(golden: Golden, assistant: Assistant) -> _Asked:
    """Ask a question after those before it."""
    conversation = uuid4().hex if golden.before else None
    for question in golden.before:
        assistant.ask(question, conversation=conversation, today=golden.today)
    counting = counted() if assistant.settings.chat_model else nullcontext(lambda: None)
    with counting as tokens:
        begun = time.perf_counter()
        answer = assistant.ask(golden.question, conversation=conversation, today=golden.today)
        return _Asked(answer, time.perf_counter() - begun, tokens())


def _hits(answer: Answer, golden: Golden, assistant: Assistant) -> list[Hit]:
    """What the search finds for the question as it was understood."""
    question = answer.understood.question
    return assistant.search_understood(question, k=K, today=golden.today)[1]


def _spans(hits: Iterable[Hit]) -> tuple[tuple[Span, ...], ...]:
    """Each hit's characters."""
    passages = [hit.passage for hit in hits]
    return tuple((Span(p.document, "text", p.turn, p.start, p.end),) for p in passages)


# An answer, and where what the search found stands.
_Told = tuple[Answer, tuple[tuple[Span, ...], ...]]


def _repeated(golden: Golden, assistant: Assistant) -> _Told:
    answer = _asked(golden, assistant).answer
    return _timeless(answer), _spans(_hits(answer, golden, assistant))


def _timeless(answer: Answer) -> Answer:
    """An answer without its name and without how long it took."""
    return replace(answer, id="", elapsed_ms=0)
