"""A model's reply, taken apart into sentences with their marks, in whatever pieces it comes."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatbot.reply import Splitter, read, split

SENTENCES = [
    ("補助率は10/10である。[1]", "補助率は10/10である。", (1,)),
    ("補助率は10/10である[1]。", "補助率は10/10である。", (1,)),
    ("補助率は10/10である。 [1] [3]", "補助率は10/10である。", (1, 3)),
    ("補助率は10/10である。[1][1]", "補助率は10/10である。", (1,)),
    ("補助率は10/10である。［１］", "補助率は10/10である。", (1,)),
    ("補助率は10/10である。［１２］", "補助率は10/10である。", (12,)),
    ("補助率は10/10である。【2】", "補助率は10/10である。", (2,)),
    ("補助率は10/10である。[1, 3]", "補助率は10/10である。", (1, 3)),
    ("補助率は10/10である。［１、３］", "補助率は10/10である。", (1, 3)),
    ("補助率は10/10である。[1-3]", "補助率は10/10である。", (1, 2, 3)),
    ("補助率は10/10である。[1〜3]", "補助率は10/10である。", (1, 2, 3)),
    ("補助率は10/10である。[3-1]", "補助率は10/10である。", ()),
    ("補助率は10/10である。[資料1]", "補助率は10/10である。", (1,)),
    ("補助率は10/10である。[出典: 2]", "補助率は10/10である。", (2,)),
    ("補助率は10/10である。[①]", "補助率は10/10である。", (1,)),
    ("補助率は10/10である。([1])", "補助率は10/10である。", (1,)),
    ("補助率は10/10である。[[1]]", "補助率は10/10である。", (1,)),
    ("[1] 補助率は10/10である。", "補助率は10/10である。", (1,)),
    ("補助率は10/10である。[99]", "補助率は10/10である。", (99,)),
    ("補助率は10/10である。[0]", "補助率は10/10である。", (0,)),
    ("補助率は10/10である。[1234567890123]", "補助率は10/10である。", ()),
    ("補助率は10/10である。[１٣]", "補助率は10/10である。", (13,)),
    ("補助率は10/10である。", "補助率は10/10である。", ()),
    # The brackets of the minutes are no marks.
    ("補助率は10/10である〔1〕。[2]", "補助率は10/10である〔1〕。", (2,)),
    ("【報告】補助率は10/10である。[2]", "【報告】補助率は10/10である。", (2,)),
    ("別表[ア]のとおりである。[2]", "別表[ア]のとおりである。", (2,)),
    # What makes a sentence an item of a list.
    ("- 町田市は7月に始める。[1]", "町田市は7月に始める。", (1,)),
    ("・町田市は7月に始める。[1]", "町田市は7月に始める。", (1,)),
    ("１．町田市は7月に始める。[1]", "町田市は7月に始める。", (1,)),
    ("2) **町田市**は7月に始める。[1]", "町田市は7月に始める。", (1,)),
    ("**回答:** 町田市は7月に始める。[1]", "町田市は7月に始める。", (1,)),
    ("> 町田市は7月に始める。[1]", "町田市は7月に始める。", (1,)),
    ("1.5倍になった。[1]", "1.5倍になった。", (1,)),
    ("2026年に始める。[1]", "2026年に始める。", (1,)),
]

REPLIES = [
    ("一文目である。[1]\n二文目である。[2]", [("一文目である。", (1,)), ("二文目である。", (2,))]),
    ("一文目である。[1]二文目である。[2]", [("一文目である。", (1,)), ("二文目である。", (2,))]),
    ("一文目である。[1][3]二文目。[2]", [("一文目である。", (1, 3)), ("二文目。", (2,))]),
    ("一文目である。\n[1]\n二文目。[2]", [("一文目である。", ()), ("二文目。", (2,))]),
    ("一文目[1]。二文目[2]。", [("一文目。", (1,)), ("二文目。", (2,))]),
    ("一文目である。[1]\r\n\r\n二文目。[2]\r\n", [("一文目である。", (1,)), ("二文目。", (2,))]),
    # A full stop within brackets ends no sentence, whether or not they were closed by then.
    ("氏は「する。した。」と述べた。[1]", [("氏は「する。した。」と述べた。", (1,))]),
    ("前文。[1]「する。した。」と。[2]", [("前文。", (1,)), ("「する。した。」と。", (2,))]),
    ("閉じない「括弧。[1]\n次の文。[2]", [("閉じない「括弧。", (1,)), ("次の文。", (2,))]),
    ("記号だけ。[1]\n[2]\n", [("記号だけ。", (1,))]),
    ("途中で切れた文", [("途中で切れた文", ())]),
    ("", []),
    ("\n \n", []),
]  # fmt: skip


@pytest.mark.parametrize(("written", "text", "marks"), SENTENCES)
def test_a_sentence_and_its_marks(written: str, text: str, marks: tuple[int, ...]) -> None:
    assert (read(written).text, read(written).marks) == (text, marks)


@pytest.mark.parametrize(("reply", "expected"), REPLIES)
def test_a_reply_whole_and_in_single_characters(
    reply: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert [(one.text, one.marks) for one in split(reply)] == expected
    splitter = Splitter()
    single = [one for character in reply for one in splitter.feed(character)] + splitter.end()
    assert [(one.text, one.marks) for one in single] == expected


@pytest.mark.parametrize(
    ("pieces", "so_far"),
    [
        (["一文目である。"], []),
        (["一文目である。", "[1"], []),
        (["一文目である。[1]"], []),
        (["一文目である。[1]", "["], []),
        (["一文目である。[1]", "［２"], []),
        (["一文目である。[1]", "\n"], ["一文目である。"]),
        (["一文目である。[1]", "二"], ["一文目である。"]),
        (["氏は「一つ。二"], []),
        (["氏は「一つ。", "」", "と"], []),
        (["氏は「一つ。\n"], ["氏は「一つ。"]),
    ],
)
def test_a_sentence_is_given_once_nothing_can_change_it(
    pieces: list[str], so_far: list[str]
) -> None:
    splitter = Splitter()
    assert [one.text for piece in pieces for one in splitter.feed(piece)] == so_far


_PARTS = st.sampled_from(
    ["町田市は", "始める", "。", "！", ".", "[1]", "［２］", "[", "]", "【", "3", "、", "「", "」",
     "(", ")", "『", "』", "\n", "\r\n", " ", "- ", "**", "〔1〕", "https://a.jp", "…", "\u2028"]
)  # fmt: skip


@given(st.lists(_PARTS, max_size=40).map("".join), st.lists(st.integers(1, 7), max_size=80))
@example("。「。」。[1]。", [1] * 20)
def test_pieces_make_no_difference(reply: str, sizes: list[int]) -> None:
    splitter, at, found = Splitter(), 0, []
    for size in sizes:
        found += splitter.feed(reply[at : at + size])
        at += size
    found += splitter.feed(reply[at:])
    assert [*found, *splitter.end()] == split(reply)


@given(st.text(max_size=80) | st.lists(_PARTS, max_size=30).map("".join))
def test_no_text_raises_and_no_mark_is_left(reply: str) -> None:
    for one in split(reply):
        assert one.text
        assert read(one.text).marks == ()


@pytest.mark.parametrize(
    ("text", "declines"),
    [
        ("記載なし", True),
        ("「記載なし」", True),
        ("**記載なし**。", True),
        ("記載はありません。", True),
        ("記載されていません。", True),
        ("記載なしと市長は述べた。", False),
        ("記載がありませんので、推測する。", False),
    ],
)
def test_declining(text: str, declines: bool) -> None:
    assert read(text).declines is declines


@pytest.mark.parametrize(("text", "japanese"), [("Yes.", False), ("はい", True), ("東京", True)])
def test_whether_it_is_japanese(text: str, japanese: bool) -> None:
    assert read(text).japanese is japanese
