"""Answers worded by chat models of every kind, over real HTTP and through ``init_chat_model``.

Whatever a model does, an answer holds supported sentences only, or it is the extractive one and
says why.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeSettings

from chatbot.answer import Extractive
from chatbot.assistant import Assistant
from chatbot.generate import Unavailable, open_answerer
from chatbot.types import Answer
from tests.model_roles import INVENTED_FIGURE, INVENTED_NAME, WRITERS
from tests.model_server import FAULTS, ModelServer
from tests.supported import LIKE_A_MARK, faults

TODAY = date(2026, 6, 15)
FIXTURES = Path(__file__).parent / "fixtures" / "answers"
QUESTIONS = [
    line
    for line in (FIXTURES / "questions.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
# Answered out of speeches, so that a model has something to word.
SPOKEN = (
    "国立市は令和8年度どうする方針か",
    "町田市の事業開始はいつか",
    "補助率が10/10なのに成果が低いのはなぜかと聞かれ、都はどう答えたか",
)
ANOTHER = "補助率はいくつか"
CONSIDERED = "ブラッシュアップの要望に都はどう応じたか"

UNCITED = "資料の番号が正しく付いていませんでした"
UNSUPPORTED = "裏付けられるものがありませんでした"
# What the note says of each role that has nothing to stand on.
FALLEN = {
    "uncited": UNCITED,
    "wrong-marks": UNCITED,
    "wrong-full-width-marks": UNCITED,
    "invented-figure": UNSUPPORTED,
    "invented-name": UNSUPPORTED,
    "swapped-speaker": UNSUPPORTED,
    "flipped-negation": UNSUPPORTED,
    "empty": "答えを書きませんでした",
    "english": "日本語で答えませんでした",
    "declines": "資料に答えがないと述べました",
    "endless": "長すぎました",
    "cut-off": "長すぎました",
    "held-back": "提供元が返答を途中で止めました",
    "busy": "混み合っています（429）",
    "refused": "認証エラー 401",
    "hang": "時間内に返答しませんでした",
    "drip": "時間内に返答しませんでした",
    "chatter": "時間内に返答しませんでした",
    "half": "途中で切れました",
    "no-finish": "途中で切れました",
    "broken": "途中で切れました",
    "html": "返答を読めません",
    "gone": "接続できません",
}
WORDED = (
    "correct", "quoting", "full-width-marks", "marks-first", "repaired", "obeys", "error-once",
    "busy-once",
)  # fmt: skip
# Something is dropped, and something is left.
PARTLY = ("decorated", "mixed", "garbage")
# Where nothing comes nobody should wait for long.
SILENT = ("hang", "drip", "chatter")
QUICK = (
    "empty", "refused", "english", "uncited", "half", "html", "no-finish", "cut-off", "held-back",
    "declines", "wrong-marks", "endless", "broken",
)  # fmt: skip


@dataclass(frozen=True)
class Run:
    """One question asked with a model of some role: what came, was kept and could be seen."""

    answer: Answer
    trace: dict[str, Any]
    watching: Watching


class Watching:
    """Keeps what a reader would see: the sentences since writing last began."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.seen: list[str] = []

    def begin(self) -> None:
        self.seen = []

    def sentence(self, text: str) -> None:
        self.told.append(text)
        self.seen.append(text)


class Asking:
    """The shipped minutes with a chat model whose role changes; the same is asked only once."""

    def __init__(self, shipped: Assistant, server: ModelServer) -> None:
        self.server = server
        self.patient = over(shipped, server)
        self.hurried = over(shipped, server, chat_timeout=1.5)
        self._shipped = shipped
        self._runs: dict[tuple[str, str], Run] = {}
        self._own: dict[str, Answer] = {}

    def __call__(self, role: str, question: str = SPOKEN[0]) -> Run:
        if (role, question) not in self._runs:
            self.server.role = role
            assistant = self.hurried if role in SILENT else self.patient
            watching = Watching()
            answer = assistant.ask(question, today=TODAY, watch=watching)
            trace = json.loads(assistant.library.trace(answer.id) or "{}")
            self._runs[role, question] = Run(answer, trace, watching)
        return self._runs[role, question]

    def own(self, question: str) -> Answer:
        """What is answered without a model."""
        if question not in self._own:
            self._own[question] = self._shipped.ask(question, today=TODAY)
        return self._own[question]


def over(installation: Assistant, server: ModelServer, **changes: Any) -> Assistant:
    """An installation's folder and loaded embedding model, with a chat model."""
    chosen = {"chat_model": "openai:model", "chat_base_url": server.url, **changes}
    return Assistant(
        installation.settings.model_copy(update=chosen), embedder=installation.embedder
    )


@pytest.fixture(scope="module")
def asked(shipped: Assistant) -> Iterator[Asking]:
    with ModelServer() as server:
        asking = Asking(shipped, server)
        yield asking
        asking.patient.library.close()
        asking.hurried.library.close()


