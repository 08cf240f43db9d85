"""Minutes that are printed less regularly: rare characters, short speeches, odd headings."""

from __future__ import annotations

import unicodedata
from datetime import date, time

import pytest

from ingest.layouts import LayoutError
from ingest.minutes import parse
from ingest.source import join_pages

HEAD = "第3回 港北市DX会議 議事要旨\n日時：令和8年4月1日（水）10時00分～11時30分\n"
ASSEMBLY = "令和8年第1回港北市議会定例会会議録\n\n"


def spoken(text: str) -> list[tuple[str, str]]:
    """(speaker as organization|role|name, text) of every turn; ``-`` for notes."""
    return [
        (
            f"{turn.speaker.organization}|{turn.speaker.role}|{turn.speaker.name}"
            if turn.speaker
            else "-",
            turn.text,
        )
        for turn in parse(text).meeting.turns
    ]


def titles(text: str) -> list[str]:
    return [item.title for item in parse(text).meeting.agenda]


def test_rare_characters_in_a_transcript() -> None:
    names = ["𠮷田", "山﨑", "髙橋花子", "三ヶ島", "龍ケ江", "竹ノ内 太郎", "佐々木"]
    text = HEAD + "".join(f"{name}：{at}件です。\n" for at, name in enumerate(names))
    assert spoken(text) == [(f"||{name}", f"{at}件です。") for at, name in enumerate(names)]


def test_rare_characters_in_a_record_and_in_brackets() -> None:
    record = (
        "○議長（𠮷田一郎君）　開きます。\n○三番（山﨑髙子君）　費用はいくらか。\n"
        "○総務局長（三ヶ島ノリ子君）　百円です。\n"
    )
    assert spoken(ASSEMBLY + record) == [
        ("|議長|𠮷田一郎", "開きます。"),
        ("|三番|山﨑髙子", "費用はいくらか。"),
        ("|総務局長|三ヶ島ノリ子", "百円です。"),
    ]
    council = "1 報告\n（みどり市CIO 山﨑 𠮷乃 様）\n・よい。\n（総務局長 𠮷田 一郎）\n・続ける。\n"
    assert spoken(HEAD + council) == [
        ("みどり市|CIO|山﨑 𠮷乃", "よい。"),
        ("|総務局長|𠮷田 一郎", "続ける。"),
    ]


def test_organizations_with_no_in_their_names_speak() -> None:
    told = [("みどりの市||", "費用はいくらか。"), ("緑の課||", "百円である。")]
    assert spoken(HEAD + "（みどりの市）\n・費用はいくらか。\n（緑の課）\n・百円である。\n") == told
    assert spoken(HEAD + "みどりの市\n・費用はいくらか。\n\n緑の課\n・百円である。\n") == told
    assert spoken(HEAD + "みどりの市：費用はいくらか。\n緑の課：百円である。\n") == told


def test_a_family_name_in_brackets_speaks() -> None:
    text = HEAD + "1 報告\n（中村）\n・費用はいくらか。\n（町田）\n・百円である。\n"
    assert spoken(text) == [("||中村", "費用はいくらか。"), ("||町田", "百円である。")]


def test_speeches_of_one_word_are_no_headings() -> None:
    text = (
        "1 報告\n（北区）\n・費用はいくらか。\n（総務局長 佐藤 一郎）\n承知した。\n（北区）\n"
        "以上です\n（みどり市）\n計画通り\n（総務局長 佐藤 一郎）\nはい\n（北区）\n・終わり。\n"
        "よいと思う\n（みどり市）\nはい。\n"
    )
    assert titles(HEAD + text) == ["報告"]
    assert spoken(HEAD + text) == [
        ("北区||", "費用はいくらか。"),
        ("|総務局長|佐藤 一郎", "承知した。"),
        ("北区||", "以上です"),
        ("みどり市||", "計画通り"),
        ("|総務局長|佐藤 一郎", "はい"),
        ("北区||", "終わり。\nよいと思う"),
        ("みどり市||", "はい。"),
    ]


def test_streets_head_a_section() -> None:
    text = (
        "1 中央通り整備について\n（北区）\n費用はいくらか。\n（総務局長 佐藤 一郎）\n計画通り\n\n"
        "緑通り整備について\n（北区）\nはい\n\n2 緑通り\n（北区）\n了解\n"
    )
    assert titles(HEAD + text) == ["中央通り整備について", "緑通り整備について", "緑通り"]
    assert [turn.agenda for turn in parse(HEAD + text).meeting.turns] == [0, 0, 1, 2]


def test_every_mark_of_a_record_begins_a_speech_or_a_heading() -> None:
    text = (
        "令和8年6月3日（水曜日）午前10時開議\n\n議事日程\n　日程第1　一般質問\n\n"
        "◎開議\n○議長（佐藤一郎君）　開きます。\n◎日程第1　一般質問\n"
        "◆8番（中村花子君）　費用はいくらですか。〔拍手〕\n"
        "◎総務部長（木村次郎君）　百円です。（「はい」と呼ぶ者あり）\n"
        "〔「異議なし」と呼ぶ者あり〕\n"
        "◇9番（山﨑君）　時期はいつですか。\n△市長（町田三郎君）　来年です。\n（拍手）\n"
        "○総務部長　木村次郎君　補足します。\n（午前11時休憩）\n午後1時再開\n"
        "○議長（佐藤一郎君）　散会します。\n散会（午後3時10分）\n"
    )
    meeting = parse(ASSEMBLY + text).meeting
    assert (meeting.body, meeting.number) == ("令和8年港北市議会定例会", 1)
    assert meeting.date == date(2026, 6, 3)
    assert (meeting.start, meeting.end) == (time(10), time(15, 10))
    assert [item.title for item in meeting.agenda] == ["日程第1　一般質問", "開議"]
    assert spoken(ASSEMBLY + text) == [
        ("-", "令和8年6月3日（水曜日）午前10時開議"),
        ("|議長|佐藤一郎", "開きます。"),
        ("|8番|中村花子", "費用はいくらですか。〔拍手〕"),
        ("|総務部長|木村次郎", "百円です。（「はい」と呼ぶ者あり）"),
        ("-", "〔「異議なし」と呼ぶ者あり〕"),
        ("|9番|山﨑", "時期はいつですか。"),
        ("|市長|町田三郎", "来年です。"),
        ("|総務部長|木村次郎", "補足します。"),
        ("-", "（午前11時休憩）"),
        ("-", "午後1時再開"),
        ("|議長|佐藤一郎", "散会します。"),
        ("-", "散会（午後3時10分）"),
    ]
    replies = {turn.id: turn.replies_to for turn in meeting.turns if turn.replies_to}
    assert replies == {"t4": ("t3",), "t7": ("t6",), "t8": ("t6",)}


