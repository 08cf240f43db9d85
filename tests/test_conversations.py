"""Conversations as they are kept: whose they are, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from chatbot.assistant import Assistant
from chatbot.conversations import TITLE, Conversations, NoConversation
from chatbot.types import Answer

MINE, THEIRS = "a" * 43, "b" * 43
TODAY = date(2026, 6, 15)


@pytest.fixture
def kept(assistant: Assistant) -> Conversations:
    return assistant.conversations


@pytest.fixture
def answer(assistant: Assistant) -> Answer:
    return assistant.ask("第9回の議題は何ですか", today=TODAY)


def test_a_conversation_is_kept_from_its_first_answer_on(
    kept: Conversations, answer: Answer
) -> None:
    name = kept.start(MINE)
    assert (kept.of(MINE), kept.known(name)) == ([], True)
    kept.keep(name, answer, new=False)
    assert [(one.id, one.title) for one in kept.of(MINE)] == [(name, "第9回の議題は何ですか")]
    assert kept.answers(name, MINE) == (answer,)


def test_answers_come_back_whole_and_in_order(kept: Conversations, answer: Answer) -> None:
    name = kept.start(MINE)
    told = [replace(answer, id=str(at), question=f"質問{at}") for at in range(12)]
    for one in told:
        kept.keep(name, one, new=False)
    assert kept.answers(name, MINE) == tuple(told)
    assert kept.of(MINE)[0].title == "質問0"


def test_the_latest_comes_first(kept: Conversations, answer: Answer) -> None:
    older, newer = kept.start(MINE), kept.start(MINE)
    for name in (older, newer):
        kept.keep(name, answer, new=False)
    assert [one.id for one in kept.of(MINE)] == [newer, older]
    kept.keep(older, answer, new=False)
    assert [one.id for one in kept.of(MINE)] == [older, newer]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("スマホ助成", "スマホ助成"),
        ("  改行\nと　空白 ", "改行 と 空白"),
        ("長" * 100, "長" * TITLE),
        ("  ", "第9回の議題は何ですか"),
    ],
)
def test_a_conversation_is_renamed(
    kept: Conversations, answer: Answer, given: str, shown: str
) -> None:
    name = kept.start(MINE)
    kept.keep(name, answer, new=False)
    kept.rename(name, MINE, given)
    assert [one.title for one in kept.of(MINE)] == [shown]
    kept.keep(name, replace(answer, question="次の質問"), new=False)
    assert [one.title for one in kept.of(MINE)] == [shown]


def test_what_is_deleted_is_gone(kept: Conversations, answer: Answer) -> None:
    gone, other = kept.start(MINE), kept.start(MINE)
    for name in (gone, other):
        kept.keep(name, answer, new=False)
    kept.delete(gone, MINE)
    assert [one.id for one in kept.of(MINE)] == [other]
    assert kept.answers(gone) == ()
    assert len(kept.answers(other)) == 1
    kept.keep(gone, answer, new=False)  # an answer that was on its way
    assert (kept.answers(gone), kept.known(gone)) == ((), False)


@pytest.mark.parametrize(
    "touch",
    [
        lambda kept, name, owner: kept.answers(name, owner),
        lambda kept, name, owner: kept.rename(name, owner, "別の題"),
        lambda kept, name, owner: kept.delete(name, owner),
    ],
    ids=["answers", "rename", "delete"],
)
@pytest.mark.parametrize("owner", [THEIRS, "", "%", "' OR '1'='1"])
def test_nobody_else_touches_it(
    kept: Conversations,
    answer: Answer,
    touch: Callable[[Conversations, str, str], object],
    owner: str,
) -> None:
    name = kept.start(MINE)
    kept.keep(name, answer, new=False)
    with pytest.raises(NoConversation, match="この会話はありません"):
        touch(kept, name, owner)
    assert kept.of(owner) == []
    assert [one.title for one in kept.of(MINE)] == ["第9回の議題は何ですか"]
    assert kept.answers(name, MINE) == (answer,)


def test_what_nobody_started_belongs_to_nobody(assistant: Assistant) -> None:
    assistant.ask("第9回の議題は何ですか", conversation="terminal", today=TODAY)
    assert assistant.conversations.of("") == []
    with pytest.raises(NoConversation):
        assistant.conversations.answers("terminal", "")
    assert len(assistant.conversations.answers("terminal")) == 1


def test_a_conversation_needs_an_owner(kept: Conversations) -> None:
    with pytest.raises(ValueError, match="token"):
        kept.start("")
