"""The report of a run: what it shows, that no text in it can break it, and how runs are kept."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from eval.reporting import write
from eval.reporting.charts import charts
from eval.reporting.history import FILE, read_history
from eval.reporting.html import page
from eval.reporting.markdown import markdown, plain
from eval.reporting.markup import tag, text
from eval.reporting.svg import Axis, Series, bars, count_axis, lines, share_axis
from eval.reporting.types import CAUSES, Cell, Gate, Metric, by_cause
from tests.page_server import chromium
from tests.report_sample import EVIL, MRR, SENTENCES, STATUS, WRONG, failure, sample

VOID = {"meta", "path", "rect", "circle", "polyline"}


class _Read(HTMLParser):
    """The elements of a page; refuses what is not closed in its order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((name, dict(attributes)))
        if name not in VOID:
            self.open.append(name)

    def handle_endtag(self, name: str) -> None:
        if name not in VOID:
            assert self.open.pop() == name

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.said.append(data)


def _read(html: str) -> _Read:
    reader = _Read()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader


# -- the page -------------------------------------------------------------------------------------


def test_the_page_is_one_file_without_scripts() -> None:
    """Nothing is loaded from elsewhere, and nothing in a question or an answer becomes markup."""
    html = page(sample())
    reader = _read(html)
    names = {name for name, _ in reader.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "form", "input"}
    given = [(key, value) for _, attributes in reader.tags for key, value in attributes.items()]
    assert not [key for key, _ in given if key.startswith("on") or key in ("src", "style")]
    assert all(value and value.startswith("#") for key, value in given if key == "href")
    assert not re.search(r"url\(|@import|https?://", html)
    assert '<script>alert("x")</script> &' in "".join(reader.said)
    assert not re.search("[\x00-\x08\x1b\u202e]", html)


def test_every_link_leads_somewhere() -> None:
    reader = _read(page(sample()))
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    links = {attributes["href"] for name, attributes in reader.tags if name == "a"}
    assert len(ids) == len(set(ids))
    assert links <= {f"#{one}" for one in ids}


def test_gates_come_first_and_the_failed_ones_first_of_all() -> None:
    said = "".join(_read(page(sample())).said)
    assert said.index("不合格（1項目）") < said.index("指標") < said.index("うまく答えられなかった")
    assert "満たしていない項目: 要点の充足（数値）" in said
    floors = said[said.index("下回ってはならない値（2項目、不合格1）") :]
    assert floors.index("要点の充足（数値）") < floors.index("判定の正しさ")


@pytest.mark.parametrize("failed", [0, 2])
def test_many_gates_are_folded_but_the_failed_ones(failed: int) -> None:
    gates = [Gate("floor", f"〈{at}〉", at >= failed, "1", "2") for at in range(20)]
    said = "".join(_read(page(replace(sample(), gates=tuple(gates)))).said)
    assert f"合格した{20 - failed}項目を見る" in said
    listed = said[said.index("下回ってはならない値") :]
    for at in range(20):
        assert listed.count(f"〈{at}〉") == 1


def test_a_missed_target_is_shown_though_the_gates_are_passed() -> None:
    said = "".join(_read(page(sample(passed=True))).said)
    assert "5項目すべてを満たしています。" in said
    assert (
        "目標に届いていない指標が3つあります: 再現率（上位5件）、判定の正しさ、要点の充足" in said
    )
    assert "92.0%以上 未達" in said
    assert "0.850以上 達成" in said


def test_a_card_holds_all_that_is_known_of_a_failure() -> None:
    report = replace(sample(), failures=(failure("not_chosen", 3),))
    said = "".join(_read(page(report)).said)
    card = said[said.index("q003開発用") :]
    for part in (
        "避難所の備蓄は何日分あるか", "防災の議題では何が話されたか", "数値", "続きの質問",
        "防災課",
        "推測される原因: 見つけたが、答えに選ばなかった", "足りない要点: 5日分",
        "書いてはならないこと: 7日分", "備蓄は7日分であると述べた。", "［根拠なし］",
        "「7日分」という数値・日付が根拠の発言にありません。", "［事実の文でない］", "答えの出典",
        "正しい根拠", "検索で近かった箇所", "2位　会議 第4回　t9　佐藤課長　正しい根拠を含む",
    ):  # fmt: skip
        assert part in card, part


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_has_its_heading(cause: str) -> None:
    report = replace(sample(), failures=(failure(cause, 1), failure(cause, 2)))
    assert list(by_cause(report.failures)) == [cause]
    assert f"{CAUSES[cause]}（2問）" in "".join(_read(page(report)).said)  # type: ignore[index]


