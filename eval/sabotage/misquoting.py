"""A chat model that quotes what was not said in these words, for the quote check to catch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from unittest import mock

from chatbot import generate
from chatbot.chat_model import ChatModel, Message
from chatbot.generate import Generative
from chatbot.material import FIRST, LAST
from chatbot.sentences import sentences
from chatbot.settings import Settings

_NUMBER = re.compile(r"^\[(\d+)\] ")
_SPEAKER = re.compile(r"^(?:質問・要望|答弁|記録|発言)　発言者: (.+)$")
_SHORTEST, _LONGEST = 20, 120
_SECONDS = 60.0


class Misquoting:
    """Quotes the first fitting sentence of what it is shown, without its first comma."""

    name = "misquoting"

    def stream(self, messages: Sequence[Message], until: float) -> Iterator[str]:
        """See `chatbot.chat_model.ChatModel`; never late."""
        yield _reply(messages[-1][1])


def asked_of_it() -> AbstractContextManager[object]:
    """Every installation that is opened meanwhile words its answers with this model."""

    def opened(settings: Settings) -> tuple[ChatModel | None, Generative]:
        return None, Generative(Misquoting(), _SECONDS)

    return mock.patch.object(generate, "open_answerer", opened)


def _reply(prompt: str) -> str:
    material = prompt.partition(f"\n{FIRST}\n")[2].partition(f"\n{LAST}")[0]
    number = who = ""
    for line in material.splitlines():
        if head := _NUMBER.match(line):
            number, who = head[1], ""
        elif told := _SPEAKER.match(line):
            who = told[1]
        elif who:
            for start, end in sentences(line):
                text = line[start:end].strip()
                fits = _SHORTEST <= len(text) <= _LONGEST and text.endswith("。")
                if fits and "、" in text and not re.search(r"[「」『』]", text):
                    return f"{who}は「{text.replace('、', '', 1)}」と述べた。[{number}]"
    return "記載なし"
