"""Lines that name who speaks, but not as the others do: read all the same, or nobody's."""

from __future__ import annotations

from pathlib import Path

import pytest
from writing import steps

from chatbot.assistant import Assistant
from ingest import ingest_paths
from ingest.minutes import Parsed, parse

HEAD = (
    "第9回 架空都・区市町村CIO協議会 議事要旨\n日時：令和8年4月1日（水）10時00分～11時30分\n"
    "場所：都庁\n議事：\n１ 挨拶\n２ 報告事項\n\n1 挨拶（デジタル局長 南野 克巳）\n"
    "・よろしくお願いする。\n2 報告事項\n（泉沢市CIO 平沼 浩 様）\n・上限額はいくらか。\n"
)
SAID = "・三万円である。\n"
TAIL = "（北山区 情報課長 佐藤 一郎 様）\n・承知した。\n"


def read(line: str, said: str = SAID) -> Parsed:
    return parse(f"{HEAD}{line}\n{said}{TAIL}")


def speaker_of(parsed: Parsed) -> str:
    """organization|role|name of who said 三万円である, ``-`` for nobody; said by it alone."""
    (turn,) = [turn for turn in parsed.meeting.turns if "三万円" in turn.text]
    assert turn.text in ("三万円である。", "・三万円である。")
    who = turn.speaker
    return f"{who.organization}|{who.role}|{who.name}" if who else "-"


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("（水辺市 情報課長 田中 次郎 様）（オンライン）", "水辺市|情報課長|田中 次郎"),
        ("（水辺市　情報課長　田中　次郎　様　※オンライン参加）", "水辺市|情報課長|田中 次郎"),
        ("（水辺市 情報課長 田中 次郎 様", "水辺市|情報課長|田中 次郎"),
        ("水辺市 情報課長 田中 次郎 様）", "水辺市|情報課長|田中 次郎"),
        ("(水辺市 情報課長 田中 次郎 様）", "水辺市|情報課長|田中 次郎"),
        ("≪水辺市 情報課長 田中 次郎 様≫", "水辺市|情報課長|田中 次郎"),
        ("「水辺市 情報課長 田中 次郎 様」", "水辺市|情報課長|田中 次郎"),
        ("―水辺市 情報課長 田中 次郎 様―", "水辺市|情報課長|田中 次郎"),
        ("（水辺市 情報課長\n田中 次郎 様）", "水辺市|情報課長|田中 次郎"),
        ("（デジタル局 推進部長\n小林 直紀）", "デジタル局|推進部長|小林 直紀"),
        ("（デジタル局長 南野 克巳）※資料２参照", "|デジタル局長|南野 克巳"),
        ("（回答：デジタル局長 南野 克巳）", "|デジタル局長|南野 克巳"),
        ("（オブザーバー：総務省 田中 次郎 様）", "総務省||田中 次郎"),
        ("（モデレーター：田中次郎）", "|モデレーター|田中次郎"),
        ("（事務局より）", "事務局||"),
        ("（Ａ市）", "Ａ市||"),
        ("（水辺市 情報課長 ■■ 様）", "水辺市|情報課長|■■"),
        ("（水辺市 情報課長 田中 J. 様）", "水辺市|情報課長|田中 J."),
        ("（視覚障がい者協会会長 田中 次郎 様）", "視覚障がい者協会|会長|田中 次郎"),
        ("（公募委員・大学生 田中 ひなた 様）", "|公募委員・大学生|田中 ひなた"),
        ("（みずべ商工会議所副会頭 田中 次郎 様）", "|みずべ商工会議所副会頭|田中 次郎"),
        ("（親の会「こだま」代表 田中 次郎 様）", "|親の会「こだま」代表|田中 次郎"),
        ("（座長（水辺市副市長） 田中 次郎）", "水辺市|座長 副市長|田中 次郎"),
        ("（歴史資料館長 田中 次郎）", "|歴史資料館長|田中 次郎"),
        ("（株式会社みずべ 田中 次郎 様）", "株式会社みずべ||田中 次郎"),
        ("（公募委員 アミン・ファルーク 様）", "|公募委員|アミン・ファルーク"),
        ("（質問者：佐藤委員）", "|委員|佐藤"),
        ("（情報政策課長：森 健）", "|情報政策課長|森 健"),
        ("（水辺市 情報課長 田中 次郎 様、オンライン）", "水辺市|情報課長|田中 次郎"),
        ("（水辺市 情報課長 田中 次郎 様 途中参加）", "水辺市|情報課長|田中 次郎"),
        ("（水辺市 情報課長 田中 次郎 様）〔オンライン〕", "水辺市|情報課長|田中 次郎"),
        ("（水辺市 情報課長 田中 次郎 様）資料３参照", "水辺市|情報課長|田中 次郎"),
        ("（保健師 佐藤 花子）", "|保健師|佐藤 花子"),
        ("（前回の会議で発言した 田中 次郎 様）", "||田中 次郎"),
        ("（会長・副知事 田中 次郎）", "|会長・副知事|田中 次郎"),
        ("（事務局・水辺市交通課長 田中 次郎）", "事務局 水辺市|交通課長|田中 次郎"),
        ("（事務局・佐藤）", "事務局||佐藤"),
        ("（保健、福祉部長 佐藤 花子）", "|保健・福祉部長|佐藤 花子"),
        ("（副座長 公認会計士 三上 律子 様）", "|副座長|三上 律子"),
        ("（弁護士 三上 律子 様）", "|弁護士|三上 律子"),
        ("（佐藤花子）", "||佐藤花子"),
        ("（佐藤委員（代理出席：高橋 健））", "|委員代理|高橋 健"),
        ("（事務局回答）", "事務局||"),
        ("（事務局 回答）", "事務局||"),
        ("（事務局からの説明）", "事務局||"),
        ("（佐藤委員質問）", "|委員|佐藤"),
        ("（佐藤委員への回答：事務局）", "事務局||"),
    ],
)
def test_a_line_that_is_printed_otherwise_names_its_speaker(line: str, speaker: str) -> None:
    parsed = read(line)
    assert (speaker_of(parsed), parsed.unread) == (speaker, ())


