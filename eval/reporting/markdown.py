"""report.md: the same figures as text, for a review or an issue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from eval.reporting.types import (
    CAUSES,
    SPLIT_NAMES,
    SPLITS,
    Cell,
    Failure,
    Measured,
    Metric,
    Report,
    by_cause,
)
from eval.reporting.wording import GATES, GROUPINGS, change_name, status_name

# What Markdown or HTML would take for something else than text.
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def markdown(report: Report) -> str:
    """The whole text."""
    parts = (_top, _gates, _metrics, _tables, _recall, _failures, _checker)
    return "\n".join(line for part in parts for line in (*part(report), ""))


def plain(text: str) -> str:
    """Text on one line that is shown as it is."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _top(report: Report) -> Iterator[str]:
    failed = sum(not gate.passed for gate in report.gates)
    yield "# 回答の評価"
    yield ""
    yield f"**{f'不合格（{failed}項目）' if failed else '合格'}**"
    yield ""
    counted = "、".join(
        f"{SPLIT_NAMES[s]}{report.questions[s]}問" for s in SPLITS if s in report.questions
    )
    yield f"- 実行: {report.started}"
    yield f"- 回答の方式: {plain(report.answerer)}"
    yield f"- 質問: {counted}"
    yield f"- 所要: {report.seconds:.0f}秒"
    if report.unmet:
        yield "- 目標に届いていない指標: " + "、".join(m.metric.name for m in report.unmet)
    for note in report.notes:
        yield f"- {plain(note)}"


def _gates(report: Report) -> Iterator[str]:
    yield "## 合否"
    yield ""
    rows = [
        (
            GATES[g.kind],
            plain(g.name),
            plain(g.found),
            plain(g.needed),
            "合格" if g.passed else "**不合格**",
        )
        for g in sorted(report.gates, key=lambda g: g.passed)
    ]
    yield from _table(("種類", "項目", "結果", "基準", "判定"), rows)
    if report.flips:
        yield ""
        yield "### 基準の記録から変わった質問"
        yield ""
        for flip in report.flips:
            way = "良くなった" if flip.better else "悪くなった"
            yield f"- {plain(flip.id)} {way}: {plain(flip.question)}"
            yield f"  - 前: {plain(flip.before)}"
            yield f"  - 今: {plain(flip.now)}"


def _metrics(report: Report) -> Iterator[str]:
    yield "## 指標"
    yield ""
    rows = []
    for one in report.measured:
        target = one.metric.target
        met = one.metric.met(one.cells["test"].value) if "test" in one.cells else None
        shown = "" if target is None else one.metric.written(target)
        verdict = {True: "達成", False: "**未達**", None: ""}[met]
        rows.append(
            (
                one.metric.name,
                *(_cell(one.metric, one.cells.get(s)) for s in SPLITS),
                shown,
                verdict,
            )
        )
    yield from _table(("指標", *(SPLIT_NAMES[s] for s in SPLITS), "目標", ""), rows)


def _tables(report: Report) -> Iterator[str]:
    """A table a grouping: a row a group, two columns a metric would be too wide, so one a table."""
    for one in report.measured:
        for grouping, rows in one.by.items():
            if rows:
                yield f"### {one.metric.name}（{GROUPINGS.get(grouping, grouping)}）"
                yield ""
                yield from _group(one, grouping)
                yield ""


def _group(one: Measured, grouping: str) -> Iterator[str]:
    rows = [
        (plain(row.name), *(_cell(one.metric, row.cells.get(s)) for s in SPLITS))
        for row in one.by[grouping]
    ]
    name = GROUPINGS.get(grouping, grouping).removesuffix("別")
    yield from _table((name, *(SPLIT_NAMES[s] for s in SPLITS)), rows)


def _recall(report: Report) -> Iterator[str]:
    splits = [s for s in SPLITS if report.recall_at.get(s)]
    if not splits:
        return
    yield "## 根拠の箇所が検索の上位に入った割合"
    yield ""
    metric = Metric("recall", "", "")
    ks = [k for k, _ in report.recall_at[splits[0]]]
    rows = [
        (f"上位{k}件", *(_cell(metric, dict(report.recall_at[s]).get(k)) for s in splits))
        for k in ks
    ]
    yield from _table(("件数", *(SPLIT_NAMES[s] for s in splits)), rows)


def _failures(report: Report) -> Iterator[str]:
    yield "## うまく答えられなかった質問"
    for cause, every in by_cause(report.failures).items():
        yield ""
        yield f"### {CAUSES[cause]}（{len(every)}問）"
        yield ""
        for failure in every:
            yield from _failure(failure)


def _failure(failure: Failure) -> Iterator[str]:
    yield f"- {plain(failure.id)}（{SPLIT_NAMES[failure.split]}）{plain(failure.question)}"
    expected, got = status_name(failure.expected), status_name(failure.status)
    answer = "".join(said.text for said in failure.answer) or "（答えなし）"
    yield f"  - {got}（正しくは{expected}）: {plain(answer)}"
    if failure.missing:
        yield f"  - 足りない要点: {plain('、'.join(failure.missing))}"
    if failure.forbidden:
        yield f"  - 書いてはならないこと: {plain('、'.join(failure.forbidden))}"
    for place in failure.evidence:
        yield f"  - 正しい根拠（{plain(place.where)}）: {plain(place.text)}"


def _checker(report: Report) -> Iterator[str]:
    if report.meta is None and report.judge is None:
        return
    yield "## 検査器の検証"
    yield ""
    if report.meta is not None:
        kinds = report.meta.kinds
        changed = [
            (change_name(r.kind), f"{r.n}", f"{r.share:.3f}", f"{kinds.balanced(r):.3f}")
            for r in kinds.changed
        ]
        yield from _table(("内容の変え方", "n", "見つけた", "均衡正解率"), changed)
        yield ""
        unchanged = [(change_name(r.kind), f"{r.n}", f"{r.share:.3f}") for r in kinds.unchanged]
        yield from _table(("内容を変えない書き換え", "n", "受け入れた"), unchanged)
        yield ""
        yield f"- 別の人が書いた文の均衡正解率: {kinds.pairs_balanced:.3f}"
        if report.meta.labelled is not None:
            yield f"- {plain(report.meta.labelled.name)}: {report.meta.labelled.line}"
    if report.judge is not None:
        judge = report.judge
        figures = f"一致 {_three(judge.agreement)}、カッパ {_three(judge.kappa)}、"
        figures += f"揺れ {_three(judge.flips)}（{judge.n}文、{judge.runs}回）"
        told = plain(f"n/a、{judge.problem}") if judge.problem else figures
        yield f"- 審査モデル {plain(judge.model)}: {told}"


def _three(value: float | None) -> str:
    return "n/a" if value is None else f"{value:.3f}"


def _cell(metric: Metric, cell: Cell | None) -> str:
    return "–" if cell is None else f"{metric.written(cell.value)}（n={cell.n}）"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(row)} |"
