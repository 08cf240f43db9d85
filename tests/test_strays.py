"""Speakers who are named in the manner of another layout than the rest of the minutes."""

from __future__ import annotations

import pytest

from ingest.minutes import Parsed, parse

TOP = "日時：令和8年4月1日（水）10時00分～11時30分\n場所：都庁\n議事：\n１ 報告事項\n\n1 報告事項\n"
BODIES = {
    "brackets": (
        f"第9回 架空都・区市町村CIO協議会 議事要旨\n{TOP}"
        "（泉沢市CIO 平沼 浩 様）\n・上限額はいくらか。\n",
        "（北山区 情報課長 佐藤 一郎 様）\n・承知した。\n",
    ),
    "colon": (
        f"第9回 架空市会議 会議録\n{TOP}会長：始めます。\n平沼委員：上限額はいくらか。\n",
        "佐藤委員：承知した。\n",
    ),
    "circle": (
        f"第9回 架空市会議 会議録\n{TOP}○会長　始めます。\n○平沼委員　上限額はいくらか。\n",
        "○佐藤委員　承知した。\n",
    ),
}


def read(layout: str, lines: str) -> Parsed:
    head, tail = BODIES[layout]
    return parse(f"{head}{lines}\n{tail}")


def told(parsed: Parsed) -> tuple[str, str]:
    """organization|role|name of who said 三万円である, ``-`` for nobody; and all that was said."""
    (turn,) = [turn for turn in parsed.meeting.turns if "三万円" in turn.text]
    who = turn.speaker
    return f"{who.organization}|{who.role}|{who.name}" if who else "-", turn.text


SAID = "三万円である。"


@pytest.mark.parametrize(
    ("layout", "lines", "speaker"),
    [
        ("brackets", "→（事務局）\n・{}", "事務局||"),
        ("brackets", "→事務局\n・{}", "事務局||"),
        ("brackets", "・（水辺市 情報課長 田中 次郎 様）\n・{}", "水辺市|情報課長|田中 次郎"),
        ("brackets", "・（事務局）\n・{}", "事務局||"),
        ("brackets", "(1)（鈴木委員）\n・{}", "|委員|鈴木"),
        ("brackets", "質問：（鈴木委員）\n・{}", "|委員|鈴木"),
        ("brackets", "＜質問＞（鈴木委員）\n・{}", "|委員|鈴木"),
        ("brackets", "【回答】（デジタル局長 南野 克巳）\n・{}", "|デジタル局長|南野 克巳"),
        ("brackets", "A：（デジタル局長 南野 克巳）\n・{}", "|デジタル局長|南野 克巳"),
        ("brackets", "（水辺市 情報課長 田中 次郎 様）→{}", "水辺市|情報課長|田中 次郎"),
        ("brackets", "山田委員「{}」", "|委員|山田"),
        ("brackets", "山田委員：{}", "|委員|山田"),
        ("brackets", "山田委員　{}", "|委員|山田"),
        ("brackets", "事務局：{}", "事務局||"),
        ("brackets", "（事務局）：{}", "事務局||"),
        ("brackets", "○事務局　{}", "事務局||"),
        ("colon", "（事務局）{}", "事務局||"),
        ("colon", "（事務局）\n{}", "事務局||"),
        ("colon", "【事務局】{}", "事務局||"),
        ("colon", "○事務局　{}", "事務局||"),
        ("colon", "→事務局：{}", "事務局||"),
        ("colon", "山田委員「{}」", "|委員|山田"),
        ("colon", "山田委員　{}", "|委員|山田"),
        ("colon", "保健師：{}", "|保健師|"),
        ("colon", "医師会：{}", "医師会||"),
        ("circle", "事務局　{}", "事務局||"),
        ("circle", "事務局：{}", "事務局||"),
        ("circle", "（事務局）{}", "事務局||"),
        ("circle", "山田委員「{}」", "|委員|山田"),
        ("circle", "○保健師　{}", "|保健師|"),
    ],
)
def test_a_line_in_the_manner_of_another_layout_names_who_speaks(
    layout: str, lines: str, speaker: str
) -> None:
    parsed = read(layout, lines.format(SAID))
    assert (told(parsed), parsed.unread) == ((speaker, SAID), ())
    before, _, after = parsed.meeting.turns[-3:]
    assert (before.text.strip("・"), after.text.strip("・")) == ("上限額はいくらか。", "承知した。")
    assert before.kind == "question"


@pytest.mark.parametrize(
    ("layout", "line"),
    [
        ("brackets", "・事務局：三万円である。"),
        ("brackets", "目的：三万円である。"),
        ("brackets", "北区　三万円である。"),
        ("brackets", "事務局 三万円である。"),
        ("brackets", "（事務局）に確認したところ三万円である。"),
        ("brackets", "（参考）三万円である。"),
        ("brackets", "市民の声「三万円である。」"),
        ("colon", "・総務課：三万円である。"),
        ("colon", "（参考）三万円である。"),
        ("colon", "（資料２）三万円である。"),
        ("circle", "・事務局　三万円である。"),
    ],
)
def test_other_lines_of_a_speech_stay_in_it(layout: str, line: str) -> None:
    parsed = read(layout, line)
    (turn,) = [turn for turn in parsed.meeting.turns if "三万円" in turn.text]
    assert turn.speaker is not None
    assert ("平沼" in turn.speaker.name, parsed.unread) == (True, ())


def test_of_a_municipality_that_may_be_listed_nobody_can_tell() -> None:
    parsed = read("brackets", "（北山区）\n・承知した。\n北山区：三万円である。")
    assert told(parsed) == ("-", SAID)
    assert parsed.unread == ("北山区",)
