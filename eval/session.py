"""One run of ``pytest eval/`` from the golden files to the report."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from chatbot.answer import Extractive
from chatbot.provider import open_chat_model
from chatbot.settings import Settings
from eval.baseline import (
    FILE,
    Change,
    changed,
    known,
    lines,
    read_baseline,
    regression,
    write_baseline,
)
from eval.gates import floors, of_checker, read_limits
from eval.golden import ROOT, read_golden
from eval.installations import OwnSettings, installations
from eval.invariants import invariants
from eval.measures import JUDGEMENT, MEASURES, NOTE, RECALL_AT, risk_coverage
from eval.meta.plugin import Checker
from eval.network import is_loopback, offline
from eval.reporting import write
from eval.reporting.build import About, build
from eval.reporting.failures import case
from eval.reporting.types import SPLITS, Gate, Report
from eval.run import Progress as Told
from eval.run import Run, ask_all
from eval.types import Golden
from ingest.bundled_model import prepare

REPORT = ROOT / "eval" / "report"
_EXTRACTIVE = Extractive.name


def run_all(
    folder: Path,
    chat_model: str | None = None,
    *,
    golden: Sequence[Golden] | None = None,
    model_dir: Path | None = None,
) -> Run:
    """Ask golden questions (default: all), in installations under ``folder``.

    Each is asked twice, but of a chat model, whose answers nobody expects to be the same. It may
    be reached over the network if it is not served by this machine; nothing else may.
    """
    named = model_dir or Path(os.environ.get("GIJIQ_MODEL_DIR") or ROOT / "var" / "model")
    model_dir = prepare(named)
    golden = read_golden() if golden is None else golden
    corpora = list(dict.fromkeys(one.corpus for one in golden))
    changes = _of_chat_model(chat_model) if chat_model else {}
    guarded = not chat_model or is_loopback((_host(changes), 0))
    with ExitStack() as stack:
        tried = stack.enter_context(offline() if guarded else nullcontext(None))
        first = stack.enter_context(installations(corpora, folder / "first", model_dir, **changes))
        again = {}
        if not chat_model:
            second = installations(corpora, folder / "second", model_dir, like=first)
            again = stack.enter_context(second)
        told = stack.enter_context(_bar())
        run = ask_all(golden, first, again, told)
    return replace(run, connections=tuple(tried) if tried is not None else None)


@dataclass(frozen=True, slots=True)
class Held:
    """A run held against its floors and its baseline."""

    gates: tuple[Gate, ...]
    change: Change


def hold(run: Run, *, update: bool = False, baseline: Path = FILE) -> Held:
    """All gates of a run, and what has changed since the baseline.

    With ``update`` the run becomes the baseline, behind which it cannot fall.
    """
    limits = read_limits()
    before = read_baseline(run.answerer, baseline) if baseline.exists() else None
    if update:
        write_baseline(run.answerer, run.outcomes, baseline)
    return Held(
        gates=(
            *invariants(run).values(),
            *floors(run.outcomes, limits),
            *regression(run.outcomes, known(run.outcomes) if update else before, limits),
        ),
        change=changed(run.outcomes, before or {}),
    )


def report_of(run: Run, held: Held, checker: Checker) -> Report:
    """The report on a run."""
    halves = {s: [o for o in run.outcomes if o.golden.split == s] for s in SPLITS}
    return build(
        run.outcomes,
        MEASURES,
        JUDGEMENT,
        run.look,
        About(
            started=run.started,
            answerer=run.answerer,
            seconds=run.seconds,
            gates=(*held.gates, *of_checker(checker.meta.kinds)),
            flips=held.change.flips,
            notes=(NOTE if run.answerer == _EXTRACTIVE else _by_model(run),),
            meta=checker.meta,
            judge=checker.opinion(run.samples),
        ),
        risk_coverage={s: risk_coverage(found) for s, found in halves.items() if found},
        recall_at=RECALL_AT,
    )


def write_report(run: Run, report: Report, folder: Path = REPORT) -> Report:
    """Write the report and the cases of a run."""
    return write(report, folder, [case(outcome, run.look) for outcome in run.outcomes])


def summary(report: Report, held: Held, folder: Path = REPORT) -> Iterator[str]:
    """What the terminal says: what changed, where the report is, and which targets are missed."""
    yield from lines(held.change)
    shown = folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder
    yield f"報告: {shown / 'index.html'}（ほかに report.json、report.md、cases.jsonl）"
    missed = [
        f"{m.metric.name} {m.metric.written(m.cells['test'].value)}"
        f"（目標 {m.metric.written(m.metric.target)}）"
        for m in report.unmet
    ]
    if missed:
        yield f"未達（評価用の質問）: {'、'.join(missed)}"


def _by_model(run: Run) -> str:
    """How much of a run is a chat model's own wording."""
    own = sum(o.answer.answerer != _EXTRACTIVE for o in run.outcomes)
    failed = sum(any(n.code == "model_failed" for n in o.answer.notes) for o in run.outcomes)
    return (
        f"{len(run.outcomes)}問のうち{own}問に言語モデル（{run.answerer}）の文で答えました。"
        f"使えず抜き書きで答えたのは{failed}問、ほかは言語モデルを使わない答えです。"
    )


def _of_chat_model(name: str) -> dict[str, Any]:
    """The settings of a chat model, whose address and key are the user's own.

    Raises `ChatModelError` where it cannot be had: the extractive answerer must not stand in.
    """
    own = Settings()
    changes: dict[str, Any] = {
        "chat_model": name,
        "chat_base_url": own.chat_base_url,
        "chat_api_key": own.chat_api_key,
        "chat_timeout": own.chat_timeout,
        "chat_max_tokens": own.chat_max_tokens,
    }
    open_chat_model(OwnSettings(**changes))
    return changes


def _host(settings: Mapping[str, Any]) -> str:
    """The host of a chat model; a provider's own where none is set."""
    return urlsplit(settings["chat_base_url"] or "//elsewhere").hostname or ""


@contextmanager
def _bar() -> Iterator[Told]:
    """A progress bar on a terminal; nothing elsewhere."""
    columns = (
        TextColumn("評価の質問"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True),
    )
    console = Console(stderr=True)
    if console.is_terminal:
        console.print()  # pytest has written part of a line
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
