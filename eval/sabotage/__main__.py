"""``python -m eval.sabotage [PART …] [--write PAGE]``: a run without each part, and a table.

A run is held against the floors and the baseline as ``pytest eval/`` does, and what it lost is
counted against a run with all parts, made first.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from functools import lru_cache, partial
from pathlib import Path
from unittest import mock

from bench.report import write_block
from chatbot import reader
from chatbot.cli import terminal
from chatbot.reader import BundledReader
from eval.baseline import known, read_baseline, regression
from eval.gates import floors, read_limits
from eval.golden import ROOT, read_golden
from eval.installations import KEPT, installations
from eval.invariants import invariants
from eval.reporting.types import Gate
from eval.run import Run, ask_all
from eval.sabotage.misquoting import asked_of_it
from eval.sabotage.parts import PARTS, Part
from eval.sabotage.table import Row, row, table
from ingest.bundled_model import prepare

Told = Callable[[int, int], None]


# Passages that are read with a question are read once for all runs: what a reader makes of them
# depends on nothing else.
_READ = 100_000


@lru_cache(maxsize=1)
def _reader(model_dir: Path) -> BundledReader:
    return BundledReader(model_dir, remembered=_READ)


def run_without(part: Part | None, model: bool, folder: Path, told: Told) -> Run:
    """Ask every golden question once, without a part (None: with all).

    With ``model``, of the chat model that misquotes.
    """
    model_dir = prepare(Path(os.environ.get("GIJIQ_MODEL_DIR") or ROOT / "var" / "model"))
    golden = read_golden()
    corpora = list(dict.fromkeys(one.corpus for one in golden))
    kept = folder / "kept" if part and part.read_anew else KEPT
    with (
        mock.patch.object(reader, "open_reader", return_value=_reader(model_dir)),
        part.off() if part else nullcontext(),
        asked_of_it() if model else nullcontext(),
        installations(corpora, folder / "data", model_dir, kept=kept) as assistants,
    ):
        return ask_all(golden, assistants, {}, told)


def gates_of(run: Run) -> list[Gate]:
    """The gates of a run in which nothing was asked twice."""
    limits, before = read_limits(), read_baseline(run.answerer)
    return [
        *invariants(run).values(),
        *floors(run.outcomes, limits),
        *regression(run.outcomes, before, limits),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Run, print the table, and write it between its markers where a page is given."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.sabotage", description="部品を一つずつ外し、評価が気付くか確かめる"
    )
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"外す部品: {'、'.join(p.key for p in PARTS)}"
    )
    parser.add_argument("--write", type=Path, help="表を書き込むページ（目印の間）")
    given = parser.parse_args(arguments)
    unknown = set(given.parts) - {part.key for part in PARTS}
    if unknown:
        parser.error(f"「{'、'.join(sorted(unknown))}」という部品はありません")
    chosen = [part for part in PARTS if not given.parts or part.key in given.parts]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, terminal.progress("質問") as told:
        whole: dict[bool, Run] = {}
        for part in chosen:
            if part.model not in whole:
                label = f"すべての部品{'（言語モデル）' if part.model else ''}"
                where = Path(folder) / f"whole-{part.model}"
                whole[part.model] = run_without(None, part.model, where, partial(told, label))
            where = Path(folder) / part.key
            run = run_without(part, part.model, where, partial(told, part.key))
            before = known(whole[part.model].outcomes)
            rows.append(row(part, before, run.outcomes, gates_of(run)))
            terminal.say(table(rows[-1:]).splitlines()[-1])
            for gate in rows[-1].red:
                terminal.say(f"  {gate.name}: {gate.found}（{gate.needed}）")
    red = [gate.name for run in whole.values() for gate in gates_of(run) if not gate.passed]
    if red:
        terminal.complain(f"部品を外さない実行も不合格です: {'、'.join(red)}")
        return 1
    terminal.say(table(rows))
    if given.write:
        write_block(given.write, table(rows), "sabotage")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