def test_the_day_of_a_session_is_kept_apart() -> None:
    speeches = "○議長（佐藤君）　開きます。\n○8番（中村君）　はい。\n"
    one, two = (
        parse(f"令和8年第2回港北市議会定例会会議録（第{day}号）\n{speeches}").meeting.body
        for day in (1, 2)
    )
    assert (one, two) == ("令和8年港北市議会定例会第1号", "令和8年港北市議会定例会第2号")


RUNNING = "令和8年第2回定例会（第3号）\n"
PAGES = (
    "○議長（佐藤一郎君）　開きます。\n"
    "○8番（中村花子君）　公園の整備を伺います。これまで市は、公園を\n",
    RUNNING + "整えてまいりました。費用はいくらですか。\n○市長（町田君）　費用は、\n",
    RUNNING + "百円です。\n",
)
SAID = [
    ("|議長|佐藤一郎", "開きます。"),
    (
        "|8番|中村花子",
        "公園の整備を伺います。これまで市は、公園を整えてまいりました。費用はいくらですか。",
    ),
    ("|市長|町田", "費用は、百円です。"),
]


def test_page_numbers_and_running_heads_are_no_speech() -> None:
    assert spoken(ASSEMBLY + "\n\n－ 2 －\n\n".join(PAGES)) == SAID
    text, starts = join_pages([ASSEMBLY + PAGES[0], PAGES[1], PAGES[2]])
    turns = parse(text, page_starts=starts).meeting.turns
    assert [turn.text for turn in turns] == [said for _, said in SAID]
    assert [turn.page for turn in turns] == [1, 1, 2]


@pytest.mark.parametrize("edge", ["foot", "top"])
def test_speech_that_stands_at_the_edge_of_two_pages_is_kept(edge: str) -> None:
    wrapped = "窓口の混雑を減らすための予約制の\n"
    if edge == "foot":
        pages = (
            f"これまで市は、\n{wrapped}",
            f"導入を\n決めました。また、\n{wrapped}",
            "拡大を図ります。\n",
        )
    else:
        pages = (
            "これまで市は、\n",
            f"{wrapped}導入を決めました。また、\n",
            f"{wrapped}拡大を図ります。\n",
        )
    said = "これまで市は、{0}導入を決めました。また、{0}拡大を図ります。"
    opening = "○議長（佐藤一郎君）　開きます。\n○8番（中村花子君）　伺います。\n○市長（町田君）　"
    assert spoken(ASSEMBLY + opening + "\n- 1 -\n\n".join(pages))[2:] == [
        ("|市長|町田", said.format(wrapped.strip()))
    ]


@pytest.mark.parametrize(
    "mark", ["・", "○", "○ ", "●", "●\u3000", "◎", "■ ", "◆", "−", "− ", "－ ", "＊", "⚫ ", "➢"]
)
def test_bullet_marks_are_dropped_and_nothing_else(mark: str) -> None:
    said = ["窓口の件数は増えた。", "職員の研修も行う", "予算は百円である。"]
    listed = "".join(f"{mark}{line}\n" for line in said)
    text = f"1 報告\n（北区）\n{listed}（総務局長 佐藤 一郎）\n{listed}"
    assert titles(HEAD + text) == ["報告"]
    assert [said for _, said in spoken(HEAD + text)] == ["\n".join(said)] * 2


@pytest.mark.parametrize(
    "marks", ["①②③", ("(1)", "(2)", "(3)"), ("ア　", "イ　", "ウ　"), ("1 ", "2 ", "3 "), "ⅠⅡⅢ"]
)
def test_counted_lists_in_a_speech_keep_their_counts(marks: tuple[str, ...]) -> None:
    said = ["窓口の件数は増えた。", "職員の研修も行う", "予算は百円である。"]
    listed = [mark + line for mark, line in zip(marks, said, strict=True)]
    text = "1 報告\n（北区）\n" + "\n".join(listed) + "\n2 閉会\n（北区）\n・終わる。\n"
    assert titles(HEAD + text) == ["報告", "閉会"]
    assert spoken(HEAD + text) == [("北区||", "\n".join(listed)), ("北区||", "終わる。")]


@pytest.mark.parametrize(
    "line", ["○月○日に始める。", "○○局が行う。", "△5%である。", "−百円である。"]
)
def test_what_is_no_bullet_mark_stays(line: str) -> None:
    assert spoken(f"{HEAD}1 報告\n（北区）\n・次のとおり。\n{line}\n")[0][1].endswith(line)


def test_lists_in_a_record_are_no_headings() -> None:
    text = (
        "○議長（佐藤一郎君）　始めます。\n○8番（中村花子君）　伺います。\n○ 公園の整備\n○ 道路\n"
        "費用はいくらですか。\n○市長（町田三郎君）　次のとおりです。\n● 予算\n● 人員\n"
        "◎討論\n○議長（佐藤一郎君）　終わります。\n"
    )
    assert titles(ASSEMBLY + text) == ["討論"]
    assert [said for _, said in spoken(ASSEMBLY + text)] == [
        "始めます。",
        "伺います。\n公園の整備\n道路\n費用はいくらですか。",
        "次のとおりです。\n予算\n人員",
        "終わります。",
    ]


