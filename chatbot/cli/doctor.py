"""``gijiq doctor``: is this installation whole, and if not, what to do."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.cli import terminal
from chatbot.cli.problems import expected, explain, explain_os, open_settings
from chatbot.mirror import LIBRARY

if TYPE_CHECKING:
    from chatbot.assistant import Assistant
    from chatbot.settings import Settings
    from chatbot.upkeep import Drift

# How many seconds the chat model has to say anything at all.
_PATIENCE = 10.0
# Room that an ingest and a rebuild of a large library may need, in bytes.
_ROOM = 500 * 1024**2


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found and, where it is not right, what to do."""

    name: str
    well: bool
    found: str
    advice: str = ""


def doctor(*, mend: bool) -> int:
    """Look at everything; 1 where something is wrong and was not mended."""
    from chatbot.assistant import Assistant

    settings = open_settings()
    checks = [
        _settings(settings),
        _guarded("データフォルダー", lambda: _writable(settings.data)),
        _guarded("空き容量", lambda: _room(settings.data)),
        _guarded("埋め込みモデル", lambda: _model(settings)),
    ]
    model = checks[-1]
    if checks[1].well or (settings.data / LIBRARY).exists():
        try:
            with Assistant(settings) as assistant:
                checks.append(_guarded("ライブラリ", lambda: _library(assistant)))
                if model.well:
                    checks.append(_guarded("索引", lambda: _index(assistant, mend=mend)))
                else:
                    checks.append(Check("索引", False, "調べられません", "先にモデルを直す"))
        except expected() as problem:
            checks.append(Check("ライブラリ", False, terminal.one_line(explain(problem))))
    checks.append(_chat_model(settings))
    rows = [(c.name, "OK" if c.well else "要対応", c.found, c.advice) for c in checks]
    terminal.show_table(("項目", "状態", "調べた結果", "対処"), rows)
    return 0 if all(check.well for check in checks) else 1


def _guarded(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except expected() as problem:
        return Check(name, False, terminal.one_line(explain(problem)))


def _settings(settings: Settings) -> Check:
    known = {f"GIJIQ_{name.upper()}" for name in type(settings).model_fields}
    strange = sorted(name for name in os.environ if name.startswith("GIJIQ_") and name not in known)
    if strange:
        advice = f"名前を直す。使えるのは {'、'.join(sorted(known))}"
        return Check("設定", False, f"知らない環境変数: {'、'.join(strange)}", advice)
    file = Path("gijiq.toml")
    source = str(file.resolve()) if file.exists() else "gijiq.toml なし（環境変数と既定値）"
    return Check("設定", True, source)


def _writable(data: Path) -> Check:
    name, where = "データフォルダー", str(data.resolve())
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data) as file:
            file.write(b"gijiq")
    except OSError as problem:
        advice = "設定 data（GIJIQ_DATA）で書ける場所を指定する"
        return Check(name, False, f"{where} に書けません: {explain_os(problem)}", advice)
    return Check(name, True, where)


def _room(data: Path) -> Check:
    there = next(folder for folder in (data.resolve(), *data.resolve().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    found = f"{free / 1024**3:,.1f} GB"
    well = free >= _ROOM
    return Check("空き容量", well, found, "" if well else f"{_ROOM // 1024**2} MB 以上空ける")


def _model(settings: Settings) -> Check:
    name = "埋め込みモデル"
    if settings.embedding != "bundled":
        if find_spec("sentence_transformers") is None:
            advice = "pip install 'sentence-transformers>=5.0'"
            return Check(name, False, f"{settings.embedding}: 部品がありません", advice)
        return Check(name, True, f"{settings.embedding}（部品あり、読み込みは試していません）")
    from ingest.bundled_model import is_prepared

    folder = settings.bundled_model_dir
    if is_prepared(folder):
        return Check(name, True, f"{folder.resolve()}（sha256 一致）")
    if (folder / "manifest.json").exists():
        return Check(name, False, f"{folder.resolve()}: 壊れているか別の版です", "gijiq prepare")
    return Check(name, False, f"{folder.resolve()}: まだありません", "gijiq prepare")


def _chat_model(settings: Settings) -> Check:
    """Whether the chat model answers; none is needed."""
    from chatbot.chat_model import ModelFailure
    from chatbot.provider import ChatModelError, try_out

    name = "言語モデル"
    if not settings.chat_model:
        return Check(name, True, "設定なし（議事要旨からの抜き書きで回答）")
    where = f"（{settings.chat_base_url}）" if settings.chat_base_url else ""
    try:
        try_out(settings, min(settings.chat_timeout, _PATIENCE))
    except ChatModelError as problem:
        return Check(name, False, terminal.one_line(str(problem)))
    except ModelFailure as failure:
        advice = "接続先 chat_base_url と鍵、モデル名を確かめる（直るまで抜き書きで回答）"
        return Check(name, False, f"{settings.chat_model}{where}: {failure}", advice)
    return Check(name, True, f"{settings.chat_model}{where}: 応答あり")


def _library(assistant: Assistant) -> Check:
    library = assistant.library
    documents = assistant.documents()
    short = [
        document.id
        for document in documents.values()
        if len(library.turns(document)) != document.turns
        or len(library.passage_ids(document.id, document.version)) != document.passages
    ]
    if short:
        advice = "その文書をもう一度 gijiq ingest する"
        return Check("ライブラリ", False, f"発言か検索単位が欠けた文書: {'、'.join(short)}", advice)
    passages = sum(document.passages for document in documents.values())
    return Check("ライブラリ", True, f"文書 {len(documents)}件、検索単位 {passages}件")


def _index(assistant: Assistant, *, mend: bool) -> Check:
    from chatbot import upkeep

    if assistant.mirrored:  # nobody writes here, and nothing can be mended
        drift = upkeep.examine(assistant)
        found = "ライブラリと一致" if drift.clean else _described(drift)
        return Check("索引", drift.clean, found, "" if drift.clean else "書ける場所で直す")
    # What another process is about to publish is not drift: wait until it has.
    with assistant.locked():
        drift = upkeep.examine(assistant)
        if drift.clean:
            return Check("索引", True, "ライブラリと一致")
        if not mend:
            return Check("索引", False, _described(drift), "gijiq doctor --mend")
        upkeep.mend(assistant)
        left = upkeep.examine(assistant)
    if left.clean:
        return Check("索引", True, f"直しました: {_described(drift)}")
    return Check("索引", False, f"直しきれません: {_described(left)}", "gijiq rebuild")


def _described(drift: Drift) -> str:
    counts = (
        ("単語索引に足りない", len(drift.missing_words)),
        ("単語索引に余計な", len(drift.stray_words)),
        ("ベクトル索引に足りない", len(drift.missing_vectors)),
        ("ベクトル索引に余計な", len(drift.stray_vectors)),
        ("片付いていない版", len(drift.leftovers)),
    )
    return "、".join(f"{what} {count}件" for what, count in counts if count)
