"""The same questions through the chat-model answerer: measures, gates and report work alike.

A few questions, of a server that speaks OpenAI's protocol and writes what the evidence says.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatbot.provider import ChatModelError
from eval.golden import ROOT, read_golden
from eval.measures import MEASURES, measure
from eval.meta.plugin import Checker
from eval.run import Run
from eval.session import hold, report_of, run_all, summary, write_report
from eval.types import Golden, Outcome
from tests.model_server import TOKENS_IN, TOKENS_OUT, ModelServer

MODEL = "openai:correct"
# As answers name it.
NAME = "correct"


@pytest.fixture(scope="module")
def few() -> list[Golden]:
    """Twelve of both halves: said in speeches, about the meeting, without an answer, follow-ups."""
    every = read_golden([ROOT / "eval" / "golden" / "real-minutes.yaml"])
    answered = [one for one in every if one.status == "answered" and not one.before]
    return [
        *[one for one in answered if "meta" not in one.tags][:6],
        *[one for one in answered if "meta" in one.tags][:1],
        *[one for one in every if one.status != "answered" and not one.before][:3],
        *[one for one in every if one.before][:2],
    ]


@pytest.fixture(scope="module")
def extractive(few: list[Golden], model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """What the minutes' own sentences make of them."""
    return run_all(tmp_path_factory.mktemp("extractive"), golden=few, model_dir=model_dir)


@pytest.fixture(scope="module")
def worded(
    few: list[Golden], model_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Run]:
    """What a chat model makes of them."""
    with ModelServer() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIJIQ_CHAT_BASE_URL", server.url)
        patch.setenv("GIJIQ_CHAT_API_KEY", "k")
        run = run_all(tmp_path_factory.mktemp("worded"), MODEL, golden=few, model_dir=model_dir)
        assert server.requests
        assert server.strange == []
        yield run


def _worded(run: Run) -> list[Outcome]:
    """What the model worded."""
    return [outcome for outcome in run.outcomes if outcome.answer.answerer == NAME]


def test_every_question_is_answered_by_the_model_or_refused_alike(
    extractive: Run, worded: Run
) -> None:
    """Whether there is an answer is decided without a model, which may word follow-ups alone."""
    assert len(worded.outcomes) == len(extractive.outcomes) == 12
    statuses = [o.answer.status for o in worded.outcomes]
    assert statuses == [o.answer.status for o in extractive.outcomes]
    for one, other in zip(worded.outcomes, extractive.outcomes, strict=True):
        assert one.found == other.found or one.golden.before
    by_model = _worded(worded)
    assert len(by_model) >= 4
    texts = {o.golden.id: o.answer.text for o in extractive.outcomes}
    assert all(o.answer.text != texts[o.golden.id] for o in by_model)


def test_every_sentence_of_the_model_is_borne_out(worded: Run) -> None:
    """By the same check that let it pass."""
    for outcome in _worded(worded):
        assert all(outcome.supported), (outcome.answer.text, outcome.reasons)


def test_every_measure_measures_it(extractive: Run, worded: Run) -> None:
    """Over as many questions."""
    for one in MEASURES:
        if one.metric.key in ("tokens", "alce_recall", "alce_precision"):
            continue
        n = one.of(extractive.outcomes).n
        assert one.of(worded.outcomes).n == n, one.metric.key


def test_the_gates_are_the_same(extractive: Run, worded: Run) -> None:
    """But for asking twice, which is not done of a model, and the baseline, which it has not."""
    gates = hold(worded).gates
    without = {(g.kind, g.name) for g in hold(extractive).gates if g.kind != "regression"}
    own = {(g.kind, g.name) for g in gates if g.kind != "regression"}
    assert without - own == {("invariant", "二度尋ねて同じ答え")}
    assert own <= without
    holding = {g.name for g in gates if g.kind == "invariant" and g.passed}
    assert {"引用先がある", "引用が原文どおり", "発言者が正しい", "外部に接続しない"} <= holding
    assert [(g.passed, g.found) for g in gates if g.kind == "regression"] == [(True, "基準なし")]


def test_the_report_names_the_model_and_shows_its_sentences(worded: Run, tmp_path: Path) -> None:
    """In all its forms."""
    held = hold(worded)
    report = write_report(worded, report_of(worded, held, Checker()), tmp_path)
    assert report.answerer == NAME
    assert report.notes[0].startswith(f"12問のうち{len(_worded(worded))}問に言語モデル（{NAME}）")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert NAME in page
    assert NAME in (tmp_path / "report.md").read_text(encoding="utf-8")
    cases = [json.loads(line) for line in (tmp_path / "cases.jsonl").read_text().splitlines()]
    assert [case["answer"] for case in cases] == [o.answer.text for o in worded.outcomes]
    told = list(summary(report, held, tmp_path))
    assert any(str(tmp_path / "index.html") in line for line in told)


def test_tokens_are_counted_where_the_provider_tells(
    few: list[Golden],
    worded: Run,
    model_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ollama does; OpenAI's protocol does not unless asked to, which not every server suffers."""
    with ModelServer() as server:
        monkeypatch.setenv("GIJIQ_CHAT_BASE_URL", server.root)
        run = run_all(tmp_path, "ollama:correct", golden=few[:3], model_dir=model_dir)
        replies = len(server.requests)
    by_model = [o.tokens for o in run.outcomes if o.answer.answerer == NAME]
    assert by_model
    assert sum(filter(None, by_model)) == replies * (TOKENS_IN + TOKENS_OUT)
    assert measure("tokens").of(run.outcomes).n == len(by_model)
    assert {o.tokens for o in worded.outcomes} == {None}


def test_a_model_that_cannot_be_had_is_an_error(few: list[Golden], tmp_path: Path) -> None:
    """And no reason to measure the extractive answerer in its name."""
    with pytest.raises(ChatModelError, match="nobody"):
        run_all(tmp_path, "nobody:none", golden=few)


def test_why_there_is_no_run_is_said_once(model_dir: Path) -> None:
    """And fails."""
    command = [sys.executable, "-m", "pytest", "eval/test_invariants.py", "-q"]
    done = subprocess.run(
        [*command, "--chat-model", "nobody:none", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**os.environ, "GIJIQ_MODEL_DIR": str(model_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.count("評価を実行できません\n設定 chat_model「nobody:none」") == 1
    assert "Traceback" not in done.stdout
