"""Dates and numbers: tables of spellings, and no text that breaks them."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.dates import Value, parse_date, parse_number, parse_times, period, values

TABLES = Path(__file__).parent / "fixtures" / "dates"
TODAY = date(2026, 6, 10)


def rows(name: str) -> list[list[str]]:
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def shown(value: Value) -> str:
    if value.start is None:
        number = "" if value.number is None else str(value.number)
        return f"{value.text}={value.kind}:{number}{value.unit}"
    interval = f"{value.start}" if value.kind == "date" else f"{value.start}..{value.end}"
    return f"{value.text}={value.kind}:{interval}"


@pytest.mark.parametrize(("text", "base", "expected"), rows("values.tsv"))
def test_values(text: str, base: str, expected: str) -> None:
    found = values(text, date.fromisoformat(base) if base else None)
    assert " | ".join(map(shown, found)) == expected


@pytest.mark.parametrize("spellings", rows("same.tsv"), ids=lambda row: row[0])
def test_spellings_of_one_meaning_share_a_key(spellings: list[str]) -> None:
    keys = {spelling: {v.key for v in values(spelling)} for spelling in spellings}
    first = keys[spellings[0]]
    assert len(first) == 1
    assert keys == dict.fromkeys(spellings, first)


def test_different_meanings_differ() -> None:
    texts = ["8人", "8件", "8円", "8%", "8倍", "第8回", "8回", "8時", "8時間", "8月", "2008年", "8"]
    keys = [v.key for text in texts for v in values(text)]
    assert len(keys) == len(set(keys)) == len(texts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("日時\n\n令和8年5月29日（金）\n場所", date(2026, 5, 29)),
        ("日時：令和７年５月 30 日（金） 10 時 30 分から", date(2025, 5, 30)),
        ("平成二十八年十二月五日（月曜日）", date(2016, 12, 5)),
        ("R8.5.29", date(2026, 5, 29)),
        ("令和8年度 第1回（令和8年4月10日開催）", date(2026, 4, 10)),
        ("令和8年2月30日", None),
        ("5月29日", None),
        ("令和8年5月", None),
        ("", None),
    ],
)
def test_parse_date(text: str, expected: date | None) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10時30分から12時00分まで", (time(10, 30), time(12, 0))),
        ("令和７年５月 30 日（金） 10 時 30 分から 12 時 00 分まで", (time(10, 30), time(12, 0))),
        ("午後2時～4時", (time(14, 0), time(16, 0))),
        ("14:00-15:30", (time(14, 0), time(15, 30))),
        ("１４：００〜１５：３０", (time(14, 0), time(15, 30))),
        ("午前十時開議", (time(10, 0), None)),
        ("正午まで", (None, time(12, 0))),
        ("12時間", (None, None)),
        ("", (None, None)),
    ],
)
def test_parse_times(text: str, expected: tuple[time | None, time | None]) -> None:
    assert parse_times(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6", 6),
        ("６", 6),
        ("六", 6),
        ("十二", 12),
        ("二〇", 20),
        ("1,234", 1234),
        ("１，２３４", 1234),
        ("百二十", 120),
        ("二千二十六", 2026),
        ("3万", 30000),
        (" 62 ", 62),
        ("〇", 0),
        ("", None),
        ("万", None),
        ("十十", None),
        ("1,23", None),
        ("1.5", None),
        ("6回", None),
        ("一二百", None),
        ("第6", None),
    ],
)
def test_parse_number(text: str, expected: int | None) -> None:
    assert parse_number(text) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("昨年度の取組は", (date(2025, 4, 1), date(2026, 3, 31))),
        ("令和8年5月の会議では何が話されたか", (date(2026, 5, 1), date(2026, 5, 31))),
        ("2026-05-29の会議", (date(2026, 5, 29), date(2026, 5, 29))),
        ("2025年以降の発言", (date(2025, 1, 1), None)),
        ("昨年4月からの経過", (date(2025, 4, 1), None)),
        ("昨年度まで", (None, date(2026, 3, 31))),
        ("2025年以前", (None, date(2025, 12, 31))),
        ("令和6年度より前", (None, date(2024, 3, 31))),
        ("今年の春までに", (None, date(2026, 5, 31))),
        ("第1四半期の予定", (date(2026, 4, 1), date(2026, 6, 30))),
        ("第4四半期の実績", (date(2026, 1, 1), date(2026, 3, 31))),
        ("4月から6月の会議", (date(2026, 4, 1), date(2026, 6, 30))),
        ("2025年5月以降2026年3月までの会議", (date(2025, 5, 1), date(2026, 3, 31))),
        ("令和6年度と令和7年度の違い", (date(2024, 4, 1), date(2026, 3, 31))),
        ("12月の会議", (date(2025, 12, 1), date(2025, 12, 31))),
        ("6月の会議", (date(2026, 6, 1), date(2026, 6, 30))),
        ("7月の会議", (date(2025, 7, 1), date(2025, 7, 31))),
        ("過去3年間で", (date(2023, 6, 11), date(2026, 6, 10))),
        ("この1年の動き", (date(2025, 6, 11), date(2026, 6, 10))),
        ("先月の会議", (date(2026, 5, 1), date(2026, 5, 31))),
        ("第9回はいつ開かれたか", None),
        ("10時から12時まで", None),
        ("カレーの作り方", None),
        ("", None),
    ],
)
def test_period(question: str, expected: tuple[date | None, date | None] | None) -> None:
    assert period(question, TODAY) == expected


PIECES = (
    "0123456789１２９〇一二三十百千万億兆年月日度時分秒半間第回目の割%％円人件か所ヶ前後末初内上中下旬期四"
    "令和平成昭大正明治元RHST西暦今昨来本先々翌同春秋午過去から～-~:：/.・、,()（） "
    "\n\t㍿㋿①½ｶﾞ\u3099\ud800\x00"
)
TEXTS = st.one_of(st.text(), st.text(st.sampled_from(PIECES), max_size=40))
BASES = st.one_of(st.none(), st.dates(), st.sampled_from([date.min, date.max, date(2024, 2, 29)]))


@settings(deadline=None, max_examples=500)
@given(TEXTS, BASES)
def test_no_text_breaks_it(text: str, base: date | None) -> None:
    found = values(text, base)
    for value in found:
        assert 0 <= value.begin < value.stop <= len(text)
        assert text[value.begin : value.stop] == value.text
        assert (value.start is None) == (value.end is None)
        assert value.start is None or value.end is None or value.start <= value.end
        hash(value.key)
    assert found == sorted(found, key=lambda v: (v.begin, v.stop))
    clock = [v.kind for v in found].count("time")
    assert clock >= sum(t is not None for t in parse_times(text))
    assert parse_date(text) is None or any(v.kind == "date" for v in found)
    assert parse_number(text) is None or text.strip()
    assert period(text, base or TODAY) != (None, None)


@settings(deadline=None)
@given(st.dates(date(1926, 12, 25), date(2099, 12, 31)))
def test_every_day_reads_back(day: date) -> None:
    era, first = next(
        (name, year)
        for name, year, begin in [
            ("令和", 2019, date(2019, 5, 1)),
            ("平成", 1989, date(1989, 1, 8)),
            ("昭和", 1926, date(1926, 12, 25)),
        ]
        if day >= begin
    )
    number = day.year - first + 1
    written = f"{era}{'元' if number == 1 else number}年{day.month}月{day.day}日"
    assert parse_date(written) == parse_date(day.isoformat()) == day


@pytest.mark.parametrize("run", ["百" * 2000, "千" * 2000, "一百二百" * 500, "百千万億" * 500])
def test_a_run_of_numerals_is_read_at_once(run: str) -> None:
    """It could be divided in so many ways that a pattern which tries them never comes back."""
    assert [v.text for v in values(f"{run}円、3人")][-1] == "3人"
