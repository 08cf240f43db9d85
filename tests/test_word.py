"""docx: paragraphs, tables and text boxes in order; what is not the text stays out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml

from ingest.read import read
from ingest.source import ReadError
from ingest.word import docx_text

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_xml(*bodies: str) -> bytes:
    """A document of raw ``w:p`` contents."""
    document = docx.Document()
    for body in bodies:
        document.element.body.insert_element_before(
            parse_xml(f"<w:p {W} {MC}>{body}</w:p>"), "w:sectPr"
        )
    return saved(document)


def test_paragraphs_tables_and_lists_in_document_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "ヘッダー"
    document.sections[0].footer.paragraphs[0].text = "フッター"
    document.add_heading("第９回 協議会 議事要旨", 1)
    document.add_paragraph("日時：令和８年５月29日")
    table = document.add_table(2, 2)
    for row, cells in zip(table.rows, [("委員", "髙﨑 太郎"), ("", "鈴木")], strict=True):
        row.cells[0].text, row.cells[1].text = cells
    document.add_paragraph("箇条の一", style="List Bullet")
    document.add_paragraph("・箇条の二", style="List Bullet")
    document.add_paragraph("番号つき", style="List Number")
    document.add_paragraph("一行目\n二行目")
    path = tmp_path / "a.docx"
    path.write_bytes(saved(document))
    source = read(path)
    assert source.page_starts == ()
    assert source.text.split("\n") == [
        "第９回 協議会 議事要旨",
        "日時：令和８年５月29日",
        "委員　髙﨑 太郎",
        "鈴木",
        "- 箇条の一",
        "・箇条の二",
        "番号つき",
        "一行目",
        "二行目",
    ]


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<w:r><w:t>前</w:t></w:r><w:del><w:r><w:delText>消</w:delText></w:r></w:del>", "前"),
        ("<w:ins><w:r><w:t>足した</w:t></w:r></w:ins>", "足した"),
        ("<w:moveFrom><w:r><w:t>元</w:t></w:r></w:moveFrom><w:r><w:t>後</w:t></w:r>", "後"),
        ("<w:hyperlink><w:r><w:t>リンク</w:t></w:r></w:hyperlink>", "リンク"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>隠し</w:t></w:r><w:r><w:t>文</w:t></w:r>", "文"),
        (
            '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>見える</w:t></w:r>',
            "見える",
        ),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>かん</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "漢",
        ),
        ("<w:r><w:t>あ</w:t><w:tab/><w:t>い</w:t><w:br/><w:t>う</w:t></w:r>", "あ\tい\nう"),
        ("<w:r><w:instrText>PAGE</w:instrText><w:t>文</w:t></w:r>", "文"),
        ("<w:sdt><w:sdtContent><w:r><w:t>枠</w:t></w:r></w:sdtContent></w:sdt>", "枠"),
        (
            "<w:r><w:t>本文</w:t><mc:AlternateContent><mc:Choice Requires='wps'><w:txbxContent>"
            "<w:p><w:r><w:t>箱</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
            "<w:p><w:r><w:t>箱</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
            "</mc:AlternateContent></w:r>",
            "本文\n箱",
        ),
    ],
)
def test_what_a_paragraph_holds(xml: str, expected: str) -> None:
    assert docx_text(with_xml(xml), "a.docx") == expected


def test_a_cell_with_paragraphs_is_read_as_paragraphs() -> None:
    document = docx.Document()
    cell = document.add_table(1, 2).rows[0].cells
    cell[0].text = "一\n二"
    cell[1].text = "三"
    inner = cell[1].add_table(1, 2).rows[0].cells
    inner[0].text, inner[1].text = "四", "五"
    assert docx_text(saved(document), "a.docx").split() == ["一", "二", "三", "四", "五"]


def bomb() -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(401):
            member.write(b" " * 1024 * 1024)
    return buffer.getvalue()


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def spreadsheet() -> bytes:
    """A docx whose main part says that it is a spreadsheet."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(with_xml("<w:r/>"))) as old,
        zipfile.ZipFile(buffer, "w") as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")
            new.writestr(name, data)
    return buffer.getvalue()


WHOLE = with_xml("<w:r><w:t>議事録の本文です。</w:t></w:r>")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (WHOLE[: len(WHOLE) // 2], "docx として読めません"),
        (WHOLE[:-10], "docx として読めません"),
        (WHOLE[:3000] + b"\xff" * 64 + WHOLE[3064:], "docx として読めません"),
        (zipped(hello="x"), "docx として読めません"),
        (zipped(), "docx として読めません"),
        (spreadsheet(), "docx として読めません"),
        (bomb(), "展開すると 401 MB"),
        (b"PK\x03\x04", "docx として読めません"),
    ],
    ids=["half", "cut", "noise", "zip", "empty zip", "spreadsheet", "bomb", "magic"],
)
def test_what_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(ReadError, match=words) as caught:
        docx_text(data, "議事録.docx")
    assert str(caught.value).isprintable()


def test_entities_of_a_document_type_are_not_expanded_or_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密")
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                head, rest = data.split(b"?>", 1)
                doctype = f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
                data = head + b"?>" + doctype + rest.replace("議事録".encode(), b"&e;")
            new.writestr(name, data)
    try:
        text = docx_text(buffer.getvalue(), "a.docx")
    except ReadError:
        return
    assert "秘密" not in text
