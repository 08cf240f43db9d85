"""Listening to a chat model: what comes, how it ends, how long it takes, and what is let out."""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeSettings

from chatbot.assistant import Assistant
from chatbot.chat_model import (
    CUT_SHORT,
    HELD_BACK,
    TOO_LATE,
    TOO_LONG,
    ChatModel,
    Hurried,
    ModelFailure,
    whole_reply,
)
from chatbot.material import FIRST, LAST
from chatbot.provider import OPENAI, ChatModelError, _options, open_chat_model, try_out
from chatbot.settings import Settings
from tests.model_server import ModelServer

SECRET = "sk-geheim-0123456789"
ASKED = [("system", "規則"), ("human", "質問\n何か\n\n資料（")]
# A prompt with one exchange, so that every role has something to say.
FULL = [
    (
        "human",
        f"質問\n町田市はいつ始めるか\n\n資料（{FIRST} から {LAST} まで）\n{FIRST}\n\n[1] 会議\n"
        f"発言　発言者: 町田市\n町田市は7月から事業開始予定である。\n\n{LAST}\n\n上の資料だけを",
    )
]


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


def opened(server: ModelServer, role: str, **changes: Any) -> ChatModel:
    chosen = {"chat_model": f"openai:{role}", "chat_base_url": server.url, **changes}
    model = open_chat_model(Settings(**chosen))
    assert model is not None
    return model


def reply(model: ChatModel, seconds: float = 60.0) -> str:
    return whole_reply(model, FULL, time.monotonic() + seconds)


# -- what comes ----------------------------------------------------------------------------------


def test_a_reply_comes_in_pieces(server: ModelServer) -> None:
    pieces = list(opened(server, "correct").stream(FULL, time.monotonic() + 60))
    assert len(pieces) > 3
    assert "".join(pieces) == "町田市は7月から事業開始予定である。[1]"


def test_what_is_sent(server: ModelServer) -> None:
    opened(server, "correct", chat_api_key=SECRET, chat_max_tokens=100)
    before = len(server.requests)
    model = opened(server, "correct", chat_api_key=SECRET, chat_max_tokens=100)
    whole_reply(model, ASKED, time.monotonic() + 60)
    (sent,) = server.requests[before:]
    assert sent.path == "/v1/chat/completions"
    assert sent.headers["authorization"] == f"Bearer {SECRET}"
    assert sent.body["messages"] == [
        {"content": "規則", "role": "system"},
        {"content": "質問\n何か\n\n資料（", "role": "user"},
    ]
    assert (sent.body["model"], sent.body["temperature"], sent.body["stream"]) == (
        "correct",
        0,
        True,
    )
    assert sent.body.get("max_completion_tokens", sent.body.get("max_tokens")) == 100


def test_what_cannot_be_stored_is_left_out(server: ModelServer) -> None:
    text = reply(opened(server, "garbage"))
    assert text.encode("utf-8")
    assert not any(c in text for c in "\x00\x1b")


@pytest.mark.parametrize(
    ("role", "why"),
    [
        ("half", CUT_SHORT),
        ("no-finish", CUT_SHORT),
        ("broken", CUT_SHORT),
        ("cut-off", TOO_LONG),
        ("endless", TOO_LONG),
        ("held-back", HELD_BACK),
        ("busy", "言語モデルが混み合っています（429）。"),
        ("refused", "言語モデルに接続できません（認証エラー 401）。"),
    ],
)
def test_why_there_is_no_reply(server: ModelServer, role: str, why: str) -> None:
    with pytest.raises(ModelFailure) as failure:
        reply(opened(server, role))
    assert str(failure.value) == why


def test_nobody_listens_there() -> None:
    with ModelServer() as gone:
        model = opened(gone, "correct")
    with pytest.raises(ModelFailure, match="言語モデルに接続できません"):
        reply(model)


@pytest.mark.parametrize(("role", "times"), [("error-once", 2), ("busy-once", 2), ("busy", 3)])
def test_who_is_busy_is_asked_again(server: ModelServer, role: str, times: int) -> None:
    before = len(server.requests)
    model = opened(server, role, chat_max_tokens=100 + times)  # a request of its own
    if role == "busy":
        with pytest.raises(ModelFailure):
            reply(model)
    else:
        assert reply(model) == "町田市は7月から事業開始予定である。[1]"
    assert len(server.requests) == before + times


@pytest.mark.parametrize("role", ["refused", "half", "cut-off", "html"])
def test_who_refuses_or_has_begun_is_not(server: ModelServer, role: str) -> None:
    before = len(server.requests)
    with pytest.raises(ModelFailure):
        reply(opened(server, role))
    assert len(server.requests) == before + 1


# -- how long it takes -----------------------------------------------------------------------------


