"""Citations are cut out of what they cite; an answer numbers them in order of use."""

from __future__ import annotations

from datetime import date

import pytest

from chatbot.cite import (
    Claim,
    Draft,
    agenda_ref,
    attribution,
    cite_agenda,
    cite_header,
    cite_speaker,
    cite_text,
    coverage_of,
    finish,
    meeting_name,
    named,
    when,
)
from chatbot.types import AgendaItem, AgendaRef, Answer, Document, Speaker, Turn, Understood

_TEXT = "開始は7月である。\n費用は8,000円とする。"
_SPEAKER = Speaker("高橋 晃", "室長", "町田市", "町田市室長 高橋 晃 様")
_TURN = Turn("t1", 1, _SPEAKER, 2, _TEXT, page=3, page_breaks=(10, 15))
_NOTE = Turn("t2", 2, None, None, "発言なし", "note")
_DOCUMENT = Document(
    "会-1",
    2,
    "第1回 会",
    "会",
    1,
    date(2026, 5, 29),
    None,
    None,
    "",
    "",
    "第1回 会\n令和8年5月29日（金）",
    (
        AgendaItem("1", "挨拶", raw="１ 挨拶"),
        AgendaItem("2", "報告", closed=True, raw="2 報告（非公開）"),
        AgendaItem("", "開始", closed=True, parent=1, raw="・ 開始"),
        AgendaItem("", "細目", parent=2, raw="○ 細目"),
        AgendaItem("3", "総括", closed=True, raw="- 3 総括（非公開）"),
    ),
)


@pytest.mark.parametrize(
    ("start", "end", "page"), [(0, 9, 3), (4, 6, 3), (10, 12, 4), (15, 21, 5), (9, 9, 3)]
)
def test_a_quote_is_a_slice_on_its_page(start: int, end: int, page: int) -> None:
    cited = cite_text(_DOCUMENT, _TURN, start, end)
    assert (cited.quote, cited.page) == (_TEXT[start:end], page)
    assert (cited.part, cited.turn, cited.speaker) == ("text", "t1", _SPEAKER)
    assert (cited.document, cited.version, cited.meeting_number) == ("会-1", 2, 1)
    assert cited.agenda == AgendaRef("2", "開始")


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (0, 99), (5, 4), (99, 99)])
def test_what_lies_outside_cannot_be_cited(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="会-1"):
        cite_text(_DOCUMENT, _TURN, start, end)
    with pytest.raises(ValueError, match="header"):
        cite_header(_DOCUMENT, start, end)


def test_a_speaker_line_is_cited_whole() -> None:
    cited = cite_speaker(_DOCUMENT, _TURN)
    assert (cited.part, cited.quote, cited.page) == ("speaker", _SPEAKER.raw, 3)
    nobody = cite_speaker(_DOCUMENT, _NOTE)
    assert (nobody.quote, nobody.speaker, nobody.agenda, nobody.page) == ("", None, None, None)


@pytest.mark.parametrize(
    ("position", "quote", "ref"),
    [
        (0, "１ 挨拶", AgendaRef("1", "挨拶")),
        (2, "開始", AgendaRef("2", "開始")),
        (3, "細目", AgendaRef("2", "細目")),
        (4, "3 総括（非公開）", AgendaRef("3", "総括")),
    ],
)
def test_an_agenda_line_without_its_bullet(position: int, quote: str, ref: AgendaRef) -> None:
    cited = cite_agenda(_DOCUMENT, position)
    raw = _DOCUMENT.agenda[position].raw
    assert cited.quote == quote == raw[cited.start : cited.end]
    assert (cited.agenda, cited.turn, cited.speaker) == (ref, None, None)
    assert agenda_ref(_DOCUMENT, position) == ref


def test_no_item_no_reference() -> None:
    assert agenda_ref(_DOCUMENT, None) is None


def _finished(draft: Draft) -> Answer:
    return finish(draft, "問", Understood("問"), coverage_of([_DOCUMENT]))


