"""Is the checker itself right? Its targets on the half that nothing was tuned on."""

from __future__ import annotations

from eval.grounding.measure import ACCEPTED, LEAST_KIND, MEAN_KIND
from eval.meta.results import Meta


def test_changed_sentences_are_detected(meta: Meta) -> None:
    """Of every kind of change, against the sentences that were not changed in meaning."""
    found = {rate.kind: round(meta.kinds.balanced(rate), 3) for rate in meta.kinds.changed}
    assert min(found.values()) >= LEAST_KIND, found
    assert meta.kinds.mean >= MEAN_KIND, found


def test_unchanged_sentences_are_accepted(meta: Meta) -> None:
    """However they are put."""
    assert meta.kinds.accepted >= ACCEPTED, meta.kinds.unchanged