CLOSED = [
    ("会議の非公開の取扱いについて", False),
    ("非公開会議録の作成", False),
    ("会議の公開・非公開の決定", False),
    ("会議の公開（非公開）について", False),
    ("入札（非公開とする理由の説明）", False),
    ("契約の審査（非公開）", True),
    ("契約の審査（非公開）（総務課長 佐藤）", True),
    ("契約の審査（非公開の審議）", True),
    ("契約の審査【※非公開・傍聴不可】", True),
    ("（非公開）契約の審査", True),
    ("人事 非公開", True),
    ("個人情報の扱い\u3000※非公開", True),
    ("非公開", True),
    ("非公開案件", True),
]


@pytest.mark.parametrize(("title", "closed"), CLOSED)
def test_the_mark_closes_an_item_and_the_subject_does_not(title: str, closed: bool) -> None:
    text = f"{HEAD}議題\n1 挨拶\n5 {title}\n1 挨拶\n（北区）\n・始める。\n"
    item = parse(text).meeting.agenda[1]
    assert (item.number, item.closed) == ("5", closed)


def test_radicals_out_of_a_pdf_are_recognized_and_quoted_as_they_are() -> None:
    council = (
        "第3回 港北市DX会議 議事要旨\n⽇時：令和8年4⽉1⽇（⽔）10時\n場所：市⺠会館\n"
        "議題\n1 挨拶\n2 契約（⾮公開）\n3 その他\n1 挨拶\n（総務局⻑ ⾼⽊ ⼀郎）\n・⽇程を⽰す。\n"
        "3 その他\n（⾹川市CIO ⻘⽊ 花⼦ 様）\n・⻑い⽬で⾒る。\n"
    )
    meeting = parse(council).meeting
    assert (meeting.date, meeting.start, meeting.place) == (date(2026, 4, 1), time(10), "市⺠会館")
    assert meeting.place in meeting.header
    assert "⽇時：令和8年4⽉1⽇" in meeting.header
    assert [item.closed for item in meeting.agenda] == [False, True, False]
    assert meeting.agenda[1].raw == "2 契約（⾮公開）"
    assert spoken(council) == [
        ("|総務局長|高木 一郎", "⽇程を⽰す。"),
        ("香川市|CIO|青木 花子", "⻑い⽬で⾒る。"),
    ]
    raw = [turn.speaker.raw for turn in meeting.turns if turn.speaker]
    assert raw == ["総務局⻑ ⾼⽊ ⼀郎", "⾹川市CIO ⻘⽊ 花⼦ 様"]


def test_radicals_in_a_record_and_in_a_transcript() -> None:
    record = (
        "令和8年6⽉3⽇（⽔曜⽇）午前10時開議\n○議⻑（⾼⽊⼀郎君）　開きます。\n"
        "○８番（⻘⽊⼦君）　⽬的を教えてください。\n○総務部⻑（⼭⽥君）　⺠⽣費です。\n"
    )
    assert parse(ASSEMBLY + record).meeting.date == date(2026, 6, 3)
    assert [turn.kind for turn in parse(ASSEMBLY + record).meeting.turns] == [
        *("note", "statement", "question", "answer")
    ]
    assert spoken(ASSEMBLY + record)[1:] == [
        ("|議長|高木一郎", "開きます。"),
        ("|８番|青木子", "⽬的を教えてください。"),
        ("|総務部長|山田", "⺠⽣費です。"),
    ]
    transcript = "会議記録\n⾼⽊：⻑いです。\n⼭⽥：短いです。\n"
    assert spoken(transcript) == [("||高木", "⻑いです。"), ("||山田", "短いです。")]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}デジタル課：プログラムはどうか。\nみどりが丘支所：できない。\n",
        f"{HEAD}1 挨拶\n（デジタル局長 ヴァン 太郎）\n・ガバナンスを進める。\n",
        f"{ASSEMBLY}○議長（佐々木ジュン君）　パブリックコメントです。\n○8番（ベン君）　はい。\n",
    ],
)
def test_decomposed_kana_are_read_as_composed_ones(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert decomposed != text
    assert parse(decomposed) == parse(text)


def test_composing_leaves_compatibility_kanji() -> None:
    # U+FA19, which NFC makes U+795E
    assert spoken(f"{HEAD}北区：\ufa19社か\u3099ある。\n西区：はい。\n")[0][1] == "\ufa19社がある。"


def council(number: int, month: int) -> str:
    return (
        f"第{number}回 港北市DX会議 議事要旨\n日時：令和8年{month}月1日（水）10時\n場所：市庁舎\n"
        "議題\n1 挨拶\n2 報告\n1 挨拶\n（総務局長 佐藤 一郎）\n・始める。\n2 報告\n（北区）\n"
        "・費用はいくらか。\n（総務局長 佐藤 一郎）\n・百円である。\n"
    )


def day(number: int) -> str:
    return (
        f"令和8年第1回港北市議会定例会会議録（第{number}号）\n令和8年6月{number}日 午前10時開議\n"
        "○議長（佐藤一郎君）　開きます。\n○8番（山田君）　費用は。\n午後3時散会\n"
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (council(3, 4) + "\n" + council(4, 5), ("第3回 港北市DX会議", "第4回 港北市DX会議")),
        (council(3, 4) + council(3, 5), ("2026-04-01", "2026-05-01")),
        (day(1) + day(2), ("第1号", "第2号")),
        (day(1) + day(2).partition("\n")[2], ("2026-06-01", "2026-06-02")),
        (
            "第3回 港北市DX会議\n日時：令和8年4月1日\n山田：はい。\n田中：終わる。\n\n"
            "第4回 港北市DX会議\n日時：令和8年5月1日\n山田：はい。\n田中：終わる。\n",
            ("第3回", "第4回"),
        ),
        (
            "第3回 港北市DX会議 議事録\n山田：はい。\n田中：終わる。\n"
            "第4回 港北市DX会議 議事録\n山田：はい。\n田中：終わる。\n",
            ("第3回", "第4回"),
        ),
    ],
)
def test_two_meetings_in_one_text_are_refused(text: str, named: tuple[str, str]) -> None:
    with pytest.raises(LayoutError, match="2つ以上の会議") as caught:
        parse(text)
    message = str(caught.value)
    assert all(name in message for name in named)
    assert "分けてください" in message
    assert "\n" not in message


