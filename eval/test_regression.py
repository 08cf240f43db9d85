"""No way back: what was right in the baseline and is not any more, in a slice, a meeting, or all.

``--update-baseline`` makes this run the baseline, which it cannot fall behind.
"""

from __future__ import annotations

import pytest

from eval.baseline import changed, known, lines, read_baseline, regression
from eval.gates import read_limits
from eval.run import Run


def test_nothing_is_lost_against_the_baseline(run: Run, pytestconfig: pytest.Config) -> None:
    """With every flipped question and both its answers where it is."""
    update = pytestconfig.getoption("update_baseline")
    before = known(run.outcomes) if update else read_baseline(run.answerer)
    failed = [g for g in regression(run.outcomes, before, read_limits()) if not g.passed]
    told = "\n".join(
        [
            *(f"{g.name}: {g.found}（{g.needed}）、{g.detail}" for g in failed),
            *lines(changed(run.outcomes, before or {})),
        ]
    )
    assert not failed, told