def _threads() -> int:
    """The threads of this process but for the server's own."""
    return sum("process_request" not in thread.name for thread in threading.enumerate())


@pytest.mark.parametrize("role", ["hang", "drip", "chatter"])
def test_hung_requests_leave_nothing_behind(role: str) -> None:
    """A hundred of them, and there are no more threads than after one, and no connections."""
    with ModelServer() as server:
        model = opened(server, role)

        def late(_: int) -> str:
            with pytest.raises(ModelFailure) as failure:
                reply(model, 1.0)
            return str(failure.value)

        assert late(0) == TOO_LATE
        before = _threads()
        with ThreadPoolExecutor(25) as pool:
            assert set(pool.map(late, range(100))) == {TOO_LATE}
        assert _threads() <= before + 2
        assert role == "hang" or _rests(server)  # one that sends nothing does not notice


def test_a_reply_that_nobody_listens_to_any_more_is_given_up() -> None:
    """The connection ends with the listening, long before the reply would."""
    with ModelServer("endless", pause=0.05) as server:
        pieces = opened(server, "endless").stream(FULL, time.monotonic() + 60)
        next(pieces)
        assert (server.busy, server.given_up) == (1, 0)
        del pieces
        assert _rests(server)
        assert server.given_up == 1


def _rests(server: ModelServer) -> bool:
    """Whether a server comes to have no readers any more."""
    for _ in range(600):
        if not server.busy:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("role", ["hang", "drip", "chatter", "busy"])
def test_an_answer_ends_with_the_time_that_is_set(shipped: Assistant, role: str) -> None:
    """A model that hangs would never let this test end."""
    with ModelServer(role) as server:
        chosen = {"chat_model": "openai:m", "chat_base_url": server.url, "chat_timeout": 3.0}
        assistant = Assistant(shipped.settings.model_copy(update=chosen), embedder=shipped.embedder)
        assistant.ask("カレーの作り方")  # opens indexes and model
        conversation = assistant.conversations.start("token")
        for question in ("国立市は令和8年度どうする方針か", "その理由は？"):
            answer = assistant.ask(question, conversation=conversation, today=date(2026, 6, 15))
            assert answer.answerer == "extractive"
        assistant.library.close()


def test_a_hurried_model_has_no_more_than_its_share(server: ModelServer) -> None:
    model = Hurried(opened(server, "hang"), 0.5)
    assert model.name == "hang"
    with pytest.raises(ModelFailure, match="時間内"):
        reply(model, 60.0)


# -- opening ---------------------------------------------------------------------------------------


def test_no_model_is_set() -> None:
    assert open_chat_model(Settings()) is None
    try_out(Settings(), 1.0)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"chat_model": "gpt"}, "provider:NAME の形ではありません"),
        ({"chat_model": "openai:"}, "provider:NAME の形ではありません"),
        ({"chat_model": ":m"}, "provider:NAME の形ではありません"),
        ({"chat_model": "openai:m"}, "鍵がありません"),
        ({"chat_model": "azure_openai:m", "chat_base_url": "http://h:1"}, "鍵がありません"),
        ({"chat_model": "nonesuch:m"}, "設定 chat_model「nonesuch:m」を開けません"),
        ({"chat_model": "anthropic:m"}, "pip install langchain-anthropic で"),
    ],
)
def test_what_cannot_be_opened(chosen: dict[str, Any], said: str) -> None:
    with pytest.raises(ChatModelError, match=said):
        open_chat_model(Settings(**chosen))


@pytest.mark.parametrize(
    ("provider", "chosen", "expected"),
    [
        ("openai", {"chat_api_key": "k"}, {"base_url": OPENAI, "api_key": "k"}),
        (
            "openai",
            {"chat_base_url": "http://h:8000/v1"},
            {"base_url": "http://h:8000/v1", "api_key": "none"},
        ),
        (
            "azure_openai",
            {"chat_base_url": "https://r.openai.azure.com", "chat_api_key": "k"},
            {
                "azure_endpoint": "https://r.openai.azure.com",
                "api_key": "k",
                "api_version": "2024-10-21",
            },
        ),
    ],
)
def test_what_the_settings_are_called(
    provider: str, chosen: dict[str, Any], expected: dict[str, Any]
) -> None:
    settings = Settings(**chosen, chat_timeout=7, chat_max_tokens=99)
    common = {"temperature": 0, "timeout": 7.0, "max_tokens": 99, "max_retries": 0}
    assert _options(provider, settings) == common | expected


