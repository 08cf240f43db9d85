"""The page as a reader has it: the real server, the real minutes, a real Chromium."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import MINUTES
from page_server import chromium, page_server
from playwright.sync_api import Browser, Locator, Page, expect

from chatbot.assistant import Assistant
from chatbot.settings import Settings
from ingest import ingest_paths

pytestmark = pytest.mark.browser

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# The first question loads the indexes and the model, in milliseconds.
PATIENCE = 45_000
HOSTILE = (
    "<b>太字</b><script>alert(1)</script><img src=x onerror=alert(2)> [押す](javascript:alert(3)) "
    "**強調** _斜体_ `符号` $x^2$ $$y$$ :red[赤] :red-background[地] [^1] | 表 | "
    ":smile: :material/home: ~~消す~~ # 見出し www.example.com https://example.com a@example.com "
    "--> <- >= &lt; \\* <details open ontoggle=alert(6)>"
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Path:
    """An installation with the shipped minutes and a document that is all markup."""
    folder = tmp_path_factory.mktemp("browser")
    hostile = {
        "title": f"防災会議 {HOSTILE}",
        "date": "2026-06-01",
        "agenda": [{"number": "1", "title": f"倉庫の鍵 {HOSTILE}"}],
        "turns": [
            {
                "speaker": {"name": f"山田 {HOSTILE}", "role": "委員"},
                "agenda": "1",
                "text": f"水防倉庫の鍵の場所は{HOSTILE}ですか。",
            },
            {
                "speaker": {"name": f"鈴木 {HOSTILE}", "role": "係長"},
                "agenda": "1",
                "text": f"水防倉庫の鍵は防災課にあり、札には{HOSTILE}と書いてあります。",
            },
        ],
    }
    path = folder / "hostile.minutes.json"
    path.write_text(json.dumps(hostile, ensure_ascii=False), encoding="utf-8")
    with Assistant(Settings(data=folder / "data", model_dir=model_dir)) as assistant:
        report = ingest_paths(assistant, [*MINUTES, path])
        assert [document.error for document in report.documents] == [None] * (len(MINUTES) + 1)
    return folder / "data"


@pytest.fixture(scope="module")
def address(data: Path, model_dir: Path) -> Iterator[str]:
    """Where the page is served."""
    with page_server(data, model_dir, data.parent / "server.log") as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each opens its own pages."""
    with chromium() as opened:
        yield opened


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """The page, opened, at both widths. A script that opens a dialog fails the test."""
    opened = browser.new_page(viewport=request.param, locale="ja-JP")
    dialogs: list[str] = []
    opened.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    opened.goto(address)
    expect(opened.get_by_text("質問の例")).to_be_visible(timeout=PATIENCE)
    yield opened
    assert dialogs == []
    opened.close()


def ask(page: Page, question: str) -> None:
    """Type a question and wait until it is answered."""
    before = page.locator(".gq-status").count()
    field = page.get_by_placeholder("議事録について質問する")
    field.fill(question)
    field.press("Enter")
    expect(page.locator(".gq-status")).to_have_count(before + 1, timeout=PATIENCE)


def source(page: Page, text: str) -> Locator:
    """The line that opens a citation."""
    return page.locator("summary", has_text=text).first


def plain(text: str) -> str:
    """Text without the invisible joiners of labels, spaces evened out."""
    return " ".join(text.replace("\u2060", "").split())


def test_ask_see_the_citation_and_open_it(page: Page) -> None:
    ask(page, "町田市の事業開始はいつか")
    expect(page.locator(".gq-status")).to_have_text("回答あり")
    expect(page.locator(".gq-answer")).to_contain_text("町田市は7月から事業開始予定である。")
    expect(page.locator(".gq-answer .gq-number")).to_have_text("[1]")
    cited = source(page, "高橋 晃")
    assert plain(cited.inner_text()).endswith(
        "[1] 第9回 令和8年5月29日（金） 町田市 デジタル戦略室長 高橋 晃"
    )
    cited.click()
    quote = page.locator("mark.gq-quote")
    expect(quote).to_have_text("町田市は7月から事業開始予定である。")
    expect(page.locator(".gq-cited")).to_contain_text("引用した発言")
    expect(page.locator(".gq-turn")).to_have_count(3)
    expect(page.locator(".gq-turn").first).to_contain_text("できる限り自治体の負担をかけない形")
    expect(page.locator(".gq-turn").last).to_contain_text("国立市 CIO 宮崎 宏一")


def test_the_newest_question_is_in_sight_and_the_field_too(page: Page) -> None:
    for question in (
        "共同調達の協議では何が決まりましたか",
        "小池知事の発言は？",
        "カレーの作り方",
    ):
        ask(page, question)
    expect(page.locator(".gq-asked").last).to_be_in_viewport()
    expect(page.get_by_placeholder("議事録について質問する")).to_be_in_viewport()
    ask(page, "町田市の事業開始はいつか")
    expect(page.locator(".gq-status").last).to_be_in_viewport()
    before = page.locator("summary", has_text="高橋 晃").last
    before.click()
    quote = page.locator("mark.gq-quote")
    expect(quote).to_be_visible()
    page.wait_for_timeout(1_500)  # the scrolling is smooth
    field = page.locator(".st-key-ask").bounding_box()
    box = quote.bounding_box()
    assert field is not None
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= field["y"]


