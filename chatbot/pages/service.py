"""The assistant behind the page, and its failures in words.

One assistant serves all browsers of a process; what a reader asked and chose lies in that reader's
own session and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st
from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.exc import SQLAlchemyError

from chatbot.answer import Watch
from chatbot.assistant import Assistant, open_assistant
from chatbot.database import LibraryError
from chatbot.embed import EmbeddingError
from chatbot.lock import LibraryBusy
from chatbot.settings import Settings
from chatbot.types import Answer, Citation, Document, Filters
from chatbot.vector_index import IndexMismatch

# What can go wrong in an installation; anything else is a defect and is not hidden.
EXPECTED = (
    EmbeddingError,
    IndexMismatch,
    LibraryBusy,
    LibraryError,
    OSError,
    SettingsError,
    SQLAlchemyError,
    ValidationError,
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came back: an answer, or the sentence that says why there is none.

    One that still waits has neither. ``filters`` and ``alone`` are how it is to be asked.
    """

    question: str
    answer: Answer | None = None
    problem: str = ""
    filters: Filters | None = None
    alone: bool = False

    @property
    def waits(self) -> bool:
        """Whether it has not been answered yet."""
        return self.answer is None and not self.problem


def assistant() -> Assistant:
    """The assistant of this installation, opened once per process.

    Raises one of `EXPECTED`.
    """
    return _opened(Settings())


def _whole(settings: Settings) -> str:
    """All that tells one installation from another, the key included: a dump leaves it out."""
    key = settings.chat_api_key
    return f"{settings.model_dump_json()}{key.get_secret_value() if key else ''}"


@st.cache_resource(show_spinner="準備しています…", hash_funcs={Settings: _whole})
def _opened(settings: Settings) -> Assistant:
    return open_assistant(settings)


def ask(waiting: Exchange, conversation: str, watch: Watch) -> Exchange:
    """Ask what waits; an expected failure becomes a sentence."""
    try:
        answer = assistant().ask(
            waiting.question,
            filters=waiting.filters,
            conversation=conversation,
            alone=waiting.alone,
            watch=watch,
        )
    except EXPECTED as problem:
        return replace(waiting, problem=explain(problem))
    return replace(waiting, answer=answer)


def explain(problem: Exception) -> str:
    """One plain sentence on what is wrong and what to do."""
    if isinstance(problem, ValidationError):
        names = "、".join(".".join(map(str, error["loc"])) for error in problem.errors())
        return f"設定に誤りがあります（{names}）。gijiq.toml と環境変数 GIJIQ_* を直してください。"
    if isinstance(problem, SettingsError):
        return "設定を読めません。gijiq.toml と環境変数 GIJIQ_* を直してください。"
    if isinstance(problem, SQLAlchemyError):
        return (
            "議事録の保管場所を開けません。ほかの処理が終わってからもう一度お試しください。"
            "続くときは gijiq doctor を実行してください。"
        )
    if isinstance(problem, OSError):
        where = f"（{problem.filename}）" if problem.filename else ""
        return f"必要なファイルを読み書きできません{where}。保管場所とその権限を確かめてください。"
    return str(problem)


def is_current(documents: dict[str, Document], citations: tuple[Citation, ...]) -> bool:
    """Whether everything cited is still published in the version that was cited."""
    return all(
        cited.document in documents and documents[cited.document].version == cited.version
        for cited in citations
    )
