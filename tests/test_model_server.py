"""The server that plays chat models: what it makes of a prompt, and both its protocols."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest

from chatbot.material import FIRST, LAST
from prompts import render
from tests.model_roles import INVENTED_FIGURE, STRANGER, WRITERS, read_prompt, written
from tests.model_server import ROLES, ModelServer

MATERIAL = f"""{FIRST}

[1] 第1回 会議
開催日: 令和8年6月10日（2026-06-10）
議題: 1 備え
質問・要望　発言者: 山田委員
備蓄は何日分あるか。

答弁　発言者: 佐藤課長
備蓄は3日分である。また、増やすことを検討する。

[2] 第2回 会議
発言　発言者: 鈴木委員
避難所の鍵は町会が預かっている。

{LAST}"""
TRUE, ALSO_TRUE = (
    "佐藤課長は、増やすことを検討すると述べた。",
    "山田委員は、備蓄は何日分あるかと述べた。",
)
DELIMITERS = {"first": FIRST, "last": LAST}
ANSWER = render("answer", question="増やすことは検討されるか", evidence=MATERIAL, **DELIMITERS)


def _post(address: str, body: dict[str, Any]) -> str:
    request = urllib.request.Request(address, json.dumps(body).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=60) as response:
        return str(response.read().decode())


def test_a_prompt_is_read() -> None:
    prompt = read_prompt(ANSWER)
    assert (prompt.task, prompt.question) == ("answer", "増やすことは検討されるか")
    assert [(s.number, s.speaker, s.text) for s in prompt.said] == [
        (1, "佐藤課長", "また、増やすことを検討する。"),
        (1, "山田委員", "備蓄は何日分あるか。"),
        (1, "佐藤課長", "備蓄は3日分である。"),
        (2, "鈴木委員", "避難所の鍵は町会が預かっている。"),
    ]
    repair = render(
        "repair", question="何か", evidence=MATERIAL, sentence="x", reasons="-", **DELIMITERS
    )
    assert (read_prompt(repair).task, read_prompt(repair).question) == ("repair", "何か")
    history = f"{FIRST}\n質問: 備蓄は何日分か\n回答: 3日分である。\n{LAST}"
    follow = read_prompt(
        render("follow_up", question="その理由は？", history=history, **DELIMITERS)
    )
    assert (follow.task, follow.question, follow.history) == (
        "follow_up", "その理由は？", ("備蓄は何日分か",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("correct", f"{TRUE}[1]\n{ALSO_TRUE}[1]"),
        ("uncited", f"{TRUE}\n{ALSO_TRUE}"),
        ("marks-first", f"{TRUE[:-1]}[1]。\n{ALSO_TRUE[:-1]}[1]。"),
        ("quoting", "佐藤課長は「また、増やすことを検討する。」と述べた。[1]"),
        ("invented-figure", f"{TRUE[:6]}{INVENTED_FIGURE}の予算で{TRUE[6:]}[1]"),
        ("swapped-speaker", "山田委員は、増やすことを検討すると述べた。[1]"),
        ("flipped-negation", "佐藤課長は、増やすことを検討しないと述べた。[1]"),
        ("raised-commitment", "佐藤課長は、増やすことを実施したと述べた。[1]"),
        ("empty", ""),
        ("declines", "記載なし"),
    ],
)  # fmt: skip
def test_what_a_role_writes(role: str, text: str) -> None:
    assert written(role, read_prompt(ANSWER)) == text


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_something_to_say_to_any_prompt(role: str) -> None:
    alone = ANSWER.replace("山田委員", "佐藤課長").replace("鈴木委員", "佐藤課長")
    for text in (ANSWER, alone, "1", "", render("answer_system")):
        assert isinstance(written(role, read_prompt(text)), str)
    assert (STRANGER in written("swapped-speaker", read_prompt(alone))) is True


def test_the_long_one_is_long() -> None:
    assert len(written("endless", read_prompt(ANSWER))) >= 20_000


def test_openai_whole_and_in_pieces() -> None:
    body = {"model": "correct", "messages": [{"role": "user", "content": ANSWER}]}
    with ModelServer() as server:
        whole = json.loads(_post(f"{server.url}/chat/completions", body))
        lines = _post(f"{server.url}/chat/completions", body | {"stream": True}).split("\n\n")
    said = WRITERS["correct"](read_prompt(ANSWER))
    assert whole["choices"][0]["message"] == {"role": "assistant", "content": said}
    assert whole["choices"][0]["finish_reason"] == "stop"
    assert lines[-2:] == ["data: [DONE]", ""]
    chunks = [json.loads(line.removeprefix("data: "))["choices"][0] for line in lines[:-2]]
    assert "".join(chunk["delta"]["content"] for chunk in chunks) == said
    assert [chunk["finish_reason"] for chunk in chunks[-2:]] == [None, "stop"]


def test_ollama_whole_and_in_pieces() -> None:
    body = {"model": "correct", "messages": [{"role": "user", "content": ANSWER}]}
    with ModelServer() as server:
        whole = json.loads(_post(f"{server.root}/api/chat", body | {"stream": False}))
        lines = _post(f"{server.root}/api/chat", body).splitlines()
    said = WRITERS["correct"](read_prompt(ANSWER))
    assert (whole["message"]["content"], whole["done"]) == (said, True)
    assert "".join(json.loads(line)["message"]["content"] for line in lines) == said
    assert json.loads(lines[-1])["done_reason"] == "stop"


def test_requests_are_kept() -> None:
    body = {"model": "x", "messages": [{"role": "user", "content": ANSWER}]}
    with ModelServer("declines") as server:
        assert (
            "記載なし"
            in json.loads(_post(f"{server.url}/chat/completions", body))["choices"][0][
                "message"
            ].values()
        )
    assert [request.body for request in server.requests] == [body]
    assert len(server.asked("answer")) == 1
