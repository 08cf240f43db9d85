"""Retrieval: hand-computed fractions of recall, reciprocal rank and nDCG."""

from __future__ import annotations

from math import log2

import pytest

from eval.measures import RECALL_AT, measure
from eval.ranking import ndcg, recall, reciprocal_rank
from eval.types import Outcome, Span
from tests.outcomes import outcome, span

MISS = span(0, document="会議-1")


def of(key: str, *outcomes: Outcome) -> float | None:
    return measure(key).of(outcomes).value


def test_formulas_are_what_a_hand_counts() -> None:
    assert recall([0, 1, 1], 4, 2) == 1 / 4
    assert recall([], 4, 5) == 0
    assert reciprocal_rank([0, 0, 2], 10) == 1 / 3
    assert reciprocal_rank([0, 0, 2], 2) == 0
    assert ndcg([0, 2, 1], [1, 2], 10) == (2 / log2(3) + 1 / 2) / (2 + 1 / log2(3))
    assert ndcg([1], [], 10) == 0


def test_evidence_is_found_by_one_shared_character() -> None:
    gold = [[span(1)]]
    beside = Span("会議-4", "text", "t1", 0, 10)
    touching = Span("会議-4", "text", "t1", 0, 11)
    assert of("recall_at_1", outcome(gold=gold, found=[beside])) == 0
    assert of("recall_at_1", outcome(gold=gold, found=[touching])) == 1
    assert of("recall_at_1", outcome(gold=gold, found=[span(1, turn="t2")])) == 0


def test_two_pieces_of_evidence_at_places_two_and_six() -> None:
    gold = [[span(1)], [span(5), span(5, turn="t9")]]
    one = outcome(gold=gold, found=[MISS, span(1), MISS, MISS, MISS, span(5, turn="t9")])
    assert of("recall_at_1", one) == 0
    assert of("recall_at_5", one) == 1 / 2
    assert of("recall_at_10", one) == 1
    assert of("mrr_at_10", one) == 1 / 2
    best = 1 + 1 / log2(3)
    assert of("ndcg_at_10", one) == pytest.approx((1 / log2(3) + 1 / log2(7)) / best)


def test_a_second_hit_on_the_same_evidence_brings_nothing() -> None:
    one = outcome(gold=[[span(1)], [span(5)]], found=[span(1), span(1), MISS])
    assert of("recall_at_10", one) == 1 / 2
    assert of("ndcg_at_10", one) == pytest.approx(1 / (1 + 1 / log2(3)))


def test_one_hit_on_both_pieces_is_the_best_there_can_be() -> None:
    one = outcome(gold=[[span(1)], [span(2)]], found=[Span("会議-4", "text", "t1", 15, 25)])
    assert of("recall_at_1", one) == 1
    assert of("ndcg_at_10", one) == 1


def test_what_ranks_eleventh_is_not_found() -> None:
    one = outcome(gold=[[span(1)]], found=[*[MISS] * 10, span(1)])
    assert of("recall_at_10", one) == of("mrr_at_10", one) == of("ndcg_at_10", one) == 0


def test_a_question_without_any_hit_counts_nothing_and_is_counted() -> None:
    found, lost = outcome(gold=[[span(1)]], found=[span(1)]), outcome(gold=[[span(1)]])
    for key in ("recall_at_1", "recall_at_5", "recall_at_10", "mrr_at_10", "ndcg_at_10"):
        figure = measure(key).of([found, lost])
        assert (figure.value, figure.n) == (1 / 2, 2)


def test_only_what_is_said_in_reply_to_what_has_an_answer_counts() -> None:
    written = outcome(gold=[[span(0, part="agenda")]], found=[MISS])
    closed = outcome(expected="closed", gold=[[span(1)]], found=[MISS])
    neither = measure("recall_at_5").of([written, closed])
    assert (neither.value, neither.n) == (None, 0)
    both = outcome(gold=[[span(0, part="header")], [span(1)]], found=[span(1)])
    assert of("recall_at_5", both) == 1, "the title is not looked for among speech"


def test_recall_by_k_never_falls() -> None:
    rows = [outcome(gold=[[span(1)], [span(2)]], found=[MISS, span(1), MISS, span(2)])]
    values = [RECALL_AT[k](rows).value for k in range(1, 11)]
    assert values == [0, 0.5, 0.5, 1, 1, 1, 1, 1, 1, 1]
