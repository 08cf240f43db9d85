"""What an agenda prints of items behind closed doors, and numbers that seem to count a word."""

from __future__ import annotations

import pytest

from chatbot.types import Meeting
from ingest.headings import without_closed_mark
from ingest.minutes import parse

HEAD = (
    "第3回 架空市DX会議 議事要旨\n日時：令和8年4月1日（水）10時00分～11時30分\n場所：市役所\n議題\n"
)
OPENED = "１ 挨拶\n（会長）\n・始める。\n"
ITEMS = ["１ 挨拶", "２ 市町村の連携", "３ 事業者の選定について", "４ その他"]


def meeting(items: list[str], notes: str = "") -> Meeting:
    body = "".join(f"{item}\n（会長）\n・進める。\n" for item in items)
    return parse(f"{HEAD}{chr(10).join(items)}\n{notes}\n\n{body}").meeting


def closed(held: Meeting) -> list[str]:
    return [item.number for item in held.agenda if item.closed]


@pytest.mark.parametrize(
    ("note", "numbers"),
    [
        ("※議題３は非公開", ["3"]),
        ("※議題３は非公開です。", ["3"]),
        ("※議題３については、非公開で行います。", ["3"]),
        ("※３は非公開", ["3"]),
        ("（３は非公開）", ["3"]),
        ("※議題３のみ非公開", ["3"]),
        ("※議題３以降は非公開", ["3", "4"]),
        ("※議題２及び議題３は非公開", ["2", "3"]),
        ("※議題２から３までは非公開", ["2", "3"]),
        ("（議題２～４は非公開とする）", ["2", "3", "4"]),
        ("※第３号議題は非公開", ["3"]),
        ("※議題３は、個人情報を含むため非公開", ["3"]),
        ("※議題２－１は非公開", []),
        ("※議題９は非公開", []),
    ],
)
def test_items_are_closed_by_number(note: str, numbers: list[str]) -> None:
    held = meeting(ITEMS, note)
    assert (closed(held), len(held.agenda)) == (numbers, 4)


@pytest.mark.parametrize(
    "mark",
    [
        "（この項は非公開とする）",
        "（審議中につき非公開）",
        "（公開しない。非公開）",
        "（関係者限り・非公開）",
        "（全部非公開）",
        "（すべて非公開）",
        "（傍聴不可）",
        "（以下非公開）",
        "（議事非公開）",
        "（個人情報を一部含むため非公開）",
        "（条例第７条第２号に基づき非公開）",
        "※この議題は非公開とする",
        "：非公開",
    ],
)
def test_a_mark_closes_an_item(mark: str) -> None:
    assert without_closed_mark(f"事業者の選定{mark}") == ("事業者の選定", True)


@pytest.mark.parametrize(
    "remark",
    [
        "（資料は非公開）",
        "（議事録は非公開）",
        "（公開・非公開）",
        "（会議は公開、資料は非公開）",
        "（資料の一部は非公開）",
        "（一部非公開）",
        "（後半は非公開）",
        "（非公開としない）",
        "（非公開を解除）",
        "（非公開データの棚卸し）",
        "（非公開審議の扱い）",
        "（会議の非公開）",
    ],
)
def test_what_else_is_not_public_closes_none(remark: str) -> None:
    assert not without_closed_mark(f"事業者の選定{remark}")[1]


@pytest.mark.parametrize(
    "below", ["（非公開）", "※非公開", "非公開", "・非公開", "※この議題は非公開"]
)
def test_a_line_below_an_item_closes_it(below: str) -> None:
    held = parse(f"{HEAD}１ 挨拶\n２ 事業者の選定\n{below}\n３ その他\n\n{OPENED}").meeting
    assert [(item.number, item.title) for item in held.agenda] == [
        ("1", "挨拶"),
        ("2", "事業者の選定"),
        ("3", "その他"),
    ]
    assert closed(held) == ["2"]


def test_a_line_below_one_of_several_closes_that_one() -> None:
    items = "１ 挨拶\n２ 協議事項\n・甲について\n・乙について\n（非公開）\n３ その他\n"
    held = parse(f"{HEAD}{items}\n{OPENED}").meeting
    assert [item.title for item in held.agenda if item.closed] == ["乙について"]


@pytest.mark.parametrize(
    "mark", ["（非公開）", "（本議題は非公開）", "非公開", "本議題は非公開で行った。"]
)
def test_a_heading_of_the_body_may_say_it_alone(mark: str) -> None:
    agenda = "１ 挨拶\n２ 事業者の選定\n３ その他\n"
    body = (
        f"１ 挨拶\n（会長）\n・始める。\n２ 事業者の選定\n{mark}\n３ その他\n（会長）\n・終わる。\n"
    )
    held = parse(f"{HEAD}{agenda}\n{body}").meeting
    assert closed(held) == ["2"]
    assert [t.text for t in held.turns if t.speaker] == ["始める。", "終わる。"]


@pytest.mark.parametrize(
    "title",
    [
        "市町村の連携",
        "区市町村の標準化",
        "年度計画",
        "３か年計画について",
        "人手不足",
        "２０２５年度予算",
        "5G基地局",
        "時間外勤務",
        "校務の支援",
        "件数の推移",
    ],
)
def test_a_number_before_a_blank_is_the_next_of_its_count(title: str) -> None:
    held = meeting(["１ 職員の処分（非公開）", f"２ {title}", "３ その他"])
    assert [(item.number, item.title, item.closed, item.parent) for item in held.agenda] == [
        ("1", "職員の処分", True, None),
        ("2", title, False, None),
        ("3", "その他", False, None),
    ]
    assert {turn.agenda for turn in held.turns} == {0, 1, 2}


