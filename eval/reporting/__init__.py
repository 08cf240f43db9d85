"""The report of a run as HTML, JSON and Markdown, and the history of runs."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from chatbot.serial import dump
from eval.export import FILE, Case, jsonl
from eval.reporting.history import append_history, read_history
from eval.reporting.html import page
from eval.reporting.markdown import markdown
from eval.reporting.types import Report

__all__ = ["Report", "write"]


def write(report: Report, folder: Path, cases: Sequence[Case] = ()) -> Report:
    """Write a report into a folder, beside the history that it is compared with and then joins.

    ``cases`` are kept for ``gijiq eval export``. Returns the report with that history. Each file
    is complete, or as it was before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    report = replace(report, history=read_history(folder))
    data = {"passed": report.passed, **dump(report)}
    _put(folder / "report.json", json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    _put(folder / FILE, jsonl(cases))
    _put(folder / "report.md", markdown(report))
    _put(folder / "index.html", page(report))
    append_history(folder, report)
    return report


def _put(file: Path, text: str) -> None:
    """Write a file so that nobody ever reads half of it."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    # Lone surrogates, which a model may write, have no UTF-8.
    unfinished.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    unfinished.replace(file)
