"""What a run may not fall below on the test questions.

Floors are in ``eval/gates.toml``, by metric over all test questions and by slice and metric; where
less of a metric is better, what is written there is the most. A slice in which a metric counts
fewer than `LEAST` questions is shown and decides nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.grounding.measure import ACCEPTED, LEAST_KIND, MEAN_KIND, Kinds
from eval.measures import MEASURES, measure
from eval.reporting.build import Measure
from eval.reporting.types import SPLIT_NAMES, Gate
from eval.reporting.wording import CHANGES, SLICES, slice_name
from eval.types import Outcome, Split

FILE = Path(__file__).parent / "gates.toml"
LEAST = 12
SPLIT: Split = "test"
# Shares that are the same but for the last bit of a float.
_EVEN = 1e-9


class GatesError(ValueError):
    """A file of floors that cannot be read; the message says what is wrong and what is allowed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Floors over all test questions by metric, by slice and metric, and the greatest loss.

    ``group`` is the net loss of questions with which a slice or meeting fails, ``overall`` the
    share of all questions.
    """

    floors: Mapping[str, float]
    slices: Mapping[str, Mapping[str, float]]
    group: int
    overall: float


def read_limits(file: Path = FILE) -> Limits:
    """Read the floors. Raises `GatesError`."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise GatesError(f"{file}: {problem}") from problem
    _only(f"{file}", table, ("floors", "slices", "regression"))
    slices = _table(f"{file}: [slices]", table.get("slices", {}))
    _only(f"{file}: [slices]", slices, SLICES)
    regression = _table(f"{file}: [regression]", table.get("regression"))
    _only(f"{file}: [regression]", regression, ("group", "overall"))
    numbers = _numbers(f"{file}: [regression]", regression)
    if set(numbers) != {"group", "overall"} or not isinstance(regression["group"], int):
        raise GatesError(f"{file}: [regression] には整数 group と割合 overall が要ります")
    return Limits(
        floors=_floors(f"{file}: [floors]", table.get("floors")),
        slices={name: _floors(f"{file}: [slices.{name}]", row) for name, row in slices.items()},
        group=int(numbers["group"]),
        overall=numbers["overall"],
    )


def floors(outcomes: Sequence[Outcome], limits: Limits) -> tuple[Gate, ...]:
    """A gate for each floor, in the order of the file."""
    return tuple(_gates([o for o in outcomes if o.golden.split == SPLIT], limits))


def floor_names(limits: Limits) -> tuple[str, ...]:
    """The names of `floors`' gates, in the same order."""
    return tuple(gate.name for gate in _gates([], limits))


def _gates(tested: Sequence[Outcome], limits: Limits) -> Iterator[Gate]:
    for key, limit in limits.floors.items():
        yield _gate(measure(key), limit, tested, "")
    for tag, row in limits.slices.items():
        inside = [o for o in tested if tag in o.golden.tags]
        for key, limit in row.items():
            yield _gate(measure(key), limit, inside, slice_name(tag))


def _gate(one: Measure, limit: float, outcomes: Sequence[Outcome], where: str) -> Gate:
    metric, figure = one.metric, one.of(outcomes)
    low = metric.better == "low"
    value = figure.value
    few = bool(where) and figure.n < LEAST
    passed = value is not None and (value <= limit + _EVEN if low else value >= limit - _EVEN)
    return Gate(
        kind="floor",
        name=f"{metric.name}（{where}）" if where else metric.name,
        passed=passed or few,
        found=metric.written(value),
        needed=f"{metric.written(limit)}{'以下' if low else '以上'}",
        detail=f"{SPLIT_NAMES[SPLIT]} n={figure.n}" + (f"（{LEAST}未満のため参考）" if few else ""),
    )


def _floors(where: str, found: object) -> dict[str, float]:
    table = _table(where, found)
    _only(where, table, [one.metric.key for one in MEASURES if one.metric.better != "none"])
    return _numbers(where, table)


def _table(where: str, found: object) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise GatesError(f"{where} の表がありません")
    return found


def _numbers(where: str, table: Mapping[str, object]) -> dict[str, float]:
    for key, value in table.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise GatesError(f"{where}: {key} は数値ではありません（{value!r}）")
    return {key: float(value) for key, value in table.items()}  # type: ignore[arg-type]


def _only(where: str, found: Mapping[str, object], allowed: Collection[str]) -> None:
    unknown = [key for key in found if key not in allowed]
    if unknown:
        raise GatesError(
            f"{where}: 「{unknown[0]}」は使えません（使えるのは {'、'.join(allowed)}）"
        )


def of_checker(kinds: Kinds) -> tuple[Gate, ...]:
    """What the grounding check must reach on the half of its sentences that it was not tuned on."""
    least = min(kinds.changed, key=kinds.balanced)
    name = CHANGES.get(least.kind, least.kind)
    rows = (
        (f"変えた文を見抜く（最も低い「{name}」）", kinds.balanced(least), LEAST_KIND),
        ("変えた文を見抜く（平均）", kinds.mean, MEAN_KIND),
        ("意味の同じ文を受け入れる", kinds.accepted, ACCEPTED),
    )
    return tuple(
        Gate("checker", label, found >= needed, f"{found:.3f}", f"{needed:.2f}以上")
        for label, found, needed in rows
    )
