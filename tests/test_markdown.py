"""Markdown: marks go, letters stay."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.markdown import markdown_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 第９回 会議", "第９回 会議"),
        ("## 1 挨拶 ##", "1 挨拶"),
        ("#1 の資料", "#1 の資料"),
        ("**（北区 村松 様）**", "（北区 村松 様）"),
        (
            "これは*強調*と__太字__と~~消し~~",
            "これは強調と太字と消し".replace("と太字と", "と__太字__と"),
        ),
        ("__太字__ と _斜体_ です", "太字 と 斜体 です"),
        ("5*3*2 と a_b_c と 2 * 3 * 4", "5*3*2 と a_b_c と 2 * 3 * 4"),
        ("* 一\n+ 二\n- 三\n1. 四", "- 一\n- 二\n- 三\n1. 四"),
        ("  * 内", "  - 内"),
        ("[資料](https://example.jp/a) と ![図](b.png) と [注][1]", "資料 と 図 と 注"),
        ("<https://example.jp>", "https://example.jp"),
        ("| 甲 | 乙 |\n|---|:-:|\n| 丙 | 丁 |", "甲　乙\n丙　丁"),
        ("> 引用です\n> > 二重", "引用です\n二重"),
        ("一\n\n---\n\n二", "一\n\n\n\n二"),
        ("題名\n====", "題名\n"),
        ("```\n# そのまま **x**\n```\n後", "# そのまま **x**\n後"),
        ("`コード` と \\*星\\*", "コード と *星*"),
        ("一<br>二<b>三</b><!-- 注 -->", "一\n二三"),
        ("<ruby>漢<rt>かん</rt></ruby>", "漢"),
        ("A &amp; B AT&T", "A & B AT&T"),
        ("---\ntitle: 第９回 会議\ntags: [a]\n---\n本文", "第９回 会議\n本文"),
        ("---\n本文\n---", "\n本文\n"),
        ("[1]: https://example.jp", ""),
        ("[議長]: 開会します。[資料](別紙)", "[議長]: 開会します。[資料](別紙)"),
        ("[資料](資料 1.pdf) [資料](資料1.pdf)", "[資料](資料 1.pdf) 資料"),
        (
            "○議長（山田君）　開会します。\n知事：はい。",
            "○議長（山田君）　開会します。\n知事：はい。",
        ),
    ],
)
def test_markdown(text: str, expected: str) -> None:
    assert markdown_text(text) == expected


@given(st.text(alphabet=st.sampled_from("あ漢ア。、（）「」：○・　\n 0aA")))
def test_markdown_without_marks_loses_nothing(text: str) -> None:
    assert markdown_text(text) == text


@given(st.text(alphabet=st.sampled_from("あ漢*_`~[]()<>!|#>-\\&;\n 1a")))
def test_markdown_keeps_every_letter(text: str) -> None:
    assume("<!--" not in text)
    kept = [c for c in markdown_text(text) if c in "あ漢"]
    assert kept == [c for c in text if c in "あ漢"]
