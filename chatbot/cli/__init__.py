"""The command line: ``gijiq``. It translates and prints; it decides nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from chatbot.cli import terminal

# What a shell reports of a program that was stopped by SIGINT or wrote to a closed pipe.
_INTERRUPTED, _NOBODY_READS = 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command (default: what the process was called with) and return its exit code.

    0 done, 1 refused or failed (one line on stderr), 2 wrong use, 130 interrupted, 141 nobody reads
    the output any more.
    """
    from chatbot.cli.app import run
    from chatbot.cli.problems import Refusal, expected, explain, missing_part

    terminal.prepare_streams()
    code = 1
    try:
        code = run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        terminal.silence_stdout()
        return _NOBODY_READS
    except KeyboardInterrupt:
        terminal.complain("中断しました。")
        return _INTERRUPTED
    except ModuleNotFoundError as problem:
        advice = missing_part(problem)
        if advice is None:
            raise
        terminal.complain(advice)
        return 1
    except expected() as problem:
        terminal.complain(explain(problem))
        return problem.code if isinstance(problem, Refusal) else 1
    return code
