"""Bad input: one clear line each, and the library as it was before."""

from __future__ import annotations

import io
import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from writing import BODY, found, minutes, opened, steps

from chatbot.assistant import Assistant
from chatbot.types import Passage
from chatbot.upkeep import examine
from ingest import ingest_paths
from ingest.layouts import LayoutError
from ingest.minutes import parse
from ingest.passages import make_passages
from ingest.read import read

KEPT = "給食費は三百円です。"
TAKEN = "避難所は十二か所です。"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Assistant]:
    """A library that holds one document already."""
    with opened(tmp_path / "data") as assistant:
        ingest_paths(assistant, [minutes(tmp_path, "kept.json", KEPT)])
        yield assistant


def pdf(*, encrypted: bool = False, text: str = "") -> bytes:
    buffer = io.BytesIO()
    lock = StandardEncryption("user", "owner") if encrypted else None
    canvas = Canvas(buffer, encrypt=lock)
    canvas.rect(100, 100, 300, 500, fill=1)
    canvas.drawString(100, 700, text)
    canvas.save()
    return buffer.getvalue()


def word() -> bytes:
    buffer = io.BytesIO()
    made = docx.Document()
    for n in range(200):
        made.add_paragraph(f"田中：発言{n}です。")
    made.save(buffer)
    return buffer.getvalue()


LETTER = """拝啓

春の候、皆様いよいよ御清栄のこととお慶び申し上げます。
先日は弊社の製品を御購入いただき、誠にありがとうございました。
説明書に記載の誤りがございましたので、訂正してお詫び申し上げます。
"""

