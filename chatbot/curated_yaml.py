"""Curated answers in YAML: a list of entries, every key where it belongs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from chatbot.curated import Entry
from chatbot.curated_found import CuratedFileError, Found, Place, wrong

# An entry's citations are a list of keys with values: three deep.
_DEEPEST = 4
_TOO_DEEP = f"入れ子が深すぎます（{_DEEPEST}段まで）"


class _Bare:
    """A value without quotes that YAML takes for a number, a truth or the like."""


def read_yaml(path: Path, text: str) -> Iterator[Found]:
    """The entries of a file's text, unchecked. Raises `CuratedFileError` where it is no YAML."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else 1
        raise wrong(path, line, f"YAML として読めません（{problem.problem}）") from problem
    except yaml.YAMLError as problem:
        raise CuratedFileError(f"{path}: YAML として読めません（{problem}）") from problem
    except RecursionError as problem:
        raise wrong(path, 1, _TOO_DEEP) from problem
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        raise wrong(
            path, _line(root), "項目の並びではありません。各項目を「- id: …」で始めてください"
        )
    for node in root.value:
        if not isinstance(node, yaml.MappingNode):
            raise wrong(path, _line(node), "項目が「キー: 値」の並びではありません")
        lines: dict[Place, int] = {}
        yield Found(_plain(path, node, (), lines), lines)


def _plain(path: Path, node: yaml.Node, place: Place, lines: dict[Place, int]) -> Any:
    """What a node says, as plain types, with the line of every place in it."""
    # Also what holds itself, by an alias, goes deeper than any entry.
    if len(place) > _DEEPEST:
        raise wrong(path, _line(node), _TOO_DEEP)
    lines.setdefault(place, _line(node))
    if isinstance(node, yaml.MappingNode):
        said: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in said:
                twice = f"キー「{key.value}」が2つあります"
                what = twice if isinstance(key, yaml.ScalarNode) else "キーが文字列ではありません"
                raise wrong(path, _line(key), what)
            lines[*place, key.value] = _line(key)
            said[key.value] = _plain(path, value, (*place, key.value), lines)
        return said
    if isinstance(node, yaml.SequenceNode):
        return [_plain(path, one, (*place, at), lines) for at, one in enumerate(node.value)]
    kind = str(node.tag).rpartition(":")[2]
    if kind == "null":
        return None
    return str(node.value) if kind in ("str", "timestamp") else _Bare()


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as such."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def to_yaml(entries: Iterable[Entry]) -> str:
    """Entries as `read_entries` reads them from YAML."""
    plain = []
    for entry in entries:
        begins = {"valid_from": entry.valid_from} if entry.valid_from else {}
        plain.append(
            {
                "id": entry.id,
                "questions": list(entry.questions),
                "answer": entry.answer,
                "owner": entry.owner,
                "author": entry.author,
                **begins,
                "valid_until": entry.valid_until,
                "changed": entry.changed,
                "citations": [
                    {"document": c.document, "turn": c.turn, "quote": c.quote}
                    for c in entry.citations
                ],
            }
        )
    return yaml.dump(plain, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
