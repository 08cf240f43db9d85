"""One markdown table out of what was measured, in English for the documentation or in Japanese."""

from __future__ import annotations

import os
import platform
import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.beir import RetrievalSet
from bench.closely import Closely
from bench.cold import Cold
from bench.compare import Outcome, percentile
from bench.scale import LARGE, SMALL, Scale

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the measure in two languages, gijiq's value, the other's, their ratio."""

    english: str
    japanese: str
    ours: str
    theirs: str = ""
    ratio: str = ""
    target: str = ""


# What the figures should be, by measure; those of quality are for JSQuAD valid.
TARGETS = {"R@1": "≥ 0.915", "R@10": "≥ 0.982", "MRR@10": "≥ 0.940"}


def comparison(ours: Outcome, theirs: Outcome | None) -> list[Row]:
    """Quality and speed of one or two sides."""

    def row(
        english: str, japanese: str, form: str, values: Sequence[float], target: str = ""
    ) -> Row:
        told = [form.format(value) for value in values]
        if len(values) == 1:
            return Row(english, japanese, told[0], target=target)
        return Row(english, japanese, told[0], told[1], f"{values[0] / values[1]:.2f}", target)

    sides = [ours] if theirs is None else [ours, theirs]
    rate, time = ("≥ 3 ×", "≤ 0.6 ×") if theirs else ("", "")
    rows = [
        row(name, name, "{:.3f}", [side.quality[name] for side in sides], TARGETS.get(name, ""))
        for name in ours.quality
    ]
    rows += [
        row("texts a second: split, embed, store", "1秒に取り込む文章", "{:.1f}",
            [side.rate for side in sides], rate),
        row("the same, in the quietest block", "同、最も静かな区間", "{:.1f}",
            [side.best_rate for side in sides]),
        row("ms a question, median", "質問1件のミリ秒（中央値）", "{:.1f}",
            [side.median for side in sides], time),
        row("ms a question, 10th percentile", "同、10パーセンタイル", "{:.1f}",
            [side.undisturbed for side in sides]),
    ]  # fmt: skip
    return rows


def closely(found: Closely) -> list[Row]:
    """A search with the reader beside one without."""
    of = f"{found.questions:,} questions"
    rows = [
        Row(
            f"{name} of {of}: with the reader beside without",
            f"{name}（{found.questions:,} 問）: 読み取りありとなし",
            f"{found.read[name]:.3f}",
            f"{found.unread[name]:.3f}",
            f"{found.read[name] / found.unread[name]:.2f}" if found.unread[name] else "",
        )
        for name in found.read
    ]
    return [
        *rows,
        Row(
            "ms a question, median: with the reader beside without",
            "質問1件のミリ秒（中央値）: 読み取りありとなし",
            f"{found.read_ms:.1f}",
            f"{found.unread_ms:.1f}",
            f"{found.read_ms / found.unread_ms:.2f}",
        ),
    ]


def at_scale(scale: Scale) -> list[Row]:
    """Search among few and many passages."""
    rows = []
    for what, percent in (("median", 50), ("p95", 95)):
        few, many = (percentile(values, percent) for values in (scale.small, scale.large))
        rows.append(
            Row(
                f"ms a search, {what}: {LARGE:,} passages beside {SMALL:,}",
                f"検索のミリ秒（{what}）: {LARGE:,} 件と {SMALL:,} 件",
                f"{many:.1f}",
                f"{few:.1f}",
                f"{many / few:.2f}",
                "< 3 ×" if percent == 95 else "",
            )
        )
    return rows


def from_cold(cold: Cold) -> list[Row]:
    """A new process, and the page's memory."""
    held = "–" if cold.megabytes is None else f"{cold.megabytes:.0f}"
    return [
        Row(
            "s of a cold `gijiq ask`, median of five",
            "新しいプロセスでの gijiq ask の秒数（5回の中央値）",
            f"{statistics.median(cold.seconds):.2f}",
            target="< 4",
        ),
        Row("MB resident, the page's process", "ページのプロセスのメモリー（MB）", held,
            target="< 900"),
        Row("torch loaded on the default path", "既定の経路で torch を読み込む",
            "yes" if cold.torch else "no", target="no"),
    ]  # fmt: skip


def table(rows: Iterable[Row], other: str, *, japanese: bool) -> str:
    """Markdown; ``other`` heads the second column of values."""
    heads = ("項目", "比", "目標") if japanese else ("measure", "ratio", "target")
    lines = [
        f"| {heads[0]} | gijiq | {other} | {heads[1]} | {heads[2]} |",
        "|---|---:|---:|---:|---:|",
    ]
    for row in rows:
        name = row.japanese if japanese else row.english
        lines.append(f"| {name} | {row.ours} | {row.theirs} | {row.ratio} | {row.target} |")
    return "\n".join(lines)


def conditions(
    data: RetrievalSet, outcomes: Sequence[Outcome], threads: int, loads: Sequence[float]
) -> str:
    """What was measured on what; ``loads`` are the system's load averages along the way."""
    made = "; ".join(f"{side.name} makes {side.passages:,} passages of them" for side in outcomes)
    return (
        f"{data.name}: {len(data.texts):,} texts, {len(data.questions):,} questions; {made}. "
        f"{processor()}, {os.cpu_count()} cores, {threads} threads each, "
        f"Python {platform.python_version()}; load average (the bench's own is 1 to 2) from "
        f"{min(loads):.1f} to {max(loads):.1f}."
    )


def processor() -> str:
    """The processor's name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", info.read_text()) if info.is_file() else None
    return found[1].strip() if found else platform.processor() or platform.machine()


def has_block(path: Path, name: str) -> bool:
    """Whether a page has a place for a block."""
    return _markers(name)[0] in path.read_text(encoding="utf-8")


def write_block(path: Path, block: str, name: str = "bench") -> None:
    """Put a block between its markers in a page; ValueError where it has none."""
    text = path.read_text(encoding="utf-8")
    begins, ends = _markers(name)
    head, begin, rest = text.partition(begins)
    _, end, tail = rest.partition(ends)
    if not begin or not end:
        raise ValueError(f"{path} に {begins} と {ends} がありません。")
    path.write_text(f"{head}{begins}\n{block}\n{ends}{tail}", encoding="utf-8")


def _markers(name: str) -> tuple[str, str]:
    return f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
