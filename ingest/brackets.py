"""Brackets around the whole of a text: speakers, headings and notes stand in them."""

from __future__ import annotations

CLOSING = {
    "（": "）",
    "(": ")",
    "［": "］",
    "[": "]",
    "【": "】",
    "〈": "〉",
    "＜": "＞",
    "<": ">",
    "《": "》",
    "〔": "〕",
    "≪": "≫",
}
"""Which bracket closes which."""


def unwrap(text: str) -> str:
    """``text`` without a pair of brackets around the whole of it."""
    closing = CLOSING.get(text[:1])
    if closing and text.endswith(closing) and len(text) > 2:
        depth = 0
        for at, character in enumerate(text):
            depth += (character == text[0]) - (character == closing)
            if depth == 0:
                return text[1:-1].strip() if at == len(text) - 1 else text
    return text


def is_bracketed(text: str) -> bool:
    """Whether one pair of brackets encloses the whole text."""
    return unwrap(text) != text
