"""What figures measure, and which measure the same."""

from __future__ import annotations

import pytest

from chatbot.counted import Measure, alike

PEOPLE, GROUPS, RATIO, BARE = ("count", "人"), ("count", "団体"), ("ratio", ""), ("number", "")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ([PEOPLE], [PEOPLE, RATIO], True),
        ([PEOPLE], [GROUPS], False),
        ([RATIO], [PEOPLE], False),
        ([BARE], [GROUPS], True),
        ([GROUPS], [BARE], True),
        ([BARE], [RATIO], False),
        ([], [BARE], False),
    ],
)
def test_what_measures_the_same(one: list[Measure], other: list[Measure], same: bool) -> None:
    assert alike(frozenset(one), frozenset(other)) is same