def test_all_speakers_may_be_printed_with_what_they_do() -> None:
    spoken = "（佐藤委員 質問）\n・いくらか。\n（事務局 回答）\n・三万円である。\n"
    parsed = parse(f"第9回 架空市会議 議事要旨\n日時：令和8年4月1日（水）10時00分～\n\n{spoken}")
    told = [
        (turn.speaker.name, turn.speaker.role or turn.speaker.organization)
        for turn in parsed.meeting.turns
        if turn.speaker
    ]
    assert told == [("佐藤", "委員"), ("", "事務局")]


@pytest.mark.parametrize("colon", ["：", ": ", "", "　"])
def test_a_line_may_have_the_speech_behind_it(colon: str) -> None:
    parsed = read(f"（水辺市 情報課長 田中 次郎 様）{colon}三万円である。", "・以上。\n")
    (turn,) = [turn for turn in parsed.meeting.turns if "三万円" in turn.text]
    assert turn.speaker is not None
    assert (turn.speaker.name, turn.text) == ("田中 次郎", "三万円である。\n以上。")


def test_who_speaks_below_such_a_line_elsewhere_may_have_the_speech_on_it() -> None:
    twice = "（会長）\n・始める。\n（北山区）\n・承知した。\n（会長）三万円である。\n"
    parsed = parse(f"{HEAD}{twice}（北山区）五万円である。\n（会長）\n・以上。\n")
    told = {
        turn.text: turn.speaker.raw if turn.speaker else ""
        for turn in parsed.meeting.turns
        if "万円" in turn.text
    }
    # 北山区 may as well be one of a list.
    assert told == {"三万円である。": "会長", "五万円である。": ""}
    assert parsed.unread == ("（北山区）",)


def test_a_colon_stands_for_the_blank_behind_a_mark() -> None:
    spoken = "○会長　始めます。\n○佐藤委員　いくらか。\n○鈴木課長：三万円である。\n○会長　以上。\n"
    parsed = parse(f"第3回 架空市会議 議事録\n日時：令和8年4月1日（水）10時00分～\n\n{spoken}")
    said = [(turn.speaker.raw, turn.text) for turn in parsed.meeting.turns if turn.speaker]
    assert said[2] == ("鈴木課長", "三万円である。")


