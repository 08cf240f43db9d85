"""Turning parts off: they are missing meanwhile and back afterwards, and the table counts right."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from chatbot import choose, cite, cited, others, reader, retrieve, scope
from chatbot.assistant import Assistant
from chatbot.cite import cite_text
from chatbot.grounding import Evidence, check
from chatbot.material import FIRST, LAST
from chatbot.nearness import Nearness
from chatbot.types import Answer, Coverage, Sentence, Understood
from eval.baseline import known
from eval.golden import ROOT
from eval.misquoted import misquoted, quotes
from eval.reporting.types import Gate
from eval.reporting.wording import SLICES
from eval.sabotage.misquoting import Misquoting, asked_of_it
from eval.sabotage.parts import PARTS, Part
from eval.sabotage.table import Lost, Row, lost, row, table
from ingest import agenda, minutes
from tests.outcomes import outcome

MINUTES = (ROOT / "data" / "minutes").glob("*.txt")
PART = {part.key: part for part in PARTS}
QUESTION = "第9回で狛江市は予算のことで何を求めたか"
# What each part exchanges.
PLACES = {
    "linking": (minutes, "link"),
    "bigrams": (retrieve, "bigrams"),
    "thesaurus": (others, "alike"),
    "dense": (Nearness, "cosines"),
    "reader": (reader, "open_reader"),
    "scope": (scope, "read_people"),
    "attribution": (choose, "attribution"),
    "closed": (agenda, "without_closed_mark"),
    "quotes-cut": (cite, "_cite"),
    "quotes-checked": (cited, "_quotes"),
}


@pytest.mark.parametrize("key", PART)
def test_a_part_is_off_for_a_while(key: str) -> None:
    owner, name = PLACES[key]
    before = getattr(owner, name)
    with PART[key].off():
        assert getattr(owner, name) is not before
    assert getattr(owner, name) is before


def test_the_slices_that_should_lose_are_slices() -> None:
    assert {tag for part in PARTS for tag in part.slices} <= set(SLICES)


def test_minutes_are_read_without_links_and_without_closed_items() -> None:
    texts = [file.read_text(encoding="utf-8") for file in MINUTES]
    whole = [minutes.parse(text).meeting for text in texts]
    assert any(turn.replies_to for meeting in whole for turn in meeting.turns)
    assert any(item.closed for meeting in whole for item in meeting.agenda)
    with PART["linking"].off(), PART["closed"].off():
        less = [minutes.parse(text).meeting for text in texts]
    assert not any(turn.replies_to for meeting in less for turn in meeting.turns)
    assert not any(item.closed for meeting in less for item in meeting.agenda)
    assert [
        replace(
            one,
            turns=tuple(replace(turn, replies_to=()) for turn in one.turns),
            agenda=tuple(replace(item, closed=False, raw="") for item in one.agenda),
        )
        for one in whole
    ] == [replace(m, agenda=tuple(replace(i, raw="") for i in m.agenda)) for m in less]


def test_the_search_goes_on_without_a_ranking(shipped: Assistant) -> None:
    with PART["bigrams"].off(), PART["dense"].off():
        hits = shipped.search("標準化の経費")
    assert hits
    # An answer that its question brings has no place of its own.
    asked = {hit.turn.id for hit in hits if hit.ranks.words}
    assert all(hit.ranks.words or asked & set(hit.turn.replies_to) for hit in hits)
    assert not any(hit.ranks.bigrams or hit.ranks.dense for hit in hits)


def test_an_answer_without_attribution_names_nobody(shipped: Assistant) -> None:
    named = shipped.ask(QUESTION)
    with PART["attribution"].off():
        less = shipped.ask(QUESTION)
    speaker = named.citations[0].speaker
    assert speaker is not None
    assert [c.quote for c in less.citations] == [c.quote for c in named.citations]
    assert speaker.name in named.text
    assert speaker.name not in less.text


def test_the_model_that_misquotes_is_caught_only_by_the_quote_check(shipped: Assistant) -> None:
    with asked_of_it(), Assistant(shipped.settings, embedder=shipped.embedder) as other:
        checked = other.ask(QUESTION)
        with PART["quotes-checked"].off():
            believed = other.ask(QUESTION)
    assert (checked.answerer, believed.answerer) == ("extractive", "misquoting")
    assert list(misquoted(checked, shipped.corpus())) == []
    assert len(list(misquoted(believed, shipped.corpus()))) == 1


def test_what_the_model_writes_lacks_a_comma() -> None:
    said = "備蓄の日数については、来年度の予算の中で検討する。"
    lines = ("質問", FIRST, "[1] 会議", "議題: 備蓄", "答弁　発言者: 佐藤氏", said, LAST)
    prompt = "\n".join(lines)
    (reply,) = Misquoting().stream([("human", prompt)], time.monotonic())
    assert reply == f"佐藤氏は「{said.replace('、', '')}」と述べた。[1]"
    evidence = [Evidence(said)]
    codes = {one.code for one in check(reply.removesuffix("[1]"), evidence).reasons}
    assert "quote_inexact" in codes
    assert list(Misquoting().stream([("human", "質問")], 0.0)) == ["記載なし"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("「甲「乙」丙」と「丁」", ["甲「乙」丙", "丁"]),
        ("『甲』「乙", ["甲"]),
        ("甲」乙", []),
        ("", []),
    ],
)
def test_the_outermost_brackets_quote(text: str, expected: list[str]) -> None:
    assert list(quotes(text)) == expected


def test_words_that_nobody_said_so_are_misquoted(shipped: Assistant) -> None:
    corpus = shipped.corpus()
    document = next(iter(corpus.documents.values()))
    turn = next(
        t for t in corpus.library.turns(document) if len(t.text) > 60 and "「" not in t.text
    )
    cited = replace(cite_text(document, turn, 0, 5), number=1)

    def told(text: str) -> list[str]:
        answer = Answer(
            "", "", Understood(""), "answered", text, (Sentence(f"{text}[1]", (1,)),), (cited,),
            (), (), "", None, Coverage(), 0,
        )  # fmt: skip
        return list(misquoted(answer, corpus))

    words = turn.text[20:45]
    assert told(f"「{words}。」と述べた。") == []
    assert told(f"「{words[:10]}　{words[10:]}」と述べた。") == [f"{words[:10]}　{words[10:]}"]
    assert told("「短い」と述べた。") == []
    assert told(f"「{document.title}で述べたとおりである」") != []


def test_lost_and_gained_are_counted_against_the_whole_run() -> None:
    right, wrong = outcome(id="a"), outcome(id="b", got="not_found")
    before = known([right, wrong])
    now = [outcome(id="a", got="closed"), outcome(id="b", tags=("date",))]
    part = Part("x", "without x", ("number", "date"), PARTS[0].off)
    red = Gate("floor", "x", False, "0", "1")
    found = row(part, before, now, [red, Gate("floor", "y", True, "1", "1")])
    assert found.overall == Lost(1, 1, 2)
    assert found.slices == {"number": Lost(1, 0, 1), "date": Lost(0, 1, 1)}
    assert found.red == (red,)
    assert lost(before, [right, wrong]) == Lost(0, 0, 2)


def test_the_table_says_what_was_not_noticed() -> None:
    part = Part("x", "without x", ("number",), PARTS[0].off)
    gates = (Gate("floor", "a", False, "", ""), Gate("floor", "b", False, "", ""))
    rows = [
        Row(part, Lost(3, 1, 9), {"number": Lost(2, 0, 4)}, gates),
        Row(part, Lost(3, 0, 9), {"number": Lost(2, 0, 4)}, ()),
        Row(replace(part, slices=()), Lost(0, 2, 9), {}, ()),
    ]
    assert table(rows).splitlines()[2:] == [
        "| without x | red | 2 floors | -3 (+1) of 9 | number -2 of 4 |",
        "| without x | noticed | none | -3 of 9 | number -2 of 4 |",
        "| without x | **not noticed** | none | 0 (+2) of 9 | (none) |",
    ]
