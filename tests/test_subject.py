"""What a question asks about, in its own words."""

from __future__ import annotations

import pytest

from chatbot.pointing import acts, aspect
from chatbot.subject import subject


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("予約の受付が遅れたのはなぜか", "予約の受付が遅れたこと"),
        ("管をつなぐ時期はいつか", "管をつなぐ時期"),
        ("2回に分けて払う案はどうなったか", "2回に分けて払う案"),
        ("杉村市は処理場の費用の何%の分担を求めたか", "杉村市・処理場・費用・分担"),
        ("大谷会長は見守りについて何を心配していたか", "見守り・大谷会長・心配"),
        ("町有地は何か所売れたか", "町有地"),
        ("薬を運ぶ実験はうまくいったか", "薬を運ぶ実験"),
        ("機体が落ちたことについて、修理代はいくらか", "機体が落ちたこと・修理代"),
        ("スマホ購入助成の補助率は?", "スマホ購入助成の補助率"),
        ("生成AIの利用に賛成か", "生成AI・利用・賛成"),
        ("何と言ったか", ""),
        ("", ""),
        ("\udfff?", ""),
    ],
)
def test_the_subject_of_a_question(question: str, expected: str) -> None:
    assert subject(question) == expected


def test_of_a_pasted_page_no_more_is_carried_over_than_a_few_words() -> None:
    told = subject("避難所の開設が遅れたことと、" * 30 + "地図の更新はいつか")
    assert 0 < len(told) < 80


@pytest.mark.parametrize(
    ("run", "expected"), [("費用", True), ("開始時期", True), ("1社", True), ("給食費用地", False)]
)
def test_what_something_has_is_no_subject(run: str, expected: bool) -> None:
    assert aspect(run) is expected


def test_what_is_done_is_no_subject() -> None:
    assert acts("落札したのはどこか") == ["落札"]
    assert acts("落札の条件は") == []