@pytest.mark.parametrize(
    "line",
    [
        "（水辺市 情報課長 田中 次郎 様、羽衣市 課長 山本 三郎 様）",
        "（水辺市・羽衣市）",
        "（水辺市、羽衣市）",
        "（水辺市と羽衣市）",
        "（水辺市 田中・羽衣市 山本）",
        "（田中、山本）",
        "（東京都 田中課長／羽衣市 山本課長）",
        "（泉沢市CIO 平沼 浩 様の質問に対し デジタル局長）",
        "（水辺市 情報課長 田中 次郎 様　代理出席：同課 係長 鈴木 四郎 様）",
        "（他の市）",
        "（他の自治体）",
        "（会場からの発言）",
        "（出席者一同）",
        "（複数の委員）",
        "（委員（複数））",
        "（佐藤委員ほか２名）",
        "（北区など）",
        "（佐藤課長・田中課長）",
        "（佐藤委員　田中委員）",
        "（佐藤委員の代理 高橋）",
        "（水辺市の要望）",
        "（総務課、企画課長 佐藤 花子）",
        "（都の説明）",
        "（佐藤委員）（田中委員）",
        "（水辺市 課長 佐藤 花子 様 羽衣市 課長 田中 一郎 様）",
        "（水辺市 情報課長 田中 次郎 様）（代理：鈴木係長）",
        "（水辺市 情報課長 田中 次郎 様）（欠席）",
        "（水辺市 情報課長 田中 次郎 様）※本人欠席のため書面",
        "（水辺市 企画政策部 デジタル推進課長 兼 情報政策担当課長 兼 推進担当部長事務取扱 兼 "
        "デジタル化推進本部事務局次長 田中 次郎 様）",
    ],
)
def test_what_is_said_below_a_line_that_cannot_be_read_is_nobodys(line: str) -> None:
    parsed = read(line)
    assert (speaker_of(parsed), parsed.unread) == ("-", (line,))
    # Whoever is named next speaks as always.
    assert parsed.meeting.turns[-1].text == "承知した。"
    # It may have been the answer: what comes after it is none.
    assert [(turn.kind, turn.replies_to) for turn in parsed.meeting.turns[-2:]] == [
        ("statement", ()),
        ("statement", ()),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "（拍手）",
        "（資料２により説明）",
        "（デジタル局長が資料２を説明）",
        "（出席自治体：水辺市、羽衣市）",
        "（南野局長 退席）",
        "（補足）",
        "（参考：令和６年度 泉沢市の実績）",
        "（注）平沼 様の発言は後日訂正",
        "（全国市区町村の平均）",
        "（国、都）",
        "（国・都・区市町村）",
        "（内閣府、総務省）",
        "（学校、病院）",
        "（森・林）",
        "（市民、事業者）",
        "（総務課・企画課が担当）",
        "（北区・狛江市の事例）",
        "（町田市、八王子市で先行）",
        "（会長・副会長の選任）",
        "（会長、採決を宣する）",
        "（佐藤委員 所用により離席）",
        "（平沼氏の質問に関連して）",
        "（山田様のご指摘）",
        "（対象：北区・狛江市）",
        "（担当課：市民課）",
        "（委託先：株式会社みずべ）",
        "（住民の意見）",
        "（委員会の意見）",
        "（大森南）",
    ],
)
def test_other_brackets_within_a_speech_stay_in_it(line: str) -> None:
    parsed = read(line)
    (turn,) = [turn for turn in parsed.meeting.turns if "三万円" in turn.text]
    assert turn.speaker is not None
    assert (turn.speaker.name, parsed.unread) == ("平沼 浩", ())


FORMS = ["{}：", "○{}　", "【{}】", "（{}）"]


