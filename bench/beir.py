"""Reads a retrieval set in the BEIR layout: texts, questions, and which text answers which.

The layout is ``corpus.jsonl`` (``_id``, ``title``, ``text``), ``queries.jsonl`` (``_id``, ``text``)
and ``qrels/test.tsv`` (query id, text id, grade; a header line). Thakur et al., "BEIR: A
Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval Models", 2021.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels/test.tsv"
# How many unknown ids an error names.
_NAMED = 3


class BeirError(Exception):
    """A folder that is no retrieval set; the message says what is wrong where."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the corpus; the title may be empty."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Texts, the questions that are judged, and each question's grades by text id (above 0)."""

    name: str
    texts: tuple[Text, ...]
    questions: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]


def read_beir(folder: Path) -> RetrievalSet:
    """Read a folder; BeirError where it is not whole, in one line."""
    missing = [name for name in (CORPUS, QUERIES, QRELS) if not (folder / name).is_file()]
    if missing:
        raise BeirError(
            f"{folder} は BEIR 形式ではありません（{'、'.join(missing)} がありません）。"
            f"{CORPUS}、{QUERIES}、{QRELS} のあるフォルダーを指定してください。"
        )
    texts: dict[str, Text] = {}
    for place, row in _rows(folder / CORPUS):
        name = _field(row, "_id", place)
        if name in texts:
            raise BeirError(f"{place}: _id「{name}」が2度あります。")
        title = _field(row, "title", place) if row.get("title") else ""
        texts[name] = Text(name, title, _field(row, "text", place))
    queries = {
        _field(row, "_id", place): _field(row, "text", place)
        for place, row in _rows(folder / QUERIES)
    }
    grades = _grades(folder / QRELS)
    _refuse_unknown(folder / QRELS, "質問", grades.keys() - queries.keys(), QUERIES)
    judged = {text for given in grades.values() for text in given}
    _refuse_unknown(folder / QRELS, "文章", judged - texts.keys(), CORPUS)
    if not grades:
        raise BeirError(f"{folder / QRELS} に正解が1件もありません。")
    return RetrievalSet(
        name=folder.resolve().name,
        texts=tuple(texts.values()),
        questions={name: queries[name] for name in queries if name in grades},
        grades=grades,
    )


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BeirError(f"{path} は UTF-8 の文章ではありません。") from problem
    # Not splitlines(): a JSON string may hold U+2028 as it is.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in _lines(path):
        place = f"{path} の {number} 行目"
        try:
            row = json.loads(line)
        except ValueError as problem:
            raise BeirError(f"{place}は JSON として読めません。") from problem
        if not isinstance(row, dict):
            raise BeirError(f"{place}は JSON のオブジェクトではありません。")
        yield place, row


def _field(row: Mapping[str, Any], name: str, place: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise BeirError(f"{place}に文字列の {name} がありません。")
    return value


def _grades(path: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        cells = line.rstrip("\r").split("\t")
        if number == 1 and not cells[-1].strip().lstrip("-").isdigit():
            continue  # the header
        if len(cells) != 3 or not cells[2].strip().lstrip("-").isdigit():
            raise BeirError(
                f"{path} の {number} 行目は"
                "「質問の id、文章の id、整数」をタブで区切った行ではありません。"
            )
        if int(cells[2]) > 0:
            grades.setdefault(cells[0], {})[cells[1]] = int(cells[2])
    return grades


def _refuse_unknown(path: Path, what: str, unknown: set[str], where: str) -> None:
    if unknown:
        some = "、".join(sorted(unknown)[:_NAMED])
        raise BeirError(
            f"{path} にある{what}の id が {where} にありません（{len(unknown)} 件: {some}）。"
        )
