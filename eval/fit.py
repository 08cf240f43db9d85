"""``python -m eval.fit``: fits the weights of `chatbot.weighing`, and says how they do elsewhere.

Fitted on ``eval/tuning`` and the dev questions of ``eval/golden``. Each council is left out once,
and the figures are those of the council left out. Once with the reader and once without it: about
three quarters of an hour on two cores. torch is used here, and for the reader itself, only to fit.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
import yaml

from chatbot.assistant import Assistant
from chatbot.extract import tell
from chatbot.scope import read_scope
from chatbot.settings import Settings
from chatbot.types import Filters
from chatbot.weighing import (
    TELLING,
    WEIGHING,
    WEIGHTS,
    Numbers,
    question_row,
    table,
    was_read,
    weighing,
)
from eval.facts import plain
from ingest import ingest_paths

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 6, 15)
# What is fitted on: name, questions, minutes, split.
SETS: dict[str, tuple[Path, Path, str]] = {
    **{
        folder.name: (folder / "questions.yaml", folder, "dev")
        for folder in sorted((ROOT / "eval" / "tuning").iterdir())
        if folder.is_dir()
    },
    "real": (ROOT / "eval" / "tuning" / "real-minutes.yaml", ROOT / "data" / "minutes", "dev"),
    "real-dev": (ROOT / "eval" / "golden" / "real-minutes.yaml", ROOT / "data" / "minutes", "dev"),
    "minatodai-dev": (ROOT / "eval" / "golden" / "minatodai.yaml", ROOT / "eval" / "corpus", "dev"),
}
# Hidden units and weight decay of each network; how many seeds are averaged, and steps of each.
HIDDEN = {"sentence": (12, 0.3), "question": (4, 2.0)}
SEEDS, STEPS = 3, 60
# A signal that hardly varies among the questions is not blown up.
LEAST_SCALE = 0.05
# Among so many of the first sentences a right one counts as found.
FIRST = 3


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
        for row in _rows(questions):
            if row["split"] == split and "question" in row:
                yield from _example(assistant, name.partition("-")[0], row)


def _rows(path: Path) -> list[dict[str, Any]]:
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = read["questions"] if isinstance(read, dict) else read
    return rows


def _example(assistant: Assistant, council: str, row: dict[str, Any]) -> Iterator[Example]:
    day = row.get("today", TODAY)
    today = date.fromisoformat(day) if isinstance(day, str) else day
    corpus = assistant.corpus()
    scope = read_scope(row["question"], corpus, Filters(), today)
    if not scope.documents or row["status"] not in ("answered", "not_found"):
        return
    if scope.wanted.absent:
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


class _Net(torch.nn.Module):
    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.straight = torch.nn.Linear(inputs, 1)
        self.hidden = torch.nn.Linear(inputs, hidden)
        self.out = torch.nn.Linear(hidden, 1, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        bent = self.out(torch.tanh(self.hidden(x)))
        told: torch.Tensor = (self.straight(x) + bent).squeeze(-1)
        return told


@dataclass(frozen=True)
class Fitted:
    """The mean of a few networks, with what their inputs are standardised by."""

    nets: tuple[_Net, ...]
    mean: Numbers
    scale: Numbers

    def __call__(self, rows: Numbers) -> Numbers:
        with torch.no_grad():
            x = torch.tensor((rows - self.mean) / self.scale, dtype=torch.float32)
            every = np.array([net(x).numpy() for net in self.nets], dtype=np.float64)
            told: Numbers = every.mean(axis=0)
            return told

    def kept(self) -> dict[str, Any]:
        """As ``weighing.json`` holds it: the mean of several is one wider network."""
        count = len(self.nets)
        parts = [
            {name: value.detach().numpy() for name, value in net.named_parameters()}
            for net in self.nets
        ]
        return {
            "mean": _short(self.mean),
            "scale": _short(self.scale),
            "straight": _short(np.mean([p["straight.weight"][0] for p in parts], axis=0)),
            "shift": round(float(np.mean([p["straight.bias"][0] for p in parts])), 4),
            "hidden": _short(np.concatenate([p["hidden.weight"] for p in parts])),
            "bias": _short(np.concatenate([p["hidden.bias"] for p in parts])),
            "out": _short(np.concatenate([p["out.weight"][0] for p in parts]) / count),
        }


def _short(values: Numbers) -> Any:
    return np.round(values.astype(np.float64), 4).tolist()


def _standard(rows: Numbers) -> tuple[Numbers, Numbers]:
    return rows.mean(axis=0), np.maximum(rows.std(axis=0), LEAST_SCALE)


def fit_sentences(given: Sequence[Example]) -> Fitted:
    """Listwise (which sentence of a question) and pointwise (is it one at all), together."""
    used = [e for e in given if e.signals]
    rows = np.concatenate([e.rows for e in used])
    mean, scale = _standard(rows)
    x = torch.tensor((rows - mean) / scale, dtype=torch.float32)
    y = torch.tensor(np.concatenate([np.array(e.right, dtype=np.float32) for e in used]))
    of = torch.tensor(np.concatenate([np.full(len(e.right), i) for i, e in enumerate(used)]))
    count = len(used)
    has = torch.zeros(count).scatter_add(0, of, y) > 0

    def loss(net: _Net) -> torch.Tensor:
        scores = net(x)
        right = torch.where(y > 0, scores, torch.full_like(scores, -1e9))
        listwise = (_logsumexp(scores, of, count) - _logsumexp(right, of, count))[has].mean()
        pointwise = torch.nn.functional.binary_cross_entropy_with_logits(scores, y, reduction="sum")
        return listwise + pointwise / count / 6

    return _fitted(loss, "sentence", mean, scale)


def _logsumexp(values: torch.Tensor, of: torch.Tensor, count: int) -> torch.Tensor:
    top = torch.full((count,), -1e9).scatter_reduce(0, of, values, "amax")
    held = torch.zeros(count).scatter_add(0, of, torch.exp(values - top[of]))
    return top + torch.log(held + 1e-12)


def _fitted(loss: Any, name: str, mean: Numbers, scale: Numbers) -> Fitted:
    hidden, decay = HIDDEN[name]
    nets = []
    for seed in range(SEEDS):
        torch.manual_seed(seed)
        net = _Net(len(mean), hidden)
        optimiser = torch.optim.AdamW(net.parameters(), lr=0.05, weight_decay=decay)
        for _ in range(STEPS):
            optimiser.zero_grad()
            loss(net).backward()
            optimiser.step()
        nets.append(net)
    return Fitted(tuple(nets), mean, scale)


def fit_questions(rows: Numbers, answered: Numbers) -> Fitted:
    """Whether there is an answer; both sides weigh the same."""
    mean, scale = _standard(rows)
    x = torch.tensor((rows - mean) / scale, dtype=torch.float32)
    y = torch.tensor(answered, dtype=torch.float32)
    weight = torch.where(y > 0, 0.5 / y.mean(), 0.5 / (1 - y.mean()))

    def loss(net: _Net) -> torch.Tensor:
        return torch.nn.functional.binary_cross_entropy_with_logits(net(x), y, weight=weight)

    return _fitted(loss, "question", mean, scale)


def question_rows(given: Sequence[Example], model: Fitted) -> list[tuple[Example, Numbers]]:
    """What tells whether there is an answer, for the questions that can teach it.

    Where the minutes answer and the right sentence was not found among the first, refusing is as
    right as answering: those are left out.
    """
    rows = []
    for example in given:
        if not example.signals:
            continue
        scores = model(example.rows)
        first = np.argsort(-scores, kind="stable")[:FIRST]
        if example.answered and not any(example.right[i] for i in first):
            continue
        rows.append((example, question_row(example.signals, scores, example.kind)))
    return rows


def main(arguments: Sequence[str]) -> int:
    """Fit, print the figures of the councils left out, and write the weights."""
    if arguments:  # --help must not take an hour and write weights
        print(__doc__)
        return 0 if arguments[0] in ("-h", "--help") else 2
    torch.set_num_threads(2)
    kept: dict[str, Any] = {"signals": [*WEIGHING, *TELLING]}
    pairs: tuple[tuple[str, Literal["bundled", "none"]], ...]
    pairs = (("read", "bundled"), ("unread", "none"))
    for pair, reader in pairs:
        print(f"-- {pair}")
        kept[pair] = _pair([e for name in SETS for e in examples(name, reader)])
    WEIGHTS.parent.mkdir(exist_ok=True)
    WEIGHTS.write_text(json.dumps(kept, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"written: {WEIGHTS.relative_to(ROOT)}")
    return 0


def _pair(every: Sequence[Example]) -> dict[str, Any]:
    """The two networks as they are kept, after the figures of each council left out are told."""
    councils = sorted({e.council for e in every})
    rows: list[tuple[Example, Numbers]] = []
    for council in councils:
        model = fit_sentences([e for e in every if e.council != council])
        rows += question_rows([e for e in every if e.council == council], model)
        _tell_ranking(council, model, [e for e in every if e.council == council])
    _tell_answers(councils, rows)
    question = fit_questions(
        np.array([row for _, row in rows]), np.array([float(e.answered) for e, _ in rows])
    )
    return {"sentence": fit_sentences(every).kept(), "question": question.kept()}


def _tell_ranking(council: str, model: Fitted, given: Sequence[Example]) -> None:
    ranks = []
    for example in given:
        if example.answered and example.signals:
            order = np.argsort(-model(example.rows), kind="stable")
            places = [i for i, at in enumerate(order, 1) if example.right[at]]
            ranks.append(1 / places[0] if places else 0.0)
    print(f"{council:<12} MRR of the first right sentence {np.mean(ranks):.3f} (n={len(ranks)})")


def _tell_answers(councils: Sequence[str], rows: Sequence[tuple[Example, Numbers]]) -> None:
    for council in councils:
        rest = [(e, r) for e, r in rows if e.council != council]
        model = fit_questions(
            np.array([r for _, r in rest]), np.array([float(e.answered) for e, _ in rest])
        )
        own = [(e, r) for e, r in rows if e.council == council]
        odds = model(np.array([r for _, r in own]))
        yes = np.array([e.answered for e, _ in own])
        balanced = (np.mean(odds[yes] > 0) + np.mean(odds[~yes] <= 0)) / 2
        print(f"{council:<12} answer or none: balanced accuracy {balanced:.3f} (n={len(own)})")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