def same_but_for_notes(one: Answer, other: Answer) -> bool:
    def plain(answer: Answer) -> Answer:
        return replace(answer, id="", elapsed_ms=0, notes=())

    return plain(one) == plain(other)


# -- the roles ---------------------------------------------------------------------------------


def test_every_role_is_tested() -> None:
    assert {*FALLEN, *WORDED, *PARTLY, "raised-commitment"} == {*WRITERS, *FAULTS}


@pytest.mark.parametrize("role", [*WRITERS, *FAULTS])
def test_nothing_unsupported_or_a_note_that_says_why(
    asked: Asking, shipped: Assistant, role: str
) -> None:
    for question in SPOKEN if role in WRITERS else SPOKEN[:1]:
        answer = asked(role, question).answer
        assert answer.status == "answered"
        assert INVENTED_FIGURE not in answer.text
        assert INVENTED_NAME not in answer.text
        failures = [note.text for note in answer.notes if note.code == "model_failed"]
        if answer.answerer == "model":
            assert (faults(shipped, answer), failures) == ([], [])
        else:
            assert same_but_for_notes(answer, asked.own(question))
            assert len(failures) == 1
            assert failures[0].endswith("議事要旨からの抜き書きで回答しています。")


@pytest.mark.parametrize("role", FALLEN)
def test_what_the_note_says(asked: Asking, role: str) -> None:
    answer = asked(role).answer
    assert answer.answerer == "extractive"
    assert [note.code for note in answer.notes] == ["model_failed"]
    assert FALLEN[role] in answer.notes[0].text


@pytest.mark.parametrize("role", WORDED)
def test_a_model_that_does_well_words_the_answer(asked: Asking, role: str) -> None:
    answer = asked(role).answer
    assert (answer.answerer, answer.notes) == ("model", ())
    assert "見送る方向で考えている" in answer.text


@pytest.mark.parametrize("role", PARTLY)
def test_what_is_dropped_is_said(asked: Asking, role: str) -> None:
    answer = asked(role).answer
    assert answer.answerer == "model"
    assert [note.code for note in answer.notes] == ["sentence_dropped"]
    assert "文は、議事要旨で裏付けられないため除きました" in answer.notes[0].text


def test_what_is_considered_is_not_done(asked: Asking) -> None:
    run = asked("raised-commitment", CONSIDERED)
    assert "実施した" in run.trace["replies"][0]
    assert run.answer.answerer == "extractive"
    assert UNSUPPORTED in run.answer.notes[0].text


def test_a_sentence_is_repaired_once_with_its_reasons(asked: Asking) -> None:
    repairs = {}
    for role in ("repaired", "invented-figure"):
        before = len(asked.server.asked("repair"))
        repaired = asked(role, ANOTHER).answer
        repairs[role] = asked.server.asked("repair")[before:]
        assert (repaired.answerer == "model") == (role == "repaired")
    assert [len(sent) for sent in repairs.values()] == [1, 1]
    sent = repairs["repaired"][0].body["messages"][-1]["content"]
    assert f"「{INVENTED_FIGURE}」という数値・日付が根拠の発言にありません。" in sent


def test_a_good_model_words_most_answers(asked: Asking, shipped: Assistant) -> None:
    answers = [asked("correct", question).answer for question in QUESTIONS[:28:2]]
    spoken = [answer for answer in answers if is_spoken(asked.own(answer.question))]
    told = [answer for answer in spoken if answer.answerer == "model"]
    assert [fault for answer in told for fault in faults(shipped, answer)] == []
    assert len(told) >= 0.8 * len(spoken) >= 8


def test_two_runs_are_the_same(asked: Asking) -> None:
    one = asked("correct").answer
    asked.server.role = "correct"
    other = asked.patient.ask(one.question, today=TODAY)
    assert replace(one, id="", elapsed_ms=0) == replace(other, id="", elapsed_ms=0)


# -- a model that fails costs nothing but style ------------------------------------------------


def is_spoken(answer: Answer) -> bool:
    """Whether an answer rests on speeches, so that a model may word it."""
    return answer.status == "answered" and all(cited.part == "text" for cited in answer.citations)


def test_a_failing_model_costs_only_style(asked: Asking) -> None:
    worded = 0
    for question, role in zip(QUESTIONS[:28], itertools.cycle(QUICK), strict=False):
        failed, own = asked(role, question).answer, asked.own(question)
        assert same_but_for_notes(failed, own)
        codes = [note.code for note in failed.notes if note not in own.notes]
        assert codes == (["model_failed"] if is_spoken(own) else [])
        worded += is_spoken(own)
    assert worded >= 20


