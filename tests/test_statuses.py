"""The statuses have one name each, on the page, on the command line and in the documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from chatbot.assistant import Assistant
from chatbot.cli import render
from chatbot.pages import words
from chatbot.statuses import STATUS
from chatbot.types import Status

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("status", STATUS)
def test_a_status_is_called_the_same_everywhere(shipped: Assistant, status: Status) -> None:
    given = shipped.ask("町田市の事業開始はいつか", today=date(2026, 6, 1))
    answer = replace(given, status=status)
    assert next(iter(render.answer_lines(answer)))[0] == f"【{STATUS[status]}】"
    assert f"結果: {STATUS[status]}" in words.plain(answer)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"| `{status}` | {STATUS[status]} |" in readme


def test_the_japanese_guide_uses_the_same_names() -> None:
    guide = (ROOT / "README.ja.md").read_text(encoding="utf-8")
    for status in ("not_found", "closed", "out_of_scope"):
        assert f"「{STATUS[status]}」" in guide
