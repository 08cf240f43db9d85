"""The two real minutes exactly, and what holds for any text."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.layouts import LayoutError
from ingest.minutes import parse

ROOT = Path(__file__).parent.parent
REAL = ROOT / "data" / "minutes"
GOLDEN = Path(__file__).parent / "fixtures" / "golden"
LAYOUTS = sorted((Path(__file__).parent / "fixtures" / "layouts").glob("*.txt"))
NAMES = ("cio_conference_06", "cio_conference_09")

TAKANO = ("高野 克己", "デジタルサービス局長", "")
HOYA = ("保家 力", "デジタルサービス局次長", "")
KOBAYASHI = ("小林 直樹", "デジタルサービス推進部長", "デジタルサービス局")
MIYASAKA = ("宮坂 学", "CIO 副知事", "東京都")
MURAMATSU = ("村松", "広報課長", "北区役所政策経営部")
ITO = ("伊藤", "情報政策課長", "豊島区役所政策経営部")
ISHIYAMA = ("石山", "DX 推進担当課長", "北区役所デジタル推進担当部")
HIRABAYASHI = ("平林 浩一", "CIO", "狛江市")
TAKAHASHI = ("高橋 晃", "デジタル戦略室長", "町田市")
MIYAZAKI = ("宮崎 宏一", "CIO", "国立市")

TURNS = {
    "cio_conference_06": [
        (TAKANO, "1", "statement", ()),
        (KOBAYASHI, "2", "statement", ()),
        (None, "2", "note", ()),
        (MIYASAKA, "3", "question", ()),
        (MURAMATSU, "3", "answer", ("t4",)),
        (ITO, "3", "question", ()),
        (MURAMATSU, "3", "answer", ("t6",)),
        (ITO, "3", "question", ()),
        (ISHIYAMA, "3", "answer", ("t8",)),
        (ITO, "3", "statement", ()),
    ],
    "cio_conference_09": [
        (TAKANO, "1", "statement", ()),
        (HOYA, "1", "statement", ()),
        (HIRABAYASHI, "2", "question", ()),
        (KOBAYASHI, "2", "answer", ("t3",)),
        (TAKANO, "2", "answer", ("t3",)),
        (HIRABAYASHI, "2", "question", ()),
        (TAKANO, "2", "answer", ("t6",)),
        (TAKAHASHI, "2", "statement", ()),
        (MIYAZAKI, "2", "question", ()),
        (KOBAYASHI, "2", "answer", ("t9",)),
    ],
}
PRESENTERS = {
    "cio_conference_06": {"1": TAKANO, "2": KOBAYASHI, "3": MURAMATSU, "7": MIYASAKA},
    "cio_conference_09": {"1": TAKANO},
}
CLOSED = {"cio_conference_06": {"4", "5", "6", "7"}, "cio_conference_09": {"3", "4", "5", "6"}}
# Where the body begins, and its lines that are no speech, as printed but for blanks.
BODIES = {
    "cio_conference_06": "1. 挨拶（デジタルサービス局長 高野 克己）",
    "cio_conference_09": "1 挨拶（デジタルサービス局長 高野 克己）",
}
NO_SPEECH = {
    "cio_conference_06": (
        "1.挨拶（デジタルサービス局長高野克己）",
        "2.報告事項",
        "・都からの情報提供（高齢者のスマホ購入助成補助事業について）",
        "（デジタルサービス局デジタルサービス推進部長小林直樹）",
        "・質疑応答",
        "3.事例紹介",
        "・ホームページのリニューアルについて（北区）",
        "（東京都CIO副知事宮坂学）",
        "（北区役所政策経営部広報課長村松様）",
        "（豊島区役所政策経営部情報政策課長伊藤様）",
        "（北区役所デジタル推進担当部DX推進担当課長石山様）",
    ),
    "cio_conference_09": (
        "1挨拶（デジタルサービス局長高野克己）",
        "1挨拶（デジタルサービス局次長保家力）",
        "2報告事項（高齢者のスマホ購入助成補助事業）",
        "（狛江市CIO平林浩一様）",
        "（デジタルサービス局デジタルサービス推進部長小林直樹）",
        "（デジタルサービス局長高野克己）",
        "（町田市デジタル戦略室長高橋晃様）",
        "（国立市CIO宮崎宏一様）",
    ),
}


def real(name: str) -> str:
    return (REAL / f"{name}.txt").read_text(encoding="utf-8")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def seen(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


@pytest.mark.parametrize("name", NAMES)
def test_real_minutes_equal_their_golden_files(name: str) -> None:
    meeting = parse(real(name)).meeting
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    for part in ("title", "body", "number", "place", "header"):
        assert getattr(meeting, part) == golden[part]
    assert meeting.date is not None
    assert meeting.date.isoformat() == golden["date"]
    assert [seen(asdict(item)) for item in meeting.agenda] == golden["agenda"]
    turns = [{k: seen(asdict(turn))[k] for k in golden["turns"][0]} for turn in meeting.turns]
    assert turns == golden["turns"]


@pytest.mark.parametrize("name", NAMES)
def test_speakers_agenda_kinds_and_links_of_the_real_minutes(name: str) -> None:
    meeting = parse(real(name)).meeting

    def top(at: int | None) -> str:
        assert at is not None
        item = meeting.agenda[at]
        return item.number if item.parent is None else top(item.parent)

    found = [
        (
            turn.speaker and (turn.speaker.name, turn.speaker.role, turn.speaker.organization),
            top(turn.agenda),
            turn.kind,
            turn.replies_to,
        )
        for turn in meeting.turns
    ]
    assert found == TURNS[name]
    assert [turn.id for turn in meeting.turns] == [f"t{i}" for i in range(1, 11)]
    assert [turn.ordinal for turn in meeting.turns] == list(range(1, 11))


@pytest.mark.parametrize("name", NAMES)
def test_presenters_and_closed_items_of_the_real_minutes(name: str) -> None:
    agenda = parse(real(name)).meeting.agenda
    presenters = {
        item.number: (item.presenter.name, item.presenter.role, item.presenter.organization)
        for item in agenda
        if item.presenter and item.number
    }
    assert presenters == PRESENTERS[name]
    assert {item.number for item in agenda if item.closed and item.parent is None} == CLOSED[name]
    for item in agenda:
        if item.parent is not None:
            assert item.closed == agenda[item.parent].closed
        assert "非公開" not in item.title
        assert ("（非公開）" in item.raw) == (item.closed and item.parent is None)


@pytest.mark.parametrize("name", NAMES)
def test_no_character_of_speech_is_lost_or_invented(name: str) -> None:
    text = real(name)
    printed = text[text.index(BODIES[name]) :]
    said = [
        line.removeprefix("・")
        for line in map(squeezed, printed.splitlines())
        if line and line not in NO_SPEECH[name]
    ]
    turns = parse(text).meeting.turns
    assert squeezed("".join(turn.text for turn in turns)) == "".join(said)


def test_a_subject_under_an_item_is_not_a_speaker() -> None:
    agenda = parse(real("cio_conference_09")).meeting.agenda
    subject = agenda[2]
    assert (subject.title, subject.parent) == ("高齢者のスマホ購入助成補助事業", 1)
    assert subject.presenter is None
    assert agenda[1].presenter is None


def test_header_of_the_real_minutes_can_be_quoted() -> None:
    sixth, ninth = (parse(real(name)).meeting for name in NAMES)
    assert "令和７年５月 30 日（金） 10 時 30 分から 12 時 00 分まで" in sixth.header
    assert sixth.place in sixth.header
    assert (str(sixth.start), str(sixth.end)) == ("10:30:00", "12:00:00")
    assert sixth.date == date(2025, 5, 30)
    assert "令和8年5月29日（金）" in ninth.header
    assert ninth.place in ninth.header
    assert (ninth.start, ninth.end, ninth.date) == (None, None, date(2026, 5, 29))
    assert sixth.body == ninth.body == "都・区市町村CIO協議会"
    assert (sixth.number, ninth.number) == (6, 9)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("\n", "\r\n"),
        ("\n", "\r"),
        (" ", "\u00a0"),
        (" ", "\u3000"),
        ("\n", " \n"),
        ("\n", "\u3000\n"),
    ],
    ids=["crlf", "cr", "nbsp", "full-width-space", "trailing", "trailing-full-width"],
)
def test_other_blanks_and_line_ends_change_nothing_but_blanks(
    name: str, was: str, becomes: str
) -> None:
    plain, other = parse(real(name)).meeting, parse(real(name).replace(was, becomes)).meeting
    assert other.body == plain.body
    assert other.date == plain.date
    assert [i.closed for i in other.agenda] == [i.closed for i in plain.agenda]
    for a, b in zip(plain.turns, other.turns, strict=True):
        assert (a.kind, a.replies_to, a.agenda) == (b.kind, b.replies_to, b.agenda)
        assert squeezed(a.text) == squeezed(b.text)
        assert a.text.count("\n") == b.text.count("\n")
        if a.speaker and b.speaker:
            assert (a.speaker.name, a.speaker.role) == (b.speaker.name, b.speaker.role)


def test_pages_of_turns_and_their_breaks() -> None:
    path = next(path for path in LAYOUTS if path.stem == "wrapped_pages")
    text = path.read_text(encoding="utf-8")
    starts = [0, text.index("\f") + 1]
    (turn,) = parse(text, page_starts=starts).meeting.turns
    second = turn.text.index("られるよう、支援の")
    assert turn.text[second - 2 : second] == "届け"
    assert (turn.page, turn.page_breaks) == (1, (second,))
    assert (turn.page_at(second - 1), turn.page_at(second)) == (1, 2)
    assert "1 -" not in turn.text
    assert "GovTech Center と" in turn.text
    assert turn.text.count("\n") == 2


def test_pages_left_empty_are_counted() -> None:
    text = "（北区）\n・一つ目である。\n\f\f・二つ目である。\n（南市）\n・次である。\n"
    starts = [0, text.index("\f") + 1, text.rindex("\f") + 1]
    one, two = parse(text, page_starts=starts).meeting.turns
    assert one.text == "一つ目である。\n二つ目である。"
    assert (one.page, one.page_breaks, one.page_at(8)) == (1, (8, 8), 3)
    assert two.page == 3


def test_without_page_starts_there_are_no_pages() -> None:
    for turn in parse(real(NAMES[0])).meeting.turns:
        assert (turn.page, turn.page_breaks, turn.page_at(3)) == (None, (), None)


def test_source_is_kept_and_stands_in_for_a_missing_title() -> None:
    assert parse(real(NAMES[0]), source="a.txt").meeting.source == "a.txt"
    assert parse("（北区）\n・よい。", source="b.txt").meeting.title == "b.txt"


HOSTILE = {
    "one line": "あいうえお。" * 1_700_000,
    "one latin line": "a" * 10_000_000,
    "blanks": " " * 5_000_000 + "x",
    "line ends": "\r\n" * 500_000,
    "bullets": "・あ\n" * 100_000,
    "headings": "\n".join(f"{i} 見出し{i}" for i in range(10_000)),
    "speakers": "\n".join(f"【{i}.見出し{i}】\n（北区）\n・あ。" for i in range(10_000)),
    "the same heading": "【1.挨拶】\n（北区）\n・あ。\n" * 10_000,
    "resembling headings": "議題\n"
    + "\n".join(f"・項目その{i}" for i in range(2_000))
    + "\n"
    + "\n".join(f"【別{i}】\n（北区）\n・あ。" for i in range(2_000)),
    "open brackets": "（" * 1_000_000,
    "colons": "あ:" * 200_000,
    "numbers": ("1 " * 20 + "\n") * 20_000,
}


def outcome(text: str) -> str:
    try:
        return "turns: " + " ".join(turn.text[:20] for turn in parse(text).meeting.turns)
    except LayoutError as error:
        return str(error)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_end_with_turns_or_a_layout_error(text: str) -> None:
    # A quadratic step on these would take minutes.
    found = outcome(text)
    assert found
    assert len(found) < 1000 or found.startswith("turns")


BLOCKS = [
    "（北区）",
    "1. 挨拶",
    "【1.挨拶】",
    "・",
    "○議長（山田君）　",
    "田中：",
    "。",
    "\n",
    "\r\n",
]
INLINE = [
    " ",
    "　",
    "議事：",
    "日時：令和",
    "（非公開）",
    "質疑応答",
    "発言なし",
    "99",
    "か。",
    "\f",
]
PIECES = st.sampled_from([*BLOCKS, *INLINE, "①", "お願いしたい", "（1）", "第９回", "十"])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40).map("".join),
    st.lists(st.integers(0, 60), max_size=4).map(lambda x: [0, *sorted(x)]),
    st.sampled_from([None, "plain"]),
)
def test_any_text_gives_consistent_turns_or_a_layout_error(
    text: str, pages: list[int], layout: str | None
) -> None:
    try:
        parsed = parse(text, page_starts=pages, layout=layout)
    except LayoutError:
        return
    agenda, turns = parsed.meeting.agenda, parsed.meeting.turns
    assert turns
    ids = [turn.id for turn in turns]
    for at, turn in enumerate(turns):
        assert turn.text.strip()
        assert turn.agenda is None or 0 <= turn.agenda < len(agenda)
        assert all(ids.index(reply) < at for reply in turn.replies_to)
        assert bool(turn.replies_to) == (turn.kind == "answer")
        assert all(0 <= x <= len(turn.text) for x in turn.page_breaks)
    for at, item in enumerate(agenda):
        assert item.parent is None or item.parent < at
    assert set(squeezed("".join(turn.text for turn in turns))) <= set(squeezed(text))
