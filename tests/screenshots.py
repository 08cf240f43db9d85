"""Pictures of the page for the documentation: ``python tests/screenshots.py [FOLDER]``.

Serves the shipped minutes from a temporary folder, asks real questions in a real browser, and
writes PNGs to ``docs/images``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from page_server import ROOT, chromium, page_server
from playwright.sync_api import Page, expect

from chatbot import open_assistant
from chatbot.settings import Settings
from ingest import ingest_paths
from ingest.bundled_model import prepare

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# Animations of Streamlit, in milliseconds.
_SETTLE = 1_500


def main(folder: Path) -> None:
    """Write all pictures to ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    model = prepare(Path(os.environ.get("GIJIQ_MODEL_DIR") or ROOT / "var" / "model"))
    with tempfile.TemporaryDirectory() as work:
        data = Path(work) / "data"
        with open_assistant(Settings(data=data, model_dir=model)) as assistant:
            ingest_paths(assistant, sorted((ROOT / "data" / "minutes").glob("*.txt")))
        with (
            page_server(data, model, Path(work) / "log") as address,
            chromium() as browser,
        ):
            for size, suffix in ((DESKTOP, ""), (PHONE, "-phone")):
                page = browser.new_page(viewport=size, locale="ja-JP")
                page.goto(address)
                expect(page.get_by_text("質問の例")).to_be_visible(timeout=30_000)
                save(page, folder / f"page-start{suffix}.png")
                ask(page, "町田市の事業開始はいつか")
                save(page, folder / f"page-answer{suffix}.png")
                page.locator("summary", has_text="高橋 晃").click()
                expect(page.locator("mark")).to_be_visible()
                save(page, folder / f"page-citation{suffix}.png")
                ask(page, "小池知事の発言は？")
                save(page, folder / f"page-not-found{suffix}.png")
                ask(page, "共同調達の協議では何が決まりましたか")
                save(page, folder / f"page-closed{suffix}.png")
                page.get_by_role("radio", name="議事録の一覧").click()
                expect(page.get_by_text("件の議事録があります")).to_be_visible()
                save(page, folder / f"page-documents{suffix}.png")
                page.get_by_role("button", name="第9回の議題と発言を見る").click()
                expect(page.locator(".gq-turn").first).to_be_visible()
                save(page, folder / f"page-document{suffix}.png")
                page.close()


def ask(page: Page, question: str) -> None:
    """Type a question and wait for its answer."""
    before = page.locator(".gq-status").count()
    field = page.get_by_placeholder("議事録について質問する")
    field.fill(question)
    field.press("Enter")
    expect(page.locator(".gq-status")).to_have_count(before + 1, timeout=30_000)


def save(page: Page, path: Path) -> None:
    """Save what is seen."""
    page.wait_for_timeout(_SETTLE)
    page.screenshot(path=path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