def test_a_run_without_anything_is_drawn_too() -> None:
    empty = replace(
        sample(), questions={}, gates=(), measured=(), risk_coverage={}, recall_at={},
        latencies={}, failures=(), flips=(), notes=(), meta=None, judge=None, history=(),
    )  # fmt: skip
    said = "".join(_read(page(empty)).said)
    for part in ("合否の基準がありません。", "ありません。", "これが最初の実行です。"):
        assert part in said
    assert markdown(empty).startswith("# 回答の評価")


def test_a_judge_that_failed_is_not_a_figure() -> None:
    judge = sample().judge
    assert judge is not None
    report = replace(sample(), judge=replace(judge, n=0, problem="時間内に返答しませんでした。"))
    assert "n/a: 時間内に返答しませんでした。" in "".join(_read(page(report)).said)
    assert "審査モデル gpt-x: n/a、時間内に返答しませんでした。" in markdown(report)


# -- figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metric", "value", "written"),
    [
        (STATUS, 0.7812, "78.1%"), (STATUS, None, "n/a"), (STATUS, 0.0, "0%"),
        (MRR, 0.8526, "0.853"),
        (SENTENCES, 2.0, "2文"), (SENTENCES, 2.5, "2.5文"), (SENTENCES, 1234.0, "1,234文"),
    ],
)  # fmt: skip
def test_how_a_value_is_written(metric: Metric, value: float | None, written: str) -> None:
    assert metric.written(value) == written


@pytest.mark.parametrize(
    ("metric", "value", "met"),
    [
        (STATUS, 0.92, True), (STATUS, 0.919, False), (STATUS, None, None), (WRONG, 0.0, True),
        (WRONG, 0.01, False), (Metric("x", "x", "x"), 0.5, None),
    ],
)  # fmt: skip
def test_whether_a_target_is_met(metric: Metric, value: float | None, met: bool | None) -> None:
    assert metric.met(value) is met


def test_markup_is_escaped_once() -> None:
    assert text("<b>&") == "&lt;b&gt;&amp;"
    assert tag("p", tag("b", "<"), "&", class_='x"y') == '<p class="x&quot;y"><b>&lt;</b>&amp;</p>'
    assert text("a\x1b\u202e\ud800b") == "a   b"


# -- charts ---------------------------------------------------------------------------------------


def _shapes(svg: str, name: str) -> list[dict[str, str]]:
    return [one.attrib for one in ET.fromstring(svg).iter() if one.tag == name]


def test_a_line_goes_through_its_points() -> None:
    """The origin lies at the corner, the end of both axes at the opposite one."""
    svg = lines(
        "x", [Series("a", [(0, 0.0), (1, 0.5), (2, 1.0)])], Axis("k", 0, 2, []), share_axis("y")
    )
    (line,) = _shapes(svg, "polyline")
    assert line["points"] == "44.0,180.0 182.0,96.0 320.0,12.0"
    assert len(_shapes(svg, "circle")) == 3


def test_series_differ_in_more_than_colour() -> None:
    two = [Series("a", [(0, 0.1), (1, 0.2)]), Series("b", [(0, 0.3), (1, 0.4)])]
    drawn = _shapes(lines("x", two, Axis("k", 0, 1, []), share_axis("y")), "polyline")
    assert [line.get("stroke-dasharray") for line in drawn] == [None, "6 4"]


def test_bars_are_as_high_as_their_counts() -> None:
    svg = bars("x", [[1, 0, 4]], ["a"], Axis("s", 0, 3, []), count_axis("n", 4))
    assert [float(one["height"]) for one in _shapes(svg, "rect")] == [42.0, 168.0]
    assert _shapes(bars("x", [], [], Axis("s", 0, 1, []), count_axis("n", 0)), "rect") == []


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, ["0", "1"]), (4, ["0", "1", "2", "3", "4"]), (7, ["0", "2", "4", "6", "8"]),
        (99, ["0", "20", "40", "60", "80", "100"]),
        (900, ["0", "200", "400", "600", "800", "1,000"]),
    ],
)  # fmt: skip
def test_counts_have_round_steps(most: int, ticks: list[str]) -> None:
    axis = count_axis("n", most)
    assert [name for _, name in axis.ticks] == ticks
    assert axis.high >= most


