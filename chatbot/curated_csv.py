"""Curated answers in CSV: an entry's first row, and one for each further question and citation."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from chatbot.curated import Entry
from chatbot.curated_found import Found, wrong

COLUMNS = tuple(
    "id question answer owner author valid_from valid_until changed document turn quote".split()
)
_ONCE = ("answer", "owner", "author", "valid_from", "valid_until", "changed")
_CITED = ("document", "turn", "quote")
_OPTIONAL = {"valid_from", "changed"}


def read_csv(path: Path, text: str) -> Iterator[Found]:
    """The entries of a file's text, unchecked.

    Raises `CuratedFileError` where it is no CSV with these columns.
    """
    found: Found | None = None
    for line, row in _rows(path, text):
        if found is None or row["id"] != found.data["id"]:
            if found is not None:
                yield found
            found = _begun(row, line)
        else:
            for name in _ONCE:
                if row[name] and row[name] != (found.data.get(name) or ""):
                    what = (
                        f"{name} が、同じ id「{row['id']}」の最初の行と違います。空にしてください"
                    )
                    raise wrong(path, line, what)
        _add(path, found, row, line)
    if found is not None:
        yield found


def _rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that is not blank by column, with the line where it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: list[str] = []
    line = 1
    try:
        for cells in reader:
            begins, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = _columns(path, cells, begins)
                continue
            if any(cell.strip() for cell in cells[len(columns) :]):
                raise wrong(path, begins, f"列が {len(columns)} より多くあります")
            given = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
            yield begins, {name: given.get(name, "") for name in COLUMNS}
    except csv.Error as problem:
        raise wrong(path, line, f"CSV として読めません（{problem}）") from problem


def _columns(path: Path, cells: Sequence[str], line: int) -> list[str]:
    columns = [cell.strip() for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    for column in columns:
        if column not in COLUMNS:
            what = f"知らない列「{column}」です。使えるのは {'、'.join(COLUMNS)} です"
            raise wrong(path, line, what)
        if columns.count(column) > 1:
            raise wrong(path, line, f"列「{column}」が2つあります")
    if absent := [name for name in COLUMNS if name not in columns and name not in _OPTIONAL]:
        raise wrong(path, line, f"列 {'、'.join(absent)} がありません")
    return columns


def _begun(row: Mapping[str, str], line: int) -> Found:
    once = {name: row[name] or (None if name in _OPTIONAL else "") for name in _ONCE}
    data: dict[str, Any] = {"id": row["id"], **once, "questions": [], "citations": []}
    return Found(data, {(): line})


def _add(path: Path, found: Found, row: Mapping[str, str], line: int) -> None:
    """Take the question and the citation of a row into its entry."""
    citation = {name: row[name] for name in _CITED}
    if not row["question"] and not any(citation.values()):
        raise wrong(path, line, "question も document、turn、quote も空です")
    for name, one in (("questions", row["question"]), ("citations", citation)):
        if one and (name == "questions" or any(citation.values())):
            found.data[name].append(one)
            found.lines[name, len(found.data[name]) - 1] = line


def to_csv(entries: Iterable[Entry]) -> str:
    """Entries as `read_entries` reads them from CSV."""
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, COLUMNS, restval="")
    writer.writeheader()
    for entry in entries:
        for at in range(max(len(entry.questions), len(entry.citations))):
            row = {"id": entry.id}
            if at == 0:
                row |= {name: str(getattr(entry, name) or "") for name in _ONCE}
            if at < len(entry.questions):
                row["question"] = entry.questions[at]
            if at < len(entry.citations):
                row |= {name: getattr(entry.citations[at], name) for name in _CITED}
            writer.writerow(row)
    return written.getvalue()
