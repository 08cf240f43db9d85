"""``gijiq eval``: what the last evaluation kept, for use elsewhere."""

from __future__ import annotations

from pathlib import Path

from chatbot.cli import terminal
from chatbot.cli.problems import Refusal


def export(form: str, file: Path | None, split: str | None, report: Path) -> int:
    """Write the cases of the last run to a file or to stdout."""
    from eval.export import FILE, FORMATS, CasesError, read_cases

    try:
        cases = read_cases(report / FILE)
    except CasesError as problem:
        raise Refusal(f"{problem}。") from problem
    chosen = [case for case in cases if split in (None, case.split)]
    written = FORMATS[form](chosen)
    if file is None:
        terminal.say(written.rstrip("\n"))
        return 0
    file.write_text(written, encoding="utf-8", newline="\n")
    terminal.say(f"{file} に {len(chosen)}件を書き出しました。")
    return 0