@pytest.mark.parametrize(
    "more",
    [
        "3 その他\n（事務局）\n・第4回 港北市DX会議は令和8年5月1日に開催する。\n",
        "次回予定\n第4回 港北市DX会議\n日時：令和8年5月1日（金）10時\n場所：市庁舎\n",
        "第2回 港北市DX会議 議事要旨は市のページに載せた。\n",
    ],
)
def test_another_meeting_that_is_only_mentioned_is_none(more: str) -> None:
    meeting = parse(council(3, 4) + more).meeting
    assert (meeting.number, meeting.date) == (3, date(2026, 4, 1))


def test_a_heading_that_follows_the_last_of_the_agenda_is_one() -> None:
    text = council(3, 4) + "3 その他\n（事務局）\n・次回は5月である。\n"
    assert titles(text) == ["挨拶", "報告", "その他"]
    assert parse(text).meeting.turns[-1].agenda == 2


def test_a_label_with_a_blank_behind_it_ends_the_place() -> None:
    text = (
        "港北市審議会 第2回会議録\n開催日時 令和8年5月10日 午後2時\n開催場所 市役所\n"
        "出席者 中村会長、木村委員\n\n（会長）　始めます。\n（木村委員）　はい。\n"
    )
    assert parse(text).meeting.place == "市役所"


def test_what_is_signed_after_the_close_is_nobodys_speech() -> None:
    text = (
        "○議長（佐藤一郎君）　散会します。\n○8番（山田君）　はい。\n午後3時散会\n\n"
        "地方自治法の規定により署名する。\n"
    )
    assert spoken(ASSEMBLY + text)[-2:] == [
        ("-", "午後3時散会"),
        ("-", "地方自治法の規定により署名する。"),
    ]


def test_who_was_there_is_no_speech() -> None:
    text = (
        "第2回 港北市審議会 議事録\n日時：令和8年5月10日\n出席者\n○会長　佐藤一郎\n"
        "○委員　中村　花子\n○委員　森太郎委員\n\n○会長　始めます。\n○委員　了解\n○委員　賛成多数\n"
    )
    assert spoken(text) == [("|会長|", "始めます。"), ("|委員|", "了解"), ("|委員|", "賛成多数")]


def test_bodies_in_brackets_line_by_line_are_a_list() -> None:
    text = (
        "1 報告\n（防災課長 佐藤 一郎）\n避難所の一覧を配る。\n（世田谷区）\n（杉並区）\n"
        "以上の区が対象である。\n（世田谷区）\n・承知した。\n"
    )
    assert spoken(HEAD + text) == [
        (
            "|防災課長|佐藤 一郎",
            "避難所の一覧を配る。\n（世田谷区）\n（杉並区）\n以上の区が対象である。",
        ),
        ("世田谷区||", "承知した。"),
    ]


def test_points_and_placeholders_in_a_record_stay_in_the_speech() -> None:
    record = (
        "○議長（山田太郎君）　開きます。\n○1番（田中花子君）　次の2点を伺います。\n"
        "○学校給食の無償化\n○道路の補修\n○市長（鈴木一郎君）　お答えします。\n"
        "○○町との協議では\n問題はありませんでした。\n○議長（山田太郎君）　次に移ります。\n"
        "○日程第2　一般質問\n○議長（山田太郎君）　散会します。\n"
    )
    said = dict(spoken(ASSEMBLY + record))
    assert said["|1番|田中花子"] == "次の2点を伺います。\n学校給食の無償化\n道路の補修"
    assert "○○町との協議では" in said["|市長|鈴木一郎"]
    assert titles(ASSEMBLY + record) == ["日程第2　一般質問"]


def test_a_speech_may_follow_its_speaker_without_a_blank() -> None:
    record = "○議長（山田太郎君）これより開会します。\n○市長（鈴木一郎君）報告します。\n"
    assert spoken(ASSEMBLY + record) == [
        ("|議長|山田太郎", "これより開会します。"),
        ("|市長|鈴木一郎", "報告します。"),
    ]


MIXED = """第1回 港北市水道事業審議会 議事要旨
日時：令和8年5月12日（火）10時00分～11時00分
出席者
○委員　鷲尾 花子
○水道課長　速水 亮

１　水道管の更新
○鷲尾委員
　更新が遅れている。
○水道課長　速水 亮
　令和14年度までに終えます。
２　料金の見直し
○水道課長　速水　亮
　来年4月に上げます。次の2点があります。
１　基本料金です。
２　従量料金です。
○日野委員
　減免はどうなるのか。
"""


def test_an_office_with_a_full_name_speaks_among_members_without() -> None:
    assert spoken(MIXED) == [
        ("|委員|鷲尾", "更新が遅れている。"),
        ("|水道課長|速水 亮", "令和14年度までに終えます。"),
        (
            "|水道課長|速水 亮",
            "来年4月に上げます。次の2点があります。\n１　基本料金です。\n２　従量料金です。",
        ),
        ("|委員|日野", "減免はどうなるのか。"),
    ]


