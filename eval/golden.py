"""Reads the golden questions, strictly: every mistake with its line and with what is allowed.

A file is a mapping of ``corpus`` (a folder of minutes), ``today`` (the day on which its questions
are asked, unless one names its own) and ``questions``. Evidence is a document's id with exact
words, never a passage's id, so that nothing is orphaned in silence when minutes are read anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast, get_args

from chatbot.types import Status
from eval.reporting.wording import SLICES
from eval.types import Golden, Quote, Split
from eval.yaml_nodes import Node, Problems, read_node

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "eval" / "golden"
FILE_KEYS = ("corpus", "today", "questions")
KEYS = (
    "id",
    "question",
    "conversation",
    "status",
    "evidence",
    "related",
    "must_include",
    "must_not_include",
    "owner",
    "tags",
    "split",
    "today",
)
NEEDED = ("id", *KEYS[3:-1])
STATUSES: tuple[str, ...] = get_args(Status)
SPLITS: tuple[str, ...] = get_args(Split)
# Where the minutes hold something to cite.
_CITED = ("answered", "closed")


class GoldenError(ValueError):
    """Golden files with mistakes; the message has a line for each, ``file:line: …``."""


def golden_files() -> tuple[Path, ...]:
    """The files of a run. Drafts are not among them: nobody has looked at them yet."""
    return tuple(f for f in sorted(FOLDER.glob("*.yaml")) if f.stem != "drafts")


def read_golden(files: Iterable[Path] | None = None, *, root: Path = ROOT) -> tuple[Golden, ...]:
    """The questions of these files (default: all of them), in their order.

    ``corpus`` and the names in messages are relative to ``root``. Raises `GoldenError`.
    """
    problems = Problems()
    found: list[Golden] = []
    for path in files if files is not None else golden_files():
        found += _File(path, root, problems).questions()
    first: dict[str, Golden] = {}
    for golden in found:
        other = first.setdefault(golden.id, golden)
        if other is not golden:
            problems.add(
                f"{golden.file}:{golden.line}: id が {golden.id} です。"
                f"同じ id が {other.file}:{other.line} にあります。id は一度しか使えません"
            )
    if problems.found:
        raise GoldenError("\n".join(problems.found))
    return tuple(found)


class _File:
    """One file being read; what is wrong is noted, and what hangs on it is passed over."""

    def __init__(self, path: Path, root: Path, problems: Problems) -> None:
        self._path = path
        self._root = root
        self._name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        self._problems = problems

    def questions(self) -> Iterator[Golden]:
        """The questions without mistakes."""
        node = read_node(self._path, self._name, self._problems)
        rows = node.mapping(FILE_KEYS, needed=FILE_KEYS) if node else None
        if rows is None:
            return
        corpus, today = rows["corpus"].text(), rows["today"].date()
        if corpus is not None and not self._holds_minutes(corpus):
            rows["corpus"].wrong("議事要旨のあるフォルダー（例: data/minutes）が要ります")
        for row in rows["questions"].items(least=1):
            golden = self._question(row, corpus or "", today or dt.date.min)
            if golden is not None:
                yield golden

    def _holds_minutes(self, corpus: str) -> bool:
        folder = Path(corpus)
        if folder.is_absolute() or ".." in folder.parts:
            return False
        try:
            return any((self._root / folder).glob("*.txt"))
        except OSError:
            return False

    def _question(self, node: Node, corpus: str, today: dt.date) -> Golden | None:
        before = len(self._problems.found)
        row = node.mapping(KEYS, needed=NEEDED)
        if row is None:
            return None
        asked = _asked(node, row)
        status = row["status"].one_of(STATUSES)
        evidence, related = _quotes(row["evidence"]), _quotes(row["related"])
        facts = tuple(one.texts(least=1) for one in row["must_include"].items())
        if status is not None:
            _agree(status, row)
        tags = [one.one_of(tuple(SLICES)) for one in row["tags"].items(least=1)]
        if len(set(tags)) < len(tags):
            row["tags"].wrong("同じ区分は一度だけ書きます")
        day = row["today"].date() if "today" in row else today
        golden = (
            row["id"].text(),
            row["owner"].text(empty=True),
            row["split"].one_of(SPLITS),
            row["must_not_include"].texts(),
        )
        if len(self._problems.found) > before or not asked:
            return None
        name, owner, split, forbidden = golden
        return Golden(
            id=name or "",
            corpus=corpus,
            question=asked[-1],
            before=asked[:-1],
            status=cast(Status, status),
            evidence=evidence,
            related=related,
            must_include=facts,
            must_not_include=forbidden,
            owner=owner or "",
            tags=tuple(tag for tag in tags if tag),
            split=cast(Split, split),
            today=day or today,
            file=self._name,
            line=node.line,
        )


def _asked(node: Node, row: dict[str, Node]) -> tuple[str, ...]:
    """The question with those before it, the last being the one that counts."""
    if ("question" in row) == ("conversation" in row):
        both = "が両方あります" if "question" in row else "のどちらもありません"
        node.say(f"question と conversation {both}。どちらか一方が要ります")
        return ()
    if "question" in row:
        question = row["question"].text()
        return (question,) if question is not None else ()
    return row["conversation"].texts(least=2)


def _quotes(node: Node) -> tuple[Quote, ...]:
    keys = ("document", "quote")
    rows = [one.mapping(keys, needed=keys) for one in node.items()]
    read = [(row["document"].text(), row["quote"].text()) for row in rows if row is not None]
    return tuple(Quote(document or "", quote or "") for document, quote in read)


def _agree(status: str, row: dict[str, Node]) -> None:
    """Whether what is given fits the status."""
    for key in ("evidence", "must_include"):
        if status in _CITED and row[key].length == 0:
            row[key].say(f"{key} が空です。status が {status} の問いには1つ以上要ります")
    for key in ("evidence", "must_include", "related"):
        fits = status in _CITED or (key == "related" and status == "not_found")
        if not fits and row[key].length:
            row[key].say(f"{key} があります。status が {status} の問いでは [] に限ります")
