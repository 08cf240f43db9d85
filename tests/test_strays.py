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
        ("brackets", "質問：（鈴木委員）\n・{}", "|委員|鈴木"),
        ("brackets", "＜質問＞（鈴木委員）\n・{}", "|委員|鈴木"),
        ("brackets", "【回答】（デジタル局長 南野 克巳）\n・{}", "|デジタル局長|南野 克巳"),
        ("brackets", "A：（デジタル局長 南野 克巳）\n・{}", "|デジタル局長|南野 克巳"),
        ("brackets", "（水辺市 情報課長 田中 次郎 様）→{}", "水辺市|情報課長|田中 次郎"),
        ("brackets", "山田委員：{}", "|委員|山田"),
        ("brackets", "（事務局）：{}", "事務局||"),
        ("colon", "（事務局）\n{}", "事務局||"),
        ("colon", "（事務局）　{}", "事務局||"),
        ("colon", "（山田課長）\n{}", "|山田課長|"),
        ("colon", "○事務局　{}", "事務局||"),
        ("colon", "→事務局：{}", "事務局||"),
        ("circle", "（事務局）\n{}", "事務局||"),
        ("circle", "（事務局）　{}", "事務局||"),
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


@pytest.mark.parametrize("layout", BODIES)
@pytest.mark.parametrize(
    "line",
    [
        "・事務局：三万円である。",
        "・水道課長：三万円である。",
        "・佐藤委員「三万円である。」",
        "①事務局　三万円である。",
        "目的：三万円である。",
        "水辺市　三万円である。",
        "事務局 三万円である。",
        "佐藤委員 から三万円との質問がありました。",
        "佐藤委員　の三万円に賛成である。",
        "会長　三万円である。",
        "会長 及び副会長は三万円である。",
        "（事務局）に確認したところ三万円である。",
        "（参考）三万円である。",
        "（資料２）三万円である。",
        "市民の声「三万円である。」",
        "保健師：三万円である。",
    ],
)
def test_other_lines_of_a_speech_stay_in_it(layout: str, line: str) -> None:
    parsed = read(layout, line)
    (turn,) = [turn for turn in parsed.meeting.turns if "三万円" in turn.text]
    assert turn.speaker is not None
    assert ("平沼" in turn.speaker.name, parsed.unread) == (True, ())


@pytest.mark.parametrize("layout", ["colon", "circle"])
def test_of_brackets_within_a_sentence_nobody_can_tell(layout: str) -> None:
    parsed = read(layout, "（事務局）案のとおり三万円である。")
    assert (told(parsed)[0], parsed.unread) == ("-", ("（事務局）",))


def test_a_list_of_members_is_no_speech() -> None:
    listed = "佐藤委員：三万円。\n山田委員：五万円である。\n鈴木委員：三万円である。"
    head, tail = BODIES["brackets"]
    parsed = parse(f"{head}{listed}\n{tail}（平沼 様）\n・以上である。\n")
    speakers = {turn.speaker.name for turn in parsed.meeting.turns if turn.speaker}
    assert speakers == {"平沼 浩", "佐藤 一郎", "平沼"}


@pytest.mark.parametrize(
    "title",
    ["報告（事務局）", "説明（事務局）", "意見（佐藤委員）", "補足説明（事務局）", "（会長）"],
)
def test_a_title_that_names_who_presents_stays_one(title: str) -> None:
    agenda = f"議題\n１ 開会\n２ {title}\n３ その他\n"
    body = f"１ 開会\n（会長）\n・始める。\n２ {title}\n（事務局）\n・{SAID}\n"
    head = "第9回 架空市会議 議事要旨\n日時：令和8年4月1日（水）10時00分～\n"
    parsed = parse(f"{head}{agenda}\n{body}３ その他\n（会長）\n・以上。\n")
    assert [item.number for item in parsed.meeting.agenda] == ["1", "2", "3"]
    assert told(parsed) == ("事務局||", SAID)