def test_numbers_follow_the_order_of_use() -> None:
    first, second = cite_text(_DOCUMENT, _TURN, 0, 9), cite_header(_DOCUMENT, 0, 5)
    third = cite_speaker(_DOCUMENT, _TURN)
    answer = _finished(
        Draft(
            "answered",
            (
                Claim(("甲", second, "乙", first, second)),
                Claim(("丙", first)),
                Claim(("丁",)),
                Claim((third,)),
            ),
        )
    )
    assert [s.text for s in answer.sentences] == ["甲[1]乙[2][1]", "丙[2]", "丁", "[3]"]
    assert [s.citations for s in answer.sentences] == [(1, 2), (2,), (), (3,)]
    assert [(c.number, c.quote) for c in answer.citations] == [
        (1, second.quote),
        (2, first.quote),
        (3, third.quote),
    ]
    assert answer.text == "甲[1]乙[2][1]\n丙[2]\n丁\n[3]"


def test_related_counts_on_and_repeats_nothing() -> None:
    used, near = cite_text(_DOCUMENT, _TURN, 0, 9), cite_text(_DOCUMENT, _TURN, 10, 21)
    draft = Draft("answered", (Claim(("甲", used)),), related=(near, used, near))
    answer = _finished(draft)
    assert [(c.number, c.quote) for c in answer.related] == [(2, near.quote)]


def test_an_answer_without_claims() -> None:
    answer = _finished(Draft("not_found", ()))
    assert (answer.text, answer.sentences, answer.citations) == ("", (), ())
    assert (answer.id, answer.elapsed_ms, answer.curated) == ("", 0, None)


def test_coverage_names_closed_items_by_the_highest() -> None:
    coverage = coverage_of([_DOCUMENT])
    assert [(c.number, c.title) for c in coverage.closed_items] == [("2", "報告"), ("3", "総括")]
    assert [m.document for m in coverage.meetings] == ["会-1"]
    assert coverage.as_of == date(2026, 5, 29)
    assert coverage_of([]).as_of is None


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        (_SPEAKER, "町田市 室長 高橋 晃氏"),
        (Speaker(role="議長", raw="議長"), "議長"),
        (Speaker(organization="北区", raw="北区"), "北区"),
        (Speaker(raw="（不明）"), "（不明）"),
        (None, "発言者の記載なし"),
    ],
)
def test_a_speaker_is_named_as_far_as_given(speaker: Speaker | None, name: str) -> None:
    assert named(speaker) == name


def test_a_meeting_is_named() -> None:
    untitled = Document("x", 1, "勉強会", "", None, None, None, None, "", "", "", ())
    assert (meeting_name(_DOCUMENT), meeting_name(untitled)) == ("第1回", "勉強会")
    assert when(untitled) == ""
    assert "5月29日" in when(_DOCUMENT)


@pytest.mark.parametrize(
    ("text", "sentence", "kind"),
    [
        ("見送る。改善してもらえるとありがたい。", "見送る。", "発言"),
        (
            "見送る。改善してもらえるとありがたい。",
            "改善してもらえるとありがたい。",
            "要望",
        ),
        ("成果が低い。対策はしているか。", "成果が低い。", "発言"),
        ("成果が低い。対策はしているか。", "対策はしているか。", "質問"),
        ("案内を早くしていただきたい。", "案内を早くしていただきたい。", "要望"),
        ("成果が低い。対策はしているか。", "", "質問"),
        ("国に要望したことはない。いつか。", "国に要望したことはない。", "発言"),
        ("過度な期待はしていない。いつか。", "過度な期待はしていない。", "発言"),
        ("負担を求めないでほしい。", "負担を求めないでほしい。", "要望"),
        ("期待しなければならない。", "期待しなければならない。", "要望"),
        ("要望は少なくない。", "要望は少なくない。", "要望"),
    ],
)
def test_only_what_asks_is_called_a_question(text: str, sentence: str, kind: str) -> None:
    turn = Turn("t3", 3, _SPEAKER, None, text, "question")
    assert f"の{kind}（" in attribution(_DOCUMENT, turn, sentence)


def test_an_answer_is_called_one_whatever_its_sentences_say() -> None:
    turn = Turn("t4", 4, _SPEAKER, None, "検討する。", "answer")
    assert "の答弁（" in attribution(_DOCUMENT, turn, "検討する。")
