"""index.html: one file without scripts, for a phone, a screen and paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eval.reporting.cards import cards
from eval.reporting.charts import charts
from eval.reporting.checker import checker
from eval.reporting.markup import Html, folded, joined, table, tag
from eval.reporting.types import (
    SPLIT_NAMES,
    SPLITS,
    Cell,
    Measured,
    Metric,
    Report,
    Split,
    by_cause,
)
from eval.reporting.wording import GATES, GROUPINGS

_CSS = Path(__file__).with_name("style.css")
_SECTIONS = (
    ("gates", "合否"),
    ("metrics", "指標"),
    ("charts", "グラフ"),
    ("tables", "区分・会議・所管課別"),
    ("failures", "うまく答えられなかった質問"),
    ("checker", "検査器の検証"),
    ("history", "これまでの実行"),
)


def page(report: Report) -> str:
    """The whole page."""
    head = joined(
        [
            Html('<meta charset="utf-8">'),
            Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            tag("title", f"回答の評価 {report.started}"),
            tag("style", Html(_CSS.read_text(encoding="utf-8"))),
        ]
    )
    parts = (
        gates(report),
        metrics(report),
        charts(report),
        tables(report),
        failures(report),
        checker(report),
        history(report),
    )
    sections = [
        tag("section", tag("h2", name), part, id=key)
        for (key, name), part in zip(_SECTIONS, parts, strict=True)
    ]
    body = tag("body", _top(report), *sections)
    return f'<!DOCTYPE html>\n<html lang="ja"><head>{head}</head>{body}</html>\n'


def _top(report: Report) -> Html:
    failed = [gate for gate in report.gates if not gate.passed]
    if failed:
        names = "、".join(gate.name for gate in failed[:5]) + ("ほか" if failed[5:] else "")
        verdict = tag("b", f"不合格（{len(failed)}項目）")
        told = [tag("p", f"満たしていない項目: {names}")]
    else:
        verdict = tag("b", "合格")
        told = [tag("p", f"{len(report.gates)}項目すべてを満たしています。")]
    if report.unmet:
        told.append(
            tag(
                "p",
                f"ただし、目標に届いていない指標が{len(report.unmet)}つあります: "
                + "、".join(m.metric.name for m in report.unmet),
            )
        )
    box = tag("div", verdict, *told, class_=f"verdict {'bad' if failed else 'good'}", role="status")
    counted = "、".join(
        f"{SPLIT_NAMES[s]}{report.questions[s]}問" for s in SPLITS if s in report.questions
    )
    about = (
        f"実行 {report.started}　回答の方式 {report.answerer}　"
        f"質問 {counted}　所要 {report.seconds:.0f}秒"
    )
    links = tag("ul", *(tag("li", tag("a", name, href=f"#{key}")) for key, name in _SECTIONS))
    notes = [tag("p", note, class_="soft") for note in report.notes]
    explained = tag(
        "p",
        "「開発用」は調整に使ってよい質問、「評価用」は調整に使わない質問です。"
        "実力は評価用の値で判断してください。nは質問（または文）の数です。",
        class_="soft",
    )
    return joined(
        [
            tag("h1", "回答の評価"),
            tag("p", about, class_="soft"),
            box,
            *notes,
            explained,
            tag("nav", links, aria_label="目次"),
        ]
    )


def gates(report: Report) -> Html:
    """What the run had to hold, and whether it did."""
    parts: list[Html] = []
    for kind, name in GATES.items():
        every = [gate for gate in report.gates if gate.kind == kind]
        if not every:
            continue
        failed = [gate for gate in every if not gate.passed]
        rows = [
            (
                joined([gate.name, tag("span", gate.detail, class_="n") if gate.detail else ""]),
                gate.found,
                gate.needed,
                _mark("合格" if gate.passed else "不合格", "good" if gate.passed else "bad"),
            )
            for gate in [*failed, *(g for g in every if g.passed)]
        ]
        head = ("項目", "結果", "基準", "判定")
        parts.append(tag("h3", f"{name}（{len(every)}項目、不合格{len(failed)}）"))
        if len(rows) > 12:
            good = rows[len(failed) :]
            parts += [table(head, rows[: len(failed)], (1, 2))] if failed else []
            parts.append(folded(f"合格した{len(good)}項目を見る", table(head, good, (1, 2))))
        else:
            parts.append(table(head, rows, (1, 2)))
    if report.flips:
        parts.append(flips(report))
    return joined(parts) if parts else tag("p", "合否の基準がありません。")


def flips(report: Report) -> Html:
    """The questions that changed since the baseline, with both answers."""
    cards_ = []
    for one in report.flips:
        now = _mark("良くなった" if one.better else "悪くなった", "good" if one.better else "bad")
        cards_.append(
            folded(
                joined([tag("span", one.id, class_="tag"), now, " ", one.question]),
                tag("h4", "前"),
                tag("blockquote", one.before or "（答えなし）"),
                tag("h4", "今"),
                tag("blockquote", one.now or "（答えなし）"),
            )
        )
    worse = sum(not one.better for one in report.flips)
    head = (
        f"基準の記録から変わった質問（良くなった {len(report.flips) - worse}、悪くなった {worse}）"
    )
    return joined([tag("h3", head), *cards_])


def metrics(report: Report) -> Html:
    """Each metric over all questions: both halves, the target, and what changed since last time."""
    previous = report.previous
    rows = []
    for one in report.measured:
        target = one.metric.target
        met = one.metric.met(one.cells["test"].value) if "test" in one.cells else None
        shown = "" if target is None else _needed(one.metric, target)
        if met is not None:
            verdict = _mark("達成", "good") if met else _mark("未達", "bad")
            shown = tag("span", shown, " ", verdict)
        rows.append(
            (
                joined([one.metric.name, tag("span", one.metric.about, class_="n")]),
                *(_cell(one.metric, one.cells.get(split)) for split in SPLITS),
                shown,
                _change(one, previous.figures.get(one.metric.key, {}) if previous else {}),
            )
        )
    head = ("指標", *(SPLIT_NAMES[s] for s in SPLITS), "目標", "前回との差")
    note = (
        "目標は評価用の質問での値です。nの下は95%区間（会議を単位とする再標本化）です。"
        "差は、同じ方式での前回の実行との、評価用の差です。"
    )
    return joined([table(head, rows, (1, 2, 3, 4), stacked=True), tag("p", note, class_="soft")])


def tables(report: Report) -> Html:
    """A table a metric by slice, meeting and owner."""
    return joined(_tables(report)) or tag("p", "区分別の値はありません。")


def _tables(report: Report) -> Iterator[Html]:
    for one in report.measured:
        if not any(one.by.values()):
            continue
        inside = []
        for grouping, rows in one.by.items():
            if not rows:
                continue
            name = GROUPINGS.get(grouping, grouping)
            shown = [
                (row.name, *(_cell(one.metric, row.cells.get(split)) for split in SPLITS))
                for row in rows
            ]
            head = (name.removesuffix("別"), *(SPLIT_NAMES[s] for s in SPLITS))
            inside += [tag("h3", name), table(head, shown, (1, 2))]
        overall = "、".join(
            f"{SPLIT_NAMES[s]} {one.metric.written(one.cells[s].value)}"
            for s in SPLITS
            if s in one.cells
        )
        summary = joined([tag("b", one.metric.name), f"（{overall}）"])
        yield folded(summary, tag("p", one.metric.about, class_="soft"), *inside)


def failures(report: Report) -> Html:
    """Every question that was not answered as it should have been, by the guessed cause."""
    grouped = by_cause(report.failures)
    if not grouped:
        return tag("p", "ありません。")
    return cards(report, grouped)


def history(report: Report) -> Html:
    """The runs before this one."""
    if not report.history:
        return tag("p", "これが最初の実行です。")
    shown = [m for m in report.measured if m.metric.target is not None][:4]
    rows = []
    for past in reversed(report.history[-20:]):
        figures = [past.figures.get(m.metric.key, {}).get("test") for m in shown]
        rows.append(
            (
                joined([past.started, tag("span", past.answerer, class_="n")]),
                _mark("合格", "good") if past.passed else _mark("不合格", "bad"),
                *(
                    m.metric.written(c.value if c else None)
                    for m, c in zip(shown, figures, strict=True)
                ),
            )
        )
    head = ("実行", "判定", *(m.metric.name for m in shown))
    note = f"評価用の質問での値です。{len(report.history)}回のうち新しい{len(rows)}回を示します。"
    return joined(
        [table(head, rows, range(2, len(head)), stacked=True), tag("p", note, class_="soft")]
    )


def _cell(metric: Metric, cell: Cell | None) -> Html:
    if cell is None or (cell.n == 0 and cell.value is None):
        return Html("–")
    below = [tag("span", f"n={cell.n:,}", class_="n")]
    if cell.low is not None and cell.high is not None:
        spread = f"{metric.written(cell.low)}～{metric.written(cell.high)}"
        below.append(tag("span", spread, class_="n"))
    return tag("div", metric.written(cell.value), *below)


def _change(one: Measured, before: dict[Split, Cell]) -> str:
    now, then = one.cells.get("test"), before.get("test")
    if now is None or then is None or now.value is None or then.value is None:
        return "–"
    change = now.value - then.value
    if one.metric.unit == "%":
        change *= 100
    if abs(change) < (0.05 if one.metric.unit else 0.0005):
        return "同じ"
    better = one.metric.better == "none" or (change > 0) == (one.metric.better == "high")
    shown = f"{change:+.1f}" if one.metric.unit else f"{change:+.3f}"
    return tag("span", shown, class_="" if better else "bad")


def _needed(metric: Metric, target: float) -> str:
    side = {"high": "以上", "low": "以下"}.get(metric.better, "")
    return f"{metric.written(target)}{side}"


def _mark(name: str, kind: str) -> Html:
    return tag("span", name, class_=f"mark {kind}")