def test_charts_of_the_report() -> None:
    titles = re.findall(r"<h3>(.*?)</h3>", charts(sample()))
    assert titles == [
        "答える割合と誤りの割合",
        "根拠の箇所が検索の上位に入った割合",
        "1問にかかった時間",
        "実行ごとの値",
    ]
    for svg in re.findall(r"<svg.*?</svg>", charts(sample())):
        ET.fromstring(svg)
    alone = charts(replace(sample(), history=()))
    assert "実行ごとの値" not in alone


def test_texts_in_charts_are_escaped() -> None:
    svg = lines(
        EVIL, [Series("<a>", [(0, 0.5)]), Series("b", [])], Axis("<", 0, 1, []), share_axis("&")
    )
    assert "<a>" not in svg
    assert 'aria-label="&lt;script&gt;' in svg


# -- files ----------------------------------------------------------------------------------------


def test_files_are_written(tmp_path: Path) -> None:
    report = write(sample(), tmp_path / "report")
    files = sorted(file.name for file in (tmp_path / "report").iterdir())
    assert files == ["cases.jsonl", FILE, "index.html", "report.json", "report.md"]
    data = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    assert (data["passed"], data["answerer"], len(data["failures"])) == (False, "extractive", 7)
    assert data["measured"][6]["cells"]["test"] == {
        "value": None,
        "n": 311,
        "low": None,
        "high": None,
    }
    assert "NaN" not in (tmp_path / "report" / "report.json").read_text(encoding="utf-8")
    assert report.history == ()


def test_runs_are_kept_and_compared(tmp_path: Path) -> None:
    write(sample(), tmp_path)
    now = write(replace(sample(passed=True), started="2026-06-16 10:00"), tmp_path)
    assert [(p.started, p.passed) for p in now.history] == [("2026-06-15 10:00", False)]
    assert now.previous is not None
    assert now.previous.figures["mrr_at_10"]["test"] == Cell(0.852, 311)
    assert [p.started[-5:] for p in read_history(tmp_path)] == ["10:00", "10:00"]
    said = "".join(_read((tmp_path / "index.html").read_text(encoding="utf-8")).said)
    assert "同じ" in said
    other = write(replace(sample(), answerer="gpt-x"), tmp_path)
    assert other.previous is None


def test_what_a_killed_run_left_is_passed_over(tmp_path: Path) -> None:
    write(sample(), tmp_path)
    with (tmp_path / FILE).open("a", encoding="utf-8") as file:
        file.write('{"started": "2026-06')
    write(sample(), tmp_path)
    write(sample(), tmp_path)
    assert len(read_history(tmp_path)) == 3


def test_markdown_is_text() -> None:
    """Neither HTML nor tables can be made by what is shown."""
    shown = markdown(sample())
    assert "<script>" not in shown
    tables = [line for line in shown.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in tables} <= {4, 5, 6}
    assert plain("a|b\n<c> *d*") == r"a\|b \<c\> \*d\*"
    assert "| 判定の正しさ | 80.2%（n=150） | 78.1%（n=311） | 92.0% | **未達** |" in shown


def test_a_passed_run_says_so() -> None:
    report = replace(sample(), gates=(Gate("invariant", "引用", True, "1/1", "100%"),))
    assert report.passed
    assert "**合格**" in markdown(report)


# -- in a browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as opened:
        yield opened


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_is_wider_than_the_screen(browser: Browser, tmp_path: Path, width: int) -> None:
    write(sample(), tmp_path)
    view = browser.new_page(viewport={"width": width, "height": 800})
    dialogs: list[str] = []
    view.on("dialog", lambda dialog: dialogs.append(dialog.message))
    view.goto((tmp_path / "index.html").as_uri())
    view.eval_on_selector_all("details", "every => every.forEach(one => one.open = true)")
    assert view.evaluate("document.documentElement.scrollWidth") <= width
    assert not dialogs
    view.close()


@pytest.mark.browser
def test_closed_cards_are_printed(browser: Browser, tmp_path: Path) -> None:
    write(sample(), tmp_path)
    view = browser.new_page()
    view.goto((tmp_path / "index.html").as_uri())
    quote = view.locator("#item-q001 blockquote").first
    assert not quote.is_visible()
    view.emulate_media(media="print")
    assert quote.evaluate("one => one.getBoundingClientRect().height") > 0
    view.close()
