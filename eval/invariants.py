"""What has to hold of every run, whatever its answers are worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.citing import Kind
from eval.frozen import FILE, changes
from eval.measures import JUDGEMENT
from eval.reporting.types import Gate
from eval.run import Run

_SHOWN = 10


def invariants(run: Run, frozen: Path = FILE) -> dict[str, Gate]:
    """A gate for each, by its key; none for what does not apply to a chat model."""
    return dict(_invariants(run, frozen))


def _invariants(run: Run, frozen: Path) -> Iterator[tuple[str, Gate]]:
    answers = [o.answer for o in run.outcomes]
    cited = sum(len(a.citations) + len(a.related) for a in answers)
    yield "resolved", _none("引用先がある", _faulty(run, "unresolved"), cited, "件")
    yield "exact", _none("引用が原文どおり", _faulty(run, "inexact"), cited, "件")
    wrong = [o.golden.id for o in run.outcomes if JUDGEMENT.misattributed(o)]
    yield "speakers", _none("発言者が正しい", [*_faulty(run, "speaker"), *wrong], cited, "件")
    if run.twice:
        yield "same", _none("二度尋ねて同じ答え", run.differing, run.twice, "問")
    if run.connections is not None:
        yield "offline", _none("外部に接続しない", run.connections, None, "件")
    test = [o.golden for o in run.outcomes]
    count = sum(one.split == "test" for one in test)
    yield "frozen", _none("評価用の質問が凍結時のまま", changes(test, frozen), count, "問")


def _faulty(run: Run, kind: Kind) -> list[str]:
    return [f"{fault.id}: {fault.where}" for fault in run.faults if fault.kind == kind]


def _none(name: str, wrong: Sequence[str], of: int | None, unit: str) -> Gate:
    """Passed where nothing is wrong."""
    among = f"{of:,}{unit}中" if of is not None else ""
    more = f"、ほか{len(wrong) - _SHOWN}{unit}" if len(wrong) > _SHOWN else ""
    return Gate(
        kind="invariant",
        name=name,
        passed=not wrong,
        found=f"{among}違反{len(wrong)}{unit}",
        needed=f"違反0{unit}",
        detail="、".join(wrong[:_SHOWN]) + more,
    )
