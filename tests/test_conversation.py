"""Fifteen scripted conversations, by rules and with a chat model, and what a failing one costs."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from conftest import ROOT

from chatbot.assistant import Assistant
from chatbot.conversation import LONGEST, OF_AN_ANSWER, SHOWN
from chatbot.conversations import REMEMBERED, recent
from chatbot.settings import Settings
from chatbot.types import Answer
from ingest import ingest_paths
from tests.model_server import ModelServer
from tests.scripts import GoodReader, Script, flat, scripts, wrong
from tests.supported import unsupported

SCRIPTS = scripts()
# Everything fails, the reading of follow-ups, too; nobody has to wait for any of these.
FAILING = (
    "refused", "html", "half", "empty+nonsense", "no-finish", "uncited+nonsense", "held-back",
    "english+nonsense", "invented-figure+nonsense", "broken", "swapped-speaker+nonsense",
)  # fmt: skip


@pytest.fixture(scope="module")
def minatodai(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Iterator[Assistant]:
    """An installation with the twelve meetings of the fictional council."""
    data = tmp_path_factory.mktemp("minatodai") / "data"
    with Assistant(Settings(data=data, model_dir=model_dir)) as opened:
        report = ingest_paths(opened, sorted((ROOT / "eval" / "corpus").glob("*.txt")))
        assert [document.error for document in report.documents] == [None] * 12
        yield opened


@dataclass(frozen=True)
class Played:
    """What came of a conversation, with and without a chat model."""

    assistant: Assistant
    answers: tuple[Answer, ...]


class Stage:
    """Plays conversations over both installations, each kind only once."""

    def __init__(self, shipped: Assistant, minatodai: Assistant, server: ModelServer) -> None:
        self.server, self.reader = server, GoodReader()
        self.plain = {"shipped": shipped, "minatodai": minatodai}
        self.modelled = {
            name: Assistant(
                one.settings.model_copy(
                    update={"chat_model": "openai:model", "chat_base_url": server.url}
                ),
                embedder=one.embedder,
            )
            for name, one in self.plain.items()
        }
        self._played: dict[tuple[str, str], Played] = {}

    def __call__(self, name: str, kind: str) -> Played:
        """``kind`` is ``"rules"``, ``"model"`` or ``"failing"``."""
        if (name, kind) not in self._played:
            self._played[name, kind] = self._play(SCRIPTS[name], kind)
        return self._played[name, kind]

    def _play(self, script: Script, kind: str) -> Played:
        chosen = self.plain if kind == "rules" else self.modelled
        assistant = chosen[script.minutes]
        self.server.writer = self.reader if kind == "model" else None
        roles = itertools.cycle(FAILING if kind == "failing" else (None,))
        conversation = assistant.conversations.start("somebody's token")
        answers = []
        for turn in script.turns:
            self.reader.turn = turn
            self.server.role = next(roles)
            answers.append(
                assistant.ask(
                    turn.question, conversation=conversation, today=script.today, alone=turn.alone
                )
            )
        return Played(assistant, tuple(answers))


@pytest.fixture(scope="module")
def stage(shipped: Assistant, minatodai: Assistant) -> Iterator[Stage]:
    with ModelServer() as server:
        played = Stage(shipped, minatodai, server)
        yield played
        for assistant in played.modelled.values():
            assistant.library.close()


def is_spoken(answer: Answer) -> bool:
    """Whether an answer rests on speeches alone, so that a model may word it."""
    return answer.status == "answered" and all(cited.part == "text" for cited in answer.citations)


def test_there_are_fifteen_of_three_turns_or_more() -> None:
    assert len(SCRIPTS) >= 15
    assert min(len(script.turns) for script in SCRIPTS.values()) >= 3
    assert {script.minutes for script in SCRIPTS.values()} == {"shipped", "minatodai"}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_conversation_by_rules(stage: Stage, name: str) -> None:
    answers = stage(name, "rules").answers
    found = {a.question: wrong(t, a) for t, a in zip(SCRIPTS[name].turns, answers, strict=True)}
    assert {question: told for question, told in found.items() if told} == {}
    assert {answer.answerer for answer in answers} == {"extractive"}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_conversation_with_a_model(stage: Stage, name: str) -> None:
    played = stage(name, "model")
    for turn, answer in zip(SCRIPTS[name].turns, played.answers, strict=True):
        assert (turn.question, wrong(turn, answer)) == (turn.question, [])
        assert unsupported(played.assistant, answer) == []
        assert answer.answerer == "model" or not is_spoken(answer)


def test_a_model_s_reading_of_a_follow_up_is_taken(stage: Stage) -> None:
    """Where it only uses what was said, and the minutes answer it."""
    asked = [
        (turn.asks, answer.understood.question)
        for name, script in SCRIPTS.items()
        for turn, answer in zip(script.turns, stage(name, "model").answers, strict=True)
        if turn.asks
    ]
    taken = [flat(asks) == flat(understood) for asks, understood in asked]
    assert sum(taken) >= 0.9 * len(taken) >= 30


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_failing_model_costs_only_style(stage: Stage, name: str) -> None:
    """Also in the midst of a conversation: the same text, the same citations, and a note why."""
    failed, own = stage(name, "failing").answers, stage(name, "rules").answers
    for one, other in zip(failed, own, strict=True):
        assert replace(one, id="", elapsed_ms=0, notes=other.notes) == replace(
            other, id="", elapsed_ms=0
        )
        more = [note for note in one.notes if note not in other.notes]
        codes = [note.code for note in more]
        # Of an answer made of entries the model words those that rest on speeches.
        told = is_spoken(other) or (bool(codes) and any(c.part == "text" for c in other.citations))
        assert codes == (["model_failed"] if told else [])
        assert all(note.text.endswith("抜き書きで回答しています。") for note in more)


# -- a conversation that is too long -------------------------------------------------------------


def test_what_is_read_of_a_long_conversation(stage: Stage) -> None:
    answer = stage("01_reason_and_reply", "rules").answers[0]
    history = [replace(answer, id=str(number)) for number in range(REMEMBERED + 5)]
    assert [one.id for one in recent(history)] == [str(5 + at) for at in range(REMEMBERED)]
    assert recent(history[:2]) == tuple(history[:2])


def test_what_a_model_is_shown_of_a_long_conversation(stage: Stage) -> None:
    """The end of it, the beginning of each answer; the same rule as in docs/chat-model.md."""
    assistant = stage.modelled["shipped"]
    stage.server.writer, stage.server.role = None, "refused"
    conversation = assistant.conversations.start("somebody's token")
    today = SCRIPTS["01_reason_and_reply"].today
    asked = [f"第{6 + 3 * (at % 2)}回の挨拶で高野局長は何と言った？{'？' * at}" for at in range(9)]
    for question in asked:
        assistant.ask(question, conversation=conversation, today=today)
    before = len(stage.server.asked("follow_up"))
    assistant.ask("その理由は？", conversation=conversation, today=today)
    (sent,) = stage.server.asked("follow_up")[before:]
    assert len(sent.prompt.history) == SHOWN
    assert sent.prompt.material.count("回答: ") == SHOWN
    told = sent.prompt.material.split("質問: ")[1:]
    whole = [one.text for one in assistant.conversations.answers(conversation)[-SHOWN - 1 : -1]]
    assert max(len(text) for text in whole) > OF_AN_ANSWER
    for shown, text in zip(told, whole, strict=True):
        assert len(shown.partition("回答: ")[2].strip()) <= OF_AN_ANSWER
        assert shown.partition("回答: ")[2].strip()[:40] in text


def test_a_reading_that_is_too_long_is_not_taken(stage: Stage) -> None:
    assistant = stage.modelled["shipped"]
    script = SCRIPTS["01_reason_and_reply"]
    conversation = assistant.conversations.start("somebody's token")
    stage.server.writer, stage.server.role = stage.reader, None
    for turn in script.turns[:2]:
        stage.reader.turn = turn.model_copy(
            update={"asks": turn.asks and f"国立市が{'見送る' * LONGEST}理由"}
        )
        answer = assistant.ask(turn.question, conversation=conversation, today=script.today)
    assert len(answer.understood.question) < LONGEST
    assert wrong(script.turns[1], answer) == []


def test_a_conversation_goes_on_in_another_process(
    stage: Stage, tmp_path: Path, model_dir: Path
) -> None:
    """All that it leans on is in the library."""
    script = SCRIPTS["01_reason_and_reply"]
    data = tmp_path / "data"
    with Assistant(Settings(data=data, model_dir=model_dir)) as one:
        ingest_paths(one, sorted((ROOT / "data" / "minutes").glob("*.txt")))
        conversation = one.conversations.start("somebody's token")
        one.ask(script.turns[0].question, conversation=conversation, today=script.today)
    shutil.copytree(data, tmp_path / "copy")
    with Assistant(Settings(data=tmp_path / "copy", model_dir=model_dir)) as other:
        turn = script.turns[1]
        answer = other.ask(turn.question, conversation=conversation, today=script.today)
        assert wrong(turn, answer) == []
