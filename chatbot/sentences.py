"""The sentences of Japanese text, as spans of it.

Nothing here raises on any string, lone surrogates and control characters included.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

QUOTE_LIMIT = 300
"""A bracketed stretch longer than this is split like any other text."""

# Longer texts are taken apart anew each time: so many of them would hold much memory.
_SHORT = 2_000
_ENDERS = frozenset("。｡！？!?．.")
_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_PAIRS = dict(zip("「『（(【［[〈《〔｢", "」』）)】］]〉》〕｣", strict=True))
_CLOSERS = frozenset(_PAIRS.values()) | frozenset("”’\"'")


def sentences(s: str) -> list[tuple[int, int]]:
    """Spans of the sentences of ``s``, in order, without surrounding whitespace.

    A sentence ends at 。．！？!? or a line break, but not inside balanced brackets of at most
    ``QUOTE_LIMIT`` characters. Between two spans stands only whitespace.
    """
    return list(_remembered(s) if len(s) <= _SHORT else _spans(s))


# A question goes through the same speeches again and again: for candidates, readings and checks.
@lru_cache(maxsize=4096)
def _remembered(s: str) -> tuple[tuple[int, int], ...]:
    return _spans(s)


def _spans(s: str) -> tuple[tuple[int, int], ...]:
    guarded = _guarded(s)
    spans: list[tuple[int, int]] = []
    start = i = 0
    while i < len(s):
        at = i
        i += 1
        if guarded and (closing := guarded.get(at)) is not None:
            i = closing
            continue
        if s[at] not in _BREAKS:
            if not _ends(s, at):
                continue
            while i < len(s) and (s[i] in _CLOSERS or _ends(s, i)):
                i += 1
        _append(s, start, i, spans)
        start = i
    _append(s, start, len(s), spans)
    return tuple(spans)


def _append(s: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and s[start].isspace():
        start += 1
    while start < end and s[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def _ends(s: str, at: int) -> bool:
    c = s[at]
    if c not in _ENDERS:
        return False
    before, after = s[at - 1 : at], s[at + 1 : at + 2]
    if c in "．.":  # 3.5, １．挨拶, example.jp and an ellipsis go on
        return bool(before) and not (_latin(before) or _latin(after) or {before, after} & {c})
    return not (c in "!?" and _latin(before) and _latin(after))


def _latin(c: str) -> bool:
    folded = unicodedata.normalize("NFKC", c)
    return folded.isascii() and folded.isalnum()


def _guarded(s: str) -> dict[int, int]:
    """Where each short balanced bracket opens -> just behind where it closes (outermost first)."""
    return _brackets(s)[0]


def unclosed(s: str) -> int | None:
    """Where the first bracket opens that may yet close and hold a sentence together, if any does.

    For text of which more is to come: what stands in front of it will be split as it is now.
    """
    return next((at for at in _brackets(s)[1] if len(s) - at <= QUOTE_LIMIT), None)


def _brackets(s: str) -> tuple[dict[int, int], list[int]]:
    stack: list[int] = []
    found: dict[int, int] = {}
    for i, c in enumerate(s):
        if c in _PAIRS:
            stack.append(i)
        elif c in _CLOSERS:
            recent = [at for at in stack[-8:] if _PAIRS[s[at]] == c]
            if recent:
                while stack.pop() != recent[-1]:
                    pass
                if i - recent[-1] <= QUOTE_LIMIT:
                    found[recent[-1]] = i + 1
    return found, stack
