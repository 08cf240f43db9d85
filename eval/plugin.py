"""``pytest eval/``: the run that its tests share, and the report at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from chatbot.provider import ChatModelError
from eval.golden import GoldenError
from eval.installations import CorpusError
from eval.meta.plugin import CHECKER
from eval.reporting.types import Report
from eval.run import OrphanError, Run
from eval.session import Held, hold, report_of, run_all, summary, write_report

_RUN = pytest.StashKey[Run]()
_REPORT = pytest.StashKey[tuple[Report, Held]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--chat-model`` and ``--update-baseline``."""
    group = parser.getgroup("gijiq")
    group.addoption(
        "--chat-model",
        metavar="NAME",
        help="ask this chat model (openai:NAME, ollama:NAME) instead of the extractive answerer; "
        "GIJIQ_CHAT_BASE_URL and GIJIQ_CHAT_API_KEY apply",
    )
    group.addoption(
        "--update-baseline",
        action="store_true",
        help="make this run the one that later runs are compared with, and say what moved",
    )


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Every golden question with what came of it.

    Where there can be none, that is said once, and not by every test.
    """
    config = request.config
    folder = tmp_path_factory.mktemp("installations")
    try:
        with _on_terminal(config):
            config.stash[_RUN] = run_all(folder, config.getoption("chat_model"))
    except (GoldenError, OrphanError, CorpusError, ChatModelError) as problem:
        pytest.exit(f"評価を実行できません\n{problem}", returncode=pytest.ExitCode.TESTS_FAILED)
    return config.stash[_RUN]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report of the run, if there was one, whatever the tests made of it."""
    config = session.config
    run, checker = config.stash.get(_RUN, None), config.stash.get(CHECKER, None)
    if run is not None and checker is not None:
        held = hold(run, update=config.getoption("update_baseline"))
        report = write_report(run, report_of(run, held, checker))
        config.stash[_REPORT] = report, held


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say what changed, where the report is, and what it says of the targets."""
    found = config.stash.get(_REPORT, None)
    if found is not None:
        terminalreporter.section("評価")
        for line in summary(*found):
            terminalreporter.write_line(line)


@contextmanager
def _on_terminal(config: pytest.Config) -> Iterator[None]:
    """Let what is printed reach the terminal, as far as there is one."""
    capture = config.pluginmanager.get_plugin("capturemanager")
    if capture is None:
        yield
        return
    with capture.global_and_fixture_disabled():
        yield
