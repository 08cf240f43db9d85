"""A file to a :class:`Source`: every format and encoding that minutes come in, or a ReadError."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from ingest.decode import decode
from ingest.markdown import markdown_text
from ingest.markup import html_text
from ingest.pdf import pdf_pages
from ingest.records import meetings
from ingest.source import ReadError, Source, join_pages, one_line
from ingest.word import docx_text

__all__ = ["MAX_BYTES", "SUFFIXES", "ReadError", "Source", "expand", "passed_over", "read"]

MAX_BYTES = 200 * 1024 * 1024
"""A larger file is refused."""
MAX_TEXT = 50_000_000
"""A file of so many bytes of text is refused: no meeting is so long (that is 16 million kanji)."""
_TEXTS = (".txt", ".text", ".md", ".html", ".htm", ".json")

SUFFIXES = (".txt", ".text", ".md", ".html", ".htm", ".pdf", ".docx", ".json")

_ALLOWED = "読めるのは " + " ".join(SUFFIXES) + " です"
_NOT_MINUTES = {"readme", "license", "changelog", "contributing", "notice"}
_MAGIC = (
    (b"%PDF-", "PDF", ".pdf"),
    (b"PK\x03\x04", "zip（docx など）", ".docx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧形式の Office 文書（.doc など）", None),
    (b"\x89PNG\r\n", "画像（PNG）", None),
    (b"\xff\xd8\xff", "画像（JPEG）", None),
    (b"GIF8", "画像（GIF）", None),
    (b"II*\0", "画像（TIFF）", None),
    (b"MM\0*", "画像（TIFF）", None),
    (b"\x1f\x8b\x08", "gzip", None),
    (b"7z\xbc\xaf\x27\x1c", "7z", None),
    (b"{\\rtf", "リッチテキスト（RTF）", None),
)
_HTML = re.compile(
    rb"\A[\s\xef\xbb\xbf]*(<\?xml[^>]{0,200}>\s*)?<(!doctype\s+html|html[\s>])", re.I
)
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def read(path: Path) -> Source:
    """Read one file.

    Raises ReadError, with one Japanese line, for whatever cannot be read as minutes: a missing or
    unreadable file, another format, damaged or encrypted content, an empty text, json of another
    shape. Nothing that a file refers to is opened.
    """
    path = Path(path)
    name = one_line(path)
    data = _bytes(path, name)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        shown = one_line(path.suffix) or "なし"
        raise ReadError(
            f"{name}: 拡張子「{shown}」のファイルは読めません。{_ALLOWED}。"
            "いずれかの形式で保存し直してください"
        )
    if not data.strip():
        raise ReadError(f"{name}: ファイルが空です。議事録の入ったファイルを指定してください")
    _check_content(data, suffix, name)
    if suffix in _TEXTS and len(data) >= MAX_TEXT:
        raise ReadError(
            f"{name}: テキストが大きすぎます（{len(data) / 1_000_000:,.0f} MB）。"
            f"{MAX_TEXT // 1_000_000} MB 未満の、1つの会議のファイルにしてください"
        )
    digest = hashlib.sha256(data).hexdigest()
    if suffix == ".json":
        return Source(path, "", (), meetings(decode(data, name), name), digest)
    text, starts = _text(data, suffix, name)
    if not text.strip():
        raise ReadError(f"{name}: 文字がありません。議事録の本文の入ったファイルを指定してください")
    return Source(path, text, starts, (), digest)


def expand(paths: Iterable[Path]) -> list[Path]:
    """The files to read: files as given, folders walked (sorted, each file once).

    In folders, hidden files, other suffixes and README and the like are left out. Raises ReadError
    for a path that does not exist, a folder that cannot be listed, or one without any minutes.
    """
    found: dict[str, Path] = {}
    for path in map(Path, paths):
        name = one_line(path)
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            raise ReadError(_os_message(name, error)) from error
        files = _walk(path, _is_minutes) if stat.S_ISDIR(mode) else [path]
        if not files:
            raise ReadError(
                f"{name}: フォルダーに議事録のファイルがありません。{_ALLOWED}。"
                "議事録を置いたフォルダーを指定してください"
            )
        for file in files:
            found.setdefault(os.path.realpath(file), file)
    return list(found.values())


def passed_over(paths: Iterable[Path]) -> Counter[str]:
    """How many files of which endings `expand` leaves out of folders: of types that are not read.

    Hidden files are not counted. A folder that cannot be listed counts for nothing.
    """
    found: set[Path] = set()
    for folder in map(Path, paths):
        with suppress(ReadError, OSError, ValueError):
            found |= set(_walk(folder, _is_other))
    return Counter(one_line(file.suffix.lower()) or "拡張子なし" for file in found)


def _walk(folder: Path, wanted: Callable[[str], bool]) -> list[Path]:
    def refuse(error: OSError) -> None:
        raise ReadError(_os_message(one_line(error.filename), error)) from error

    files: list[Path] = []
    seen: set[str] = set()
    for root, folders, names in os.walk(folder, followlinks=True, onerror=refuse):
        here = os.path.realpath(root)
        # A link to a folder that was walked already (or to one above) would never end.
        folders[:] = [] if here in seen else sorted(f for f in folders if not f.startswith("."))
        if here not in seen:
            files += [Path(root, n) for n in names if wanted(n)]
        seen.add(here)
    return sorted(file for file in files if file.is_file())


def _is_minutes(name: str) -> bool:
    return (
        not _is_hidden(name)
        and Path(name).suffix.lower() in SUFFIXES
        and name.split(".", maxsplit=1)[0].lower() not in _NOT_MINUTES
    )


def _is_other(name: str) -> bool:
    return (
        not _is_hidden(name)
        and Path(name).suffix.lower() not in SUFFIXES
        and name.split(".", maxsplit=1)[0].lower() not in _NOT_MINUTES
    )


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$"))  # ~$ are the lock files of an open Word document


def _bytes(path: Path, name: str) -> bytes:
    try:
        info = path.stat()
        if stat.S_ISDIR(info.st_mode):
            raise ReadError(f"{name}: フォルダーです。中のファイルを指定してください")
        if not stat.S_ISREG(info.st_mode):
            raise ReadError(f"{name}: 通常のファイルではありません。{_ALLOWED}")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1) if info.st_size <= MAX_BYTES else b""
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise ReadError(_os_message(name, error)) from error
    if info.st_size > MAX_BYTES or len(data) > MAX_BYTES:
        raise ReadError(
            f"{name}: ファイルが大きすぎます（{info.st_size / 1024**2:,.0f} MB）。"
            f"上限は {MAX_BYTES // 1024**2} MB です。会議ごとに分けてください"
        )
    return data


def _os_message(name: str, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{name}: 見つかりません。ファイルかフォルダーの名前を確かめてください"
    if isinstance(error, PermissionError):
        return f"{name}: 読む権限がありません。ファイルのアクセス権を確かめてください"
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    return f"{name}: 開けません（{one_line(reason)}）。ファイルの名前と置き場所を確かめてください"


def _check_content(data: bytes, suffix: str, name: str) -> None:
    """Refuse a file whose content is another format than its suffix says."""
    found = next(((what, right) for magic, what, right in _MAGIC if data.startswith(magic)), None)
    if found is not None and found[1] != suffix:
        what, right = found
        if suffix == ".docx" and _ENCRYPTED_OFFICE in data:
            what, advice = "パスワードで保護された文書", "パスワードを外して保存し直してください"
        elif right is not None:
            advice = f"拡張子を {right} に直してください"
        else:
            advice = "いずれかの形式で保存し直してください"
        raise ReadError(f"{name}: 拡張子は {suffix} ですが、中身は{what}です。{_ALLOWED}。{advice}")
    if suffix == ".pdf" and b"%PDF-" not in data[:1024]:
        raise ReadError(f"{name}: 拡張子は .pdf ですが、中身は PDF ではありません。{_ALLOWED}")
    if suffix == ".docx" and found is None:
        raise ReadError(f"{name}: 拡張子は .docx ですが、中身は docx ではありません。{_ALLOWED}")


def _text(data: bytes, suffix: str, name: str) -> tuple[str, tuple[int, ...]]:
    if suffix == ".pdf":
        return join_pages(pdf_pages(data, name))
    if suffix == ".docx":
        return docx_text(data, name), ()
    if suffix in {".html", ".htm"} or _HTML.match(data[:2048]):
        return html_text(data, name), ()
    text = decode(data, name)
    if suffix == ".md":
        return markdown_text(text), ()
    if "\f" not in text:
        return text, ()
    pages = text.split("\f")
    return join_pages(pages if pages[-1].strip() else pages[:-1])
