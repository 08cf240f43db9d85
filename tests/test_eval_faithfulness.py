"""Faithfulness, responsiveness, what is shown beside a refusal, and cost, by hand."""

from __future__ import annotations

import pytest

from eval.measures import measure
from eval.measures.responsiveness import fault
from eval.types import Outcome, Quote
from tests.outcomes import cite, outcome, span

A = cite(1, span(1), quote="備蓄を５日分に増やした。")


def of(key: str, *outcomes: Outcome) -> tuple[float | None, int]:
    figure = measure(key).of(outcomes)
    return figure.value, figure.n


def test_faithfulness_is_supported_over_factual_sentences() -> None:
    one = outcome(texts=[("あ", [A])] * 3, supported=[True, False, None])
    two = outcome(texts=[("あ", [A])] * 2, supported=[True, True])
    assert of("faithfulness", one, two) == (3 / 4, 2)


def test_an_answer_without_facts_is_neither_faithful_nor_not() -> None:
    idle = outcome(texts=[("以上。", [])], supported=[None])
    empty = outcome()
    assert of("faithfulness", idle, empty) == (None, 0)
    assert of("without_facts", idle, empty, outcome(texts=[("あ", [A])])) == (2, 3)
    assert of("faithfulness", idle, outcome(texts=[("あ", [A])])) == (1, 1)
    assert of("without_facts", outcome(got="not_found")) == (None, 0)


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("佐藤課長の発言（第4回）: 「備蓄を5日分に増やした。」", "備蓄は何日分か", None),
        ("佐藤課長の発言（第4回）: 「ありがとうございます。」", "備蓄は何日分か", "boilerplate"),
        ("「資料に沿って説明する。」", "備蓄は何日分か", "boilerplate"),
        ("「他に質問はありますか。」", "備蓄は何日分か", "boilerplate"),
        ("「これで閉会とする。」", "いつ終わったか", "boilerplate"),
        ("「資料の」", "備蓄は何日分か", "fragment"),
        ("「避難所の備蓄については、」", "備蓄は何日分か", "fragment"),
        ("「そのとおり。」", "備蓄は何日分か", "fragment"),
        ("「そこまでは調べておりません。」", "備蓄は何日分か", None),
        ("「44件。」", "何件か", None),
        ("「備蓄の日数はどうか。」", "備蓄の日数はどうか", "echo"),
        ("「備蓄を増やす。」", "備蓄を増やすのか", None),
        ("「備蓄を増やす。」", "なぜ備蓄を増やすのか", "echo"),
        ("「備蓄を5日分に増やす。」", "なぜ備蓄を増やすのか", None),
    ],
)
def test_why_a_true_sentence_is_no_reply(text: str, question: str, expected: str | None) -> None:
    assert fault(text, question) == expected


def test_responsiveness_is_of_the_supported_sentences() -> None:
    one = outcome(
        texts=[
            ("「備蓄を5日分に増やした。」", [A]),
            ("「ありがとうございます。」", [A]),
            ("嘘。", []),
        ],
        supported=[True, True, False],
    )
    none = outcome(expected="not_found", texts=[("「ありがとうございます。」", [A])])
    assert of("responsiveness", one, none) == (1 / 2, 1)
    assert of("responsiveness", outcome(texts=[("嘘。", [])], supported=[False])) == (None, 0)


def test_what_is_near_is_shown_when_either_text_holds_the_other() -> None:
    near = [
        Quote("会議-4", "備蓄を5日分に増やした。なお"),
        Quote("会議-4", "訓練"),
        Quote("会議-5", "備蓄"),
    ]
    one = outcome(expected="not_found", got="not_found", near=near, related=[A])
    assert of("related", one, outcome()) == (pytest.approx(1 / 3), 1)
    assert of("related", outcome(near=[Quote("会・議-4", "5日分")], texts=[("あ", [A])])) == (1, 1)


def test_cost_is_told_by_quantiles() -> None:
    rows = [outcome(seconds=at / 10, tokens=at) for at in range(1, 12)]
    assert of("latency_median", *rows) == (pytest.approx(600), 11)
    assert of("latency_95", *rows) == (pytest.approx(1050), 11)
    assert of("tokens", *rows, outcome()) == (6, 11)
    assert of("tokens", outcome()) == (None, 0)
