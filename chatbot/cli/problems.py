"""Which exceptions are expected, and the one line that each becomes."""

from __future__ import annotations

import errno
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError

    from chatbot.settings import Settings


class Refusal(Exception):
    """A command cannot do what was asked; the message says why and what to do."""

    code = 1


class WrongUse(Refusal):
    """The command line itself is wrong."""

    code = 2


def expected() -> tuple[type[Exception], ...]:
    """The exceptions whose message is for the user, and OSError and those of SQLAlchemy.

    Called only once something was raised: it imports their owners.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from chatbot.database import LibraryError
    from chatbot.embed import EmbeddingError
    from chatbot.lock import LibraryBusy
    from chatbot.vector_index import IndexMismatch
    from ingest.bundled_model import ModelPreparationError
    from ingest.layouts import LayoutError
    from ingest.read import ReadError

    speaking = (LibraryBusy, EmbeddingError, IndexMismatch, LibraryError)
    ingesting = (ModelPreparationError, LayoutError, ReadError)
    # Chroma is heavy: where it was not imported, none of its exceptions was raised.
    vectors = (
        (sys.modules["chromadb.errors"].ChromaError,) if "chromadb.errors" in sys.modules else ()
    )
    return (Refusal, *speaking, *ingesting, *vectors, SQLAlchemyError, OSError)


# Which extra of this package brings a part that is imported only where a setting asks for it.
_EXTRAS = {
    "psycopg": "postgresql",
    "psycopg2": "postgresql",
    "langchain_openai": "openai",
    "langchain_ollama": "ollama",
    "langchain_chroma": "bench",
    "langchain_huggingface": "bench",
    "langchain_text_splitters": "bench",
}


def missing_part(problem: ModuleNotFoundError) -> str | None:
    """One line about an optional part that is not installed; ``None`` for any other module."""
    name = (problem.name or "").partition(".")[0]
    extra = _EXTRAS.get(name)
    if extra is None:
        return None
    return f"{name} が入っていません。pip install 'gijiq[{extra}]' で入れてください。"


def explain(problem: Exception) -> str:
    """One line about an expected exception."""
    from sqlalchemy.exc import SQLAlchemyError

    if isinstance(problem, OSError):
        return explain_os(problem)
    if isinstance(problem, SQLAlchemyError):
        cause = getattr(problem, "orig", None) or problem
        return (
            f"ライブラリ（データベース）を使えません: {cause}。"
            "設定 data と database_url、フォルダーの権限と空き容量を確かめてください。"
        )
    if type(problem).__module__ == "chromadb.errors":
        return (
            f"ベクトル索引を使えません: {problem}。データフォルダーの chroma を別の場所へ移し、"
            "gijiq rebuild で作り直してください（文書は失われません）。"
        )
    return str(problem)


_REFUSED = {
    errno.EACCES: "権限がありません。アクセス権か設定 data を確かめてください",
    errno.EPERM: "権限がありません。アクセス権か設定 data を確かめてください",
    errno.EROFS: "読み取り専用の場所です。設定 data で書ける場所を指定してください",
    errno.ENOSPC: "空き容量がありません。空けてからもう一度実行してください",
    errno.EEXIST: "フォルダーではなくファイルがあります。設定 data を確かめてください",
    errno.ENOTDIR: "フォルダーではありません。設定 data を確かめてください",
    errno.ENOENT: "ありません。場所を確かめてください",
}


def explain_os(problem: OSError) -> str:
    """One line about what the operating system refused."""
    where = f"{problem.filename}: " if problem.filename else ""
    known = _REFUSED.get(problem.errno or 0)
    why = known or f"{problem.strerror or problem}。場所と空き容量を確かめてください"
    return f"{where}{why}。"


def open_settings() -> Settings:
    """The settings of this installation; a mistake in them is a `Refusal` that names the key."""
    from tomllib import TOMLDecodeError

    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from chatbot.settings import Settings

    try:
        return Settings()
    except ValidationError as problem:
        raise Refusal(_about_settings(problem)) from problem
    except SettingsError as problem:
        raise Refusal(f"設定を読めません: {problem}") from problem
    except (TOMLDecodeError, UnicodeDecodeError) as problem:
        where = Path("gijiq.toml").resolve()
        raise Refusal(f"{where} は TOML として読めません: {problem}") from problem


# What pydantic's kinds of errors ask for; the others keep their message.
_RULES = {
    "int_parsing": "整数を指定してください",
    "int_type": "整数を指定してください",
    "int_from_float": "整数を指定してください",
    "greater_than_equal": "{ge} 以上を指定してください",
    "less_than_equal": "{le} 以下を指定してください",
    "string_type": "文字列を指定してください",
    "path_type": "フォルダーを文字列で指定してください",
}


def _about_settings(problem: ValidationError) -> str:
    from chatbot.settings import Settings

    allowed = "、".join(Settings.model_fields)
    told = []
    for error in problem.errors(include_url=False):
        key = ".".join(str(part) for part in error["loc"])
        if error["type"] == "extra_forbidden":
            told.append(f"設定 {key} はありません（gijiq.toml）。あるのは {allowed} です")
        else:
            rule = _RULES.get(error["type"], error["msg"]).format(**error.get("ctx", {}))
            where = f"GIJIQ_{key.upper()} か gijiq.toml"
            told.append(f"設定 {key}（{where}）が {_shown(key, error['input'])} です。{rule}")
    return "。".join(told) + "。"


def _shown(key: str, value: object) -> str:
    """A value as a message may show it: no key, and no password in an address."""
    if key == "chat_api_key":
        return "正しくない値"
    return re.sub(r"//[^/@]*@", "//…@", repr(value))
