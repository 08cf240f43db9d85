"""``gijiq eval``: what the last evaluation kept, for use elsewhere."""

from __future__ import annotations

from pathlib import Path

from chatbot.cli import terminal
from chatbot.cli.problems import Refusal, open_settings

# How many questions are listed.
_LISTED = 30
_SAID = {"good": "役に立った", "bad": "役に立たず", None: ""}


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


def add(receipt: str | None, file: Path | None) -> int:
    """Draft a golden question from an answer as it was given, or list what was asked."""
    from chatbot.assistant import open_assistant
    from chatbot.feedback import NoReceipt
    from eval.draft import DraftError, append, draft

    with open_assistant(open_settings()) as assistant:
        if receipt is None:
            rows = [
                (one.receipt, one.asked[:10], _SAID[one.verdict], one.question, one.note)
                for one in assistant.feedback.latest(_LISTED)
            ]
            if not rows:
                raise Refusal("まだ何も質問されていません。")
            for row in rows:
                terminal.say("  ".join(part for part in row if part))
            return 0
        try:
            made = draft(assistant, assistant.feedback.find(receipt))
            if file is None:
                terminal.say(made.whole.rstrip("\n"))
                return 0
            append(file, made)
        except NoReceipt as unknown:
            raise Refusal(f"受付番号 {receipt} の回答はありません。") from unknown
        except DraftError as problem:
            raise Refusal(f"{problem}。") from problem
    terminal.say(f"{file} に {made.id} を書き足しました。コメントに従って仕上げてください。")
    return 0
