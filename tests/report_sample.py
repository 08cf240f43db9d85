"""A report to draw: every part filled, with texts that would break a careless page."""

from __future__ import annotations

from chatbot.grounding import Evidence
from eval.grounding.measure import Kinds, Rate
from eval.meta.labelled import Labelled
from eval.meta.results import Meta, on_labels
from eval.reporting.types import (
    CAUSES,
    Agreement,
    Cell,
    Failure,
    Flip,
    Gate,
    Measured,
    Metric,
    Past,
    Place,
    Report,
    Row,
    Said,
)

EVIL = '<script>alert("x")</script> & \x1b[31m\u202e|`*'
STATUS = Metric(
    "status_accuracy", "判定の正しさ", "答える・答えないを正しく分けた割合", target=0.92
)
RECALL = Metric("recall_at_5", "再現率（上位5件）", "根拠の箇所が上位5件に入った割合", target=0.95)
MRR = Metric("mrr_at_10", "MRR（上位10件）", "最初の根拠の順位の逆数の平均", unit="", target=0.85)
FACTS = Metric("fact_recall", "要点の充足", "入れるべき要点のうち入っていた割合", target=0.85)
SENTENCES = Metric("sentences", "文の数", "答えの文の数の中央値", unit="文", better="low", target=4)
WRONG = Metric("misattribution", "発言者の取り違え", "取り違えた答えの割合", better="low", target=0)
FAITHFUL = Metric(
    "faithfulness", "根拠のある文", "事実を述べる文のうち根拠のある割合", better="none"
)


def _measured(metric: Metric, dev: float | None, test: float | None) -> Measured:
    names = ("誰が何を言ったか", "数値", "続きの質問")
    rows = tuple(
        Row(name, {"dev": Cell(dev, 12), "test": Cell(test, 24 + at)})
        for at, name in enumerate(names)
    )
    owners = (Row("情報政策課<b>", {"test": Cell(test, 9)}),)
    cells = {"dev": Cell(dev, 150), "test": Cell(test, 311)}
    if test is not None and metric.unit == "%":
        cells["test"] = Cell(test, 311, max(test - 0.05, 0), min(test + 0.04, 1))
    return Measured(metric, cells, {"slice": rows, "meeting": rows[:1], "owner": owners})


def failure(cause: str, number: int) -> Failure:
    """A failure whose texts are as bad as can be."""
    return Failure(
        id=f"q{number:03}",
        split="dev" if number % 2 else "test",
        cause=cause,  # type: ignore[arg-type]
        question="避難所の備蓄は何日分あるか" + (EVIL if number == 0 else ""),
        before=("防災の議題では何が話されたか",) if number % 3 == 0 else (),
        tags=("number", "follow-up"),
        owner="防災課",
        expected="answered",
        status="not_found" if cause in ("refused", "not_retrieved") else "answered",
        answer=()
        if cause == "refused"
        else (
            Said(
                "佐藤課長は、備蓄は7日分であると述べた。",
                False,
                ("「7日分」という数値・日付が根拠の発言にありません。",),
            ),
            Said("以上である。", None),
        ),
        cited=(Place("会議 第3回　t4　佐藤課長", f"備蓄は3日分である。{EVIL}"),),
        evidence=(Place("会議 第4回　t9　佐藤課長", "備蓄を5日分に増やした。", golden=True),),
        nearest=(
            Place("会議 第3回　t4　佐藤課長", "備蓄は3日分である。", 1),
            Place("会議 第4回　t9　佐藤課長", "備蓄を5日分に増やした。", 2, golden=True),
        ),
        missing=("5日分",),
        forbidden=("7日分",) if number % 2 else (),
    )


def labelled() -> Meta:
    """Kinds made up, and two labels checked."""
    evidence = (Evidence("備蓄は3日分である。"),)
    items = [
        Labelled(1, "備蓄は3日分である。", evidence, True, "a"),
        Labelled(2, f"備蓄は3日分である{EVIL}。", evidence, True, "b"),
        Labelled(3, "備蓄は7日分である。", evidence, False, "b"),
    ]
    kinds = Kinds(
        (Rate("number_step", 58, 58), Rate("commitment", 27, 23)),
        (Rate("eras", 40, 40), Rate("paraphrase", 33, 29)),
        Rate("supported", 32, 26),
        Rate("unsupported", 28, 26),
    )
    return Meta(kinds, on_labels("set.jsonl", items))


def sample(*, passed: bool = False) -> Report:
    """A report of a run that failed a gate, or passed all."""
    gates = (
        Gate("invariant", "引用が原文どおり", True, "461/461", "100%"),
        Gate("invariant", "2回の実行が同じ", True, "461/461", "100%"),
        Gate("floor", "判定の正しさ", True, "78.1%", "76.0%以上", "評価用 n=311"),
        Gate("floor", "要点の充足（数値）", passed, "51.2%", "55.0%以上", "評価用 n=24"),
        Gate(
            "regression", "誰が何を言ったか", True, "-1", "-3より上", "良くなった 1、悪くなった 2"
        ),
    )
    measured = (
        _measured(RECALL, 0.953, 0.948),
        _measured(MRR, 0.861, 0.852),
        _measured(STATUS, 0.802, 0.781),
        _measured(FACTS, 0.631, 0.602),
        _measured(SENTENCES, 2.0, 2.5),
        _measured(WRONG, 0.0, 0.0),
        _measured(FAITHFUL, 1.0, None),
    )
    past = tuple(
        Past(
            f"2026-0{month}-01 09:00",
            "extractive",
            461,
            month != 4,
            {
                "status_accuracy": {"test": Cell(0.7 + month / 100, 311)},
                "fact_recall": {"test": Cell(0.5 + month / 60, 311)},
                "recall_at_5": {"test": Cell(0.94, 311)},
            },
        )
        for month in range(1, 6)
    )
    curve = tuple((k / 20, 0.05 + 0.25 * (k / 20) ** 2) for k in range(1, 21))
    return Report(
        started="2026-06-15 10:00",
        answerer="extractive",
        seconds=142.4,
        questions={"dev": 150, "test": 311},
        gates=gates,
        measured=measured,
        risk_coverage={"dev": curve, "test": tuple((a, b + 0.03) for a, b in curve)},
        recall_at={
            "dev": ((1, Cell(0.8, 120)), (5, Cell(0.953, 120)), (10, Cell(0.97, 120))),
            "test": ((1, Cell(0.79, 250)), (5, Cell(0.948, 250)), (10, Cell(0.965, 250))),
        },
        latencies={
            "dev": tuple(0.01 * k for k in range(1, 90)),
            "test": tuple(0.005 * k for k in range(1, 300)),
        },
        failures=tuple(failure(cause, at) for at, cause in enumerate(CAUSES)),
        flips=(
            Flip("q002", f"備蓄は{EVIL}", False, "備蓄は5日分である。", "該当なし"),
            Flip("q003", "備蓄は", True, "", "備蓄は5日分である。"),
        ),
        notes=(
            "この方式の答えは原文の文を選んだものなので、「根拠のある文」は初めから1に近い値です。",
        ),
        meta=labelled(),
        judge=Agreement("gpt-x", 120, 3, 0.91, 0.62, 0.03),
        history=past,
    )
