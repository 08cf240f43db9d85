"""A chat model as a second opinion on the checker: reported, and never part of a gate.

The model is asked, several times, whether a sentence is supported by its evidence. `Agreement` says
how often the majority of its replies is the checker's verdict, how much of that is more than chance
(Cohen 1960), and for how many sentences its replies were not the same each time.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from chatbot.chat_model import ChatModel, Message, ModelFailure, whole_reply
from chatbot.cite import named
from chatbot.grounding import Evidence
from chatbot.material import FIRST, LAST, plain
from chatbot.provider import ChatModelError, open_chat_model
from chatbot.settings import Settings
from chatbot.text import normalize
from chatbot.wareki import japanese
from eval.reporting.types import Agreement
from prompts import render

RUNS = 3
SAMPLED = 60
SECONDS = 60.0
# So many sentences in a row without a reply, and the model is not asked any more.
_GIVE_UP = 3
_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)
_YES = re.compile(r"(?:はい|yes)(?![ぁ-ん])", re.IGNORECASE)
_NO = re.compile(r"(?:いいえ|no)(?![ぁ-んa-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence, what it cites, and what the checker says of it."""

    claim: str
    evidence: tuple[Evidence, ...]
    supported: bool


def draw(samples: Iterable[Sample], most: int = SAMPLED) -> list[Sample]:
    """At most so many, half of them accepted by the checker as far as there are; always the same.

    Where nearly all are accepted, agreement beyond chance says nothing; hence the halves.
    """
    chance = random.Random(0)
    every = list(samples)
    chance.shuffle(every)
    accepted = [s for s in every if s.supported]
    rejected = [s for s in every if not s.supported]
    half = most // 2
    return [
        *rejected[: max(half, most - len(accepted))],
        *accepted[: max(half, most - len(rejected))],
    ]


def opinion(
    name: str,
    settings: Settings,
    samples: Iterable[Sample],
    progress: Callable[[int, int], None] | None = None,
) -> Agreement:
    """What the model ``provider:NAME`` makes of some of the samples.

    Where it is and which key it takes is said by the settings.
    """
    try:
        model = open_chat_model(settings.model_copy(update={"chat_model": name}))
    except ChatModelError as problem:
        return Agreement(name, 0, RUNS, None, None, None, str(problem))
    assert model is not None, "a name was given"
    return agreement(model, draw(samples), progress=progress)


def agreement(
    model: ChatModel,
    samples: Sequence[Sample],
    *,
    runs: int = RUNS,
    seconds: float = SECONDS,
    progress: Callable[[int, int], None] | None = None,
) -> Agreement:
    """What a model makes of sentences that the checker has decided.

    A sentence for which it has not replied readably in every run is left out and counted in
    ``problem``. ``seconds`` is the longest that one reply may take. Raises nothing of the model's.
    """
    judged: list[tuple[bool, list[bool]]] = []
    failures: list[str] = []
    in_a_row = 0
    for at, sample in enumerate(samples):
        if progress is not None:
            progress(at, len(samples))
        try:
            replies = [_reply(model, sample, seconds) for _ in range(runs)]
        except ModelFailure as problem:
            failures.append(str(problem))
            in_a_row += 1
            if in_a_row == _GIVE_UP:
                break
        else:
            in_a_row = 0
            judged.append((sample.supported, replies))
    return _figures(model.name, judged, runs, _problem(failures, len(samples), len(judged)))


def _figures(
    model: str, judged: Sequence[tuple[bool, list[bool]]], runs: int, problem: str
) -> Agreement:
    if not judged:
        return Agreement(model, 0, runs, None, None, None, problem)
    pairs = [(checker, sum(replies) * 2 > runs) for checker, replies in judged]
    flipped = sum(len(set(replies)) > 1 for _, replies in judged)
    same = sum(checker == other for checker, other in pairs) / len(pairs)
    return Agreement(model, len(pairs), runs, same, kappa(pairs), flipped / len(pairs), problem)


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's kappa of two judges; None where chance alone would have them agree on everything."""
    n = len(pairs)
    same = sum(one == other for one, other in pairs) / n
    ones, others = (sum(pair[at] for pair in pairs) / n for at in (0, 1))
    chance = ones * others + (1 - ones) * (1 - others)
    return None if chance == 1 else (same - chance) / (1 - chance)


def read_reply(text: str) -> bool | None:
    """はい or いいえ; None where it says neither, or both."""
    said = normalize(_THOUGHT.sub("", text))
    yes, no = bool(_YES.search(said)), bool(_NO.search(said))
    return None if yes == no else yes


def _reply(model: ChatModel, sample: Sample, seconds: float) -> bool:
    text = whole_reply(model, _messages(sample), time.monotonic() + seconds)
    read = read_reply(text)
    if read is None:
        raise ModelFailure("言語モデルが「はい」か「いいえ」で答えませんでした。")
    return read


def _messages(sample: Sample) -> list[Message]:
    shown = "\n\n".join([FIRST, *(_shown(at, e) for at, e in enumerate(sample.evidence, 1)), LAST])
    text = render("judge", claim=plain(sample.claim), evidence=shown, first=FIRST, last=LAST)
    return [("human", text)]


def _shown(number: int, evidence: Evidence) -> str:
    lines = [f"[{number}] {plain(evidence.title) or '会議'}"]
    if evidence.date is not None:
        lines.append(f"開催日: {japanese(evidence.date)}（{evidence.date.isoformat()}）")
    if evidence.agenda:
        lines.append(f"議題: {plain(evidence.agenda)}")
    if evidence.question:
        lines.append(f"質問・要望　発言者: {named(None)}\n{plain(evidence.question)}")
    lines.append(f"発言　発言者: {plain(named(evidence.speaker))}\n{plain(evidence.text)}")
    return "\n".join(lines)


def _problem(failures: Sequence[str], asked: int, judged: int) -> str:
    if not failures:
        return ""
    if not judged:
        return failures[-1]
    return f"{asked}文のうち{asked - judged}文では返答を得られませんでした（{failures[-1]}）"
