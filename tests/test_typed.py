"""Dates and numbers of a question against those of a text."""

from __future__ import annotations

from datetime import date

import pytest

from chatbot.dates import values
from chatbot.typed import asked_values, holds

TODAY = date(2026, 6, 15)
MEETING = date(2026, 5, 29)

HELD = (
    # question, text of a meeting on 2026-05-29, whether it holds what is asked
    ("令和8年度は見送るのか", "令和8年度は見送る方向である", True),
    ("R8年度は見送るのか", "令和８年度は見送る方向である", True),
    ("2026年度は見送るのか", "今年度は見送る方向である", True),
    ("今年度は見送るのか", "令和8年度は見送る", True),
    ("令和9年度は見送るのか", "令和8年度は見送る", False),
    ("昨年度は実施したか", "令和7年度は事業を実施した", True),
    ("7月に始めるか", "町田市は7月から開始予定である", True),
    ("8月に始めるか", "町田市は7月から開始予定である", False),
    ("令和8年度に始めるか", "7月から開始する", True),
    ("5月28日に何があったか", "5 月 28 日には要請を行った", True),
    ("5月27日に何があったか", "5 月 28 日には要請を行った", False),
    ("補助率は10/10か", "補助率が10/10である", True),
    ("8,000円か", "費用は八千円である", True),
    ("8,000円か", "費用は9,000円である", False),
    ("1億2000万円増えるのか", "一億二千万円増える", True),
    ("62区市町村で共有するか", "東京都及び 62 区市町村全体で共有する", True),
    ("100%補助か", "10割を補助する", True),
    ("1月に始めるか", "令和8年は見送る", False),
    ("4月に始めるか", "今年度に始める", False),
    ("R7 10月末 登録者", "令和7年10月末の登録は12人である", True),
    ("R7 10月末 登録者", "令和6年10月末の登録は12人である", False),
    ("R7.10末 登録者", "令和7年10月末の登録は12人である", True),
    ("R7/10 登録者", "令和7年10月の登録は12人である", True),
    ("H30 4月 開始", "平成30年4月に始めた", True),
    ("2025 10月 登録者", "令和7年10月の登録は12人である", True),
    ("昨年度の4～6月は何件か", "令和7年4月から6月までは31件であった", True),
    ("昨年度の4～6月は何件か", "令和6年4月から6月までは31件であった", False),
    ("昨年度4～6月は何件か", "令和8年4月から6月までは31件であった", False),
    ("R7 4～6月の件数", "令和7年4月から6月までは31件であった", True),
    ("昨年度の4月から6月は何件か", "令和8年4月から6月までは31件であった", False),
    ("昨年度8月と9月の件数", "令和7年8月と9月は31件であった", True),
    ("昨年度8月と9月の件数", "令和6年8月と9月は31件であった", False),
)


@pytest.mark.parametrize(
    "text", ["R6.10%", "S1.2", "版はR6.3.1.2である", "2024 100", "R6", "R2.5倍", "R7.5万人"]
)
def test_what_only_looks_like_a_month_is_none(text: str) -> None:
    assert [v for v in asked_values(text, TODAY) if v.kind in ("month", "period")] == []


@pytest.mark.parametrize(("question", "text", "expected"), HELD)
def test_meaning_and_not_spelling_is_compared(question: str, text: str, expected: bool) -> None:
    asked = asked_values(question, TODAY)
    assert asked
    told = values(text, base=MEETING)
    assert all(holds(value, told) for value in asked) == expected


@pytest.mark.parametrize(
    "question",
    ["良い点を二つ挙げて", "1回目の質問", "三つほど", "機能は何か", "第9回の議題", "2点教えて", ""],
)
def test_counts_of_what_is_asked_for_say_nothing_of_it(question: str) -> None:
    assert asked_values(question, TODAY) == ()


def test_a_month_without_year_stays_open() -> None:
    (asked,) = asked_values("7月から始まるか", TODAY)
    assert (asked.start, asked.unit) == (None, "--07")
    assert holds(asked, values("令和5年7月1日", base=MEETING))
    assert holds(asked, values("7月"))


def test_nothing_is_held_by_nothing() -> None:
    (asked,) = asked_values("8,000円か", TODAY)
    assert not holds(asked, [])
