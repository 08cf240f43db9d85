"""Encodings: the text that went in comes out, or a ReadError."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.decode import cp932, decode, euc_jp
from ingest.source import ReadError

LONG = (
    "第６回都・区市町村 CIO 協議会 議事要旨\n日時：令和７年５月 30 日（金）\n"
    "・ 昨年度まで GovTech 東京の副理事長として区市町村と対話を重ねてきたが、立場が変わっても"
    "「東京全体のDXを進めていく」という姿勢は変わらない。\n"
)
TEXTS = {
    "long": LONG,
    "one line": "○議長（山田太郎君）　これより会議を開きます。",
    "short": "挨拶です。",
    "two kanji and kana": "議事を",
    "half-width kana": "議長：ﾃﾞｼﾞﾀﾙｻｰﾋﾞｽについて伺います。\n",
}
ENCODINGS = [
    "utf-8",
    "utf-8-sig",
    "cp932",
    "euc_jp",
    "utf-16",
    "utf-32",
]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_each_encoding_gives_the_same_text(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("text", [LONG, TEXTS["one line"]])
def test_iso_2022_jp(text: str) -> None:
    assert decode(text.encode("iso2022_jp"), "a.txt") == text


@pytest.mark.parametrize("bom", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf16_with_either_bom(bom: bytes) -> None:
    encoding = "utf-16-le" if bom == codecs.BOM_UTF16_LE else "utf-16-be"
    assert decode(bom + LONG.encode(encoding), "a.txt") == LONG


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [LONG, TEXTS["one line"], "これは\nひらがなのぶんしょうです。"])
def test_utf16_without_bom_where_plain_to_see(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


def test_ascii_that_could_be_utf16_kana_stays_ascii() -> None:
    assert decode(b"B0D0F0H0 A0 2025-05-30\n", "a.txt") == "B0D0F0H0 A0 2025-05-30\n"


# Windows' extensions and the characters that Shift_JIS tables disagree on.
EXTENSIONS = "①㈱髙﨑～－∥Ⅲ№の議事録です。\n"


def test_extensions_in_cp932() -> None:
    assert decode(EXTENSIONS.encode("cp932"), "a.txt") == EXTENSIONS


def windows_euc(text: str) -> bytes:
    """EUC-JP as Windows writes it: the Shift_JIS cells moved, row by row."""
    out = bytearray()
    for char in text:
        pair = char.encode("cp932")
        if len(pair) == 1:
            out += pair if pair[0] < 0x80 else bytes([0x8E, pair[0]])
            continue
        lead, trail = pair
        row = ((lead - 0x81) if lead < 0xE0 else (lead - 0xC1)) * 2
        if trail >= 0x9F:
            row, cell = row + 1, trail - 0x9F
        else:
            cell = trail - 0x40 - (trail > 0x7F)
        out += bytes([row + 0xA1, cell + 0xA1])
    return bytes(out)


@pytest.mark.parametrize("text", ["①㈱Ⅲ№の議事録です。\n", LONG, "纊褜鍈の各氏です。"])
def test_extensions_in_euc_jp(text: str) -> None:
    assert decode(windows_euc(text), "a.txt") == text


def test_extensions_in_iso_2022_jp() -> None:
    pairs = bytes(b & 0x7F for b in windows_euc("①㈱議事録"))
    assert decode(b"\x1b$B" + pairs + b"\x1b(B 1\n", "a.txt") == "①㈱議事録 1\n"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "cp932",
            "都市整備局 東京都議会 議事録 山田太郎 鈴木一郎 会議室 令和七年度",
        ),
        (
            "euc_jp",
            "都市整備局 東京都議会 議事録 山田太郎 鈴木一郎 会議室 令和七年度",
        ),
    ],
)
def test_kanji_alone_is_told_apart(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


def test_a_declared_encoding_is_tried_first_and_dropped_if_wrong() -> None:
    assert decode("会議".encode("euc_jp"), "a.html", "EUC-JP") == "会議"
    assert decode("会議です".encode(), "a.html", "Shift_JIS_none") == "会議です"
    assert decode("会議です。議長".encode("cp932"), "a.html", "euc-jp") == "会議です。議長"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("あ\r\nい\rう\nえ", "あ\nい\nう\nえ"),
        ("あ\u2028い\x0bう", "あ\nい\nう"),
        ("あ\fい", "あ\fい"),
    ],
)
def test_line_ends(given: str, expected: str) -> None:
    assert decode(given.encode(), "a.txt") == expected


def test_other_characters_are_untouched() -> None:
    text = "Ａ①㍻ｱﾞ　\t\u00ad\u200b～〜−－"
    assert decode(text.encode(), "a.txt") == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (bytes(range(256)) * 8, "バイナリ"),
        (b"\x80\xff\xfe\xfd" * 50, "文字コードを判別できません"),
        ("議事録です。".encode() + b"\0\0\0", "バイナリ"),
        (codecs.BOM_UTF8 + b"\xe3\x81", "途中が壊れています"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x41\x00", "途中が壊れています"),
        (LONG.encode()[:-2], "UTF-8 の文字が"),
        (LONG[:30].encode() + b"\xff" + LONG[30:].encode(), "バイト目で壊れて"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(ReadError, match=words) as caught:
        decode(data, "議事録.txt")
    assert str(caught.value).startswith("議事録.txt: ")
    assert "\n" not in str(caught.value)


# What Python's cp932 puts in the place of bytes that stand for no character.
NO_CHARACTER = "\uf8f0\uf8f1\uf8f2\uf8f3"


@given(
    st.text(
        alphabet=st.characters(
            codec="cp932",
            exclude_categories=["Cc"],
            exclude_characters="¢£¬‖−〜\xa0" + NO_CHARACTER,
        )
    )
)
def test_cp932_round_trip(text: str) -> None:
    assert cp932(text.encode("cp932")) == text


@pytest.mark.parametrize("character", NO_CHARACTER)
def test_bytes_without_a_character_are_no_cp932(character: str) -> None:
    with pytest.raises(UnicodeError):
        cp932(character.encode("cp932"))


@given(
    st.text(
        alphabet=st.characters(codec="euc_jp", exclude_categories=["Cc"], exclude_characters="¥‾")
    )
)
def test_euc_jp_round_trip(text: str) -> None:
    data = text.encode("euc_jp")
    assert euc_jp(data) == data.decode("euc_jp")


@given(st.binary(max_size=400))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    try:
        text = decode(data, "x.txt")
    except ReadError:
        return
    assert "\r" not in text
    assert "\0" not in text
