"""Minutes that are printed less regularly: rare characters, short speeches, odd headings."""

from __future__ import annotations

from ingest.minutes import parse

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
        "以上です\n（みどり市）\n計画通り\n（総務局長 佐藤 一郎）\nはい\n（北区）\n・終わり。\nよいと思う\n"
        "（みどり市）\nはい。\n"
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