def test_numbered_headings_between_speeches_are_the_agenda_where_none_is_printed() -> None:
    meeting = parse(MIXED).meeting
    assert [item.title for item in meeting.agenda] == ["水道管の更新", "料金の見直し"]
    assert [turn.agenda for turn in meeting.turns] == [0, 0, 1, 1]


def kinds(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(turn.kind, turn.replies_to) for turn in parse(text).meeting.turns]


def test_labels_with_colons_within_a_speech_are_no_speakers() -> None:
    text = (
        f"{HEAD}事務局：内訳は次のとおりです。\n金額：12件\n利用者：40人\n総務課：3件\n"
        "合計：約3億円である。\n全体では増えています。\n会長：意見はありますか。\n"
        "緒方：ありません。\n"
    )
    assert [who for who, _ in spoken(text)] == ["事務局||", "|会長|", "||緒方"]


def test_questions_and_answers_of_nobody_in_particular() -> None:
    text = (
        f"{HEAD}１　通学について\nＱ：バスは何台か。\nＡ：3台である。\nＱ：費用は。\n"
        "Ａ：年間2,000万円である。\n"
    )
    assert [who for who, _ in spoken(text)] == ["|質問者|", "|回答者|"] * 2
    assert kinds(text)[:2] == [("question", ()), ("answer", ("t1",))]
    assert kinds(text)[2:] == [("question", ()), ("answer", ("t3",))]


def test_somebody_called_a_is_no_answer_where_nobody_asks_as_q() -> None:
    assert spoken(f"{HEAD}A：始めます。\nB：費用はいくらか。\nA：百円です。\n") == [
        ("||A", "始めます。"),
        ("||B", "費用はいくらか。"),
        ("||A", "百円です。"),
    ]


@pytest.mark.parametrize("mark", ["【{}】", "［{}］", "（{}）"])
def test_questions_and_answers_in_brackets(mark: str) -> None:
    ask, reply = mark.format("質問"), mark.format("回答")
    lines = (f"{ask}電子書籍は何点か。", f"{reply}8,000点だ。", f"{ask}貸出は。", f"{reply}多い。")
    text = HEAD + "\n".join(lines) + "\n"
    assert kinds(text)[1] == ("answer", ("t1",))
    assert kinds(text)[3] == ("answer", ("t3",))


ATTENDED = (
    "出席者\n○委員　今井　聡、藤本　綾\n○事務局　契約課長　滝　修一\n議題\n"
    "1　抽出案件の審議について\n"
)


@pytest.mark.parametrize(
    "front",
    [
        ATTENDED,
        "会長：今井　聡\n委員：滝　修一、大野　翼\n事務局：福祉課長　岡田\n議題\n1 案件の審議\n",
    ],
)
def test_lists_of_who_was_there_are_no_speech_and_choose_no_layout(front: str) -> None:
    text = (
        f"{HEAD}{front}会長：説明してください。\n事務局：3件を説明します。\n"
        "藤本委員：落札率が高い理由は何ですか。\n"
    )
    assert spoken(text) == [
        ("|会長|", "説明してください。"),
        ("事務局||", "3件を説明します。"),
        ("|委員|藤本", "落札率が高い理由は何ですか。"),
    ]
    assert {turn.agenda for turn in parse(text).meeting.turns} == {0}


def test_marked_speakers_with_an_office_a_name_and_a_colon() -> None:
    text = (
        f"{HEAD}１　計画の見直し\n〇デジタル推進課長　森下：案を説明する。\n"
        "〇副市長　大西：予算はどれくらいか。\n〇市長：財源はあるのか。\n"
        "〇財政課長　野村：交付金を充てる。\n"
    )
    assert [who for who, _ in spoken(text)] == [
        "|デジタル推進課長|森下",
        "|副市長|大西",
        "|市長|",
        "|財政課長|野村",
    ]


def test_bulleted_speakers_among_others_with_colons() -> None:
    text = (
        f"{HEAD}会長：意見をお願いします。\n・鷲尾委員：空家は増えていますか。\n"
        "・事務局：増えています。\n会長：他にありますか。\n"
    )
    assert [who for who, _ in spoken(text)] == ["|会長|", "|委員|鷲尾", "事務局||", "|会長|"]


@pytest.mark.parametrize("printed", ["○{}　", "{}：", "（{}）"])
def test_letterspaced_offices_speak(printed: str) -> None:
    who = ("会　長", "事　務　局", "鷲　尾　委　員", "事 務 局")
    said = ("始めます。", "説明します。", "容積率は変わりますか。", "変わりません。")
    lines = [printed.format(one) + what for one, what in zip(who, said, strict=True)]
    assert spoken(HEAD + "\n".join(lines) + "\n") == list(
        zip(("|会長|", "事務局||", "|委員|鷲尾", "事務局||"), said, strict=True)
    )


def test_corner_brackets_name_speakers_alone_and_inline_together() -> None:
    text = (
        f"{HEAD}【会長】\n会議を始めます。\n【事務局（緒方館長）】　資料を説明します。\n"
        "【久保委員】　電子書籍は何点ですか。\n【事務局（緒方館長）】\n8,000点です。\n"
    )
    assert spoken(text) == [
        ("|会長|", "会議を始めます。"),
        ("事務局|館長|緒方", "資料を説明します。"),
        ("|委員|久保", "電子書籍は何点ですか。"),
        ("事務局|館長|緒方", "8,000点です。"),
    ]
    printed = [turn.speaker.raw for turn in parse(text).meeting.turns if turn.speaker]
    assert printed[1] == "事務局（緒方館長）"


def test_one_speaker_in_brackets_of_its_own_does_not_hide_those_inline() -> None:
    text = (
        f"{HEAD}（事務局）\n資料１を説明した。\n【委員】点数は何点か。\n"
        "【事務局】8,000点である。\n【委員】連携してほしい。\n"
    )
    assert [who for who, _ in spoken(text)] == ["事務局||", "|委員|", "事務局||", "|委員|"]


