"""Headings in the forms that minutes print them in, and items that only the chair announces."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chatbot.types import Meeting
from ingest.headings import ordinal
from ingest.minutes import parse

HEAD = "第3回 架空市観光審議会 議事録\n\n日時　令和6年5月10日（金）午前10時\n"
# Of each form: the headings of three items, and what stands between a report and the questions.
FORMS = [
    ("Ⅰ　開会", "Ⅱ　宿泊税について", "Ⅲ　その他", "＜質疑＞"),
    ("Ⅰ．開会", "Ⅱ．宿泊税について", "Ⅲ．その他", "≪質疑≫"),
    ("第１　開会", "第２　宿泊税について", "第３　その他", "【質疑応答】"),
    ("日程第１　開会", "日程第２　宿泊税について", "日程第３　その他", "（質疑）"),
    ("［１］開会", "［２］宿泊税について", "［３］その他", "－質疑－"),
    ("【議題1】開会", "【議題2】宿泊税について", "【議題3】その他", "質疑応答"),
    ("■開会", "■宿泊税について", "■その他", "■質疑"),
]
SPEAKERS: list[Callable[[str], str]] = [
    lambda who: f"○{who}　",
    lambda who: f"{who}：",
    lambda who: f"（{who}）\n",
    lambda who: f"【{who}】",
]


@pytest.mark.parametrize("printed", [True, False], ids=["agenda", "no agenda"])
@pytest.mark.parametrize("speaks", SPEAKERS, ids=["circle", "colon", "own line", "brackets"])
@pytest.mark.parametrize("form", FORMS, ids=[form[0] for form in FORMS])
def test_a_heading_belongs_to_nobody(
    form: tuple[str, ...], speaks: Callable[[str], str], printed: bool
) -> None:
    first, second, third, questions = form
    agenda = f"次第\n{first}\n{second}\n{third}\n\n" if printed else ""
    text = (
        f"{HEAD}{agenda}{first}\n{speaks('会長')}ただいまから開会します。お願いします。\n"
        f"{second}\n{speaks('観光課長')}税率は２パーセントとする案でございます。\n"
        f"{questions}\n{speaks('鷲尾委員')}反対の声はございますか。\n"
        f"{speaks('観光課長')}三件いただいております。\n"
        f"{third}\n{speaks('会長')}駐輪場の件は次回とします。\n"
    )
    spoken = [turn for turn in parse(text).meeting.turns if turn.speaker]
    assert [(turn.speaker.raw, turn.agenda, turn.text) for turn in spoken if turn.speaker] == [
        ("会長", 0, "ただいまから開会します。お願いします。"),
        ("観光課長", 1, "税率は２パーセントとする案でございます。"),
        ("鷲尾委員", 1, "反対の声はございますか。"),
        ("観光課長", 1, "三件いただいております。"),
        ("会長", 2, "駐輪場の件は次回とします。"),
    ]


@pytest.mark.parametrize(
    ("line", "count"),
    [("日程第十二　一般質問", 12), ("第２　報告", 2), ("Ⅳ 報告", 4), ("［３］報告", 3)],
)
def test_a_number_may_be_part_of_a_title(line: str, count: int) -> None:
    found = ordinal(line)
    assert found is not None
    assert (found.count, found.title) == (count, line)


@pytest.mark.parametrize(
    "line", ["第３回会議の日程", "第２ 条の改正", "Ⅱ期工事の入札", "［注］様式"]
)
def test_no_heading_begins_like_this(line: str) -> None:
    assert ordinal(line) is None


def items(meeting: Meeting) -> list[str | None]:
    """The title of each turn's item."""
    return [None if t.agenda is None else meeting.agenda[t.agenda].title for t in meeting.turns]


def announced(*speeches: str) -> Meeting:
    """Minutes whose agenda is printed, with none of its headings in the body."""
    agenda = (
        "次第\n１　開会\n２　議題\n（１）宿泊税の導入について\n（２）観光案内所の夜間開館について\n"
        "（３）事業者の選定（非公開）\n３　その他\n４　閉会\n\n"
    )
    return parse(HEAD + agenda + "\n".join(speeches)).meeting


