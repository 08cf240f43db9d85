"""``pytest eval/ --labelled FILE --judge MODEL``: what is known about the checker itself.

The figure of a labelled set is the last line of the output; a judge's is reported. The set is read
before any test, so that a mistake in it costs no time; the ``meta`` fixture and that line share
what was computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import pytest

from chatbot.settings import Settings
from eval.grounding.measure import Checked, kinds, made, written
from eval.judge import Sample, opinion
from eval.meta.labelled import Labelled, LabelledError, read_labelled
from eval.meta.results import Meta, OnLabels, lines, on_labels
from eval.reporting.types import Agreement


class Checker:
    """The figures of the checker in one run of pytest, each computed once, when asked for."""

    def __init__(self, file: Path | None = None, judge: str | None = None) -> None:
        """Reads the labelled set, and where a judge is to be found. Raises `LabelledError`."""
        self._judge = judge
        self._settings = Settings() if judge else None
        self._name = file.name if file else ""
        self._items: tuple[Labelled, ...] = read_labelled(file) if file else ()

    @cached_property
    def labelled(self) -> OnLabels | None:
        """The checker on the labelled set; None where none was given."""
        return on_labels(self._name, self._items) if self._items else None

    @cached_property
    def _pairs(self) -> list[Checked]:
        return written(held_out=True)

    @cached_property
    def meta(self) -> Meta:
        """All figures."""
        return Meta(kinds(made(held_out=True), self._pairs), self.labelled)

    def opinion(self, samples: Sequence[Sample]) -> Agreement | None:
        """What the judge makes of these sentences and of another person's pairs.

        None where no judge was named. Needs the network where the model does.
        """
        if self._judge is None or self._settings is None:
            return None
        pairs = [Sample(c.item.claim, (c.item.evidence,), c.verdict.supported) for c in self._pairs]
        return opinion(self._judge, self._settings, [*samples, *pairs])


CHECKER = pytest.StashKey[Checker]()
_interrupted: list[bool] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--labelled`` and ``--judge``."""
    group = parser.getgroup("gijiq")
    group.addoption(
        "--judge",
        metavar="MODEL",
        help="a chat model (openai:NAME, ollama:NAME) as a second opinion on the grounding check; "
        "reported, never part of a gate; GIJIQ_CHAT_BASE_URL and GIJIQ_CHAT_API_KEY apply",
    )
    group.addoption(
        "--labelled",
        type=Path,
        metavar="FILE",
        help="measure the grounding check on a labelled set (JSONL: claim, evidence, date, label, "
        "group, and speaker where it is known)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Read the labelled set."""
    _interrupted.clear()
    try:
        config.stash[CHECKER] = Checker(config.getoption("labelled"), config.getoption("judge"))
    except LabelledError as problem:
        raise pytest.UsageError(str(problem)) from problem


def pytest_keyboard_interrupt(excinfo: pytest.ExceptionInfo[BaseException]) -> None:
    """Whoever stops a run does not wait for figures; what stops by itself goes on to them."""
    if not isinstance(excinfo.value, pytest.Session.Interrupted):
        _interrupted.append(True)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Print the figures below all that pytest prints, its own last line included."""
    checker = config.stash.get(CHECKER, None)
    idle = config.getoption("collectonly") or config.getoption("help") or _interrupted
    if checker is None or idle or checker.labelled is None:
        return
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    write = reporter.write_line if reporter else print
    for line in lines(checker.labelled):
        write(line)


@pytest.fixture(scope="session")
def meta(request: pytest.FixtureRequest) -> Meta:
    """The figures of the checker."""
    return request.config.stash[CHECKER].meta


@pytest.fixture(scope="session")
def checker(request: pytest.FixtureRequest) -> Checker:
    """What computes the figures of the checker."""
    return request.config.stash[CHECKER]