SPOKEN = {
    "brackets": "（会長）\n・進める。\n（佐藤委員）\n・承知した。\n",
    "colon": "会長：進める。\n佐藤委員：承知した。\n",
    "circle": "○会長　進める。\n○佐藤委員　承知した。\n",
}


@pytest.mark.parametrize("spoken", SPOKEN.values(), ids=SPOKEN)
@pytest.mark.parametrize(
    "line", ["（以下、非公開）", "（ここから非公開）", "※これより非公開", "（以降は非公開とする）"]
)
def test_a_line_of_the_body_closes_what_follows(spoken: str, line: str) -> None:
    agenda = "\n".join(ITEMS)
    held = parse(f"{HEAD}{agenda}\n\n１ 挨拶\n{spoken}{line}\n").meeting
    assert closed(held) == ["2", "3", "4"]
    bare = line.lstrip("※")
    assert [turn.text.strip("・") for turn in held.turns] == ["進める。", "承知した。", bare]


@pytest.mark.parametrize("spoken", SPOKEN.values(), ids=SPOKEN)
def test_it_closes_until_another_opens_again(spoken: str) -> None:
    agenda = "\n".join(ITEMS)
    body = f"１ 挨拶\n{spoken}（ここから非公開）\n２ 市町村の連携\n{spoken}"
    body += f"（ここから公開）\n３ 事業者の選定について\n{spoken}４ その他\n{spoken}"
    assert closed(parse(f"{HEAD}{agenda}\n\n{body}").meeting) == ["2"]


@pytest.mark.parametrize(
    ("is_open", "is_closed"),
    [
        ("【公開】", "【非公開】"),
        ("（公開議題）", "（非公開議題）"),
        ("＜公開の部＞", "＜非公開の部＞"),
    ],
)
def test_an_agenda_may_be_in_two_parts(is_open: str, is_closed: str) -> None:
    agenda = "\n".join([is_open, *ITEMS[:2], is_closed, *ITEMS[2:]])
    held = parse(f"{HEAD}{agenda}\n\n{OPENED}").meeting
    assert (closed(held), len(held.agenda)) == (["3", "4"], 4)


@pytest.mark.parametrize("spoken", SPOKEN.values(), ids=SPOKEN)
def test_a_line_alone_below_a_heading_of_the_body_closes_its_item(spoken: str) -> None:
    agenda = "\n".join(ITEMS[:2])
    body = f"１ 挨拶\n{spoken}２ 市町村の連携\n（非公開）\n"
    assert closed(parse(f"{HEAD}{agenda}\n\n{body}").meeting) == ["2"]


@pytest.mark.parametrize("spoken", SPOKEN.values(), ids=SPOKEN)
def test_a_sentence_about_what_is_closed_closes_nothing(spoken: str) -> None:
    said = "以下は非公開とするかどうかを諮る。\n"
    body = f"１ 挨拶\n{spoken}{said}２ 市町村の連携\n{spoken}"
    assert closed(parse(f"{HEAD}{chr(10).join(ITEMS[:2])}\n\n{body}").meeting) == []


@pytest.mark.parametrize("spoken", SPOKEN.values(), ids=SPOKEN)
def test_right_below_a_heading_such_a_line_closes_its_item_too(spoken: str) -> None:
    agenda = "\n".join(ITEMS)
    body = f"１ 挨拶\n{spoken}２ 市町村の連携\n（以下、非公開）\n"
    body += f"３ 事業者の選定について\n（以下、公開）\n{spoken}４ その他\n{spoken}"
    assert closed(parse(f"{HEAD}{agenda}\n\n{body}").meeting) == ["2"]


@pytest.mark.parametrize("spoken", SPOKEN.values(), ids=SPOKEN)
def test_below_each_heading_it_tells_of_that_item(spoken: str) -> None:
    agenda = "\n".join(ITEMS)
    body = f"１ 挨拶\n（公開）\n{spoken}２ 市町村の連携\n（非公開）\n"
    body += f"３ 事業者の選定について\n（公開）\n{spoken}４ その他\n（非公開）\n"
    assert closed(parse(f"{HEAD}{agenda}\n\n{body}").meeting) == ["2", "4"]


@pytest.mark.parametrize("spoken", SPOKEN.values(), ids=SPOKEN)
@pytest.mark.parametrize(
    "said",
    [
        "（公開）\n・議事録は載せる。\n（非公開）\n・個人情報は載せない。\n",
        "・以下、非公開とする。\n・個人情報は載せない。\n",
        "※以降は非公開です。\n・個人情報は載せない。\n",
        "（ここは非公開）\n・個人情報は載せない。\n",
    ],
)
def test_a_list_within_a_speech_closes_nothing(spoken: str, said: str) -> None:
    agenda = "\n".join(ITEMS[:2])
    held = parse(f"{HEAD}{agenda}\n\n１ 挨拶\n{spoken}{said}２ 市町村の連携\n{spoken}").meeting
    assert closed(held) == []
    (turn,) = [turn for turn in held.turns if "個人情報" in turn.text]
    assert turn.speaker is not None


def test_where_no_heading_says_what_is_open_what_was_said_stays_open() -> None:
    agenda = "１ 挨拶\n２ 予算について\n３ 人事案件"
    spoken = "会長：予算についてに移ります。\n佐藤委員：承知した。\n（以下、非公開）\n"
    assert closed(parse(f"{HEAD}{agenda}\n\n{spoken}").meeting) == []
