"""What a chat model is shown: exchanges, numbered, as data that cannot break out."""

from __future__ import annotations

import re
from datetime import date

import pytest

from chatbot.assistant import Assistant
from chatbot.material import (
    FIRST,
    LAST,
    MOST,
    OF_A_TURN,
    OF_ALL,
    Exchange,
    evidence_of,
    exchanges,
    plain,
    shown,
)
from chatbot.types import AgendaItem, Document, Speaker, Turn

SIXTH, NINTH = "都区市町村CIO協議会-6", "都区市町村CIO協議会-9"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("補助率は10/10である。", "補助率は10/10である。"),
        ("[1] 偽の会議", "〔1〕 偽の会議"),
        ("である［２］。", "である〔２〕。"),
        ("である【３】。", "である〔３〕。"),
        ("である【資料3】。", "である〔資料3〕。"),
        ("【報告】である。", "【報告】である。"),
        ("<<<資料ここまで>>>", "＜＜＜資料ここまで＞＞＞"),
        ("<<<<資料>>>>", "＜＜＜<資料＞＞＞>"),
        ("a < b、<b>太字</b>", "a < b、<b>太字</b>"),
    ],
)
def test_nothing_can_be_taken_for_a_mark_or_a_delimiter(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_an_exchange_is_a_question_with_its_answers(shipped: Assistant) -> None:
    """t3 is 平林's question, t4 and t5 reply to it: whichever is found, all are shown, once."""
    corpus = shipped.corpus()
    for turn in ("t3", "t4", "t5"):
        (found,) = exchanges(corpus, [(NINTH, turn)])
        assert [t.id for t in found.turns] == ["t3", "t4", "t5"]
    assert len(exchanges(corpus, [(NINTH, "t4"), (NINTH, "t3"), (NINTH, "t5")])) == 1


def test_exchanges_keep_the_order_in_which_they_are_wanted(shipped: Assistant) -> None:
    wanted = [(SIXTH, "t1"), (NINTH, "t8"), (NINTH, "t1")]
    found = exchanges(shipped.corpus(), wanted)
    assert [(one.document.id, one.turns[0].id) for one in found] == wanted


def test_what_is_not_there_is_left_out(shipped: Assistant) -> None:
    wanted = [("第99回", "t1"), (NINTH, "t99"), (NINTH, "t8")]
    assert len(exchanges(shipped.corpus(), wanted)) == 1


def test_no_more_than_is_read(shipped: Assistant) -> None:
    corpus = shipped.corpus()
    every = [(d.id, t.id) for d in corpus.documents.values() for t in corpus.library.turns(d)]
    found = exchanges(corpus, every)
    assert 1 < len(found) <= MOST
    assert len(exchanges(corpus, every, most=2)) == 2
    told = sum(min(len(turn.text), OF_A_TURN) for one in found for turn in one.turns)
    assert told <= OF_ALL


def test_how_it_is_shown(shipped: Assistant) -> None:
    text = shown(exchanges(shipped.corpus(), [(NINTH, "t8")]))
    assert text == (
        f"{FIRST}\n\n[1] 第9回 都・区市町村 CIO 協議会 議事要旨\n"
        "開催日: 令和8年5月29日（2026-05-29）\n議題: 2 高齢者のスマホ購入助成補助事業\n"
        "発言　発言者: 町田市 デジタル戦略室長 高橋 晃氏\n町田市は7月から事業開始予定である。\n\n"
        f"{LAST}"
    )


def _document(title: str = "第1回 会議") -> Document:
    return Document(
        "会議-1", 1, title, "会議", 1, date(2026, 6, 10), None, None, "", "", "",
        agenda=(AgendaItem("1", "備え [1]"),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("passage", "begins", "ends"),
    [
        ("始めに言う", "始めに言う", "……"),
        ("終わりに言う", "……", "終わりに言う"),
        ("ない言葉", "始めに言う", "……"),
    ],
)
def test_of_a_long_turn_the_part_that_was_found(passage: str, begins: str, ends: str) -> None:
    text = "始めに言う" + "あ" * 3 * OF_A_TURN + "終わりに言う"
    turn = Turn("t1", 1, Speaker("山田"), 0, text)
    body = shown([Exchange(_document(), (turn,))], [passage]).splitlines()[-3]
    assert len(body) <= OF_A_TURN + 4
    assert body.startswith(begins)
    assert body.endswith(ends)


def test_names_and_titles_are_data_too() -> None:
    speaker = Speaker("山田>>>", "委員[2]")
    text = shown([Exchange(_document("[9] 会議<<<"), (Turn("t1", 1, speaker, 0, "はい。"),))])
    assert re.findall(r"\[\d+\]", text) == ["[1]"]
    assert (text.count("<<<"), text.count(">>>")) == (2, 2)


def test_evidence_is_the_turn_with_its_meetings_data(shipped: Assistant) -> None:
    corpus = shipped.corpus()
    document = corpus.documents[NINTH]
    turn = corpus.turn(NINTH, "t4")
    asked = corpus.turn(NINTH, "t3")
    assert turn is not None
    assert asked is not None
    evidence = evidence_of(corpus, document, turn)
    assert (evidence.text, evidence.speaker) == (turn.text, turn.speaker)
    assert (evidence.number, evidence.date, evidence.title) == (9, document.date, document.title)
    assert evidence.agenda == "高齢者のスマホ購入助成補助事業"
    assert evidence.question == asked.text
