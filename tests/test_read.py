"""Files to Sources: what is read, what is refused and how, for every format."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.read import MAX_BYTES, MAX_TEXT, SUFFIXES, ReadError, expand, read

TEXT = "第９回 協議会 議事要旨\n日時：令和８年５月29日（金）\n\n知事：おはようございます。\n"
REAL = Path(__file__).parent.parent / "data" / "minutes"


def refusal(path: Path) -> str:
    with pytest.raises(ReadError) as caught:
        read(path)
    message = str(caught.value)
    assert "\n" not in message
    assert message.isprintable()
    return message


@pytest.mark.parametrize("name", ["cio_conference_06.txt", "cio_conference_09.txt"])
def test_the_real_minutes_are_read_as_they_are(name: str) -> None:
    data = (REAL / name).read_bytes()
    source = read(REAL / name)
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.meetings == ()
    assert source.text.replace("\n", "") == data.decode("utf-8-sig").translate(
        {ord("\n"): None, ord("\r"): None, ord("\f"): None}
    )


@pytest.mark.parametrize(
    "name",
    ["a.txt", "A.TXT", "第９回　議事録.text", "with spaces (1).md", "🏛️議事.txt", "a.b.c.txt"],
)
def test_file_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert read(tmp_path / name).text.rstrip("\n") == TEXT.rstrip("\n")


def test_a_path_through_the_folder_above(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    path = tmp_path / "sub" / ".." / "a.txt"
    assert read(path).text == TEXT
    assert expand([path]) == [path]


def test_form_feeds_begin_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("一枚目\n\f二枚目\f三枚目\n\f".encode())
    source = read(path)
    assert source.text == "一枚目\n二枚目\n三枚目\n"
    assert [source.text[at : at + 3] for at in source.page_starts] == ["一枚目", "二枚目", "三枚目"]


def test_a_text_that_is_a_web_page_is_read_as_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("<!DOCTYPE html><title>x</title><p>議事</p><p>録</p>", encoding="utf-8")
    assert read(path).text == "議事\n\n録"


REFUSED = {
    "empty.txt": (b"", "空です"),
    "blank.md": ("\ufeff \n　\n".encode(), "文字がありません"),
    "noise.txt": (bytes(range(256)) * 4, "バイナリ"),
    "nul.md": (b"abc\0def", "バイナリ"),
    "really.txt": (b"%PDF-1.7\n...", "中身はPDF"),
    "zipped.txt": (b"PK\x03\x04abcdef", "中身はzip"),
    "picture.html": (b"\x89PNG\r\n\x1a\n....", "中身は画像"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧形式の Office"),
    "locked.docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "パスワード",
    ),
    "text.pdf": (TEXT.encode(), "PDF ではありません"),
    "text.docx": (TEXT.encode(), "docx ではありません"),
    "cut.docx": (b"PK\x03\x04" + b"x" * 50, "docx として読めません"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj\n<<", "壊れています"),
    "table.xlsx": (b"PK\x03\x04", "「.xlsx」のファイルは読めません"),
    "noext": (TEXT.encode(), "「なし」のファイルは読めません"),
    "empty.html": (b"<html><body><script>x()</script></body></html>", "本文の文字がありません"),
    "other.json": (b'{"a": 1}', "キーは a"),
    "cut.json": (b'{"title": "x", "turns": [', "途中で切れています"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_and_why(tmp_path: Path, name: str) -> None:
    data, words = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(data)
    message = refusal(path)
    assert message.startswith(f"{path}: ")
    assert words in message


def test_unsupported_suffix_names_the_allowed(tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    path.write_bytes(b"x")
    assert all(suffix in refusal(path) for suffix in SUFFIXES)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("missing.txt", "見つかりません"),
        ("a" * 300 + ".txt", "開けません"),
        ("nul\0.txt", "開けません"),
        (".", "フォルダーです"),
    ],
)
def test_paths_that_are_no_files(tmp_path: Path, path: str, words: str) -> None:
    assert words in refusal(tmp_path / path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert "通常のファイルではありません" in refusal(tmp_path / "a.txt")


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    root = os.geteuid() == 0
    if root:  # root reads everything, so another user tries
        os.seteuid(65534)
    try:
        message = refusal(path)
    finally:
        if root:
            os.seteuid(0)
    assert "権限がありません" in message


def test_a_name_with_control_characters_stays_on_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a\nb\x1b[31m.txt"
    path.write_bytes(b"")
    assert "空です" in refusal(path)
    broken = tmp_path / os.fsdecode(b"\xff\xfe.txt")
    broken.write_bytes(b"")
    assert "空です" in refusal(broken)


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    os.truncate(path, MAX_BYTES + 1)
    assert "大きすぎます" in refusal(path)


def test_fifty_megabytes_of_text_are_too_many(tmp_path: Path) -> None:
    line = "○議長（山田太郎君）　これより会議を開きます。\n".encode()
    path = tmp_path / "a.txt"
    most = line * ((MAX_TEXT - 1) // len(line))
    path.write_bytes(most)
    assert len(read(path).text.encode()) == len(most)
    path.write_bytes(most + line)
    with pytest.raises(ReadError, match="50 MB 未満"):
        read(path)


def test_expand_walks_folders_sorted_and_once(tmp_path: Path) -> None:
    for name in ["b.txt", "a.pdf", "sub/c.minutes.json", "sub/deep/d.md"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    for name in ["README.md", "README.ja.md", "LICENSE.txt", ".hidden.txt", "~$a.docx", "x.py"]:
        (tmp_path / name).write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "e.txt").write_text("x")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere")
    found = expand([tmp_path / "sub" / "deep" / "d.md", tmp_path])
    assert [str(path.relative_to(tmp_path)) for path in found] == [
        "sub/deep/d.md",
        "a.pdf",
        "b.txt",
        "sub/c.minutes.json",
    ]


def test_expand_keeps_a_file_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("x")
    assert expand([tmp_path / "README.md"]) == [tmp_path / "README.md"]


def test_expand_refuses(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="見つかりません"):
        expand([tmp_path / "missing"])
    with pytest.raises(ReadError, match="議事録のファイルがありません"):
        expand([tmp_path])
    with pytest.raises(ReadError, match="開けません"):
        expand([Path("a\0b")])


STARTS = {
    ".pdf": [b"%PDF-1.4\n", b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"],
    ".docx": [b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18],
    ".json": [b'{"turns":[', b'{"speechRecord":', b"[" * 5000],
    ".html": [b"<html>", b"<table><tr>" * 200, b"<ol><li>" * 300],
    ".md": [b"---\n", b"**_[" * 50, b"|"],
    ".txt": [b"\xff\xfe", b"\x1b$B"],
}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SUFFIXES), st.data(), st.binary(max_size=300))
def test_any_bytes_give_a_source_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, data: st.DataObject, rest: bytes
) -> None:
    start = data.draw(st.sampled_from([b"", *STARTS.get(suffix, [])]))
    path = tmp_path_factory.getbasetemp() / f"fuzz{suffix}"
    path.write_bytes(start + rest)
    try:
        source = read(path)
    except ReadError as error:
        message = str(error)
    else:
        assert source.meetings or source.text.strip()
        return
    assert message.isprintable()
