"""Asks questions on the page in a real browser."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
from collections.abc import Sequence
from typing import Any

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
_ANSWER, _START = 30_000, 60_000


def ask_page(address: str, questions: Sequence[str]) -> bool:
    """Ask all questions, one after another; False where there is no browser to do it with."""
    if CHROMIUM is None or importlib.util.find_spec("playwright") is None:
        return False
    playwright: Any = importlib.import_module("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            page = browser.new_page(locale="ja-JP")
            page.goto(address)
            field = page.get_by_placeholder("議事録について質問する")
            for number, question in enumerate(questions, 1):
                field.fill(question, timeout=_START)
                field.press("Enter")
                answers = page.locator(".gq-status")
                playwright.expect(answers).to_have_count(number, timeout=_ANSWER)
        finally:
            browser.close()
    return True
