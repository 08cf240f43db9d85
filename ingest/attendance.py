"""Lists of who was there: they name people as speeches do, and nobody speaks in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.names import is_full_name
from ingest.speakers import MAX_LENGTH, is_speaker, parse_speaker
from ingest.wrapping import Line

# What a list of people tells beside a name: （公募）, ほか３名.
_ASIDE = re.compile(
    r"[\s\u3000]*(?:[（(][^（()）]*[）)]|(?:ほか|他)[0-9０-９一二三四五六七八九十]+[名人])$"
)


def first_sentence(lines: Sequence[Line]) -> int:
    """The line in which the first sentence ends: above it people are only named."""
    return next((at for at, line in enumerate(lines) if "。" in line.text), len(lines))


def lists_people(text: str) -> bool:
    """Whether a text only names people, as lists of who was there do: 契約課長　滝　修一."""
    if len(text) > 4 * MAX_LENGTH or "。" in text:
        return False
    parts = [part for part in re.split(r"[、,，]", text.strip()) if part.strip()]
    return bool(parts) and all(len(p) <= MAX_LENGTH and _names_somebody(p) for p in parts)


def _names_somebody(text: str) -> bool:
    bare = _ASIDE.sub("", text.strip())
    if is_full_name(bare):
        return True
    speaker = parse_speaker(bare)
    # 田中課長ほか２名 counts heads, which nobody does who speaks.
    named = bool(speaker.name and speaker.role) or bare != text.strip()
    return named and is_speaker(bare)
