"""Wrapped lines become the sentences they were."""

from __future__ import annotations

import pytest

from ingest.wrapping import Shape, join, read_lines, shape_of

WRAPPED = Shape(True, 40)
FULL = "この行は四十桁の幅いっぱいに文字が続く文"  # 40 cells

JOINS = [
    # two printed lines, wrapped at 40 cells, and what they say
    (FULL + "\nであった。", FULL + "であった。"),
    (FULL + " \n\n　\nであった。", FULL + "であった。"),
    (FULL[:-4] + "は DX\n推進である。", FULL[:-4] + "は DX推進である。"),
    (FULL[:-4] + "は DX \n推進である。", FULL[:-4] + "は DX 推進である。"),
    (FULL[:-2] + "を\u3000\nDX で進める。", FULL[:-2] + "を DX で進める。"),
    (FULL[:-4] + " GovTech\nTokyo と進める。", FULL[:-4] + " GovTech Tokyo と進める。"),
    (
        FULL[:-8] + " https://a.example/b\nc/d を見る。",
        FULL[:-8] + " https://a.example/bc/d を見る。",
    ),
    (FULL[:-1] + "。\n続きである。", FULL[:-1] + "。続きである。"),
    (FULL[:-1] + "。\n　段落である。", FULL[:-1] + "。\n段落である。"),
    ("短く終わる。\n次の段落である。", "短く終わる。\n次の段落である。"),
    ("一覧\n二つ目", "一覧\n二つ目"),
    (FULL + "\n・次の項目", FULL + "\n次の項目"),
    ("・一つ目\n・ 二つ目\n•三つ目\n- 四つ目", "一つ目\n二つ目\n三つ目\n四つ目"),
    ("・・二重の点", "・二重の点"),
    ("-5%である。", "-5%である。"),
    ("短い\n、読点で始まる。", "短い、読点で始まる。"),
]

UNWRAPPED = [
    ("段落である。\n\n次の段落である。", "段落である。\n次の段落である。"),
    ("段落である。\n次の行である。", "段落である。\n次の行である。"),
    ("次のとおり、\n進める。", "次のとおり、進める。"),
    ("練馬区\n調布市", "練馬区\n調布市"),
    ("資料の説明を\n\n別の段落", "資料の説明を\n別の段落"),
]


@pytest.mark.parametrize(("printed", "said"), JOINS)
def test_wrapped_lines(printed: str, said: str) -> None:
    assert join(read_lines(printed), WRAPPED).text == said


@pytest.mark.parametrize(("printed", "said"), UNWRAPPED)
def test_lines_of_texts_that_are_not_wrapped(printed: str, said: str) -> None:
    assert join(read_lines(printed), Shape(False, 0)).text == said


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\f", "\u2028", "\x85"])
def test_every_kind_of_line_end(end: str) -> None:
    assert [line.text for line in read_lines(f" あ\u3000{end}{end}\u00a0い{end}")] == ["あ", "い"]


def test_shape_of_texts() -> None:
    wrapped = shape_of(read_lines("\n".join([FULL, FULL[:-1], FULL, "終わる。"])))
    assert wrapped.wrapped
    assert abs(wrapped.width - 40) <= 2
    assert not shape_of(read_lines("\n\n".join([FULL + "。" * 3] * 5))).wrapped
    assert not shape_of([]).wrapped


def test_page_numbers_are_left_out_only_at_the_edges_of_known_pages() -> None:
    text = "本文\n3\n続き\n- 1 -\n二ページ目\n2 / 2\n"
    start = text.index("二ページ目")
    assert [x.text for x in read_lines(text, [0, start])] == ["本文", "3", "続き", "二ページ目"]
    assert "- 1 -" in [x.text for x in read_lines(text)]


def test_a_page_that_begins_in_mid_line_begins_a_line() -> None:
    lines = read_lines("一ページ目二ページ目", [0, 5])
    assert [(line.text, line.page) for line in lines] == [("一ページ目", 1), ("二ページ目", 2)]
