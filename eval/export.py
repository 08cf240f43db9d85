"""The cases of a run: kept beside its report, and in the shapes that other libraries load.

``ragas``: JSON lines for ``EvaluationDataset.from_jsonl``. ``deepeval``: a JSON list for
``EvaluationDataset.add_test_cases_from_json_file`` with its keys named after their parameters.
``jsonl``: all that the run knows of a case, one a line; so they are kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.serial import dump, load_json

# What stands for an answer where there is none to give.
REFUSALS = {
    "not_found": "議事録には記載がない。",
    "closed": "非公開の議題であり、議事録には記載がない。",
    "out_of_scope": "議事録の対象外の質問である。",
}


FILE = "cases.jsonl"


class CasesError(ValueError):
    """The cases of a run cannot be read; the message says where, and what to do."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question with its answer, what was retrieved (the best first) and what is right.

    ``sources`` names, for each text of ``retrieved`` and of ``evidence``, where it stands.
    """

    id: str
    split: str
    question: str
    before: tuple[str, ...]
    answer: str
    status: str
    retrieved: tuple[str, ...]
    retrieved_sources: tuple[str, ...]
    expected_status: str
    evidence: tuple[str, ...]
    evidence_sources: tuple[str, ...]
    must_include: tuple[tuple[str, ...], ...]
    must_not_include: tuple[str, ...]
    owner: str
    tags: tuple[str, ...]
    answerer: str

    @property
    def reference(self) -> str:
        """The right answer: the golden evidence, or that there is none."""
        return REFUSALS.get(self.expected_status) or "\n".join(self.evidence)

    @property
    def alone(self) -> str:
        """The question with those before it, for what knows no conversations."""
        if not self.before:
            return self.question
        asked = "\n".join(f"前の質問: {question}" for question in self.before)
        return f"{asked}\n質問: {self.question}"


def ragas(cases: Iterable[Case]) -> str:
    """As ragas reads it; a case is a ``SingleTurnSample``."""
    return _lines(
        {
            "user_input": case.alone,
            "response": case.answer,
            "retrieved_contexts": list(case.retrieved),
            "reference": case.reference,
            "reference_contexts": list(case.evidence),
            "retrieved_context_ids": list(case.retrieved_sources),
            "reference_context_ids": list(case.evidence_sources),
        }
        for case in cases
    )


def deepeval(cases: Iterable[Case]) -> str:
    """As deepeval reads it; a case is an ``LLMTestCase``."""
    rows = [
        {
            "name": case.id,
            "input": case.alone,
            "actual_output": case.answer,
            "expected_output": case.reference,
            "context": list(case.evidence),
            "retrieval_context": list(case.retrieved),
            "tags": [case.split, *case.tags],
        }
        for case in cases
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def jsonl(cases: Iterable[Case]) -> str:
    """Everything, under our own names."""
    return _lines(dump(case) | {"reference": case.reference} for case in cases)


FORMATS: dict[str, Callable[[Iterable[Case]], str]] = {
    "ragas": ragas,
    "deepeval": deepeval,
    "jsonl": jsonl,
}


def read_cases(file: Path) -> tuple[Case, ...]:
    """The cases that a run has kept. Raises `CasesError`."""
    try:
        # Only line feeds end a line: texts may hold other separators.
        rows = file.read_text(encoding="utf-8").rstrip("\n").split("\n")
    except FileNotFoundError as problem:
        raise CasesError(f"{file} がありません。pytest eval/ を実行すると作られます") from problem
    found: list[Case] = []
    for at, row in enumerate(rows if rows != [""] else [], 1):
        try:
            found.append(load_json(Case, row))
        except ValueError as problem:
            raise CasesError(
                f"{file}:{at}: 評価の記録として読めません。pytest eval/ で作り直してください"
            ) from problem
    return tuple(found)


def _lines(rows: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
