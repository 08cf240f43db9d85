"""Text of a Word document (docx): paragraphs, tables and text boxes in document order."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from ingest.source import CELL, ReadError, normalize_lines

MAX_UNPACKED = 400 * 1024 * 1024
"""A document that unpacks to more bytes is refused (a "zip bomb")."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Left out: tracked deletions, the readings of ruby, the second copy of a text box, field codes.
_SKIP = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:rt"),
    qn("w:rPr"),
    qn("w:pPr"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_MARKS = ("・", "-", "－", "○", "●", "◯", "〇", "◎", "■", "□", "※", "（", "(", "【", "①", "•")
_DAMAGED = (
    OpcError,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,  # lxml's XMLSyntaxError is one
    EOFError,
    OSError,
    KeyError,  # python-docx: a part or a relationship is missing
    ValueError,  # python-docx: another Office document
    AttributeError,  # python-docx: a part that is no XML
    IndexError,
    NotImplementedError,  # zipfile: a compression it does not know
    RuntimeError,  # zipfile: an encrypted member
)


def docx_text(data: bytes, name: str) -> str:
    """One line a paragraph; a table row is a line, its cells apart by a full-width space.

    Headers, footers, notes and tracked deletions are left out; list bullets become ``- ``. Raises
    ReadError where it is no docx, damaged, or too large unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
            if unpacked <= MAX_UNPACKED:
                body = docx.Document(io.BytesIO(data)).element.body
    except _DAMAGED as error:
        raise ReadError(
            f"{name}: docx として読めません（途中で切れたファイルや別の Office 文書など）。"
            "Word で開いて .docx で保存し直してください"
        ) from error
    if unpacked > MAX_UNPACKED:
        raise ReadError(
            f"{name}: 展開すると {unpacked / 1024**2:,.0f} MB になる docx です。"
            f"上限は {MAX_UNPACKED // 1024**2} MB です。画像を減らして保存し直してください"
        )
    if body is None:
        raise ReadError(f"{name}: docx に本文がありません。Word で開いて保存し直してください")
    return normalize_lines("\n".join(_blocks(body)))


def _blocks(parent: Any) -> Iterator[str]:
    """The lines of everything that stands in ``parent`` (a body, a cell, a text box)."""
    for element in parent.iterchildren(tag="*"):
        if element.tag == qn("w:p"):
            yield from _paragraph(element)
        elif element.tag == qn("w:tbl"):
            for row in element.iter(qn("w:tr")):
                if _owner(row, "w:tbl") is element:
                    yield from _row(row)
        elif element.tag not in _SKIP:
            yield from _blocks(element)  # content controls, accepted insertions


def _owner(element: Any, tag: str) -> Any:
    return next(element.iterancestors(qn(tag)), None)


def _row(row: Any) -> Iterator[str]:
    cells = [list(_blocks(cell)) for cell in row.iterchildren(qn("w:tc"), qn("w:sdt"))]
    cells = [lines for lines in ([t for t in c if t.strip()] for c in cells) if lines]
    if all(len(lines) == 1 for lines in cells):
        yield CELL.join(lines[0] for lines in cells)
    else:  # a table that lays out a page: its cells are read one after another
        for lines in cells:
            yield from lines


def _paragraph(paragraph: Any) -> Iterator[str]:
    boxes: list[Any] = []
    text = "".join(_runs(paragraph, boxes))
    if text.strip() and _is_bullet(paragraph) and not text.lstrip().startswith(_MARKS):
        text = f"- {text}"
    yield text
    for box in boxes:
        yield from _blocks(box)


def _runs(element: Any, boxes: list[Any]) -> Iterator[str]:
    for child in element.iterchildren(tag="*"):
        tag = child.tag
        if tag in _SKIP:
            continue
        if tag == qn("w:t") or tag.endswith("/math}t"):
            yield child.text or ""
        elif tag == qn("w:tab"):
            yield "\t"
        elif tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif tag == qn("w:noBreakHyphen"):
            yield "-"
        elif tag == qn("w:txbxContent"):
            boxes.append(child)
        elif tag == qn("w:r") and _is_hidden(child):
            continue
        else:
            yield from _runs(child, boxes)


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(qn("w:val")) not in {"0", "false", "off"}


def _is_bullet(paragraph: Any) -> bool:
    """Whether Word draws a bullet before it: its own list format, or a bullet list style."""
    properties = paragraph.find(qn("w:pPr"))
    if properties is None:
        return False
    style = properties.find(qn("w:pStyle"))
    if style is not None and "bullet" in (style.get(qn("w:val")) or "").lower():
        return True
    number = properties.find(f"{_W}numPr/{_W}numId")
    return number is not None and number.get(qn("w:val")) != "0"
