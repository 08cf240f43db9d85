"""The charts of the report, each with the sentence that says how to read it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from eval.reporting.markup import Html, tag
from eval.reporting.svg import Axis, Series, bars, count_axis, lines, share_axis
from eval.reporting.types import SPLIT_NAMES, SPLITS, Report

# The metrics whose course over the runs is drawn, and how many runs.
OVER_RUNS = ("status_accuracy", "fact_recall", "recall_at_5")
MOST_RUNS = 30
# The steps of the distribution of latency, in seconds.
_STEPS = (0.0, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, math.inf)


def charts(report: Report) -> Html:
    """All charts for which there is anything to draw."""
    drawn = [
        tag("figure", tag("h3", title), Html(svg), tag("figcaption", told))
        for title, svg, told in _charts(report)
    ]
    return tag("div", *drawn, class_="charts") if drawn else tag("p", "描くものがありません。")


def _charts(report: Report) -> Iterator[tuple[str, str, str]]:
    splits = [s for s in SPLITS if report.risk_coverage.get(s)]
    if splits:
        most = max(risk for s in splits for _, risk in report.risk_coverage[s])
        title = "答える割合と誤りの割合"
        series = [Series(SPLIT_NAMES[s], report.risk_coverage[s], marks=False) for s in splits]
        across, up = share_axis("答えた質問の割合"), share_axis("誤り", 0.0, _rounded(most))
        told = (
            "縦は、答えたもののうち誤りの割合。確信の高い順に答えていったとき、"
            "左ほど慎重に答えた場合です。線が低いほど良い。"
        )
        yield title, lines(title, series, across, up), told
    splits = [s for s in SPLITS if report.recall_at.get(s)]
    if splits:
        title = "根拠の箇所が検索の上位に入った割合"
        ks = [k for k, _ in report.recall_at[splits[0]]]
        x = Axis("上位の件数", 0, len(ks) - 1, [(at, f"{k}件") for at, k in enumerate(ks)])
        series = [
            Series(
                SPLIT_NAMES[s],
                [
                    (at, c.value)
                    for at, (_, c) in enumerate(report.recall_at[s])
                    if c.value is not None
                ],
            )
            for s in splits
        ]
        yield title, lines(title, series, x, share_axis("")), "線が高いほど良い。"
    splits = [s for s in SPLITS if report.latencies.get(s)]
    if splits:
        title = "1問にかかった時間"
        counts = [_distribution(report.latencies[s]) for s in splits]
        names = ["〜0.05", "〜0.1", "〜0.2", "〜0.5", "〜1", "〜2", "〜5", "5〜"]
        x = Axis("秒", 0, len(names), [(at + 0.5, name) for at, name in enumerate(names)])
        y = count_axis("", max(map(max, counts)))
        told = "縦は質問の数。"
        yield title, bars(title, counts, [SPLIT_NAMES[s] for s in splits], x, y), told
    yield from _over_runs(report)


def _over_runs(report: Report) -> Iterator[tuple[str, str, str]]:
    past = [p.figures for p in report.history if p.answerer == report.answerer]
    now = {m.metric.key: m.cells for m in report.measured}
    runs = [*past, now][-MOST_RUNS:]
    names = {m.metric.key: m.metric.name for m in report.measured}
    series = []
    for key in OVER_RUNS:
        cells = [run.get(key, {}).get("test") for run in runs]
        points = [(at, c.value) for at, c in enumerate(cells, 1) if c and c.value is not None]
        if points:
            series.append(Series(names.get(key, key), points))
    if not series or len(runs) < 2:
        return
    title = "実行ごとの値"
    step = max(1, math.ceil(len(runs) / 6))
    ticks = [(at, "今回" if at == len(runs) else str(at)) for at in range(len(runs), 0, -step)]
    x = Axis("実行", 1, len(runs), ticks)
    yield title, lines(title, series, x, share_axis("")), "評価用の質問での値。右端が今回です。"


def _rounded(most: float) -> float:
    """The end of an axis of shares, not lower than 10% and a multiple of that."""
    return min(max(math.ceil(most * 10) / 10, 0.1), 1.0)


def _distribution(seconds: Sequence[float]) -> list[int]:
    return [sum(low <= s < high for s in seconds) for low, high in pairwise(_STEPS)]