@pytest.mark.parametrize(
    ("chosen", "client"),
    [
        ({}, {"timeout": 7.0}),
        ({"chat_api_key": "k"}, {"timeout": 7.0, "headers": {"Authorization": "Bearer k"}}),
    ],
)
def test_what_ollama_calls_them(chosen: dict[str, Any], client: dict[str, Any]) -> None:
    settings = Settings(
        **chosen, chat_base_url="http://h:11434", chat_timeout=7, chat_max_tokens=99
    )
    assert _options("ollama", settings) == {
        "temperature": 0,
        "base_url": "http://h:11434",
        "num_predict": 99,
        "client_kwargs": client,
    }


def test_azure_is_asked_by_deployment(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_VERSION", "2030-01-01")
    model = open_chat_model(
        Settings(chat_model="azure_openai:correct", chat_base_url=server.root, chat_api_key=SECRET)
    )
    assert model is not None
    assert reply(model) == "町田市は7月から事業開始予定である。[1]"
    sent = server.requests[-1]
    path, _, query = sent.path.partition("?")
    assert path == "/openai/deployments/correct/chat/completions"
    assert query == "api-version=2030-01-01"
    assert sent.headers["api-key"] == SECRET


@pytest.mark.parametrize(
    ("role", "why"),
    [("correct", ""), ("half", CUT_SHORT), ("busy", "混み合って"), ("hang", TOO_LATE)],
)
def test_ollama_over_its_own_protocol(server: ModelServer, role: str, why: str) -> None:
    model = open_chat_model(Settings(chat_model=f"ollama:{role}", chat_base_url=server.root))
    assert model is not None
    if not why:
        assert reply(model) == "町田市は7月から事業開始予定である。[1]"
        sent = server.requests[-1]
        assert sent.path == "/api/chat"
        assert sent.body["options"]["num_predict"] == 1_000
        assert sent.body["options"]["temperature"] == 0
        return
    with pytest.raises(ModelFailure, match=why):
        reply(model, 2.0 if role == "hang" else 60.0)


@pytest.mark.parametrize("role", ["correct", "empty", "endless", "cut-off"])
def test_a_trial_of_one_that_answers(server: ModelServer, role: str) -> None:
    before = len(server.requests)
    try_out(Settings(chat_model=f"openai:{role}", chat_base_url=server.url), 60.0)
    assert len(server.requests) == before + 1


@pytest.mark.parametrize("role", ["refused", "hang"])
def test_a_trial_of_one_that_does_not(server: ModelServer, role: str) -> None:
    with pytest.raises(ModelFailure):
        try_out(Settings(chat_model=f"openai:{role}", chat_base_url=server.url), 1.0)


# -- what is let out -------------------------------------------------------------------------------


def test_nothing_goes_where_other_programs_variables_point(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither another program's key nor its tracing, nor its address."""
    with ModelServer() as other:
        for name, value in {
            "OPENAI_API_KEY": SECRET,
            "OPENAI_BASE_URL": other.url,
            "OPENAI_API_BASE": other.url,
            "LANGSMITH_TRACING": "true",
            "LANGCHAIN_TRACING_V2": "true",
            "LANGSMITH_API_KEY": SECRET,
            "LANGSMITH_ENDPOINT": other.root,
            "LANGSMITH_GATEWAY": other.root,
        }.items():
            monkeypatch.setenv(name, value)
        before = len(server.requests)
        assert reply(opened(server, "correct"))
        assert not other.requests
        assert not other.strange
    assert SECRET not in str([request.headers for request in server.requests[before:]])


def test_the_key_is_nowhere_to_be_read(
    settings: MakeSettings,
    pristine: Path,
    tmp_path: Path,
    server: ModelServer,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Not in the settings as shown, the answer, the log, or anything that is stored."""
    shutil.copytree(pristine, tmp_path / "data")
    chosen = settings(chat_model="openai:refused", chat_base_url=server.url, chat_api_key=SECRET)
    assert SECRET not in f"{chosen!r} {chosen} {chosen.model_dump()} {chosen.model_dump_json()}"
    with caplog.at_level(logging.DEBUG), Assistant(chosen) as assistant:
        answer = assistant.ask("町田市の事業開始はいつか")
        trace = assistant.library.trace(answer.id)
    assert server.requests[-1].headers["authorization"] == f"Bearer {SECRET}"
    said = capsys.readouterr()
    assert SECRET not in f"{answer} {trace} {said.out} {said.err}"
    assert SECRET not in caplog.text
    for file in (tmp_path / "data").rglob("*"):
        assert file.is_dir() or SECRET.encode() not in file.read_bytes(), file


def test_a_provider_that_quotes_the_key_is_not_quoted() -> None:
    chosen = Settings(chat_model="nonesuch" + SECRET + ":m", chat_api_key=SECRET)
    with pytest.raises(ChatModelError) as problem:
        open_chat_model(chosen)
    assert SECRET not in str(problem.value).partition("（")[2]
