"""The only place where words of minutes and questions become HTML or a label.

Everything that others wrote goes through `escape` (for ``st.html``) or `label` (for Streamlit's
labels, which read Markdown), so nothing in it can become markup, a link or a script.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit rewrites text after Markdown is read, where a backslash no longer helps: :smile:, -->,
# www.example.com, a@example.com. Invisible word joiners around these marks keep it from that.
_REWRITTEN = re.compile(r"(\\[-:.@<>=~])")
_JOINER = "\u2060"
_MARK = re.compile(r"\[(\d+)\]")
_INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def escape(text: str) -> str:
    """Text as HTML that shows exactly this text.

    Marks that turn the reading direction around are dropped: they would reach beyond their text.
    """
    return html.escape(_INVISIBLE.sub("", text), quote=True)


def label(text: str) -> str:
    """Text on one line as Markdown that shows exactly this text."""
    line = " ".join(_INVISIBLE.sub("", text).split())
    return _REWRITTEN.sub(rf"{_JOINER}\1{_JOINER}", _MARKDOWN.sub(r"\\\1", line))


def block(text: str, kind: str = "") -> str:
    """A block that keeps the line breaks of its text; ``kind`` is one of our own class names."""
    return element("div", escape(text), f"gq-text {kind}".strip())


def element(tag: str, inner: str, kind: str = "") -> str:
    """An element around HTML that is already escaped."""
    named = f' class="{kind}"' if kind else ""
    return f'<{tag}{named} lang="ja">{inner}</{tag}>'


def parts(texts: Iterable[str]) -> str:
    """Short texts side by side in small type, each broken only where it does not fit a line."""
    spans = "".join(element("span", escape(text), "gq-part") for text in texts)
    return element("div", spans, "gq-small")


def highlight(text: str, start: int, end: int) -> str:
    """Escaped text in which the characters from ``start`` to ``end`` are marked.

    Offsets outside of the text are cut to it; nothing is marked where nothing is left.
    """
    start, end = max(start, 0), min(end, len(text))
    if start >= end:
        return escape(text)
    marked = f'<mark class="gq-quote">{escape(text[start:end])}</mark>'
    return escape(text[:start]) + marked + escape(text[end:])


def sentence(text: str, numbers: Iterable[int]) -> str:
    """An answer's sentence, escaped, with the marks ``[n]`` of its own citations set apart.

    A citation that has no mark in the text gets one at its end. Other numbers in brackets are the
    minutes' own words and stay as they are.
    """
    wanted = list(numbers)
    seen: set[int] = set()

    def mark(found: re.Match[str]) -> str:
        number = int(found.group(1))
        if number not in wanted:
            return found.group()
        seen.add(number)
        return _number(number)

    body = _MARK.sub(mark, escape(text))
    return body + "".join(_number(number) for number in wanted if number not in seen)


def _number(number: int) -> str:
    return f'<span class="gq-number">[{number}]</span>'