@pytest.mark.parametrize("said", ["○{}　{}", "{}：{}"])
@pytest.mark.parametrize(
    "heads",
    [
        ("１　用途地域の変更", "２　その他"),
        ("議題１　用途地域の変更", "議題２　その他"),
        ("【議題１　用途地域の変更】", "【議題２　その他】"),
        ("１　開会\n２　議事\n（１）用途地域の変更", "（２）その他"),
    ],
)
def test_headings_between_speeches_open_items(said: str, heads: tuple[str, str]) -> None:
    first, second = heads
    text = "\n".join(
        [
            HEAD.strip(),
            first,
            said.format("事務局", "高さの制限を定めます。"),
            said.format("鷲尾委員", "既存の建物はどうなりますか。"),
            said.format("事務局", "次の二つがあります。\n（１）建替え\n（２）増築"),
            second,
            said.format("事務局", "次回は5月です。"),
            "３　閉会",
        ]
    )
    meeting = parse(text + "\n").meeting
    named = [meeting.agenda[t.agenda].title for t in meeting.turns if t.agenda is not None]
    assert named == ["用途地域の変更"] * 3 + ["その他"]
    assert meeting.turns[2].text == "次の二つがあります。\n（１）建替え\n（２）増築"
    assert kinds(text + "\n")[3] == ("statement", ())
    assert meeting.turns[3].text == "次回は5月です。"


def test_the_order_of_the_day_may_have_the_items_below_a_number_of_its_own() -> None:
    text = (
        f"{HEAD}次　第\n１　開会\n２　議題\n（１）計画の進捗\n３　閉会\n\n１　開会\n"
        "○会長　始めます。\n２　議題\n○鷲尾委員　減った理由は何でしょうか。\n"
        "○事務局（緒方課長）　感染症が落ち着いたためです。\n３　閉会\n○会長　終わります。\n"
    )
    assert titles(text) == ["開会", "議題", "計画の進捗", "閉会"]
    assert kinds(text)[1:3] == [("question", ()), ("answer", ("t2",))]


@pytest.mark.parametrize("said", ["○{}　{}", "{}：{}", "（{}）{}"])
@pytest.mark.parametrize("called", ["日野委員", "原案可決"])
def test_a_call_by_name_is_of_whoever_calls(said: str, called: str) -> None:
    speeches = [
        ("委員長", "ほかにありますか。"),
        ("鷲尾委員", "費用はいくらですか。"),
        ("委員長", called),
        ("日野委員", "賛成です。"),
    ]
    text = HEAD + "\n".join(said.format(*speech) for speech in speeches) + "\n"
    assert spoken(text) == [
        ("|委員長|", "ほかにありますか。"),
        ("|委員|鷲尾", "費用はいくらですか。"),
        ("|委員長|", called),
        ("|委員|日野", "賛成です。"),
    ]


@pytest.mark.parametrize("who", ["市民", "保護者", "学生", "甲", "小島"])
@pytest.mark.parametrize("once", [True, False])
def test_people_without_a_name_speak_too(who: str, once: bool) -> None:
    more = "" if once else f"{who}：お願いします。\n"
    text = f"{HEAD}市長：始めます。\n{who}：道路を直してください。\n市長：検討します。\n{more}"
    told = [said for _, said in spoken(text)]
    assert told[:3] == ["始めます。", "道路を直してください。", "検討します。"]
    assert len(told) == (3 if once else 4)


@pytest.mark.parametrize(
    "listed",
    [
        "（A）1日券を売る。\n（B）回数券を売る。",
        "問１：利用していますか。\n問２：満足していますか。",
        "回答：120人\n回答：90人",
        "・総務課：対応済みです。\n・福祉課：検討中です。",
        "金額：12件\n小学校：3校\nみどり市：40円",
        "論点は次の一つです。\n１　費用の負担",
        "理由は次のとおりです。\n１　物価\n２　設備費",
    ],
)
def test_what_is_listed_in_a_speech_stays_in_it(listed: str) -> None:
    text = (
        f"{HEAD}会長：案は何ですか。\n事務局：次のとおりです。\n{listed}\n"
        "会長：わかりました。\n鷲尾委員：費用はいくらですか。\n事務局：120万円です。\n"
    )
    assert [who for who, _ in spoken(text)] == [
        "|会長|",
        "事務局||",
        "|会長|",
        "|委員|鷲尾",
        "事務局||",
    ]
    assert titles(text) == []


def test_a_list_may_name_an_item_of_the_agenda() -> None:
    text = (
        f"{HEAD}議題\n１　使用料\n２　施設\n３　その他\n\n１　使用料\n事務局：次のとおりです。\n"
        "（１）料金\n（２）その他\n以上の二つです。\n会長：次に移ります。\n"
    )
    meeting = parse(text).meeting
    assert [turn.agenda for turn in meeting.turns] == [0, 0]
    assert meeting.turns[0].text.endswith("（２）その他\n以上の二つです。")


def test_an_agenda_that_is_printed_whole_opens_no_item_by_its_last_line() -> None:
    text = (
        f"{HEAD}議題\n１　使用料\n２　施設\n３　施設の廃止\n会長：使用料からお願いします。\n"
        "事務局：上げます。\n４　その他\n事務局：次回は5月です。\n"
    )
    assert [turn.agenda for turn in parse(text).meeting.turns][:2] == [None, None]


def test_titles_may_stand_twice_in_an_agenda() -> None:
    text = (
        f"{HEAD}議題\n報告事項\n・計画について\n・その他\n協議事項\n・予算について\n・その他\n"
        "会長：始めます。\n事務局：計画です。\n"
    )
    assert titles(text).count("その他") == 2
    assert {turn.agenda for turn in parse(text).meeting.turns} == {None}


