"""What is answered, from what, and what is refused, on the two real minutes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from chatbot.assistant import Assistant
from chatbot.cite import MARK
from chatbot.serial import dump
from chatbot.types import Answer, Citation, Filters

FIXTURES = Path(__file__).parent / "fixtures" / "answers"
TODAY = date(2026, 6, 15)
_MARKS = re.compile(r"\[(\d+)\]")
_SHOWN = (
    "id question understood status text sentences citations related notes answerer curated "
    "coverage elapsed_ms"
).split()


def _lines(name: str) -> list[str]:
    lines = (FIXTURES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


STATUSES = [tuple(line.split("\t")) for line in _lines("statuses.tsv")]
QUESTIONS = _lines("questions.txt")


@pytest.mark.parametrize(("question", "status", "quote", "note"), STATUSES)
def test_status_and_evidence(
    shipped: Assistant, question: str, status: str, quote: str, note: str
) -> None:
    answer = shipped.ask(question, today=TODAY)
    assert answer.status == status, answer.text
    told = answer.citations if status in ("answered", "closed") else answer.related
    if quote:
        assert any(quote in cited.quote for cited in told), [cited.quote for cited in told]
    if note:
        assert note in {n.code for n in answer.notes}


def test_enough_questions_are_asked() -> None:
    assert len(set(QUESTIONS)) >= 60


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_always_holds(shipped: Assistant, question: str) -> None:
    answer = shipped.ask(question, today=TODAY)
    for cited in (*answer.citations, *answer.related):
        assert cited.quote == _part(shipped, cited)[cited.start : cited.end]
        assert cited.quote
        _check_speaker(shipped, cited)
    _check_marks(answer)
    _check_quotations(answer)
    if answer.status in ("answered", "closed"):
        assert answer.sentences
        assert all(sentence.citations for sentence in answer.sentences)
    else:
        assert not answer.citations
    if answer.status == "answered":
        assert not answer.related


@pytest.mark.parametrize("question", QUESTIONS[::4])
def test_two_runs_are_the_same(shipped: Assistant, question: str) -> None:
    one, other = (shipped.ask(question, today=TODAY) for _ in range(2))
    assert one.id != other.id
    assert replace(one, id="", elapsed_ms=0) == replace(other, id="", elapsed_ms=0)


def _part(assistant: Assistant, cited: Citation) -> str:
    """The whole of what a citation cites."""
    document = assistant.documents()[cited.document]
    assert cited.version == document.version
    if cited.part == "header":
        return document.header
    if cited.part == "agenda":
        raws = [item.raw for item in document.agenda if item.raw.endswith(cited.quote)]
        assert raws
        return next(raw for raw in raws if raw[cited.start : cited.end] == cited.quote)
    turn = next(t for t in assistant.library.turns(document) if t.id == cited.turn)
    if cited.part == "speaker":
        assert turn.speaker is not None
        return turn.speaker.raw
    return turn.text


def _check_speaker(assistant: Assistant, cited: Citation) -> None:
    """The speaker of a citation is its turn's; headers and agendas have none."""
    if cited.turn is None:
        assert cited.speaker is None
        return
    document = assistant.documents()[cited.document]
    turn = next(t for t in assistant.library.turns(document) if t.id == cited.turn)
    assert cited.speaker == turn.speaker


def _check_marks(answer: Answer) -> None:
    """Marks count up from 1 in order of use, and each sentence's marks are its citations."""
    assert answer.text == "\n".join(sentence.text for sentence in answer.sentences)
    assert [cited.number for cited in answer.citations] == list(range(1, len(answer.citations) + 1))
    for sentence in answer.sentences:
        for number in sentence.citations:
            assert MARK.format(number) in sentence.text
            assert any(cited.number == number for cited in answer.citations)


def _check_quotations(answer: Answer) -> None:
    """Whatever stands in 「」 is cited to the letter, and a named speaker is the turn's."""
    cited = {c.number: c for c in answer.citations}
    for sentence in answer.sentences:
        quotes = [cited[number].quote for number in sentence.citations]
        bare = sentence.text
        for quote in sorted(quotes, key=len, reverse=True):
            bare = bare.replace(f"「{quote}」", "")
        assert "「" not in bare, sentence.text
        first = cited[sentence.citations[0]] if sentence.citations else None
        if first is not None and first.part == "text" and first.speaker and first.speaker.name:
            named = re.match(r".*?氏", sentence.text)
            if named:
                assert first.speaker.name in named.group()


def test_the_json_has_the_contracts_fields(shipped: Assistant) -> None:
    shown = dump(shipped.ask("町田市の事業開始はいつか", today=TODAY))
    assert list(shown) == _SHOWN
    assert (
        list(shown["citations"][0])
        == (
            "number document version title meeting_number date part turn speaker agenda start end "
            "page quote"
        ).split()
    )
    assert shown["citations"][0]["agenda"]["number"] == "2"
    assert list(shown["coverage"]) == ["meetings", "closed_items", "as_of"]
    assert {item["number"] for item in shown["coverage"]["closed_items"]} >= {"3", "4", "5", "6"}
    assert shown["answerer"] == "extractive"
    assert shown["curated"] is None


