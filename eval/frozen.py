"""The test questions are frozen: one that is changed, added or taken away is noticed by its hash.

``eval/golden/frozen.json`` has the SHA-256 of each question's canonical form, by file and id. The
questions were written before anything was tuned; to change one is to begin a new set, after which
figures are not comparable with earlier ones. docs/evaluation.md says how it is done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from chatbot.serial import dump
from eval.golden import FOLDER
from eval.types import Golden

FILE = FOLDER / "frozen.json"
Hashes = Mapping[str, Mapping[str, str]]


def hashes(golden: Iterable[Golden]) -> dict[str, dict[str, str]]:
    """The hash of each test question, by file and id."""
    found: dict[str, dict[str, str]] = {}
    for one in golden:
        if one.split == "test":
            found.setdefault(Path(one.file).name, {})[one.id] = _hash(one)
    return found


def changes(golden: Iterable[Golden], file: Path = FILE) -> list[str]:
    """What is not as it was frozen: a line for each question, with its file."""
    frozen: Hashes = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    now = hashes(golden)
    return [
        f"{name}: {id} {what}"
        for name in sorted({*frozen, *now})
        for id, what in _changed(frozen.get(name, {}), now.get(name, {}))
    ]


def freeze(golden: Iterable[Golden], file: Path = FILE) -> None:
    """Freeze the test questions as they are now."""
    text = json.dumps(hashes(golden), ensure_ascii=False, indent=1, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8")


def _changed(frozen: Mapping[str, str], now: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for id in sorted({*frozen, *now}):
        if id not in now:
            yield id, "がなくなりました"
        elif id not in frozen:
            yield id, "が加わりました"
        elif frozen[id] != now[id]:
            yield id, "が変わりました"


def _hash(golden: Golden) -> str:
    """Of everything that a question is, but for where it is written down."""
    told = {key: value for key, value in dump(golden).items() if key not in ("file", "line")}
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