@pytest.mark.parametrize("form", FORMS, ids=["colon", "circle", "corner", "brackets"])
@pytest.mark.parametrize(
    "who", ["田中委員、山本委員", "委員数名", "事務局（田中課長、山本係長）", "発言者不明"]
)
def test_a_speech_of_several_is_nobodys_in_every_layout(form: str, who: str) -> None:
    said = [("会長", "始めます。"), ("佐藤委員", "いくらか。"), (who, "三万円である。")]
    said += [("会長", "以上です。"), ("鈴木課長", "承知した。")]
    spoken = "\n".join(form.format(name) + text for name, text in said)
    parsed = parse(f"第3回 架空市会議 議事録\n日時：令和8年4月1日（水）10時00分～\n\n{spoken}\n")
    turns = [(t.speaker.raw if t.speaker else "", t.text, t.kind) for t in parsed.meeting.turns]
    assert turns[1:3] == [
        ("佐藤委員", "いくらか。", "question"),
        ("", "三万円である。", "statement"),
    ]
    assert turns[3][0] == "会長"
    assert [who in line for line in parsed.unread] == [True]


@pytest.mark.parametrize(
    "label",
    ["国、都", "水辺市、羽衣市", "委員、幹事", "学校、保護者", "課長、係長", "佐藤氏の提案"],
)
def test_a_label_within_a_speech_is_nobody(label: str) -> None:
    spoken = "会長：始めます。\n佐藤委員：いくらか。\n鈴木課長：次のとおり。\n"
    spoken += f"{label}：三万円。\n会長：以上。\n"
    parsed = parse(f"第3回 架空市会議 議事録\n日時：令和8年4月1日（水）10時00分～\n\n{spoken}")
    (turn,) = [turn for turn in parsed.meeting.turns if "三万円" in turn.text]
    assert turn.speaker is not None
    assert (turn.speaker.raw, turn.kind, parsed.unread) == ("鈴木課長", "answer", ())


def test_one_name_on_a_line_does_not_choose_the_layout() -> None:
    spoken = "会長：始めます。\n佐藤委員：いくらか。\n山田委員\n・承知した。\n会長：以上。\n"
    parsed = parse(f"第3回 架空市会議 議事録\n日時：令和8年4月1日（水）10時00分～\n\n{spoken}")
    assert parsed.layout == "transcript"
    assert [t.speaker.raw for t in parsed.meeting.turns if t.speaker] == [
        "会長",
        "佐藤委員",
        "会長",
    ]


@pytest.mark.parametrize("line", ["―" * 6_000 + "a", "（" * 3_000 + "佐藤" + "）" * 3_000])
def test_odd_long_lines_take_no_longer_than_others(line: str) -> None:
    short, long = (steps(lambda at=at: read(line[:at])) for at in (1_500, 6_000))
    assert long < 8 * short


def test_ingest_tells_what_was_said_by_nobody(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "第9回.txt"
    file.write_text(f"{HEAD}（水辺市・羽衣市）\n{SAID}{TAIL}", encoding="utf-8")
    (note,) = ingest_paths(assistant, [file]).notes
    assert "「（水辺市・羽衣市）」" in note
    assert "発言者なし" in note
    (document,) = assistant.library.documents().values()
    (turn,) = [t for t in assistant.library.turns(document) if "三万円" in t.text]
    assert turn.speaker is None


ROOT = Path(__file__).parent.parent
FOLDERS = sorted(
    folder
    for kind in ("eval/reading", "eval/tuning", "eval/corpus", "data")
    for folder in (ROOT / kind).rglob("*")
    if folder.is_dir() and any(folder.glob("*.txt"))
)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_our_own_minutes_are_read_whole(folder: Path) -> None:
    """No speaker unread or left within a speech, no item whose 非公開 went unnoticed."""
    for file in sorted(folder.glob("*.txt")):
        parsed = parse(file.read_text(encoding="utf-8"))
        assert parsed.unread == ()
        for item in parsed.meeting.agenda:
            assert item.title
            hidden = "非公開" in item.title or "公開しない" in item.title
            assert item.closed or not hidden or "一部非公開" in item.title
        for turn in parsed.meeting.turns:
            for line in turn.text.splitlines():
                named = line.startswith("（") and line.endswith(("）", "様"))
                assert not named or any(w in line for w in ("非公開", "質疑", "発言", "異議")), line