@pytest.mark.parametrize("mark", ["○{}　", "{}："])
def test_an_item_begins_where_the_chair_announces_it(mark: str) -> None:
    chair, office, member = (mark.format(who) for who in ("会長", "観光課長", "鷲尾委員"))
    meeting = announced(
        f"{chair}開会いたします。本日は、宿泊税の導入、観光案内所の夜間開館を予定しております。",
        f"{chair}はじめに、議題（１）宿泊税の導入について、事務局から説明をお願いします。",
        f"{office}税率は２パーセントとする案でございます。",
        f"{chair}ありがとうございました。続いて、観光案内所の夜間開館についてに移ります。",
        f"{office}十時まで開けます。",
        f"{member}費用は幾らですか。宿泊税の導入についての説明をお願いしたときも伺いました。",
        f"{office}年三百万円です。",
        f"{chair}議題（３）は非公開といたします。それでは、その他に移ります。",
        f"{member}駐輪場が足りないと思います。",
    )
    tax, office_hours = "宿泊税の導入について", "観光案内所の夜間開館について"
    assert items(meeting) == [
        None,
        *[tax] * 2,
        *[office_hours] * 4,
        *["その他"] * 2,
    ]
    assert [turn.replies_to for turn in meeting.turns][6] == ("t6",)


def test_items_are_announced_by_their_numbers() -> None:
    meeting = announced(
        "○会長　議題（２）について、事務局から説明をお願いします。",
        "○観光課長　十時まで開けます。",
        "○会長　一つ戻って、議題（１）の説明をお願いします。",
        "○観光課長　税率は２パーセントです。",
    )
    # No item is gone back to: who said what under which is not guessed.
    assert set(items(meeting)) == {"観光案内所の夜間開館について"}


def test_what_is_put_off_is_not_announced() -> None:
    meeting = announced(
        "○会長　宿泊税の導入について、説明をお願いします。夜間開館は後ほど説明をいただきます。",
        "○観光課長　観光案内所の夜間開館の説明は、次回にお願いします。税率は２パーセントです。",
        "○会長　観光案内所の夜間開館については、後ほど説明をお願いします。御質問はありますか。",
        "○鷲尾委員　いつからですか。",
    )
    assert set(items(meeting)) == {"宿泊税の導入について"}


def test_below_a_heading_only_what_is_printed_under_it_is_announced() -> None:
    meeting = announced(
        "１　開会\n○会長　開会いたします。その他に移ります前に御挨拶いたします。",
        "２　議題\n○会長　議題（１）について説明をお願いします。",
        "○観光課長　税率は２パーセントです。",
        "○会長　議題（２）に入ります。",
        "○観光課長　十時まで開けます。",
        "３　その他\n○会長　次回は秋です。",
    )
    tax, hours = "宿泊税の導入について", "観光案内所の夜間開館について"
    assert items(meeting) == ["開会", tax, tax, hours, hours, "その他"]


def test_two_items_may_have_one_title_of_which_one_is_closed() -> None:
    text = (
        "第4回 架空都・区市町村CIO協議会 議事要旨\n日時：令和６年５月30日（金）\n場所：架空ビル\n"
        "議事：\n１ 挨拶\n２ 協議事項\n・運用経費について\n"
        "３ 協議事項（非公開）\n・契約について\n４ 総括（非公開）\n\n"
        "1. 挨拶\n（局長 高野 克己）\nよろしくお願いしたい。\n"
        "2. 協議事項\n・ 運用経費について\n（豊浜区 情報政策課長 伊丹 様）\n経費はいくらか。\n"
        "3. 協議事項（非公開）\n4. 総括（非公開）\n"
    )
    agenda = parse(text).meeting.agenda
    assert [(item.title, item.closed) for item in agenda] == [
        ("挨拶", False),
        ("協議事項", False),
        ("運用経費について", False),
        ("協議事項", True),
        ("契約について", True),
        ("総括", True),
    ]


