"""``python -m eval.fit``: fits the weights of `chatbot.weighing`, and says how they do elsewhere.

Fitted on ``eval/tuning`` and the dev questions of ``eval/golden``. Each council is left out once,
and the figures are those of the council left out. Once with the reader and once without it: about
three quarters of an hour on two cores. torch is used here, and for the reader itself, only to fit.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import torch

from chatbot.weighing import TELLING, WEIGHING, WEIGHTS, Numbers, question_row
from eval.fit.examples import ROOT, SETS, Example, examples
from eval.fit.networks import Fitted, fit_questions, fit_sentences

# Among so many of the first sentences a right one counts as found.
FIRST = 3


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
