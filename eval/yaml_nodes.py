"""YAML read piece by piece: what is asked of a piece and is not so is noted with its line."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import yaml

_KINDS = {
    "map": "キーと値の組",
    "seq": "並び",
    "str": "文字列",
    "int": "数",
    "float": "数",
    "bool": "真偽値",
    "null": "空",
    "timestamp": "日付",
}


@dataclass(slots=True)
class Problems:
    """What was found wrong, in the order in which it was read."""

    found: list[str] = field(default_factory=list)

    def add(self, problem: str) -> None:
        """Note a problem."""
        self.found.append(problem)


def read_node(path: Path, name: str, problems: Problems) -> Node | None:
    """The whole of a file, called ``name`` in messages; None where it is no YAML."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError as problem:
        problems.add(f"{name}: 読めません（{problem.strerror or problem}）")
    except UnicodeDecodeError:
        problems.add(f"{name}: UTF-8 ではありません。UTF-8 で保存してください")
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else 1
        problems.add(f"{name}:{line}: YAML として読めません（{problem.problem}）")
    except yaml.YAMLError as problem:
        problems.add(f"{name}: YAML として読めません（{problem}）")
    except RecursionError:
        problems.add(f"{name}: YAML として読めません（入れ子が深すぎます）")
    else:
        if root is not None:
            return Node(root, "全体", name, problems)
        problems.add(f"{name}:1: 何も書かれていません")
    return None


class Node:
    """A piece of a file. ``key`` is what it is called in messages."""

    def __init__(self, node: yaml.Node, key: str, file: str, problems: Problems) -> None:
        self._node = node
        self._key = key
        self._file = file
        self._problems = problems
        self.line = int(node.start_mark.line) + 1

    def say(self, problem: str) -> None:
        """Note a problem at this place."""
        self._problems.add(f"{self._file}:{self.line}: {problem}")

    def wrong(self, needed: str) -> None:
        """Note that this is not what is needed, and what is."""
        blank = " " if self._key[-1:].isascii() else ""
        self.say(f"{self._key}{blank}が{self._shown}です。{needed}")

    @property
    def length(self) -> int | None:
        """How many members a list has; None where it is none."""
        return len(self._node.value) if isinstance(self._node, yaml.SequenceNode) else None

    def mapping(self, keys: Sequence[str], needed: Sequence[str]) -> dict[str, Node] | None:
        """The values by their keys; None, and said, where a key is missing or is none of these."""
        if not isinstance(self._node, yaml.MappingNode):
            self.wrong(f"キーと値の組が要ります（キーは {_named(keys)}）")
            return None
        whole = True
        found: dict[str, Node] = {}
        for key, value in self._node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "（文字列でないもの）"
            at = Node(key, name, self._file, self._problems)
            if name not in keys:
                near = get_close_matches(name, keys, n=1)
                guess = f"（{near[0]}？）" if near else ""
                at.say(f"キー {name} はありません{guess}。使えるのは {_named(keys)} です")
                whole = False
            elif name in found:
                at.say(f"キー {name} が2つあります。一度しか書けません")
                whole = False
            else:
                found[name] = Node(value, name, self._file, self._problems)
        missing = [key for key in needed if key not in found]
        if missing:
            self.say(f"{_named(missing)} がありません。要るのは {_named(needed)} です")
        return found if whole and not missing else None

    def items(self, least: int = 0) -> list[Node]:
        """The members of a list."""
        if not isinstance(self._node, yaml.SequenceNode):
            self.wrong("並びが要ります")
            return []
        if len(self._node.value) < least:
            self.wrong(f"{least}つ以上の並びが要ります")
        return [
            Node(one, f"{self._key}[{at}]", self._file, self._problems)
            for at, one in enumerate(self._node.value)
        ]

    def text(self, *, empty: bool = False) -> str | None:
        """A string; what YAML takes for a number or a date needs quotes to be one."""
        value = self._scalar("str")
        if value is not None and (empty or value.strip()):
            return value
        kind = "文字列" if empty else "空でない文字列"
        quotes = "（引用符で囲んでください）" if value is None and self._is_scalar else ""
        self.wrong(f"{kind}が要ります{quotes}")
        return None

    def texts(self, least: int = 0) -> tuple[str, ...]:
        """A list of strings."""
        read = [one.text() for one in self.items(least)]
        return tuple(text for text in read if text is not None)

    def one_of(self, allowed: Sequence[str]) -> str | None:
        """One of some words."""
        value = self._scalar("str")
        if value in allowed:
            return value
        near = get_close_matches(value or "", allowed, n=1)
        guess = f"（{near[0]}？）" if near else ""
        self.wrong(f"使えるのは {_named(allowed)} です{guess}")
        return None

    def date(self) -> dt.date | None:
        """A day as YYYY-MM-DD."""
        value = self._scalar("str") or self._scalar("timestamp") or ""
        try:
            # Only this form, of those that are read as days.
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                return dt.date.fromisoformat(value)
        except ValueError:
            pass
        self.wrong("YYYY-MM-DD の形の日付が要ります")
        return None

    @property
    def _is_scalar(self) -> bool:
        return isinstance(self._node, yaml.ScalarNode) and self._kind != "null"

    @property
    def _kind(self) -> str:
        return str(self._node.tag).rpartition(":")[2]

    def _scalar(self, kind: str) -> str | None:
        if isinstance(self._node, yaml.ScalarNode) and self._kind == kind:
            return str(self._node.value)
        return None

    @property
    def _shown(self) -> str:
        """What was found: a string as it is, what is no string with its kind."""
        kind = _KINDS.get(self._kind, self._kind)
        if self.length is not None:
            return f"{self.length}つの{kind}" if self.length else f"空の{kind}"
        if not self._is_scalar:
            return kind
        value = str(self._node.value)
        shown = json.dumps(value if len(value) <= 40 else value[:39] + "…", ensure_ascii=False)
        return f" {shown} " if self._kind == "str" else f" {value}（{kind}）"


def _named(names: Sequence[str]) -> str:
    return "、".join(names)
