"""PDF: the pages' text, without what repeats on their edges."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.pdf import pdf_pages
from ingest.read import read
from ingest.source import ReadError

pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
TOP, BOTTOM = 805.0, 30.0


def make_pdf(
    pages: list[list[str]],
    *,
    header: str = "",
    footer: str = "",
    encrypt: StandardEncryption | None = None,
) -> bytes:
    """A4 pages of lines; ``{n}`` in header and footer is the page's number."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=encrypt)
    for number, lines in enumerate(pages, start=1):
        canvas.setFont("HeiseiMin-W3", 10.5)
        if header:
            canvas.drawString(70, TOP, header.format(n=number))
        if footer:  # drawn before the body, as many producers do
            canvas.drawCentredString(300, BOTTOM, footer.format(n=number))
        for row, line in enumerate(lines):
            canvas.drawString(70, 760 - 18 * row, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


BODY = [
    [
        "第６回協議会 議事要旨",
        "１ 挨拶（デジタルサービス局長 高野 克己）",
        "・ 一枚目の発言①㈱髙﨑です。",
    ],
    ["・ 二枚目の発言です。", "3"],
    ["・ 三枚目の発言です。", "令和７年度"],
    ["・ 四枚目の発言です。"],
]


def test_pages_and_their_offsets(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf(BODY))
    source = read(path)
    assert source.text.split("\n") == [line for page in BODY for line in page]
    assert len(source.page_starts) == 4
    for start, page in zip(source.page_starts, BODY, strict=True):
        assert source.text[start:].startswith(page[0])


@pytest.mark.parametrize(
    "footer",
    ["- {n} -", "{n}", "{n}/4", "－ {n} －", "{n} / 4 ページ", "P.{n}", "{n}頁", "– {n} –"],
)
def test_page_numbers_go_and_numbers_of_the_text_stay(footer: str) -> None:
    pages = pdf_pages(make_pdf(BODY, footer=footer), "a.pdf")
    assert [page.strip("\n").split("\n") for page in pages] == BODY


def test_running_footer_goes() -> None:
    pages = pdf_pages(make_pdf(BODY, footer="東京都協議会 {n}"), "a.pdf")
    assert [page.strip("\n").split("\n") for page in pages] == BODY


def test_running_header_stays_once_at_the_very_top() -> None:
    pages = pdf_pages(make_pdf(BODY, header="令和７年協議会会議録"), "a.pdf")
    first, *others = [page.strip("\n").split("\n") for page in pages]
    assert first == ["令和７年協議会会議録", *BODY[0]]
    assert others == BODY[1:]


@pytest.mark.parametrize("header", ["○議長（山田太郎君）", "議長：", "・資料のとおり"])
def test_what_may_begin_a_speech_is_never_a_running_line(header: str) -> None:
    pages = pdf_pages(make_pdf(BODY, header=header), "a.pdf")
    assert all(page.startswith(header) for page in pages)


def test_lines_repeated_inside_pages_stay() -> None:
    lines = [["異議なし", "と呼ぶ者あり", f"{n}番の発言です。", "異議なし"] for n in range(5)]
    pages = pdf_pages(make_pdf(lines), "a.pdf")
    assert [page.split("\n") for page in pages] == lines


def test_a_header_on_few_pages_stays() -> None:
    pages = pdf_pages(make_pdf(BODY[:2], header="会議録"), "a.pdf")
    assert [page.split("\n")[0] for page in pages] == ["会議録", "会議録"]


def test_a_hyphen_at_the_end_of_a_line_stays() -> None:
    assert pdf_pages(make_pdf([["これは multi-", "modal です。"]]), "a.pdf") == [
        "これは multi-\nmodal です。"
    ]


def test_characters_of_two_utf16_units() -> None:
    pages = pdf_pages(make_pdf([["𠮷野 議員"], ["続き"]], footer="- {n} -"), "a.pdf")
    assert pages[1] == "続き"
    assert pages[0].endswith("野 議員")


def test_an_owner_password_alone_does_not_hinder_reading() -> None:
    data = make_pdf(BODY, encrypt=StandardEncryption("", "owner"))
    assert "高野 克己" in pdf_pages(data, "a.pdf")[0]


def images_only() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for _ in range(3):
        canvas.rect(50, 50, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (images_only(), r"3 ページ.*OCR"),
        (make_pdf(BODY, encrypt=StandardEncryption("user", "owner")), "パスワードを外して"),
        (make_pdf(BODY)[:800], "壊れています"),
        (b"%PDF-1.7", "壊れています"),
    ],
    ids=["scanned", "encrypted", "cut", "header only"],
)
def test_what_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(ReadError, match=words) as caught:
        pdf_pages(data, "議事録.pdf")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95])
def test_a_truncated_pdf_is_read_or_refused(share: float) -> None:
    data = make_pdf(BODY)
    try:
        pages = pdf_pages(data[: int(len(data) * share)], "a.pdf")
    except ReadError:
        return
    assert "".join(pages).strip()
