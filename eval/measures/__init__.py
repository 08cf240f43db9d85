"""All that a run is measured by, in the order in which the report shows it.

The targets are those of the evaluation's specification, for the test questions; which of them a
run reaches is shown, and what it may not fall below is in ``eval/gates.toml``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from eval.measures import (
    attribution,
    citations,
    cost,
    facts,
    faithfulness,
    length,
    related,
    responsiveness,
    retrieval,
    status,
)
from eval.measures.faithfulness import NOTE
from eval.measures.figure import Figure, Of, Share
from eval.measures.judgement import failed
from eval.measures.risk import risk_coverage
from eval.reporting.build import Judgement, Measure
from eval.reporting.types import Metric
from eval.types import Outcome

__all__ = ["JUDGEMENT", "MEASURES", "NOTE", "RECALL_AT", "Figure", "measure", "risk_coverage"]


def _share(metric: Metric, *of: Of) -> Measure:
    share = Share(*of)
    return Measure(metric, share, share.interval)


def _right(outcome: Outcome) -> tuple[float, float]:
    return float(not failed(outcome)), 1.0


def _metric(
    key: str,
    name: str,
    about: str,
    *,
    unit: str = "%",
    better: Literal["high", "low", "none"] = "high",
    target: float | None = None,
) -> Metric:
    return Metric(key, name, about, unit, better, target)


MEASURES: tuple[Measure, ...] = (
    _share(
        _metric(
            "right",
            "正答",
            "判定が正しく、要点がそろい、余計な内容や発言者の取り違えがない質問の割合",
        ),
        _right,
    ),
    _share(
        _metric(
            "recall_at_1",
            "再現率（上位1件）",
            "根拠の発言のうち、検索の1件目で見つかった割合",
        ),
        retrieval.recall_at(1),
    ),
    _share(
        _metric(
            "recall_at_5",
            "再現率（上位5件）",
            "根拠の発言のうち、検索の上位5件に入った割合",
            target=0.95,
        ),
        retrieval.recall_at(5),
    ),
    _share(
        _metric(
            "recall_at_10",
            "再現率（上位10件）",
            "根拠の発言のうち、検索の上位10件に入った割合",
        ),
        retrieval.recall_at(10),
    ),
    _share(
        _metric(
            "mrr_at_10",
            "MRR（上位10件）",
            "最初に見つかった根拠の順位の逆数の平均（見つからなければ0）",
            unit="",
            target=0.85,
        ),
        retrieval.mrr,
    ),
    _share(
        _metric(
            "ndcg_at_10",
            "nDCG（上位10件）",
            "根拠がどれだけ上位にまとまっているか（最良の並びで1）",
            unit="",
        ),
        retrieval.ndcg,
    ),
    _share(
        _metric(
            "status_accuracy",
            "判定の正しさ",
            "「回答あり」「該当なし」「非公開」「対象外」の区別が正しい割合",
            target=0.92,
        ),
        status.accuracy,
    ),
    _share(
        _metric(
            "abstention",
            "答える・答えないの釣り合い",
            "答えのある質問に答えた割合と、ない質問に答えなかった割合の平均",
            target=0.92,
        ),
        status.answers,
        status.abstains,
    ),
    _share(
        _metric(
            "fact_recall",
            "要点の充足",
            "入れるべき要点のうち、答えに入っていた割合（答えなければ0）",
            target=0.85,
        ),
        facts.recall,
    ),
    _share(
        _metric(
            "violations",
            "余計な内容",
            "「言ってはならないこと」が決まっている質問のうち、それを言った割合",
            better="low",
        ),
        facts.violates,
    ),
    _share(
        _metric(
            "misattribution",
            "発言者の取り違え",
            "出した答えのうち、引用した発言の発言者と違う人の名を挙げた割合",
            better="low",
            target=0.0,
        ),
        attribution.rate,
    ),
    Measure(
        _metric(
            "sentences",
            "答えの文の数",
            "出した答えの文の数の中央値",
            unit="文",
            better="low",
            target=4.0,
        ),
        length.sentences,
    ),
    _share(
        _metric(
            "citation_precision",
            "引用の適合率",
            "引用のうち、正解の根拠の箇所と重なる割合",
            target=0.75,
        ),
        citations.golden_precision,
    ),
    _share(
        _metric(
            "citation_recall",
            "引用の再現率",
            "正解の根拠の箇所のうち、引用された割合（引用がなければ0）",
            target=0.85,
        ),
        citations.golden_recall,
    ),
    _share(
        _metric(
            "alce_recall",
            "引用の裏付け（文ごと）",
            "事実を述べる文のうち、付いた引用だけで裏付けられる割合（ALCEのcitation recall）",
        ),
        citations.supported,
    ),
    _share(
        _metric(
            "alce_precision",
            "引用の必要性（引用ごと）",
            "事実を述べる文の引用のうち、裏付けに役立つ割合（ALCEのcitation precision）",
        ),
        citations.relevant,
    ),
    _share(
        _metric(
            "quote_validity",
            "引用が原文どおり",
            "引用のうち、原文のその位置の文字と一字一句同じものの割合",
            target=1.0,
        ),
        citations.exact,
    ),
    _share(
        _metric(
            "faithfulness",
            "根拠のある文",
            "事実を述べる文のうち、引用に根拠のある割合（抜粋方式では初めから1に近い）",
        ),
        faithfulness.faithful,
    ),
    Measure(
        _metric(
            "without_facts",
            "事実を述べない答え",
            "事実を述べる文が一つもない答えの数（「根拠のある文」はn/aとして除く）",
            unit="問",
            better="none",
        ),
        faithfulness.without_facts,
    ),
    _share(
        _metric(
            "responsiveness",
            "質問への対応",
            "根拠のある文のうち、決まり文句・断片・質問の繰り返しでない割合",
        ),
        responsiveness.responsive,
    ),
    _share(
        _metric(
            "related",
            "関連箇所の提示",
            "答えのない質問などで示すべき関連箇所のうち、示した割合",
        ),
        related.shown,
    ),
    Measure(
        _metric(
            "latency_median",
            "応答時間（中央値）",
            "質問の半分に答え終わる時間",
            unit="ミリ秒",
            better="low",
        ),
        cost.milliseconds(0.5),
    ),
    Measure(
        _metric(
            "latency_95",
            "応答時間（95%）",
            "質問の95%に答え終わる時間",
            unit="ミリ秒",
            better="low",
        ),
        cost.milliseconds(0.95),
    ),
    Measure(
        _metric(
            "tokens",
            "トークン数（中央値）",
            "言語モデルの入出力（抜粋方式ではn/a）",
            unit="個",
            better="none",
        ),
        cost.tokens,
    ),
)


def measure(key: str) -> Measure:
    """The measure with this key. Raises `KeyError`, naming those that there are."""
    known = {one.metric.key: one for one in MEASURES}
    if key not in known:
        raise KeyError(f"{key}: there are {', '.join(known)}")
    return known[key]


JUDGEMENT = Judgement(failed, attribution.misattributed)
RECALL_AT: Mapping[int, Callable[[Sequence[Outcome]], Figure]] = {
    k: Share(retrieval.recall_at(k)) for k in range(1, 11)
}
