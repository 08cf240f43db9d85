"""What is fitted on: questions with the sentences that the program finds for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import yaml

from chatbot.answer import Asked, understood
from chatbot.assistant import Assistant
from chatbot.extract import tell
from chatbot.settings import Settings
from chatbot.types import Filters
from chatbot.weighing import Numbers, table, was_read, weighing
from eval.facts import plain
from ingest import ingest_paths

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "eval" / "golden"
TODAY = date(2026, 6, 15)
# What is fitted on: name, questions and conversations, minutes, split.
SETS: dict[str, tuple[Sequence[Path], Path, str]] = {
    **{
        folder.name: (sorted(folder.glob("*.yaml")), folder, "dev")
        for folder in sorted((ROOT / "eval" / "tuning").iterdir())
        if folder.is_dir()
    },
    "real": ([ROOT / "eval" / "tuning" / "real-minutes.yaml"], ROOT / "data" / "minutes", "dev"),
    "real-dev": ([GOLDEN / "real-minutes.yaml"], ROOT / "data" / "minutes", "dev"),
    "minatodai-dev": ([GOLDEN / "minatodai.yaml"], ROOT / "eval" / "corpus", "dev"),
}


@dataclass(frozen=True)
class Example:
    """A question with the sentences found for it, and which of them are evidence."""

    council: str
    tags: tuple[str, ...]
    answered: bool
    kind: str
    signals: tuple[dict[str, float], ...]
    right: tuple[bool, ...]

    @property
    def rows(self) -> Numbers:
        """The signals that weigh its sentences, [sentences, signals]."""
        return table(self.signals, weighing(was_read(self.signals)))


def examples(name: str, reader: Literal["bundled", "none"]) -> Iterator[Example]:
    """The questions of one set, as the program meets them with the reader or without."""
    questions, minutes, split = SETS[name]
    folder = ROOT / "var" / "fit" / name
    settings = Settings(data=folder, model_dir=ROOT / "var" / "model", reader=reader)
    with Assistant(settings) as assistant:
        ingest_paths(assistant, sorted(minutes.glob("*.txt")))
        for row in (row for path in questions for row in _rows(path)):
            if row["split"] == split:
                yield from _example(assistant, name.partition("-")[0], row)


def _rows(path: Path) -> list[dict[str, Any]]:
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = read["questions"] if isinstance(read, dict) else read
    return rows


def _example(assistant: Assistant, council: str, row: dict[str, Any]) -> Iterator[Example]:
    day = row.get("today", TODAY)
    today = date.fromisoformat(day) if isinstance(day, str) else day
    *before, question = row["conversation"] if "conversation" in row else [row["question"]]
    talk = uuid4().hex
    history = [assistant.ask(one, conversation=talk, today=today) for one in before]
    corpus = assistant.corpus()
    scope = understood(corpus, Asked(question, Filters(), today), history)
    if not scope.documents or row["status"] not in ("answered", "not_found"):
        return
    if scope.wanted.absent or scope.nobody:
        return
    found = tell(corpus, scope)
    evidence = [(e["document"].replace("・", ""), plain(e["quote"])) for e in row["evidence"]]
    spoken = [
        plain(turn.text)
        for document in corpus.documents.values()
        for turn in corpus.library.turns(document)
    ]
    if row["status"] == "answered" and not any(q in text for _, q in evidence for text in spoken):
        return  # the header or the agenda says it
    right = []
    for candidate in found.candidates:
        text = plain(candidate.text)
        right.append(
            any(d == candidate.document.id and (q in text or text in q) for d, q in evidence)
        )
    turns = {
        (c.document.id, c.turn.ordinal)
        for c, yes in zip(found.candidates, right, strict=True)
        if yes
    }
    keep = []
    for candidate, yes in zip(found.candidates, right, strict=True):
        # Of an exchange the answer is what counts; the question in it is neither right nor wrong.
        place, number = candidate.document.id, candidate.turn.ordinal
        asks = candidate.turn.kind == "question" or "question-and-answer" in row["tags"]
        keep.append(not (yes and asks and {(place, number + 1), (place, number + 2)} & turns))
    kept = [i for i, yes in enumerate(keep) if yes]
    yield Example(
        council=council,
        tags=tuple(row["tags"]),
        answered=row["status"] == "answered",
        kind=found.kind,
        signals=tuple(dict(found.candidates[i].signals) for i in kept),
        right=tuple(right[i] for i in kept),
    )