def test_units_in_corner_brackets_head_what_others_say() -> None:
    text = (
        f"{HEAD}【総務課】\n（鷲尾委員）\n職員は何人か。\n（総務課長）\n40人である。\n"
        "【福祉課】\n（日野委員）\n施設は足りるか。\n（福祉課長）\n足りる。\n"
    )
    assert titles(text) == ["総務課", "福祉課"]
    assert [turn.agenda for turn in parse(text).meeting.turns] == [0, 0, 1, 1]


def test_numbered_lines_of_the_header_are_the_headers() -> None:
    text = (
        "第3回 港北市DX会議 議事要旨\n（１）日時　令和8年4月1日（水）\n（２）場所　市役所\n"
        "会長：始めます。\n事務局：説明します。\n"
    )
    assert parse(text).meeting.date == date(2026, 4, 1)


def test_members_of_a_record_do_not_answer_each_other() -> None:
    text = (
        f"{ASSEMBLY}○鷲尾議員　基金の使い道を伺います。\n○日野議員　増税には反対です。\n"
        "○市長　基金に積みます。\n"
    )
    assert kinds(text) == [("question", ()), ("statement", ()), ("statement", ())]


def test_an_office_with_a_full_name_speaks_above_a_wrapped_paragraph() -> None:
    text = (
        f"{HEAD}○鷲尾委員\n　更新が遅れている。\n○水道課長　速水 亮\n　老朽管の更新を順次\n"
        "進めており、14年度までに終えます。\n○日野委員\n　了解した。\n"
    )
    assert [who for who, _ in spoken(text)] == ["|委員|鷲尾", "|水道課長|速水 亮", "|委員|日野"]


@pytest.mark.parametrize(
    ("printed", "name"), [("鷲尾会長", "鷲尾"), ("西村義明会長", "西村義明"), ("町会長", "")]
)
def test_who_chairs_may_be_printed_with_the_name_before(printed: str, name: str) -> None:
    text = f"{HEAD}○{printed}　説明をお願いします。\n○事務局　説明します。\n"
    first = parse(text).meeting.turns[0]
    assert first.speaker is not None
    assert first.speaker.name == name


@pytest.mark.parametrize("greeting", ["こんにちは。", "それでは。"])
def test_greetings_ask_nothing(greeting: str) -> None:
    assert kinds(f"{HEAD}鷲尾委員：{greeting}\n日野委員：始めます。\n")[0][0] == "statement"


@pytest.mark.parametrize(
    "mark",
    [
        "（非公開とする）",
        "（会議は非公開）",
        "（議事非公開）",
        "（審査のため非公開）",
        "（条例第7条により非公開）",
        "（公開しない）",
        "〈非公開〉",
        "《非公開》",
        "（＊非公開）",
        "※非公開",
        "：非公開",
    ],
)
@pytest.mark.parametrize("where", ["agenda", "body"])
def test_a_mark_closes_an_item_wherever_it_stands(mark: str, where: str) -> None:
    front, body = (mark, "") if where == "agenda" else ("", mark)
    text = (
        f"{HEAD}議題\n１　報告\n２　候補者の推薦{front}\n\n１　報告\n（北区）\n報告する。\n"
        f"２　候補者の推薦{body}\n（北区）\n推薦する。\n"
    )
    items = parse(text).meeting.agenda
    assert [(item.title, item.closed) for item in items] == [
        ("報告", False),
        ("候補者の推薦", True),
    ]


@pytest.mark.parametrize(
    "mark", ["（公開）", "（会議の非公開について）", "（一部公開）", "（非公開の理由）"]
)
def test_a_title_about_what_is_public_closes_nothing(mark: str) -> None:
    text = f"{HEAD}議題\n１　運営{mark}\n\n１　運営{mark}\n（北区）\n報告する。\n"
    assert [item.closed for item in parse(text).meeting.agenda] == [False]


def test_what_follows_may_be_open_again() -> None:
    text = (
        f"{HEAD}議題\n１　報告\n（以下非公開）\n２　審査\n（以下公開）\n３　その他\n\n１　報告\n"
        "会長：始めます。\n事務局：報告します。\n"
    )
    closed = [(item.title, item.closed) for item in parse(text).meeting.agenda]
    assert closed == [("報告", False), ("審査", True), ("その他", False)]


@pytest.mark.parametrize("said", ["○{}　{}", "{}：{}"])
def test_a_closed_item_of_which_nothing_is_told_is_an_item(said: str) -> None:
    text = "\n".join(
        [
            HEAD.strip(),
            "１　報告事項",
            said.format("事務局", "報告します。"),
            "２　審査請求について【非公開】",
            "　非公開のため、審議の内容は省略",
            "３　その他",
            said.format("会長", "再開します。"),
        ]
    )
    meeting = parse(text + "\n").meeting
    assert [(item.title, item.closed) for item in meeting.agenda] == [
        ("報告事項", False),
        ("審査請求について", True),
        ("その他", False),
    ]
    assert spoken(text + "\n")[1] == ("-", "非公開のため、審議の内容は省略")
    assert [turn.agenda for turn in meeting.turns] == [0, 1, 2]


@pytest.mark.parametrize(
    "told",
    [
        "（賛成者挙手）",
        "（全員挙手）",
        "（12番　佐藤花子君　退席）",
        "（山田委員　議事参与の制限により退席）",
        "（山田委員　入場・着席）",
    ],
)
def test_votes_and_who_leaves_are_told(told: str) -> None:
    chair = "○議長（佐藤一郎君）　"
    text = f"{ASSEMBLY}{chair}採決します。\n{told}\n{chair}可決です。\n"
    assert ("-", told) in spoken(text)