def test_filters_restrict(shipped: Assistant) -> None:
    question = "高齢者のスマホ購入助成について"
    only = shipped.ask(question, filters=Filters(meeting=6), today=TODAY)
    assert {cited.document for cited in only.citations + only.related} <= {"都区市町村CIO協議会-6"}
    by = shipped.ask(question, filters=Filters(speaker="平林"), today=TODAY)
    assert by.citations
    assert {c.speaker.name for c in by.citations if c.speaker} == {"平林 浩一"}
    late = shipped.ask(question, filters=Filters(date_from=date(2026, 1, 1)), today=TODAY)
    assert {cited.meeting_number for cited in late.citations} == {9}
    none = shipped.ask(question, filters=Filters(date_to=date(2020, 1, 1)), today=TODAY)
    assert none.status == "not_found"


def test_the_meeting_before_is_the_latest_not_after_today(shipped: Assistant) -> None:
    for today, number in ((date(2026, 6, 1), 9), (date(2025, 7, 1), 6)):
        answer = shipped.ask("前回の会議はいつでしたか", today=today)
        assert [cited.meeting_number for cited in answer.citations] == [number]


@pytest.mark.parametrize(
    ("question", "filters", "said"),
    [
        (
            "補助率はいくつか",
            Filters(meeting=6, date_from=date(2026, 4, 1), date_to=date(2027, 3, 31)),
            "絞り込みの会議「第6回」と絞り込みの時期「令和8年4月1日～令和9年3月31日」の両方に",
        ),
        (
            "第6回の議題は",
            Filters(meeting="9回"),
            "質問の「第6回」と絞り込みの会議「第9回」の両方に",
        ),
        (
            "議題は",
            Filters(date_from=date(2030, 1, 1)),
            "絞り込みの時期「令和12年1月1日～」に合う議事要旨がありません",
        ),
    ],
)
def test_filters_that_leave_nothing_are_named(
    shipped: Assistant, question: str, filters: Filters, said: str
) -> None:
    answer = shipped.ask(question, filters=filters, today=TODAY)
    assert answer.status == "not_found"
    assert said in answer.text
    assert [note.code for note in answer.notes] == ["filters_fit_nothing"]


def test_nothing_is_answered_from_an_empty_library(assistant: Assistant) -> None:
    answer = assistant.ask("町田市の事業開始はいつか")
    assert answer.status == "not_found"
    assert [note.code for note in answer.notes] == ["library_empty"]


@pytest.mark.parametrize(
    "question", ["", " ", "\ud800", "あ" * 20_000, "\x00\x1b[31m赤", "([{*", "[1][2]「」", "%s{0}"]
)
def test_odd_questions_are_answered_in_form(shipped: Assistant, question: str) -> None:
    answer = shipped.ask(question, today=TODAY)
    assert answer.status in ("not_found", "out_of_scope")
    assert not answer.citations
    assert not _MARKS.search(answer.text)


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("標準化の支援について何と述べられたか", "標準化に係る支援について"),
        ("東京アプリの将来像はいつ提示されたか", "東京アプリについて"),
        ("町田市の事業開始はいつか", None),
        ("閲覧支援とは", None),
    ],
)
def test_a_closed_item_on_the_subject_is_named_beside_an_open_answer(
    shipped: Assistant, question: str, item: str | None
) -> None:
    answer = shipped.ask(question, today=TODAY)
    assert answer.status == "answered"
    notes = [note.text for note in answer.notes if note.code == "item_closed"]
    assert any(item in note for note in notes) if item else notes == []


def test_who_is_left_out_is_not_quoted(shipped: Assistant) -> None:
    asked = "スマホの補助を7月から始める市はありますか"
    told = [c.speaker for c in shipped.ask(asked, today=TODAY).citations if c.speaker]
    assert any("町田市" in speaker.organization for speaker in told)
    others = shipped.ask(f"町田市以外に、{asked}", today=TODAY).citations
    assert not any(c.speaker and "町田市" in c.speaker.organization for c in others)


def test_a_short_greeting_is_told_as_a_whole(shipped: Assistant) -> None:
    told = shipped.ask("保家次長は着任の挨拶で何と述べましたか", today=TODAY).citations
    assert len(told) == 3
    assert all(cited.speaker and cited.speaker.name == "保家 力" for cited in told)


@pytest.mark.parametrize(
    ("question", "status"),
    [
        # who is named spoke under the open item of that title, or did not
        ("北区の事例紹介では何が話されましたか", "answered"),
        ("練馬区の人材育成の事例紹介では何が話されましたか", "closed"),
        ("第9回の事例紹介では何が話されましたか", "closed"),
        # nobody asked anything there
        ("第6回で高齢者のスマホ購入助成について質問した人は？", "not_found"),
        ("カテゴライズについて質問したのは誰か", "answered"),
    ],
)
def test_open_and_closed_items_of_one_title_and_who_asked(
    shipped: Assistant, question: str, status: str
) -> None:
    assert shipped.ask(question, today=TODAY).status == status