# name of the file, its content, and what the line must say: what was found, and what to do
BAD: list[tuple[str, str, bytes, tuple[str, ...]]] = [
    ("empty", "a.txt", b"", ("空です", "指定してください")),
    ("blank", "a.txt", b" \n\t\r\n", ("空です", "指定してください")),
    ("only marks", "a.txt", "\ufeff".encode("utf-16"), ("文字が", "確かめてください")),
    ("noise", "a.txt", random.Random(1).randbytes(5_000), ("a.txt",)),
    ("noise as pdf", "a.pdf", random.Random(2).randbytes(5_000), ("PDF ではありません", ".txt")),
    ("picture", "a.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, ("画像（PNG）", "読めるのは")),
    ("program", "a.exe", b"MZ" + b"\0" * 99, ("「.exe」", "読めるのは", "保存し直してください")),
    ("scanned pdf", "a.pdf", pdf(), ("文字", "OCR")),
    ("encrypted pdf", "a.pdf", pdf(encrypted=True, text="x"), ("パスワード", "外して")),
    ("truncated pdf", "a.pdf", pdf(text="x")[:60], ("a.pdf",)),
    ("truncated docx", "a.docx", word()[:4_000], ("docx として読めません",)),
    ("docx as txt", "a.txt", word(), ("zip（docx など）", ".docx に直して")),
    ("no json", "a.json", b'{"title": ', ("JSON", "1 行")),
    ("other json", "a.json", b'{"items": [1, 2]}', ("items",)),
    ("json list", "a.json", b"[1, 2, 3]", ("a.json",)),
    (
        "json with a wrong key",
        "a.json",
        json.dumps(
            {"title": "題", "date": "2026-04-01", "turns": [{"speker": "甲", "text": "一"}]}
        ).encode(),
        ("turns[0]", "speker"),
    ),
    ("web page", "a.html", b"<html><body><nav>menu</nav></body></html>", ("文字がありません",)),
]


def check_unharmed(library: Assistant) -> None:
    assert f"{BODY}-1" in library.documents()
    assert KEPT in found(library, "給食費はいくらか")
    assert library.ask("給食費はいくらですか").citations[0].quote == KEPT
    assert examine(library).clean


def refused(library: Assistant, path: Path, tmp_path: Path) -> str:
    """What is said of a bad file, between good ones that must go in."""
    before = library.documents()[f"{BODY}-1"], library.library.passages_of(f"{BODY}-1", 1)
    one = minutes(tmp_path, "one.json", TAKEN, number=2)
    two = minutes(tmp_path, "two.json", "図書館は移転します。", number=3)
    first, bad, last = ingest_paths(library, [one, path, two]).documents
    assert (first.status, bad.status, last.status) == ("added", "failed", "added")
    assert (bad.document, bad.version, bad.turns, bad.passages) == (None, None, 0, 0)
    assert TAKEN in found(library, "避難所")
    check_unharmed(library)
    after = library.documents()[f"{BODY}-1"], library.library.passages_of(f"{BODY}-1", 1)
    assert after == before
    assert bad.error is not None
    return bad.error


@pytest.mark.parametrize(
    ("name", "content", "said"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_one_line_says_what_was_found_and_what_to_do(
    library: Assistant, tmp_path: Path, name: str, content: bytes, said: tuple[str, ...]
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    line = refused(library, file, tmp_path)
    if "発言者が見つかりません" not in line:  # that one shows the first lines
        assert "\n" not in line
        assert line.startswith(str(file))
    for part in said:
        assert part in line


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_a_text_without_speakers_is_shown_and_taken_in_plainly(
    library: Assistant, tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"letter{suffix}"
    html = "".join(f"<p>{line}</p>" for line in LETTER.splitlines())
    file.write_text(f"<html><body>{html}" if suffix == ".html" else LETTER, encoding="utf-8")
    line = refused(library, file, tmp_path)
    for part in ("発言者が見つかりません", "拝啓", "春の候", "--layout plain"):
        assert part in line
    (taken,) = ingest_paths(library, [file], layout="plain").documents
    assert (taken.status, taken.layout) == ("added", "plain")
    assert any("訂正して" in text for text in found(library, "説明書の誤り"))
    assert library.search("説明書の誤り")[0].turn.speaker is None
    check_unharmed(library)


def test_an_unknown_layout_names_the_known(library: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(LETTER, encoding="utf-8")
    (bad,) = ingest_paths(library, [file], layout="letters").documents
    assert bad.error is not None
    assert "「letters」" in bad.error
    assert "plain" in bad.error
    check_unharmed(library)


def folder(path: Path) -> None:
    path.mkdir()


def dangling(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere.txt"))


def circle(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (folder, "議事録のファイルがありません"),
        (dangling, "見つかりません"),
        (circle, "開けません"),
        (os.mkfifo, "通常のファイルではありません"),
        (lambda path: None, "見つかりません"),
    ],
    ids=["folder", "dangling link", "link to itself", "pipe", "absent"],
)
def test_what_cannot_be_read(
    library: Assistant, tmp_path: Path, make: Callable[[Path], object], said: str
) -> None:
    path = tmp_path / "x.txt"
    make(path)
    line = refused(library, path, tmp_path)
    assert said in line
    assert "\n" not in line


@pytest.mark.parametrize(
    "name",
    ["会 議 録.json", "🏢議事録😀.json", "sub/../up.json", "-v.json", "a'b\"c;d.json", "%2e.json"],
)
def test_any_file_name_is_taken_in(library: Assistant, tmp_path: Path, name: str) -> None:
    (tmp_path / "sub").mkdir()
    file = minutes(tmp_path, name, TAKEN, number=2)
    (taken,) = ingest_paths(library, [file]).documents
    assert (taken.status, taken.path) == ("added", str(file))
    assert library.documents()[f"{BODY}-2"].path == file.name
    assert {path.name for path in tmp_path.iterdir()} <= {"data", "sub", "kept.json", file.name}


def test_failing_alone_does_not_wait_for_a_writer(library: Assistant, tmp_path: Path) -> None:
    """Nothing is written, so nobody is waited for."""
    empty = tmp_path / "empty.txt"
    empty.touch()
    with library.locked(), opened(tmp_path / "data", lock_wait=0.1) as other:
        (bad,) = ingest_paths(other, [empty]).documents
        assert bad.status == "failed"


# -- large ---------------------------------------------------------------------------------------

MEGABYTE = 1024 * 1024


def exchange(size: int) -> str:
    """Minutes of an assembly of about ``size`` bytes."""
    turns = (
        "○議長（大野誠君）　次に移ります。\n"
        "○七番（西田恵君）　道路の補修はいつですか、伺います。\n"
        "○市長（川端和夫君）　補修は来年度です。引き続き検討してまいります。\n"
    )
    head = "令和八年第一回架空市議会定例会会議録第二号\n\n令和八年三月四日\n\n"
    return head + turns * (size // len(turns.encode()))


@pytest.mark.parametrize("text", ["あ" * (50 * MEGABYTE // 3), exchange(50 * MEGABYTE)])
def test_fifty_megabytes_of_text_are_refused(library: Assistant, tmp_path: Path, text: str) -> None:
    file = tmp_path / "large.txt"
    file.write_text(text, encoding="utf-8")
    line = refused(library, file, tmp_path)
    assert line.startswith(str(file))
    assert "52 MB" in line
    assert "50 MB 未満" in line
    assert "ファイルにしてください" in line
    assert "\n" not in line


def test_many_megabytes_on_one_line_are_refused(library: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "line.txt"
    file.write_text("あ" * (15 * MEGABYTE), encoding="utf-8")
    (bad,) = ingest_paths(library, [file]).documents
    assert bad.error is not None
    assert "発言者が見つかりません" in bad.error
    assert len(bad.error) < 1_000
    check_unharmed(library)


def test_the_work_of_reading_grows_with_the_text_and_no_faster(tmp_path: Path) -> None:
    """So that 50 MB end."""
    file = tmp_path / "a.txt"
    done = []
    for size in (MEGABYTE // 8, MEGABYTE // 2):
        file.write_text(exchange(size), encoding="utf-8")
        done.append(steps(lambda: parse(read(file).text)))
    assert done[1] < 5 * done[0]


def test_one_speech_of_five_megabytes_is_cut(library: Assistant) -> None:
    document = library.documents()[f"{BODY}-1"]

    def passages(size: int) -> list[Passage]:
        speech = "給食費は三百円です。避難所は十二か所です。" * (size // 63)
        text = f"架空会議 第1回 議事録\n\n日時：2026年4月1日\n\n田中：{speech}\n山田：{speech}\n"
        return make_passages(document, parse(text).meeting.turns)

    whole = passages(5 * MEGABYTE)
    assert sum(len(passage.text) for passage in whole) == 2 * 21 * (5 * MEGABYTE // 63)
    one, four = (steps(lambda: passages(size)) for size in (MEGABYTE // 64, MEGABYTE // 16))  # noqa: B023
    assert four < 5 * one


def test_a_large_file_goes_in_whole(library: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    file.write_text(exchange(MEGABYTE // 4), encoding="utf-8")
    (taken,) = ingest_paths(library, [file]).documents
    assert (taken.status, taken.error) == ("added", None)
    assert taken.passages >= taken.turns > 3_000
    assert library.index().held() == taken.passages + 1
    check_unharmed(library)


def test_a_page_for_a_title_is_refused(library: Assistant, tmp_path: Path) -> None:
    file = minutes(tmp_path, "a.json", TAKEN, title="題" * 1_001)
    line = refused(library, file, tmp_path)
    assert line.startswith(str(file))
    assert "1,001 文字あります。1,000 文字まで" in line
    assert "\n" not in line


def test_plain_says_so_when_even_it_finds_nothing() -> None:
    with pytest.raises(LayoutError, match="plain"):
        parse("題だけ", layout="plain")


NAMES = [
    *(
        "空 白.txt",
        "絵文字🙂.txt",
        "..＼..txt",
        "a;rm -rf.txt",
        "'引用\".txt",
        "%00.txt",
        "-rf.txt",
    ),
    *("改\n行.txt", "\x1b[31m.txt", "か\u3099.txt"),
]


@pytest.mark.parametrize("name", NAMES)
def test_any_file_name_goes_in_or_is_told_on_one_line(
    library: Assistant, tmp_path: Path, name: str
) -> None:
    file = minutes(tmp_path, "folder/inner/a.json", TAKEN, number=2).rename(tmp_path / name)
    wrong = file.rename(file.with_suffix(".docx"))
    (bad,) = ingest_paths(library, [wrong]).documents
    assert bad.error is not None
    assert "\n" not in bad.error
    assert "\x1b" not in bad.error
    right = wrong.rename(file.with_suffix(".json"))
    beside = tmp_path / "folder" / ".." / right.name  # a path with ../ in it
    (taken,) = ingest_paths(library, [beside]).documents
    assert (taken.status, taken.document) == ("added", f"{BODY}-2")
    assert "/" not in library.documents()[f"{BODY}-2"].path
    check_unharmed(library)
