"""The part of the report about the checker itself, and about what a judge model thinks of it."""

from __future__ import annotations

from collections.abc import Iterator

from eval.meta.results import OnLabels
from eval.reporting.markup import Html, folded, joined, table, tag
from eval.reporting.types import Agreement, Report
from eval.reporting.wording import change_name


def checker(report: Report) -> Html:
    """What is known about the checker in this run."""
    return joined(_parts(report)) or tag("p", "今回は検証していません。")


def _parts(report: Report) -> Iterator[Html]:
    if report.meta is not None:
        yield from _kinds(report)
        if report.meta.labelled is not None:
            yield from _labelled(report.meta.labelled)
    if report.judge is not None:
        yield from _judge(report.judge)


def _kinds(report: Report) -> Iterator[Html]:
    assert report.meta is not None
    kinds = report.meta.kinds
    yield tag(
        "p",
        "文に根拠があるかを調べる検査器そのものを、答えの分かっている文で試した結果です"
        "（調整に使っていない半分）。",
    )
    yield tag("h3", f"内容を変えた文を見つけた割合（均衡正解率の平均 {_percent(kinds.mean)}）")
    changed = [
        (change_name(r.kind), str(r.n), _percent(r.share), _percent(kinds.balanced(r)))
        for r in kinds.changed
    ]
    yield table(("変え方", "n", "見つけた", "均衡正解率"), changed, (1, 2, 3))
    yield tag("h3", f"内容を変えていない文を受け入れた割合（全体 {_percent(kinds.accepted)}）")
    rows = [(change_name(r.kind), str(r.n), _percent(r.share)) for r in kinds.unchanged]
    yield table(("書き換え", "n", "受け入れた"), rows, (1, 2))
    true, false = kinds.pairs_supported, kinds.pairs_unsupported
    yield tag(
        "p",
        f"別の人が書いた文では、根拠のある{true.n}件のうち{_percent(true.share)}を受け入れ、"
        f"根拠のない{false.n}件のうち{_percent(false.share)}を見つけました"
        f"（均衡正解率 {_percent(kinds.pairs_balanced)}）。",
    )


def _labelled(labels: OnLabels) -> Iterator[Html]:
    c = labels.confusion
    value = c.balanced_accuracy
    yield tag("h3", f"ラベル付きの文 {labels.name}（{c.n}件、{labels.groups}群）")
    shown = "n/a" if value is None else _percent(value)
    if labels.interval:
        low, high = labels.interval
        shown += f"（95%区間 {_percent(low)}～{_percent(high)}、群を単位とする再標本化）"
    yield tag("p", f"均衡正解率 {shown}")
    if labels.by_score is not None:
        told = f"得点のしきい値を他の群で決めた場合は {_percent(labels.by_score)}。"
        yield tag("p", told, class_="soft")
    rows = [
        ("根拠がある", str(c.accepted), str(c.wrongly_rejected), str(c.supported)),
        ("根拠がない", str(c.wrongly_accepted), str(c.rejected), str(c.unsupported)),
    ]
    yield table(("実際", "受け入れた", "退けた", "計"), rows, (1, 2, 3))
    if labels.worst:
        yield tag("h4", "はっきり誤った例")
    for one in labels.worst:
        verdict = "根拠がないのに受け入れた" if one.supported else "根拠があるのに退けた"
        why = "".join(r.text for r in one.reasons)
        summary = joined([tag("span", verdict, class_="tag"), one.item.claim])
        places = [tag("blockquote", e.text) for e in one.item.evidence]
        inside = [tag("p", f"{one.item.line}行目、群 {one.item.group}", class_="soft")]
        if why:
            inside.append(tag("p", "検査器の理由: ", why))
        yield folded(summary, *inside, tag("h4", "根拠とされた箇所"), *places)


def _judge(judge: Agreement) -> Iterator[Html]:
    yield tag("h3", f"審査モデル {judge.model}（参考。合否には使わない）")
    if judge.problem:
        yield tag("p", f"n/a: {judge.problem}")
    if not judge.n:
        return
    rows = [
        ("検査器との一致", _percent(judge.agreement)),
        ("偶然を除いた一致（カッパ）", "n/a" if judge.kappa is None else f"{judge.kappa:.3f}"),
        (f"{judge.runs}回のうちで答えが変わった", _percent(judge.flips)),
    ]
    yield table(("", f"{judge.n}文"), rows, (1,))


def _percent(value: float | None) -> str:
    return "n/a" if value is None else f"{value * 100:.1f}%"
