"""``pytest eval/ --labelled FILE``: the checker on a labelled set, its figure as the last line.

The file is read before any test, so that a mistake in it costs no time; a test that asks for the
``meta`` fixture shares what was computed.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import pytest

from eval.grounding.measure import kinds, made, written
from eval.meta.labelled import Labelled, LabelledError, read_labelled
from eval.meta.results import Meta, OnLabels, lines, on_labels


class Checker:
    """The figures of the checker in one run of pytest, each computed once, when asked for."""

    def __init__(self, file: Path | None) -> None:
        """Reads the labelled set. Raises `LabelledError`."""
        self._name = file.name if file else ""
        self._items: tuple[Labelled, ...] = read_labelled(file) if file else ()

    @cached_property
    def labelled(self) -> OnLabels | None:
        """The checker on the labelled set; None where none was given."""
        return on_labels(self._name, self._items) if self._items else None

    @cached_property
    def meta(self) -> Meta:
        """All figures."""
        return Meta(kinds(made(held_out=True), written(held_out=True)), self.labelled)


CHECKER = pytest.StashKey[Checker]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--labelled``."""
    parser.getgroup("gijiq").addoption(
        "--labelled",
        type=Path,
        metavar="FILE",
        help="measure the grounding check on a labelled set (JSONL: claim, evidence, date, label, "
        "group, and speaker where it is known)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Read the labelled set."""
    try:
        config.stash[CHECKER] = Checker(config.getoption("labelled"))
    except LabelledError as problem:
        raise pytest.UsageError(str(problem)) from problem


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Print the figures below all that pytest prints, its own last line included."""
    checker = config.stash.get(CHECKER, None)
    if checker is None or config.getoption("collectonly") or checker.labelled is None:
        return
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    write = reporter.write_line if reporter else print
    for line in lines(checker.labelled):
        write(line)


@pytest.fixture(scope="session")
def meta(request: pytest.FixtureRequest) -> Meta:
    """The figures of the checker."""
    return request.config.stash[CHECKER].meta
