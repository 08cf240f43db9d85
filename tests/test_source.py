"""A citation opened on the page: its quote is marked by its offsets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from writing import opened

from chatbot.cite import cite_agenda, cite_header
from chatbot.pages.source import agenda, highlight
from chatbot.types import Document
from ingest import ingest_paths

MINUTES = """第１回 港北市DX会議 議事要旨
日時：令和８年４月１日（水）１０時
議題
１ 報告
・予算
２ 協議（非公開）
・予算
・窓口の再編と職員の研修、システムの共同調達、費用の分担と来年度の
　日程について
１ 報告
（北区）
・始める。
"""


def document(folder: Path) -> Document:
    file = folder / "a.txt"
    file.write_text(MINUTES, encoding="utf-8")
    with opened(folder / "data") as assistant:
        ingest_paths(assistant, [file])
        (held,) = assistant.documents().values()
    return held


def marked(html: str) -> list[str]:
    return [part.partition("</mark>")[0] for part in html.split('<mark class="gq-quote">')[1:]]


def test_the_cited_line_of_an_agenda_is_marked_and_no_other(tmp_path: Path) -> None:
    held = document(tmp_path)
    lines = agenda(held).split("<li")
    assert marked(agenda(held)) == []
    for at, item in enumerate(held.agenda):
        shown = agenda(held, cite_agenda(held, at))
        assert marked(shown) == [f"{item.number} {item.title}".strip()]
        # the second 予算 is not taken for the first, nor a bullet for none
        assert [
            bool(marked(line)) for line in shown.split("<li")[1:]
        ] == [i == at for i in range(len(lines) - 1)]  # fmt: skip


def test_a_part_of_an_agenda_line_is_marked_as_printed(tmp_path: Path) -> None:
    held = document(tmp_path)
    whole = cite_agenda(held, 2)
    part = replace(whole, start=2, end=4, quote="協議")
    assert whole.quote == "２ 協議（非公開）"
    assert marked(agenda(held, part)) == ["協議"]
    assert "２ <mark" in agenda(held, part)


def test_a_quote_that_stands_twice_in_a_header_is_marked_where_it_is_cited(
    tmp_path: Path,
) -> None:
    held = replace(document(tmp_path), header="第１回\n第１回 港北市DX会議")
    cited = cite_header(held, 4, 7)
    html = highlight(held.header, cited.start, cited.end)
    assert html.startswith("第１回\n<mark")
    assert marked(html) == [cited.quote]
