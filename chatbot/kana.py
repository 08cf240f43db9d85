"""Names written in kana: ほけ次長, コマエ市."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from chatbot.text import fold_kana, normalize
from chatbot.words import reading

# A name in kana is read as a name from so many kana on, before an office or 区市町村.
_LEAST = 2
_KANA = re.compile(r"[ぁ-んァ-ヶ]{2}")
_FOLLOWS = 14
# A name begins behind a particle or behind what is not kana.
_BEGINS = r"(?:(?<![ぁ-んァ-ヶー])|(?<=[はがのでにをとも]))"


def spell_out(text: str, families: Iterable[str], places: Iterable[str], marks: str) -> str:
    """A text with family names and municipalities that stand in kana put into their characters.

    ``marks`` is a pattern of what must follow a family name: an office or an honorific.
    """
    if not _KANA.search(text):
        return text
    named = [(_family(name), rf"\s*(?:[一-龥A-Za-z]{{0,{_FOLLOWS}}}?{marks})") for name in families]
    named += [(place[:-1], place[-1]) for place in places]
    folded = fold_kana(text)
    for name, follows in sorted(set(named), key=lambda pair: (-len(pair[0]), pair)):
        kana = reading(name) if name else ""
        if kana not in folded:
            continue
        if len(kana) < _LEAST or name == kana or not re.fullmatch(r"[ァ-ヶー]+", kana):
            continue
        either = "".join(f"[{_hiragana(c)}{c}]" for c in kana)
        text = re.sub(rf"{_BEGINS}{either}(?={follows})", name, text)
    return text


@lru_cache(maxsize=65_536)
def _family(name: str) -> str:
    return normalize(name).split(" ")[0]


def _hiragana(kana: str) -> str:
    return chr(ord(kana) - 0x60) if "ァ" <= kana <= "ヶ" else kana
