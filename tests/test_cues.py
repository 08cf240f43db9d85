"""What a sentence is told by: that it says nothing, that nobody spoke, what kind it gives."""

from __future__ import annotations

from datetime import date

import pytest

from chatbot.cues import CALLS, NOTHING_SAID
from chatbot.evidence import suits

TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("窓口は何年度に開くか", "令和8年度に開設する", True),
        ("窓口は何月に開くか", "令和8年度に開設する", False),
        ("窓口は何月に開くか", "令和8年10月に開設する", True),
        ("窓口は何月何日に開くか", "10月6日に開設する", True),
        ("窓口はいつ開くか", "令和8年度に開設する", True),
    ],
)
def test_a_year_is_no_month(question: str, text: str, fits: bool) -> None:
    assert suits("when", text, TODAY, question) is fits


@pytest.mark.parametrize(
    ("sentence", "tells"),
    [
        ("鷲尾委員。", False),
        ("速水課長、お願いします。", False),
        ("四点の御質問にお答えいたします。", False),
        ("順次お答えします。", False),
        ("第三者による評価については、お待たせして申し訳ない。", False),
        ("書面で回答する。", True),
        ("ご意見には3月末までに書面で回答する。", True),
        ("システムの障害で2時間お待たせして申し訳ありません。", True),
        ("責任者：財政課長。", True),
        ("民生委員。", True),
        ("担当は財政課長。", True),
        ("了解した。", True),
        ("費用は年980万円である。", True),
    ],
)
def test_what_says_nothing(sentence: str, tells: bool) -> None:
    assert bool(CALLS.match(sentence)) is not tells


@pytest.mark.parametrize(
    ("sentence", "nothing"),
    [
        ("発言なし", True),
        ("特に質問はなかった。", True),
        ("意見は特になし。", True),
        ("質疑なく、承認された。", False),
        ("意見なしで可決した。", False),
    ],
)
def test_that_nobody_spoke(sentence: str, nothing: bool) -> None:
    assert bool(NOTHING_SAID.match(sentence)) is nothing
