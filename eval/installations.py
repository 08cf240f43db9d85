"""An installation for each corpus that golden questions are asked of; never the user's own.

Minutes are read in once and kept under ``var/eval``, named after what they come from: the files
and everything that decides how they are stored. A run works on copies, which it may write to.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from chatbot.assistant import Assistant
from chatbot.settings import Settings
from eval.golden import ROOT
from ingest import ingest_paths

KEPT = ROOT / "var" / "eval"
# Code that decides what an installation holds; asking reads it and changes nothing.
_MAKERS = ("chatbot", "ingest")


class OwnSettings(Settings):
    """Settings of which nothing comes from whoever runs the evaluation: arguments only."""

    model_config = SettingsConfigDict(toml_file=None)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments."""
        return (init_settings,)


class CorpusError(RuntimeError):
    """Minutes that cannot be read in; the message names the file."""


@contextmanager
def installations(
    corpora: Iterable[str],
    folder: Path,
    model_dir: Path,
    *,
    kept: Path = KEPT,
    like: Mapping[str, Assistant] | None = None,
    **changes: Any,
) -> Iterator[dict[str, Assistant]]:
    """An assistant for each corpus, over a copy of its installation under ``folder``.

    ``changes`` are settings. What the reader of an assistant in ``like`` has read with a question
    is not read again: it would cost most of the time. Raises `CorpusError`.
    """
    with ExitStack() as stack:
        opened = {}
        for at, corpus in enumerate(corpora):
            data = folder / str(at)
            shutil.copytree(read_in(corpus, model_dir, kept), data)
            settings = OwnSettings(data=data, model_dir=model_dir, **changes)
            reader = like[corpus].corpus().reader if like else None
            opened[corpus] = stack.enter_context(Assistant(settings, reader=reader))
        yield opened


def read_in(corpus: str, model_dir: Path, kept: Path = KEPT) -> Path:
    """The data folder of a corpus, made where it is absent: for copying, never to be opened.

    (To copy a library that this process has open would close SQLite's locks on it.) It appears in
    one step, so that a killed run leaves nothing half; those of other versions are thrown away.
    """
    files = minutes(corpus)
    name = corpus.replace("/", "-")
    made = kept / name / _digest(files)
    kept.mkdir(parents=True, exist_ok=True)
    with FileLock(kept / f"{name}.lock"):
        if made.is_dir():
            return made
        shutil.rmtree(made.parent, ignore_errors=True)
        half = made.with_name(f"half-{os.getpid()}")
        with Assistant(OwnSettings(data=half, model_dir=model_dir)) as assistant:
            report = ingest_paths(assistant, files)
        for document in report.documents:
            if document.error is not None:
                raise CorpusError(f"{document.path}: {document.error}")
        half.rename(made)
    return made


def minutes(corpus: str) -> list[Path]:
    """The minutes of a corpus. Raises `CorpusError` where there are none."""
    found = sorted((ROOT / corpus).glob("*.txt"))
    if not found:
        raise CorpusError(f"{corpus}: 議事要旨のファイルがありません")
    return found


def _digest(files: Iterable[Path]) -> str:
    """What an installation comes from: the minutes, and the code and words that take them apart."""
    code = (f for name in _MAKERS for f in sorted((ROOT / name).rglob("*")) if f.is_file())
    told = hashlib.sha256()
    for file in (*files, *(f for f in code if f.suffix != ".pyc")):
        content = file.read_bytes()
        told.update(f"{file.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return told.hexdigest()[:16]