@pytest.mark.parametrize("mark", ["問{}　|答{}　", "Q{}　|A{}　", "質問{}　|回答{}　"])
@pytest.mark.parametrize("number", ["", "1"])
def test_who_asks_and_who_answers_may_stand_before_a_blank(mark: str, number: str) -> None:
    asks, answers = (side.format(number) for side in mark.split("|"))
    text = (
        f"{HEAD}議題１　ごみ収集について\n{asks}収集日が減ると聞いたが本当か。\n"
        f"{answers}可燃ごみは週2回のままである。\n議題２　防災無線について\n"
        f"{asks}聞こえにくい場所がある。\n{answers}戸別受信機を貸し出している。\n３　閉会\n"
    )
    turns = parse(text).meeting.turns
    assert [(turn.kind, turn.agenda) for turn in turns] == [
        ("question", 0),
        ("answer", 0),
        ("question", 1),
        ("answer", 1),
    ]
    assert turns[-1].text == "戸別受信機を貸し出している。"


@pytest.mark.parametrize("mark", ["問　|答　", "問：|答："])
def test_a_question_and_its_answer_that_are_read_out_are_not_said_by_somebody_else(
    mark: str,
) -> None:
    asks, answers = mark.split("|")
    blank = asks[1:]
    text = (
        f"{HEAD}会長{blank}ただいまから開会します。\n観光課長{blank}寄せられた声を読み上げます。\n"
        f"{asks}駐輪場は増えるのか。\n{answers}秋に増やす。\n鷲尾委員{blank}いつの声ですか。\n"
        f"観光課長{blank}先月の声です。\n会長{blank}ほかにありますか。\n"
    )
    speakers = [turn.speaker.raw for turn in parse(text).meeting.turns if turn.speaker]
    assert speakers == ["会長", "観光課長", "鷲尾委員", "観光課長", "会長"]


def test_what_leads_to_the_questions_stays_below_its_heading() -> None:
    text = (
        "第2回 架空市学校適正化委員会 議事要旨\n日時 令和5年7月12日\n1 開会\n2 議事\n"
        "(1) 統合後の通学について\n事務局より資料1に基づき説明\n【質疑応答】\n"
        "Q：スクールバスは何台か。\nA：3台を予定している。\n"
        "(2) 校名について\nQ：公募はするのか。\nA：秋に行う。\n3 閉会\n"
    )
    meeting = parse(text).meeting
    assert items(meeting) == [*["統合後の通学について"] * 3, *["校名について"] * 2]
    assert meeting.turns[0].kind == "note"


def test_an_office_may_stand_in_brackets_behind_a_name() -> None:
    text = (
        f"{HEAD}○藤森 隆（座長）　開会します。\n○木下 蓮（委員）　なぜ下がったのですか。\n"
        "○谷口 玲奈（企画政策課長）　反動によるものです。\n"
    )
    speakers = [turn.speaker for turn in parse(text).meeting.turns]
    assert [(s.name, s.role) for s in speakers if s] == [
        ("藤森 隆", "座長"),
        ("木下 蓮", "委員"),
        ("谷口 玲奈", "企画政策課長"),
    ]


@pytest.mark.parametrize("town", ["県", "琥珀県", "青嶺市"])
@pytest.mark.parametrize(
    "office", ["市町村デジタル支援課長 若槻 亮", "デジタル人材室長 三田村 香織"]
)
def test_a_government_has_its_office_and_its_name_in_brackets(town: str, office: str) -> None:
    text = (
        f"{HEAD}{town}（{office}）：説明します。\n鷹ノ沢町（総務課長 小曽根 敏夫）：幾らですか。\n"
    )
    speaker = parse(text).meeting.turns[0].speaker
    assert speaker is not None
    role, name = office.split(" ", 1)
    assert (speaker.organization, speaker.role, speaker.name) == (town, role, name)


def test_where_all_hold_offices_each_may_ask() -> None:
    text = (
        f"{HEAD}議長（県デジタル局長 桐生 正臣）：始めます。\n"
        "青嶺市（情報政策課長 森 健）：経費は幾らですか。\n"
        "琥珀県（デジタル支援課長 若槻 亮）：百万円です。\n"
    )
    kinds = [turn.kind for turn in parse(text).meeting.turns]
    assert kinds == ["statement", "question", "answer"]
