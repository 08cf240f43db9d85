"""Text of a PDF, page by page, without running headers, footers and page numbers.

Characters come in the order in which the file draws them, which for minutes is the reading order;
pages set in columns may come out interleaved where their producer drew across the columns.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import pypdfium2 as pdfium

from ingest.source import ReadError, normalize_lines

EDGE = 0.12
"""The share of a page's height, at its top and bottom, in which running lines stand."""

MIN_REPEATS = 3
LONG = 8
"""So many characters at the same place of most pages are no accident."""

APART = 1.3
"""A shorter line is a running line if the text stands this many line pitches away."""

_SAME_HEIGHT = 3.0  # points: where two pages' lines count as standing at the same height
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_DASHES = r"[\s\-‐‑–—―−－ー~〜～\[\]()（）［］<>〈〉]*"
_PAGE_NUMBER = re.compile(
    rf"{_DASHES}(?:page|[pPｐＰ])?[.．]?\s*([0-9０-９]{{1,4}})\s*"
    rf"(?:[/／]\s*[0-9０-９]{{1,4}}\s*)?(?:ページ|頁)?{_DASHES}",
    re.I,
)
# A line that begins or ends like this names a speaker or begins a speech: never a running line.
_SPEECH_MARK = re.compile(r"[○◯〇◎●・（(【].*|.*[：:]", re.S)
_LOCK = threading.Lock()  # PDFium must not be called from two threads


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    y: float  # points from the page's bottom, of the first character's middle
    share: float  # the same as a share of the page's height

    @property
    def key(self) -> tuple[str, int]:
        """Equal for the same line on different pages; page numbers within it do not count."""
        text = re.sub(r"[0-9０-９]+", "#", "".join(self.text.split()))
        return text, round(self.y / _SAME_HEIGHT)


def pdf_pages(data: bytes, name: str) -> list[str]:
    """The text of each page, in order. Raises ReadError if damaged, encrypted or only images."""
    with _LOCK:
        pages = _lines(data, name)
    if not any(line.text.strip() for page in pages for line in page):
        raise ReadError(
            f"{name}: {len(pages)} ページすべてが画像で、文字がありません。"
            "文字の入った PDF だけが読めます。先に文字認識（OCR）をかけてください"
        )
    edges = [(_edge(page, top=True), _edge(page, top=False)) for page in pages]
    numbers = _page_numbers(edges)
    running = _running(pages, edges, numbers)
    texts: list[str] = []
    for index, (page, (top, bottom)) in enumerate(zip(pages, edges, strict=True)):
        gone: set[int] = set()
        for edge in (top, bottom):
            for line in edge:  # from the outside inwards, up to the first line of the text
                number = (index, id(line)) in numbers
                if not number and line.key not in running:
                    break
                # On the first page a running header may be the title that the layouts look for.
                if number or index or edge is bottom:
                    gone.add(id(line))
        texts.append("\n".join(line.text for line in page if id(line) not in gone))
    return texts


def _edge(page: list[_Line], *, top: bool) -> list[_Line]:
    """The lines within an edge of the page, the outermost first."""
    lines = [line for line in page if line.text.strip()]
    if top:
        return sorted((x for x in lines if x.share >= 1 - EDGE), key=lambda x: -x.y)
    return sorted((x for x in lines if x.share <= EDGE), key=lambda x: x.y)


_Edges = list[tuple[list[_Line], list[_Line]]]


def _page_numbers(edges: _Edges) -> set[tuple[int, int]]:
    """(page, id of line) of the bare numbers on an edge that count with the pages."""
    found: list[tuple[int, int, int]] = []
    for index, sides in enumerate(edges):
        for side in sides:
            for line in side[:2]:  # beside it there may be a running line
                if match := _PAGE_NUMBER.fullmatch(line.text.strip()):
                    found.append((int(match[1]) - index, index, id(line)))
    if not found:
        return set()
    offset, count = Counter(offset for offset, _, _ in found).most_common(1)[0]
    if count < 2 and (len(edges) > 1 or offset != 1):
        return set()
    return {(index, line) for shift, index, line in found if shift == offset}


def _running(
    pages: list[list[_Line]], edges: _Edges, numbers: set[tuple[int, int]]
) -> set[tuple[str, int]]:
    """Keys of the lines that stand at the same height of an edge on most pages."""
    counts: Counter[tuple[str, int]] = Counter()
    apart: Counter[tuple[str, int]] = Counter()
    for index, page in enumerate(pages):
        pitch = _pitch(page)
        for side in edges[index]:
            for line in side:
                text = line.text.strip()
                if (index, id(line)) in numbers or _SPEECH_MARK.fullmatch(text):
                    continue
                counts[line.key] += 1
                inner = [abs(x.y - line.y) for x in page if abs(x.share - 0.5) < 0.5 - EDGE]
                inner += [abs(x.y - line.y) for x in side if x.key != line.key]
                near = min((gap for gap in inner if gap > _SAME_HEIGHT), default=pitch * APART)
                apart[line.key] += near >= pitch * APART or len(line.key[0]) >= LONG
    need = max(MIN_REPEATS, len(pages) // 2 + 1)
    return {key for key, count in counts.items() if count >= need and apart[key] * 2 > count}


def _pitch(page: list[_Line]) -> float:
    """The usual distance between lines, in points."""
    heights = sorted({round(line.y, 1) for line in page if line.text.strip()})
    gaps = [b - a for a, b in pairwise(heights) if b - a > _SAME_HEIGHT]
    return median(gaps) if gaps else 0.0


def _lines(data: bytes, name: str) -> list[list[_Line]]:
    try:
        document = pdfium.PdfDocument(data)
        try:
            return [_page_lines(document[i]) for i in range(len(document))]
        finally:
            document.close()
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise ReadError(
                f"{name}: パスワードで保護された PDF です。保護のない PDF だけが読めます。"
                "パスワードを外して保存し直してください"
            ) from error
        raise ReadError(
            f"{name}: PDF が壊れています（途中で切れたファイルなど）。"
            "元のファイルを入手し直してください"
        ) from error


def _page_lines(page: pdfium.PdfPage) -> list[_Line]:
    textpage = page.get_textpage()
    raw = textpage.get_text_range()
    height = page.get_height() or 1.0
    count = textpage.count_chars()
    out: list[_Line] = []
    unit = 0  # PDFium numbers characters as UTF-16 units
    y = height / 2
    for part in raw.split("\r\n"):
        start = unit + len(part) - len(part.lstrip())
        unit += len(part.encode("utf-16-le", "surrogatepass")) // 2 + 2
        if part.strip() and start < count:
            _, bottom, _, top = textpage.get_charbox(start)
            y = (bottom + top) / 2
        # U+FFFE is PDFium's mark for a hyphen at a line's end together with the line end.
        clean = normalize_lines(part.replace("\ufffe", "-\n").replace("\0", ""))
        out.append(_Line(clean, y, y / height))
    textpage.close()
    page.close()
    return out
