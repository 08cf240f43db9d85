"""What is wrong with a command line, in Japanese."""

from __future__ import annotations

import re
from typing import Any

_QUOTED = re.compile(r"'([^']*)'")


def explain_usage(problem: Any) -> str:
    """One line about a usage error of the parser, with where to read more.

    The parser's own messages are English; they are told apart by kind and rewritten from what they
    carry. An unknown kind keeps its message.
    """
    kind = type(problem).__name__
    what = str(problem.format_message())
    if kind == "MissingParameter":
        what = f"{_hint(problem)} を指定してください"
    elif kind == "NoSuchOption":
        near = "、".join(problem.possibilities or ())
        what = f"オプション {problem.option_name} はありません" + (f"（{near}？）" if near else "")
    elif kind == "BadOptionUsage":
        what = f"オプション {problem.option_name} の使い方が違います（値が要るか、余計です）"
    elif kind == "BadParameter":
        what = f"{_hint(problem)} の値が正しくありません: {problem.message}"
    elif named := re.match(r"No such command (['\"])(.*?)\1", what):
        near = "、".join(_QUOTED.findall(what[named.end() :]))
        what = f"命令 {named[2]} はありません" + (f"（{near}？）" if near else "")
    elif extra := re.search(r"unexpected extra argument(?:s|\(s\))? \((.*)\)", what):
        what = f"余計な引数があります: {extra[1]}。空白を含む質問は引用符で囲んでください"
    path = problem.ctx.command_path if problem.ctx is not None else "gijiq"
    return f"{what.rstrip('。.')}。使い方: {path} --help"


def _hint(problem: Any) -> str:
    """The parameter as the help names it."""
    if problem.param is None:
        return "引数"
    names = [name for name in problem.param.opts if name.startswith("-")]
    return " / ".join(names) or str(problem.param.metavar or problem.param.name)
