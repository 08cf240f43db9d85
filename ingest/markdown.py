"""Text of Markdown: the lines without their marks."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ingest.source import CELL

_FENCE = re.compile(r"\s{0,3}(```+|~~~+)[\x20-\x7e]*$")
_RULE = re.compile(r"\s{0,3}([-*_])(?:\s*\1){2,}\s*|\s{0,3}=+\s*")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
# Only what points somewhere: "[議長]: 発言" and "[資料](別紙)" are text.
_DEFINITION = re.compile(
    r"\s{0,3}\[[^\]]{1,200}\]:\s*(?:https?://|\.{0,2}/|#|<)[!-~]*(?:\s+\".*\")?\s*"
)
_HEADING = re.compile(r"\s{0,3}#{1,6}[ \t\u3000]+")
_QUOTE = re.compile(r"\s{0,3}>[ ]?")
_BULLET = re.compile(r"(\s*)[*+-][ \t]+")
_TAG = re.compile(
    r"</?(?:b|i|u|s|em|strong|span|font|small|sup|sub|ruby|rb|div|p|a|center)(?:\s[^<>]{0,300})?/?>",
    re.I,
)
_INLINE_MARK = re.compile(r"[*_`~\[<&\\]")
# Emphasis: content neither begins nor ends with a space. Lengths are bounded, so that a line of
# stars takes linear time.
_INLINE = (
    (
        re.compile(
            r"!?\[([^\[\]]{0,500})\](?:"
            r"\((?:[!-'*-~]{0,1000}|[^()\s]{1,300}\.[a-z]{2,4})(?:\s+\"[^\"]{0,300}\")?\)"
            r"|\[[!-Z^-~]{0,200}\])"
        ),
        r"\1",
    ),
    (re.compile(r"<(https?://[^<>\s]{1,1000}|[^<>\s@]{1,100}@[^<>\s@]{1,200})>"), r"\1"),
    (re.compile(r"`([^`]{1,500})`"), r"\1"),
    (re.compile(r"\*\*(?=\S)([^*]{1,1000}?)(?<=\S)\*\*"), r"\1"),
    (re.compile(r"(?<!\w)__(?=\S)([^_]{1,1000}?)(?<=\S)__(?!\w)"), r"\1"),
    (
        re.compile(r"(?<![0-9A-Za-z*\\])\*(?=\S)([^*]{1,1000}?)(?<=[^\s\\])\*(?![0-9A-Za-z*])"),
        r"\1",
    ),
    (re.compile(r"(?<!\w)_(?=\S)([^_]{1,1000}?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"~~(?=\S)([^~]{1,1000}?)(?<=\S)~~"), r"\1"),
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_READING = re.compile(r"<(rt|rp)>[^<>]{0,100}</\1>", re.I)


def markdown_text(text: str) -> str:
    """Markdown as the lines it stands for: headings, emphasis, links and tables without marks.

    Bullets become ``- ``; no character of the text itself is lost.
    """
    return "\n".join(_markdown_lines(_without_comments(text).split("\n")))


def _without_comments(text: str) -> str:
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return "".join(parts) + text[at:]


def _markdown_lines(lines: list[str]) -> Iterator[str]:
    fence = ""
    rest = _without_front_matter(lines)
    for line in rest:
        opened = _FENCE.match(line)
        if opened and (not fence or opened[1].startswith(fence)):
            fence = "" if fence else opened[1]
        elif fence:
            yield line
        elif _RULE.fullmatch(line) or _DEFINITION.fullmatch(line):
            yield ""
        elif "|" in line and _TABLE_RULE.fullmatch(line):
            continue
        else:
            yield from _markdown_line(line).split("\n")


def _markdown_line(line: str) -> str:
    while quote := _QUOTE.match(line):
        line = line[quote.end() :]
    if heading := _HEADING.match(line):
        line = line[heading.end() :].strip()
        closed = line.rstrip("#")
        line = closed.rstrip() if closed[-1:].isspace() else line
    elif bullet := _BULLET.match(line):
        line = f"{bullet[1]}- {line[bullet.end() :]}"
    elif line.lstrip().startswith("|"):
        cells = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
        line = CELL.join(cell.strip() for cell in cells if cell.strip())
    if not _INLINE_MARK.search(line):
        return line
    line = re.sub(r"<br\s{0,9}/?>", "\n", line, flags=re.I)
    line = _TAG.sub("", _READING.sub("", line))
    for pattern, replacement in _INLINE:
        line = pattern.sub(replacement, line)
    line = _ESCAPE.sub(r"\1", line.removesuffix("\\"))
    return _ENTITY.sub(lambda match: html.unescape(match[0]), line)


def _without_front_matter(lines: list[str]) -> list[str]:
    """Leave out a YAML block at the top, but for its title."""
    if not lines or lines[0].strip() != "---":
        return lines
    for end, line in enumerate(lines[1:60], start=1):
        if line.strip() in {"---", "..."}:
            titles = [t[6:].strip(" \"'") for t in lines[1:end] if t.startswith("title:")]
            return titles + lines[end + 1 :]
        if line.strip() and not re.match(r"\s|[-#]|[A-Za-z_][\w-]*\s*:", line):
            break
    return lines
