"""``gijiq chat``: questions and answers, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import uuid4

from chatbot.cli import render, terminal
from chatbot.cli.problems import open_settings
from chatbot.types import Answer, Citation

if TYPE_CHECKING:
    from chatbot.assistant import Assistant

_HELP = "質問を入力してください。/sources N で出典 N の前後を読み、/quit で終わります。"
# How many turns before and after a cited one are shown with it.
_AROUND = 1


def chat() -> int:
    """Ask and answer until /quit, the end of input or Ctrl-C."""
    from chatbot.assistant import open_assistant

    with open_assistant(open_settings()) as assistant:
        try:
            _converse(assistant)
        except (EOFError, KeyboardInterrupt):
            terminal.say()
    return 0


def _converse(assistant: Assistant) -> None:
    prompt = ""
    if terminal.is_interactive():
        with suppress(ImportError):  # not everywhere
            import readline  # noqa: F401  (gives input() line editing and a history)
        prompt = "質問> "
        terminal.say(_HELP, "dim")
    conversation = uuid4().hex
    last: Answer | None = None
    while True:
        given = input(prompt).strip()
        command, _, rest = given.partition(" ")
        if command == "/quit":
            return
        if command == "/sources":
            terminal.say_lines(source_lines(assistant, last, rest.strip()))
        elif given.startswith("/"):
            terminal.say(f"{command} という命令はありません。{_HELP}")
        elif given:
            last = assistant.ask(given, conversation=conversation)
            terminal.say_lines(render.answer_lines(last))
            terminal.say()


def source_lines(assistant: Assistant, last: Answer | None, wanted: str) -> Iterator[render.Line]:
    """A citation of the last answer in its surroundings, or all citations where none is named."""
    from chatbot.dates import parse_number

    held = assistant.documents()
    cited = [
        citation
        for citation in ((*last.citations, *last.related) if last else ())
        if citation.document in held and held[citation.document].version == citation.version
    ]
    if not cited:
        yield "出典のある回答がまだありません。先に質問してください。", ""
        return
    if not wanted:
        yield from render.citation_lines("出典", cited)
        return
    number = parse_number(wanted)
    chosen = next((citation for citation in cited if citation.number == number), None)
    if chosen is None:
        numbers = "、".join(str(citation.number) for citation in cited)
        yield f"出典 {wanted} はありません。あるのは {numbers} です。", ""
    else:
        yield from _surroundings(assistant, chosen)


def _surroundings(assistant: Assistant, cited: Citation) -> Iterator[render.Line]:
    document = assistant.documents().get(cited.document)
    if document is None or document.version != cited.version:
        yield "この文書は、回答の後で差し替えられたか、取り除かれました。", "yellow"
        return
    yield from render.citation_lines(document.title, [cited])
    turns = assistant.library.turns(document)
    at = next((turn.ordinal - 1 for turn in turns if turn.id == cited.turn), None)
    if at is None:  # a citation of the header or the agenda
        yield "", ""
        yield from render.document_lines(document)
        return
    for turn in turns[max(0, at - _AROUND) : at + _AROUND + 1]:
        yield from render.turn_lines(document, turn)