@pytest.mark.parametrize(
    "question", ["第9回の議題は何ですか", "第9回の総括の内容は", "カレーの作り方"]
)
def test_a_model_is_asked_only_for_what_was_said(asked: Asking, question: str) -> None:
    before = len(asked.server.requests)
    answer = asked("correct", question).answer
    assert len(asked.server.requests) == before
    assert answer.answerer == "extractive"
    assert replace(answer, id="", elapsed_ms=0) == replace(asked.own(question), id="", elapsed_ms=0)


@pytest.mark.parametrize(
    ("chat_model", "said"),
    [
        ("nonesuch:model", "を開けません"),
        ("anthropic:model", "pip install langchain-anthropic"),
        ("model", "を開けません"),
    ],
)
def test_a_provider_that_cannot_be_had_costs_only_style(
    asked: Asking, shipped: Assistant, chat_model: str, said: str
) -> None:
    assistant = over(shipped, asked.server, chat_model=chat_model)
    answer = assistant.ask(SPOKEN[0], today=TODAY)
    assert same_but_for_notes(answer, asked.own(SPOKEN[0]))
    assert [note.code for note in answer.notes] == ["model_failed"]
    assert said in answer.notes[0].text
    assert assistant.ask("カレーの作り方", today=TODAY).notes == ()
    assistant.library.close()


def test_no_model_is_no_failure(settings: MakeSettings) -> None:
    model, answerer = open_answerer(settings())
    assert (model, type(answerer)) == (None, Extractive)
    model, answerer = open_answerer(settings(chat_model="openai:m"))  # without a key
    assert (model, type(answerer)) == (None, Unavailable)


# -- what is kept, and what is seen ------------------------------------------------------------


def test_the_receipt_keeps_how_it_came_about(asked: Asking) -> None:
    before = len(asked.server.requests)
    trace = asked("mixed", ANOTHER).trace
    first = asked.server.requests[before]
    roles = {"system": "system", "user": "human"}
    sent = "\n".join(f"{roles[m['role']]}\n{m['content']}" for m in first.body["messages"])
    assert (trace["model"], trace["failure"]) == ("model", "")
    assert trace["prompt"] == sha256(sent.encode()).hexdigest()
    reply, repair = trace["replies"]
    assert reply.splitlines()[1] == repair
    assert INVENTED_FIGURE in repair
    verdicts = [(one["supported"], one["repaired"]) for one in trace["verdicts"]]
    assert verdicts == [(True, False), (False, False), (False, True)]
    assert [bool(one["reasons"]) for one in trace["verdicts"]] == [False, True, True]


def test_the_receipt_keeps_what_came_of_half_a_reply(asked: Asking) -> None:
    trace = asked("half").trace
    assert "令和7年度" in trace["replies"][0]
    assert trace["failure"] == "言語モデルの返答が途中で切れました。"


def test_without_a_model_nothing_more_is_kept(asked: Asking, shipped: Assistant) -> None:
    assert shipped.library.trace(asked.own(SPOKEN[0]).id) is None


@pytest.mark.parametrize("role", [*WRITERS, *FAULTS])
def test_only_checked_sentences_are_seen(asked: Asking, role: str) -> None:
    run = asked(role)
    supported = {one["sentence"] for one in run.trace["verdicts"] if one["supported"]}
    assert set(run.watching.told) <= supported
    final = {LIKE_A_MARK.sub("", sentence.text) for sentence in run.answer.sentences}
    assert set(run.watching.seen) <= (final if run.answer.answerer == "model" else set())


def test_a_sentence_is_seen_before_the_reply_ends(shipped: Assistant) -> None:
    """The server holds the rest of its reply back until the first sentence was seen."""
    gate = threading.Event()

    class Opening(Watching):
        def sentence(self, text: str) -> None:
            super().sentence(text)
            gate.set()

    with ModelServer("correct", gate=gate) as server:
        assistant = over(shipped, server)
        watching = Opening()
        answer = assistant.ask(SPOKEN[0], today=TODAY, watch=watching)
        assistant.library.close()
    assert gate.is_set()
    assert (answer.answerer, len(watching.seen)) == ("model", 2)


# -- follow-ups ----------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["resolved", "nonsense", "new-name"])
def test_a_follow_up_brings_in_nothing_new(asked: Asking, shipped: Assistant, how: str) -> None:
    asked.server.role = f"correct+{how}"
    conversation = asked.patient.conversations.start("somebody's token")
    asked.patient.ask(SPOKEN[0], conversation=conversation, today=TODAY)
    before = len(asked.server.asked("follow_up"))
    answer = asked.patient.ask("その理由は？", conversation=conversation, today=TODAY)
    assert len(asked.server.asked("follow_up")) == before + 1
    assert INVENTED_NAME not in answer.understood.question
    assert "承知" not in answer.understood.question
    assert "国立市" in answer.understood.question
    if answer.answerer == "model":
        assert faults(shipped, answer) == []
