"""Answers: hand-computed shares of statuses, facts, violations, wrong speakers and lengths."""

from __future__ import annotations

import pytest

from chatbot.reasons import reason
from eval.measures import measure, risk_coverage
from eval.measures.judgement import failed
from eval.types import Outcome
from tests.outcomes import SUZUKI, cite, outcome, span

ONE = cite(1, span(1))


def of(key: str, *outcomes: Outcome) -> tuple[float | None, int]:
    figure = measure(key).of(outcomes)
    return figure.value, figure.n


def test_a_status_is_right_when_it_is_the_same_of_the_four() -> None:
    rows = [
        outcome(),
        outcome(got="not_found"),
        outcome(expected="closed", got="not_found"),
        outcome(expected="out_of_scope", got="out_of_scope"),
    ]
    assert of("status_accuracy", *rows) == (2 / 4, 4)


def test_abstention_is_the_mean_of_answering_and_of_not_answering() -> None:
    rows = [
        *[outcome()] * 3,
        outcome(got="closed"),
        outcome(expected="closed", got="not_found"),
        outcome(expected="not_found"),
    ]
    assert of("abstention", *rows) == ((3 / 4 + 1 / 2) / 2, 6)
    assert of("abstention", outcome()) == (None, 1), "with one kind alone there is no balance"


def test_a_fact_is_there_in_any_form_whatever_its_width_and_spaces() -> None:
    facts = [("5日分", "五日分"), ("増や",), ("県",)]
    said = outcome(texts=[("備蓄を５ 日分に", [ONE]), ("増やした。", [])], must=facts)
    assert of("fact_recall", said) == (pytest.approx(2 / 3), 1)
    assert of("fact_recall", said, outcome(got="not_found", must=facts)) == (
        pytest.approx(1 / 3),
        2,
    )
    assert of("fact_recall", outcome(expected="not_found", got="not_found")) == (None, 0)


def test_citation_marks_are_no_facts() -> None:
    one = outcome(texts=[("備蓄を増やした。", [ONE])], must=[("1",)], must_not=["[1]"])
    assert of("fact_recall", one) == (0, 1)
    assert of("violations", one) == (0, 1)


def test_closed_items_have_facts_too() -> None:
    closed = outcome(
        expected="closed", got="closed", texts=[("非公開です。", [])], must=[("非公開",)]
    )
    assert of("fact_recall", closed) == (1, 1)


def test_violations_are_of_the_questions_that_forbid_anything() -> None:
    bad = outcome(texts=[("備蓄は７日分。", [])], must_not=["7日分", "8日分"])
    good = outcome(texts=[("備蓄は5日分。", [])], must_not=["7日分"])
    assert of("violations", bad, good, outcome()) == (1 / 2, 2)


LEAD = "防災課長 佐藤氏の発言（第4回）: 「備蓄」"
OTHERS = cite(2, span(1, turn="t2"), speaker=SUZUKI)


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        ([(LEAD, [ONE])], False),
        ([(LEAD, [OTHERS])], True),
        ([(LEAD, [ONE]), ("同じ発言で: 「増」", [cite(2, span(3))])], False),
        ([(LEAD, [ONE]), ("同じ発言で: 「増」", [OTHERS])], True),
        ([("佐藤課長は備蓄について述べた。", [OTHERS])], False),
        ([("第4回の議事要旨には、該当する発言の記載がありません。", [])], False),
    ],
)
def test_an_attribution_must_be_the_cited_speaker_s(
    texts: list[tuple[str, list[object]]], wrong: bool
) -> None:
    assert of("misattribution", outcome(texts=texts)) == (float(wrong), 1)  # type: ignore[arg-type]


def test_the_checker_s_word_on_a_speaker_counts() -> None:
    told = (reason("speaker", "鈴木課長").text,)
    other = (reason("name_missing", "鈴木").text,)
    rows = [
        outcome(texts=[("鈴木課長は増やすと述べた。", [ONE])], supported=[False], reasons=[why])
        for why in (told, other)
    ]
    assert of("misattribution", *rows, outcome(got="not_found")) == (1 / 2, 2)


def test_the_number_of_sentences_is_the_median_of_the_answers_given() -> None:
    rows = [outcome(texts=[("文。", [])] * n) for n in (1, 2, 5, 9)]
    assert of("sentences", *rows, outcome(got="not_found")) == (3.5, 4)
    assert of("sentences", outcome(got="closed")) == (None, 0)


def test_a_question_fails_by_status_fact_violation_or_speaker() -> None:
    good = [(LEAD, [ONE])]
    assert not failed(outcome(texts=good, must=[("備蓄",)]))
    assert not failed(outcome(expected="not_found", got="not_found"))
    assert failed(outcome(expected="not_found", texts=good))
    assert failed(outcome(texts=good, must=[("備蓄",), ("5日",)]))
    assert failed(outcome(texts=good, must_not=["佐藤"]))
    assert failed(outcome(texts=[(LEAD, [OTHERS])]))


def test_risk_grows_with_coverage_point_by_point() -> None:
    right, wrong = "answered", "not_found"
    rows = [
        outcome(expected=right, confidence=0.9),
        outcome(expected=wrong, confidence=0.8),
        outcome(expected=right, confidence=0.8),
        outcome(expected=right, confidence=None),
        outcome(expected=right, got="not_found", confidence=0.99),
    ]
    assert risk_coverage(rows) == ((1 / 5, 0), (3 / 5, 1 / 3), (4 / 5, 1 / 4))
    assert risk_coverage([]) == ()
