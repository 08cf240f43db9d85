"""Web pages: the lines of the text, and nothing of the page around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.markup import html_text
from ingest.source import ReadError


def page(body: str) -> str:
    return html_text(f"<!doctype html><meta charset=utf-8><body>{body}".encode(), "a.html")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h2>1 挨拶</h2><p>本日は。<br>どうぞ。</p>", "1 挨拶\n\n本日は。\nどうぞ。"),
        ("<div>一</div><div>二</div>三", "一\n二\n三"),
        ("<p>改行の\n  ある文と CIO\n補佐官</p>", "改行のある文と CIO 補佐官"),
        ("<p>強<b>調</b>と<a href=x>リンク</a></p>", "強調とリンク"),
        ("<p>A&amp;B&nbsp;&#12354;&lt;b&gt;</p>", "A&B\u00a0あ<b>"),
        ("<p>全角　空白は残す</p>", "全角　空白は残す"),
        ("<ul><li>一<li>・二<li>（北区 村松 様）</ul>", "- 一\n・二\n（北区 村松 様）"),
        ("<ol><li>挨拶<li>2 報告<li>協議</ol>", "- 1 挨拶\n- 2 報告\n- 3 協議"),
        ("<ol start=4><li>協議<br>担当 部長</ol>", "- 4 協議\n担当 部長"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>", "漢字"),
        (
            "<dl><dt>日時</dt><dd>令和8年</dd><dt>場所：<dd>会議室</dl>",
            "日時：令和8年\n場所：会議室",
        ),
        ("<dl><dt>欠席<dt>出席<dd>甲<dd>乙</dl>", "欠席\n出席：甲\n乙"),
        ("<table><tr><th>日時<td>5月<tr><td>甲<td>乙<td></table>", "日時：5月\n甲　乙"),
        ("<table><tr><td><p>一</p><p>二</p><td>三</table>", "一\n二\n三"),
        ("<table><tr><td>外<td><table><tr><td>甲<td>乙</table></table>", "外　甲　乙"),
        ("<pre>一\n  二</pre>三", "一\n  二\n\n三"),
        ("<p hidden>x</p><p style='display: none'>y</p><p aria-hidden=true>w</p><p>z", "z"),
        ("<script>a</script><style>b</style><noscript>c</noscript><template>d</template>e", "e"),
        ("<nav>n</nav><aside>a</aside><header>h</header><p>本文</p><footer>f</footer>", "本文"),
        ("<div class='breadcrumbs'>ホーム</div><form><p>本文</p><button>b</button></form>", "本文"),
        ("<!-- 注 --><p>本文</p>", "本文"),
    ],
)
def test_blocks_become_lines(body: str, expected: str) -> None:
    assert page(body) == expected


LONG = "発言の本文です。" * 10


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<div>案内</div><main>{LONG}</main>", LONG),
        (f"<div>案内</div><div id=contents>{LONG}</div>", LONG),
        (f"<article><header><h1>第9回 会議</h1></header>{LONG}</article>", f"第9回 会議\n\n{LONG}"),
        (f"<div><h1>第9回 会議</h1></div><main>{LONG}</main>", f"第9回 会議\n\n{LONG}"),
        (f"<div><h1>東京都</h1></div><main>{LONG}</main>", LONG),
        (f"<main>続きを読む</main><div>{LONG}</div>", f"続きを読む\n\n{LONG}"),
        (f"<article>{LONG}</article><article>{LONG}</article>", f"{LONG}\n\n{LONG}"),
    ],
)
def test_the_main_part_is_taken_where_it_holds_the_text(body: str, expected: str) -> None:
    assert page(body) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp", "utf-16", "iso2022_jp"])
@pytest.mark.parametrize(
    "head",
    ['<meta charset="{}">', '<meta http-equiv=Content-Type content="text/html; charset={}">', ""],
)
def test_encodings(encoding: str, head: str) -> None:
    label = {"cp932": "Shift_JIS", "euc_jp": "EUC-JP", "iso2022_jp": "ISO-2022-JP"}.get(encoding)
    markup = f"<html><head>{head.format(label or encoding)}</head><p>会議録です。テスト</p></html>"
    assert html_text(markup.encode(encoding), "a.html") == "会議録です。テスト"


def test_a_wrong_charset_does_not_spoil_the_text() -> None:
    markup = '<meta charset="utf-8"><p>会議録です。</p>'.encode("cp932")
    assert html_text(markup, "a.html") == "会議録です。"


@pytest.mark.parametrize(
    "body", ["", "<script>x</script>", "<img src=a.png>", "<nav>メニュー</nav>"]
)
def test_a_page_without_text_is_refused(body: str) -> None:
    with pytest.raises(ReadError, match="本文の文字がありません"):
        page(body)


def test_deep_and_wide_pages_are_walked() -> None:
    assert page("<div>" * 3000 + "底") == "底"
    assert page("<table><tr><td>" * 400 + "底") == "底"
    assert page("<ol><li>" * 1000 + "底").endswith("底")


TAGS = [
    *("<p>", "<li>", "<ul>", "<ol>", "<table>", "<tr>", "<td>", "<th>", "</td>", "</table>"),
    *("<dl>", "<dt>", "<dd>", "</dl>", "<br>", "<pre>", "</pre>", "<main>", "<article>"),
    *("<h1>", "<b>", "</b>", "<ruby>", "<rt>", "</ruby>", "<div hidden>"),
]


@given(st.lists(st.sampled_from([*TAGS, "文", "。"])))
def test_any_markup_is_read_or_refused(parts: list[str]) -> None:
    try:
        text = page("".join(parts))
    except ReadError:
        return
    assert text.strip()
    assert set(text) <= set("文。 \n　-：0123456789")