def test_it_works_by_keyboard_alone(page: Page) -> None:
    ask(page, "町田市の事業開始はいつか")
    cited = source(page, "高橋 晃")
    cited.focus()
    page.keyboard.press("Enter")
    expect(page.locator("mark.gq-quote")).to_be_visible()


def test_nothing_runs_off_the_side(page: Page) -> None:
    ask(page, "水防倉庫の鍵はどこにありますか")
    source(page, "鈴木").click()
    expect(page.locator(".gq-cited")).to_be_visible()
    over = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(over) <= 0
    wide = (
        "() => [...document.querySelectorAll('.gq-text, .gq-who, summary, button')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert page.evaluate(wide) == 0


def test_hostile_minutes_and_questions_are_shown_as_they_are(page: Page) -> None:
    ask(page, f"水防倉庫の鍵はどこにありますか {HOSTILE} ![絵](http://localhost:9/x.png)")
    ask(page, "水防倉庫の鍵はどこにありますか")
    expect(page.locator(".gq-asked").first).to_contain_text(HOSTILE)
    expect(page.locator(".gq-answer").last).to_contain_text(f"札には{HOSTILE}と書いてあります。")
    cited = page.locator("summary", has_text="鈴木").last
    assert plain(f"鈴木 {HOSTILE}") in plain(cited.inner_text())
    cited.click()
    expect(page.locator("mark.gq-quote").last).to_contain_text(HOSTILE)
    expect(page.locator(".gq-who", has_text=f"鈴木 {HOSTILE}").last).to_be_visible()
    _is_only_text(page)
    page.get_by_role("radio", name="議事録の一覧").click()
    opener = page.get_by_role("button", name="の議題と発言を見る").first
    assert plain(f"防災会議 {HOSTILE}") in plain(opener.inner_text())
    opener.click()
    expect(page.locator(".gq-agenda")).to_contain_text(HOSTILE)
    _is_only_text(page)


def _is_only_text(page: Page) -> None:
    """No element of the main part comes from anybody's text."""
    made = (
        "a, b, img, del, .katex, code:not(pre code), details[ontoggle], em, strong, [style*=color]"
    )
    inside = ".gq-text, .gq-who, .gq-head, summary, [data-testid=stButton]"
    found = page.locator(inside).locator(made)
    assert [found.nth(n).evaluate("e => e.outerHTML") for n in range(found.count())] == []
    assert page.locator("[data-testid=stMain] script:not([lang])", has_text="alert").count() == 0


def test_the_readers_see_no_english(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    ask(page, "小池知事の発言は？")
    seen = page.locator("body").inner_text()
    for word in ("Deploy", "Choose", "Press Enter", "Running", "Rerun", "Settings"):
        assert word not in seen
    expect(page.locator("html")).to_have_attribute("lang", "ja")


def test_another_browser_sees_nothing_of_the_conversation(
    page: Page, browser: Browser, address: str
) -> None:
    ask(page, "町田市の事業開始はいつか")
    other = browser.new_page(locale="ja-JP")
    other.goto(address)
    expect(other.get_by_text("質問の例")).to_be_visible(timeout=PATIENCE)
    expect(other.locator(".gq-asked")).to_have_count(0)
    other.close()


KEPT = "[class*=st-key-talk_]"


def test_two_browsers_keep_their_conversations_apart(browser: Browser, address: str) -> None:
    """Each finds its own again after a reload, by its cookie, and nothing of the other's."""
    questions = ("町田市の事業開始はいつか", "国立市は令和8年度どうする方針か")
    contexts = [browser.new_context(viewport=DESKTOP, locale="ja-JP") for _ in questions]
    pages = [context.new_page() for context in contexts]
    for opened, question in zip(pages, questions, strict=True):
        opened.goto(address)
        expect(opened.get_by_text("質問の例")).to_be_visible(timeout=PATIENCE)
        ask(opened, question)
    tokens = [{c["name"]: c["value"] for c in context.cookies()} for context in contexts]
    assert len({token["gijiq-reader"] for token in tokens}) == len(questions)
    for opened, question in zip(pages, questions, strict=True):
        opened.reload()
        kept = opened.locator(KEPT)
        expect(kept).to_have_count(1, timeout=PATIENCE)
        expect(kept).to_contain_text(question)
        kept.get_by_role("button").click()
        expect(opened.locator(".gq-asked")).to_have_text([question], timeout=PATIENCE)
    pages[0].get_by_text("いまの会話").click()
    pages[0].get_by_role("button", name="会話を消す").click()
    expect(pages[0].locator(".gq-asked")).to_have_count(0)
    expect(pages[1].locator(".gq-asked")).to_have_count(1)
    pages[1].reload()
    expect(pages[1].locator(KEPT)).to_have_count(1, timeout=PATIENCE)
    pages[0].reload()
    expect(pages[0].get_by_text("質問の例")).to_be_visible(timeout=PATIENCE)
    expect(pages[0].locator(KEPT)).to_have_count(0)
    for context in contexts:
        context.close()
