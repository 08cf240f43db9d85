"""From outcomes to a report: causes, cards, cases, and figures by slice, meeting and owner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from chatbot.assistant import Assistant
from chatbot.types import (
    Answer,
    Citation,
    Coverage,
    Part,
    Sentence,
    Speaker,
    Status,
    Understood,
)
from eval.reporting.build import NOBODY, NOWHERE, About, Judgement, Measure, build
from eval.reporting.failures import case, cause, failure, overlap
from eval.reporting.places import Places, meeting_name
from eval.reporting.types import Cell, Metric
from eval.types import Golden, Outcome, Quote, Span

GOLDEN = Golden(
    id="q001",
    corpus="会議",
    question="備蓄は何日分か",
    before=(),
    status="answered",
    evidence=(Quote("会議-4", "備蓄を5日分に増やした。"),),
    related=(),
    must_include=(("5日分", "五日分"), ("増や",)),
    must_not_include=("７日分",),
    owner="防災課",
    tags=("number",),
    split="dev",
    today=dt.date(2026, 6, 15),
    file="eval/golden/x.yaml",
    line=1,
)
GOLD = Span("会議-4", "text", "t9", 10, 22)
ELSEWHERE = Span("会議-3", "text", "t4", 0, 9)
SPEAKER = Speaker(name="佐藤", role="防災課長")


def _answer(status: Status, text: str = "", *cited: Span) -> Answer:
    citations = tuple(
        Citation(
            at, span.document, 1, "会議", 4, None, span.part, span.turn, SPEAKER, None,
            span.start, span.end, None, "備蓄",
        )
        for at, span in enumerate(cited, 1)
    )  # fmt: skip
    sentences = (Sentence(text, tuple(c.number for c in citations)),) if text else ()
    return Answer(
        "a1", GOLDEN.question, Understood(GOLDEN.question), status, text, sentences, citations,
        (), (), "extractive", None, Coverage(), 1,
    )  # fmt: skip


def _outcome(answer: Answer, *found: Span, golden: Golden = GOLDEN) -> Outcome:
    return Outcome(
        golden=golden,
        answer=answer,
        gold=((GOLD,),) if golden.evidence else (),
        found=tuple((span,) for span in found),
        supported=(True,) * len(answer.sentences),
        reasons=((),) * len(answer.sentences),
        seconds=0.5,
    )


RIGHT = _answer("answered", "備蓄を5 日分に増やした。", GOLD)
REFUSED = _answer("not_found")
NOTHING = replace(GOLDEN, status="not_found", evidence=(), must_include=())


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (_outcome(RIGHT, ELSEWHERE), "not_retrieved"),
        (_outcome(REFUSED), "not_retrieved"),
        (_outcome(REFUSED, ELSEWHERE, GOLD), "refused"),
        (_outcome(_answer("closed"), GOLD), "refused"),
        (_outcome(_answer("answered", "備蓄。", ELSEWHERE), GOLD), "not_chosen"),
        (_outcome(RIGHT, GOLD), "incomplete"),
        (_outcome(RIGHT, GOLD, golden=NOTHING), "answered"),
        (_outcome(_answer("closed"), golden=NOTHING), "status"),
    ],
)
def test_causes(outcome: Outcome, expected: str) -> None:
    assert cause(outcome) == expected


def test_a_wrong_speaker_comes_before_what_was_chosen() -> None:
    assert cause(_outcome(RIGHT, GOLD), misattributed=True) == "misattributed"
    assert cause(_outcome(REFUSED, GOLD), misattributed=True) == "refused"


def test_what_is_not_searched_is_not_missed_by_the_search() -> None:
    """The title block is read, not found."""
    header = replace(_outcome(RIGHT), gold=((Span("会議-4", "header", None, 0, 5),),))
    assert cause(header) == "not_chosen"


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (Span("会議-4", "text", "t9", 21, 30), True),
        (Span("会議-4", "text", "t9", 22, 30), False),
        (Span("会議-4", "text", "t9", 0, 10), False),
        (Span("会議-4", "text", "t9", 12, 13), True),
        (Span("会議-4", "text", "t8", 12, 13), False),
        (Span("会議-3", "text", "t9", 12, 13), False),
        (Span("会議-4", "speaker", "t9", 12, 13), False),
    ],
)
def test_spans_overlap(other: Span, shared: bool) -> None:
    assert overlap(GOLD, other) is shared
    assert overlap(other, GOLD) is shared


def _look(span: Span) -> tuple[str, str]:
    return f"{span.document}/{span.turn}", f"{span.start}から"


def test_a_card() -> None:
    answer = _answer("answered", "佐藤課長は、備蓄は7日分と述べた。", ELSEWHERE)
    outcome = replace(
        _outcome(answer, ELSEWHERE, GOLD), supported=(False,), reasons=(("7日分がない。",),)
    )
    card = failure(outcome, _look)
    assert (card.cause, card.expected, card.status) == ("not_chosen", "answered", "answered")
    assert (card.missing, card.forbidden) == (("5日分", "増や"), ("７日分",))
    assert (card.answer[0].supported, card.answer[0].reasons) == (False, ("7日分がない。",))
    assert [(p.rank, p.golden) for p in card.nearest] == [(1, False), (2, True)]
    assert [(p.where, p.text, p.rank) for p in card.evidence] == [
        ("会議-4/t9", "備蓄を5日分に増やした。", 2)
    ]
    assert card.cited[0].where == "会議 第3回　発言t4　防災課長 佐藤氏"


def test_facts_are_compared_without_spaces_and_widths() -> None:
    assert failure(_outcome(RIGHT, GOLD), _look).missing == ()
    nothing = failure(_outcome(RIGHT, GOLD, golden=replace(NOTHING, must_include=(("x",),))), _look)
    assert nothing.missing == (), "where no answer is right, none is incomplete"


def test_a_case() -> None:
    found = case(_outcome(RIGHT, ELSEWHERE, GOLD), _look)
    assert found.retrieved == ("0から", "10から")
    assert found.retrieved_sources == ("会議-3/t4", "会議-4/t9")
    assert (found.evidence, found.evidence_sources) == (
        ("備蓄を5日分に増やした。",),
        ("会議-4/t9",),
    )
    assert (found.status, found.expected_status, found.split) == ("answered", "answered", "dev")


# -- figures --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    value: float | None
    n: int


def _right(outcomes: Sequence[Outcome]) -> Figure:
    """The share whose status is right."""
    right = [o.answer.status == o.golden.status for o in outcomes]
    return Figure(sum(right) / len(right) if right else None, len(right))


def _with_evidence(outcomes: Sequence[Outcome]) -> Figure:
    return _right([o for o in outcomes if o.golden.evidence])


def test_a_report_by_hand() -> None:
    """Four questions: dev right and wrong, test right twice."""
    other = replace(GOLDEN, id="q004", split="test", owner="", tags=("number", "follow-up"))
    outcomes = [
        _outcome(RIGHT, GOLD),
        _outcome(REFUSED, GOLD, golden=replace(GOLDEN, id="q002")),
        _outcome(REFUSED, golden=replace(NOTHING, id="q003", split="test")),
        _outcome(RIGHT, GOLD, golden=other),
    ]
    report = build(
        outcomes,
        [
            Measure(Metric("status", "判定", "正しさ"), _right, lambda found: (0.1, 0.9)),
            Measure(Metric("evidence", "根拠", "ある"), _with_evidence),
        ],
        Judgement(lambda o: o.answer.status != o.golden.status, lambda o: False),
        _look,
        About("2026-06-15 10:00", "extractive", 2.0),
        risk_coverage={"dev": [(1.0, 0.5)]},
        recall_at={5: _with_evidence, 1: _right},
    )
    assert report.questions == {"dev": 2, "test": 2}
    status, evidence = report.measured
    assert status.cells == {"dev": Cell(0.5, 2, 0.1, 0.9), "test": Cell(1.0, 2, 0.1, 0.9)}
    assert evidence.cells == {"dev": Cell(0.5, 2), "test": Cell(1.0, 1)}
    assert [(row.name, row.cells) for row in status.by["slice"]] == [
        ("数値", {"dev": Cell(0.5, 2), "test": Cell(1.0, 2)}),
        ("続きの質問", {"test": Cell(1.0, 1)}),
    ]
    assert [row.name for row in status.by["meeting"]] == ["会議 第4回", NOWHERE]
    assert [row.name for row in evidence.by["meeting"]] == ["会議 第4回"]
    assert [row.name for row in status.by["owner"]] == ["防災課", NOBODY]
    assert [f.id for f in report.failures] == ["q002"]
    assert report.recall_at["test"] == ((1, Cell(1.0, 2)), (5, Cell(1.0, 1)))
    assert report.latencies == {"dev": (0.5, 0.5), "test": (0.5, 0.5)}
    assert report.risk_coverage == {"dev": ((1.0, 0.5),)}


def test_meetings_are_in_the_order_of_their_numbers() -> None:
    golden = [replace(GOLDEN, evidence=(Quote(f"会議-{n}", "x"),)) for n in (12, 2, 1)]
    report = build(
        [_outcome(RIGHT, golden=one) for one in golden],
        [Measure(Metric("status", "判定", "正しさ"), _right)],
        Judgement(lambda o: False, lambda o: False),
        _look,
        About("", "", 0.0),
    )
    names = [row.name for row in report.measured[0].by["meeting"]]
    assert names == ["会議 第1回", "会議 第2回", "会議 第12回"]


def test_names_of_meetings() -> None:
    assert meeting_name("都区市町村CIO協議会-9") == "都区市町村CIO協議会 第9回"
    assert meeting_name("臨時会") == "臨時会"


@pytest.mark.parametrize("part", ["text", "speaker", "agenda", "header"])
def test_places_say_what_stands_there(shipped: Assistant, part: Part) -> None:
    """The text of a span is the part's own, whatever the part."""
    look = Places([shipped])
    document = next(iter(shipped.documents().values()))
    turn = shipped.library.turns(document)[2]
    own = {
        "text": turn.text[3:9],
        "speaker": turn.speaker.raw if turn.speaker else "",
        "agenda": "\n".join(item.raw for item in document.agenda),
        "header": document.header[3:9],
    }
    of_turn = part in ("text", "speaker")
    where, text = look(Span(document.id, part, turn.id if of_turn else None, 3, 9))
    assert text == own[part]
    assert where.startswith(meeting_name(document.id))
    assert ("発言t3" in where) is of_turn