def test_applause_is_not_told() -> None:
    speeches = "○議長（佐藤君）　開きます。\n（拍手）\n（市長　登壇）\n○市長（町田君）　はい。\n"
    assert [who for who, _ in spoken(ASSEMBLY + speeches)] == ["|議長|佐藤", "|市長|町田"]


def test_answers_behind_an_arrow_are_of_those_who_answer() -> None:
    text = (
        f"{HEAD}（鈴木委員）費用はいくらか。\n→（事務局）百万円である。\n（佐藤委員）いつか。\n"
        "→（事務局）来月である。\n"
    )
    who = [who for who, _ in spoken(text)]
    assert who == ["|委員|鈴木", "事務局||", "|委員|佐藤", "事務局||"]
    assert kinds(text)[1::2] == [("answer", ("t1",)), ("answer", ("t3",))]


@pytest.mark.parametrize("said", ["○{}　{}", "{}：{}"])
def test_what_stands_after_the_last_speech_is_nobodys(said: str) -> None:
    speeches = [("会長", "始めます。"), ("事務局", "報告します。"), ("会長", "終わります。")]
    text = HEAD + "\n".join(said.format(*one) for one in speeches)
    text += "\n出席者：\n鷲尾委員ほか3名\n配布資料：資料１　運賃について\n次回：6月10日\n"
    assert spoken(text)[2] == ("|会長|", "終わります。")
    assert spoken(text)[3][0] == "-"
    assert len(spoken(text)) == 4


def test_brackets_within_brackets_name_who_speaks() -> None:
    text = (
        f"{HEAD}（会長（山田））始めます。\n（委員（鈴木））費用はいくらか。\n（事務局）百円です。\n"
        "（１番（田中））高い。\n"
    )
    who = [who for who, _ in spoken(text)]
    assert who == ["|会長|山田", "|委員|鈴木", "事務局||", "|１番|田中"]


@pytest.mark.parametrize("who", ["市民Ａ", "参加者１", "保護者", "高校生Ａ", "事務局A", "傍聴人"])
@pytest.mark.parametrize("said", ["○{}　{}", "{}：{}", "（{}）{}"])
def test_those_whose_names_are_withheld_speak(said: str, who: str) -> None:
    speeches = [
        ("司会", "始めます。"),
        (who, "費用はいくらですか。"),
        ("市長", "五十億円です。"),
        ("総務課長", "二百台に増やします。"),
    ]
    text = HEAD + "\n".join(said.format(*one) for one in speeches) + "\n"
    assert [what for _, what in spoken(text)] == [what for _, what in speeches]


@pytest.mark.parametrize(
    ("printed", "speaker"),
    [
        ("山田委員（学識）", "|委員|山田"),
        ("佐藤委員（代理：高橋）", "|委員代理|高橋"),
        ("田中部会長", "|部会長|田中"),
        ("会長（山田 太郎）", "|会長|山田 太郎"),
    ],
)
def test_what_is_told_beside_a_name_is_no_name(printed: str, speaker: str) -> None:
    text = f"{HEAD}○{printed}　始めます。\n○事務局　報告します。\n"
    assert spoken(text)[0] == (speaker, "始めます。")


@pytest.mark.parametrize(
    "front",
    [
        "○会長　山田太郎（みどり大学教授）\n○委員　鈴木一郎（公募）\n",
        "会長：山田太郎（みどり大学教授）\n委員：鈴木一郎ほか３名\n事務局：田中課長ほか２名\n",
    ],
)
def test_those_who_came_may_be_told_with_more_than_their_names(front: str) -> None:
    said = "○{}　{}" if front[0] == "○" else "{}：{}"
    text = HEAD + front + said.format("会長", "始めます。") + "\n"
    text += said.format("事務局", "報告します。") + "\n"
    assert spoken(text) == [("|会長|", "始めます。"), ("事務局||", "報告します。")]


def test_brackets_that_open_a_line_within_a_sentence_name_nobody() -> None:
    text = (
        f"{HEAD}（鈴木委員）費用はいくらか。\n（事務局）百円です。\n（市民課）に確認済みです。\n"
        "（鈴木委員）はい。\n"
    )
    assert spoken(text)[1] == ("事務局||", "百円です。\n（市民課）に確認済みです。")


@pytest.mark.parametrize(
    ("printed", "speaks"),
    [
        ("緒方", True),
        ("緒方 修", True),
        ("佐藤委員代理", True),
        ("公明党", True),
        ("学校給食", False),
        ("次の点", False),
        ("期限は", False),
    ],
)
def test_one_mark_between_two_who_are_known_is_of_somebody(printed: str, speaks: bool) -> None:
    text = (
        f"{HEAD}○会長　始めます。\n○鷲尾委員　伺います。\n○{printed}　来年度に無償にします。\n"
        "○会長　次に移ります。\n"
    )
    told = [said for _, said in spoken(text)]
    assert ("来年度に無償にします。" in told) is speaks
    assert len(told) == 3 + speaks


def test_points_of_a_speech_are_nobody() -> None:
    text = (
        f"{HEAD}○会長　始めます。\n○鷲尾委員　次の二点を伺います。\n○山田線　いつ延びますか。\n"
        "○緒方台　道は広がりますか。\n○会長　次に移ります。\n"
    )
    assert [who for who, _ in spoken(text)] == ["|会長|", "|委員|鷲尾", "|会長|"]


@pytest.mark.parametrize(
    "stage", ["（休憩）", "（午前11時 休憩）", "（鈴木委員 到着）", "〔拍手〕"]
)
def test_what_happens_between_speeches_is_a_note_in_a_transcript(stage: str) -> None:
    text = f"{HEAD}会長：休みます。\n{stage}\n会長：再開します。\n事務局：説明します。\n"
    assert spoken(text)[:3] == [
        ("|会長|", "休みます。"),
        ("-", stage),
        ("|会長|", "再開します。"),
    ]
