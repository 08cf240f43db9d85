"""Citations: hand-computed shares against golden evidence, and in ALCE's sense."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from eval.measures import measure
from eval.measures.citations import relevance
from eval.types import Outcome
from tests.outcomes import cite, outcome, span

A, B, C = (cite(at, span(at)) for at in (1, 2, 3))


def of(key: str, *outcomes: Outcome) -> tuple[float | None, int]:
    figure = measure(key).of(outcomes)
    return figure.value, figure.n


def test_precision_and_recall_of_cited_spans() -> None:
    one = outcome(
        texts=[("あ", [A, B]), ("い", [C])], gold=[[span(1)], [span(7), span(2)], [span(9)]]
    )
    assert of("citation_precision", one) == (pytest.approx(2 / 3), 1)
    assert of("citation_recall", one) == (pytest.approx(2 / 3), 1)


def test_no_citation_has_no_precision_and_recalls_nothing() -> None:
    one = outcome(got="not_found", gold=[[span(1)]])
    assert of("citation_precision", one) == (None, 0)
    assert of("citation_recall", one) == (0, 1)


def test_questions_without_evidence_count_in_neither() -> None:
    one = outcome(expected="not_found", texts=[("あ", [A])])
    assert of("citation_precision", one) == of("citation_recall", one) == (None, 0)


def test_each_question_weighs_the_same() -> None:
    many = outcome(texts=[("あ", [A, B, C])], gold=[[span(1)]])
    few = outcome(texts=[("あ", [A])], gold=[[span(1)]])
    assert of("citation_precision", many, few) == (pytest.approx((1 / 3 + 1) / 2), 2)


@pytest.mark.parametrize(
    ("enough", "expected"),
    [
        ([{0}, {1}], (True, True)),
        ([{0}], (True, False)),
        ([{0, 1}], (True, True)),
        ([], (False, False)),
    ],
)
def test_a_citation_is_relevant_alone_or_where_it_is_missed(
    enough: Sequence[set[int]], expected: tuple[bool, ...]
) -> None:
    assert relevance(2, lambda chosen: any(one <= set(chosen) for one in enough)) == expected


def test_no_citation_is_relevant_to_nothing() -> None:
    assert relevance(0, lambda chosen: True) == ()


def test_sentences_and_citations_are_counted_over_all_answers() -> None:
    one = outcome(
        texts=[("あ", [A, B]), ("い", [C]), ("以上。", [])],
        supported=[True, False, None],
        relevant=[(True, False), (False,), ()],
    )
    two = outcome(texts=[("う", [A])])
    bare = outcome(texts=[("え", [])], supported=[True])
    assert of("alce_recall", one, two, bare) == (2 / 4, 3), "what cites nothing is not borne out"
    assert of("alce_precision", one, two, bare) == (2 / 4, 2)


def test_quote_validity_is_of_all_citations() -> None:
    good = outcome(texts=[("あ", [A, B])])
    bad = outcome(texts=[("あ", [A, B])], exact=[True, False])
    assert of("quote_validity", good, bad, outcome(got="not_found")) == (3 / 4, 2)
    with pytest.raises(ValueError, match="q1: 2 citations, 1 compared"):
        of("quote_validity", outcome(texts=[("あ", [A, B])], exact=[True]))
