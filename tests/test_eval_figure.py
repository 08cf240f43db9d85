"""Figures and their intervals: resampled by meeting, always the same, n/a where nothing counts."""

from __future__ import annotations

import pytest

from eval.measures import MEASURES, measure
from eval.measures.figure import Share, cluster, quantile, yes
from tests.outcomes import outcome, span

RIGHT = Share(lambda o: yes(o.answer.status == "answered"))


def test_meetings_are_resampled_whole() -> None:
    one = [outcome(document="会議-1", gold=[[span(1)]])] * 3
    two = [outcome(document="会議-2", gold=[[span(1)]], got="not_found")] * 3
    assert RIGHT([*one, *two]).value == 1 / 2
    assert RIGHT.interval([*one, *two]) == (0, 1), "either meeting may be drawn twice"
    assert RIGHT.interval(one) is None, "one meeting says nothing of others"
    assert RIGHT.interval([]) is None


def test_what_is_of_no_meeting_stands_for_itself() -> None:
    rows = [outcome(id=f"q{at}", expected="not_found", got="not_found") for at in range(3)]
    assert len({cluster(row) for row in rows}) == 3


def test_intervals_are_the_same_whatever_the_order() -> None:
    rows = [
        outcome(
            id=f"q{at}",
            document=f"会議-{at % 5}",
            gold=[[span(1)]],
            got="answered" if at % 5 else "closed",
        )
        for at in range(30)
    ]
    low, high = RIGHT.interval(rows) or (1, 0)
    assert low < 4 / 5 < high
    assert RIGHT.interval(rows[::-1]) == (low, high)


def test_quantiles_lie_between_neighbours() -> None:
    assert quantile([4, 1, 2, 3], 0.5) == 2.5
    assert quantile([7], 0.95) == 7
    assert quantile([], 0.5) is None


@pytest.mark.parametrize("one", MEASURES, ids=lambda m: m.metric.key)
def test_nothing_measured_is_no_figure(one: object) -> None:
    figure = one.of([])  # type: ignore[attr-defined]
    assert (figure.value, figure.n) == (None, 0)


def test_measures_are_called_by_their_keys() -> None:
    assert len({one.metric.key for one in MEASURES}) == len(MEASURES)
    with pytest.raises(KeyError, match="status_accuracy"):
        measure("status")


def test_the_targets_are_those_specified() -> None:
    targets = {m.metric.key: m.metric.target for m in MEASURES if m.metric.target is not None}
    assert targets == {
        "recall_at_5": 0.95,
        "mrr_at_10": 0.85,
        "status_accuracy": 0.92,
        "abstention": 0.92,
        "fact_recall": 0.85,
        "citation_precision": 0.75,
        "citation_recall": 0.85,
        "sentences": 4.0,
        "misattribution": 0.0,
        "quote_validity": 1.0,
    }
