"""What a sentence is told by: that it says nothing, that nobody spoke, what kind it gives."""

from __future__ import annotations

from datetime import date

import pytest

from chatbot.across import _CHANGED
from chatbot.conflict import _STILL
from chatbot.cues import CALLS, GREETING, NOTHING_SAID, QUESTIONER
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


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("質問した人は誰ですか", True),
        ("補助について質問したのはどなたですか", True),
        ("誰が質問しましたか", True),
        ("質問した方法は", False),
        ("質問した内容は", False),
        ("指摘した人は誰か", False),
    ],
)
def test_who_put_a_question_is_asked(question: str, asked: bool) -> None:
    assert bool(QUESTIONER.search(question)) == asked


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("顔認証に今も反対していますか", True),
        ("いまだに反対ですか", True),
        ("現在も見送りのままか", True),
        ("まだ反対なのか", True),
        ("今もっとも大きな課題は何ですか", False),
        ("もっとも大きな課題は", False),
        ("昨今もてはやされる生成AIは", False),
        ("今もらっている補助は", False),
        ("現在もっとも利用が多いのは", False),
        ("今月の会議は", False),
    ],
)
def test_whether_it_is_still_so_is_asked(question: str, asked: bool) -> None:
    assert bool(_STILL.search(question)) == asked


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("着任の挨拶で何と述べましたか", True),
        ("どんな挨拶をしましたか", True),
        ("あいさつの中で何と言ったか", True),
        ("あいさつ運動の参加者は何人か", False),
    ],
)
def test_a_greeting_is_asked_for(question: str, asked: bool) -> None:
    assert bool(GREETING.search(question)) == asked


@pytest.mark.parametrize(
    ("question", "over_meetings"),
    [
        ("諸星委員は電子メールについて、初回から最後までどう言ってきたか", True),
        ("第1回から最新の回までの議論は", True),
        ("部長は何と説明してきましたか", True),
        ("初回から参加している委員は誰か", False),
        ("部長は何と説明しましたか", False),
    ],
)
def test_what_changes_from_meeting_to_meeting(question: str, over_meetings: bool) -> None:
    assert bool(_CHANGED.search(question)) == over_meetings
