"""What was answered when the baseline was written, and what has changed since.

``eval/baseline.json`` holds for each answerer and question the status, whether it was right
(`eval.measures.judgement.failed` does not hold), and the answer's text.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatbot.serial import dump, load_json
from eval.gates import Limits
from eval.measures.judgement import failed
from eval.reporting.build import NOWHERE, meetings, slices
from eval.reporting.types import Flip, Gate
from eval.types import Outcome

FILE = Path(__file__).parent / "baseline.json"


class BaselineError(ValueError):
    """A baseline that cannot be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Known:
    """What came of a question when the baseline was written."""

    status: str
    right: bool
    answer: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since: flips, questions that are new or gone, and answers worded otherwise."""

    flips: tuple[Flip, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    reworded: tuple[str, ...]


def known(outcomes: Sequence[Outcome]) -> dict[str, Known]:
    """A run as a baseline keeps it, by the questions' ids."""
    return {
        o.golden.id: Known(o.answer.status, not failed(o), o.answer.text)
        for o in sorted(outcomes, key=lambda o: o.golden.id)
    }


def read_baseline(answerer: str, file: Path = FILE) -> dict[str, Known] | None:
    """The baseline of an answerer; None where it has none. Raises `BaselineError`."""
    return _read(file).get(answerer)


def write_baseline(answerer: str, outcomes: Sequence[Outcome], file: Path = FILE) -> None:
    """Make this run the baseline of its answerer; those of others stay."""
    every = _read(file) if file.exists() else {}
    every[answerer] = known(outcomes)
    rows = {a: {name: dump(one) for name, one in found.items()} for a, found in every.items()}
    text = json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    unfinished = file.with_name(f".{file.name}")
    unfinished.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    unfinished.replace(file)


def changed(outcomes: Sequence[Outcome], before: Mapping[str, Known]) -> Change:
    """What changed since the baseline, in the order of the questions."""
    now = known(outcomes)
    both = [o.golden for o in outcomes if o.golden.id in before]
    return Change(
        flips=tuple(
            Flip(g.id, g.question, now[g.id].right, _told(before[g.id]), _told(now[g.id]))
            for g in both
            if before[g.id].right != now[g.id].right
        ),
        new=tuple(o.golden.id for o in outcomes if o.golden.id not in before),
        gone=tuple(name for name in before if name not in now),
        reworded=tuple(
            g.id
            for g in both
            if before[g.id].right == now[g.id].right and before[g.id] != now[g.id]
        ),
    )


def regression(
    outcomes: Sequence[Outcome], before: Mapping[str, Known] | None, limits: Limits
) -> tuple[Gate, ...]:
    """A gate over all, and one for each slice and meeting; the net loss is what decides.

    Only questions that the baseline knows count. An answerer without a baseline has nothing to
    fall behind, which is said.
    """
    if before is None:
        return (
            Gate(
                "regression",
                "基準の実行との比較",
                True,
                "基準なし",
                "--update-baseline で作る",
            ),
        )
    compared = [o for o in outcomes if o.golden.id in before]
    if not compared:
        return (Gate("regression", "全体", False, "基準と同じ質問がない", "1問以上"),)
    return tuple(_gates(compared, before, limits))


def lines(change: Change) -> Iterator[str]:
    """What flipped, with both answers, and what else changed, for the terminal."""
    for flip in sorted(change.flips, key=lambda f: f.better):
        yield f"{'正しくなった' if flip.better else '誤りになった'}: {flip.id} {flip.question}"
        yield f"  前: {_one_line(flip.before)}"
        yield f"  今: {_one_line(flip.now)}"
    for name, ids in (
        ("加わった質問", change.new),
        ("なくなった質問", change.gone),
        ("正誤は同じで文面が変わった質問", change.reworded),
    ):
        if ids:
            yield f"{name}: {len(ids)}問（{'、'.join(ids[:10])}{'…' if len(ids) > 10 else ''}）"


def _gates(
    compared: Sequence[Outcome], before: Mapping[str, Known], limits: Limits
) -> Iterator[Gate]:
    moved = {o.golden.id: _moved(o, before[o.golden.id]) for o in compared}
    net = sum(moved.values()) / len(compared)
    yield Gate(
        "regression",
        "全体",
        -net < limits.overall - 1e-9,
        f"{net * 100:+.1f}ポイント",
        f"-{limits.overall * 100:.1f}ポイントより上",
        _both(list(moved.values())),
    )
    for groups in (slices, meetings):
        found: dict[str, list[int]] = {}
        for outcome in compared:
            for name in groups(outcome):
                found.setdefault(name, []).append(moved[outcome.golden.id])
        for name in sorted(found, key=lambda name: (name == NOWHERE, name)):
            total = sum(found[name])
            yield Gate(
                "regression",
                name,
                -total < limits.group,
                f"{total:+d}問",
                f"-{limits.group}問より上",
                _both(found[name]),
            )


def _moved(outcome: Outcome, before: Known) -> int:
    return int(not failed(outcome)) - int(before.right)


def _both(moved: Sequence[int]) -> str:
    count = Counter(moved)
    return f"良くなった {count[1]}、悪くなった {count[-1]}、n={len(moved)}"


def _told(one: Known) -> str:
    return f"［{one.status}］{one.answer}"


def _one_line(text: str) -> str:
    return " / ".join(text.split("\n"))


def _read(file: Path) -> dict[str, dict[str, Known]]:
    try:
        return load_json(dict[str, dict[str, Known]], file.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        raise BaselineError(
            f"{file} がありません。pytest eval/ --update-baseline で作ってください"
        ) from problem
    except ValueError as problem:
        raise BaselineError(
            f"{file} は基準の記録として読めません。版管理から戻すか、消して作り直してください"
        ) from problem
