"""The normal form of Japanese text: an NFKC view with offsets back into the source.

NFKC here comes after radicals as the characters that they look like (`fold_radicals`) and the rare
forms of kanji in names as the common ones (髙橋 as 高橋), which readers type.
Nothing here raises on any string, lone surrogates and control characters included.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_HIRAGANA = {c: c + 0x60 for c in [*range(0x3041, 0x3097), 0x309D, 0x309E]}
_RADICAL = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
# Radicals that NFKC leaves as they are.
_LOOKS_LIKE = dict(
    zip(
        "⺈⺎⺐⺒⺜⺝⺠⺧⺩⺬⺮⺶⺼⺽⻁⻄⻆⻌⻑⻗⻘⻝⻞⻡⻣⻤⻨⻩⻫⻭⻯⻲",
        "刀兀尢巳日月民牛王示竹羊月臼虎西角辶長雨青食食首骨鬼麦黄斉歯竜亀",
        strict=True,
    )
)
# Forms of one kanji, in names above all.
_VARIANTS = str.maketrans(
    "𠮷﨑髙邉邊濵濱德齋齊桒栁冨澤廣國眞惠瀨槗曻", "吉崎高辺辺浜浜徳斎斉桑柳富沢広国真恵瀬橋昇"
)


def fold_radicals(s: str) -> str:
    """``s`` with radicals and compatibility kanji as the common characters, one for one.

    PDF files often give ⽇ and ⻑ (U+2F47, U+2ED1) for 日 and 長, which are the same on paper.
    """
    return _RADICAL.sub(_common, s)


def _common(found: re.Match[str]) -> str:
    c = found[0]
    plain = _LOOKS_LIKE.get(c) or unicodedata.normalize("NFKC", c)
    return plain if len(plain) == 1 else c


def nfkc(s: str) -> str:
    """NFKC of ``s`` after `fold_radicals`, with the common forms of kanji."""
    return unicodedata.normalize("NFKC", _plain(s))


def _plain(s: str) -> str:
    """One for one, so that offsets stay."""
    return fold_radicals(s).translate(_VARIANTS)


def normalize(s: str) -> str:
    """NFKC, runs of whitespace as one space, stripped: for comparing, not for quoting."""
    return " ".join(nfkc(s).split())


@dataclass(frozen=True, slots=True)
class View:
    """The NFKC form of a source. ``offsets[i]`` is where the source of ``text[i]`` begins.

    Where several characters became one, or one several, all of ``text``'s share one offset.
    ``offsets[len(text)]`` is the source's length.
    """

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The smallest source span whose NFKC form covers ``text[start:end]``."""
        if end <= start:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[bisect_right(self.offsets, self.offsets[end - 1])]


def view(s: str) -> View:
    """The NFKC view of ``s``; ``view(s).text == nfkc(s)``."""
    s = _plain(s)
    if unicodedata.is_normalized("NFKC", s):
        return View(s, tuple(range(len(s) + 1)))
    pieces: list[str] = []
    offsets: list[int] = []
    for start, end in _clusters(s):
        piece = unicodedata.normalize("NFKC", s[start:end])
        pieces.append(piece)
        offsets.extend([start] * len(piece))
    return View("".join(pieces), (*offsets, len(s)))


def _clusters(s: str) -> Iterator[tuple[int, int]]:
    """Cut ``s`` where NFKC of the parts, joined, is NFKC of the whole."""
    start = 0
    for i in range(1, len(s)):
        if _starts(s[i]) or not _joins(s[start:i], s[i]):
            yield start, i
            start = i
    if s:
        yield start, len(s)


def _starts(c: str) -> bool:
    """Quick yes for what never composes with the character before: Latin, kana, kanji, forms."""
    return (
        c < "\u0300"
        or "\u3000" <= c <= "\u3029"
        or "\u3030" <= c <= "\u3096"
        or "\u309b" <= c <= "\u30ff"
        or "\u3400" <= c <= "\u9fff"
        or "\uff01" <= c <= "\uff9d"
    )


def _joins(before: str, c: str) -> bool:
    first = unicodedata.normalize("NFKD", c)[0]
    if unicodedata.combining(first):
        return True
    nfkc = unicodedata.normalize
    return nfkc("NFKC", before + c) != nfkc("NFKC", before) + nfkc("NFKC", c)


def fold_kana(s: str) -> str:
    """NFKC with hiragana as katakana, so that ひらばやし equals ヒラバヤシ and ﾋﾗﾊﾞﾔｼ."""
    return nfkc(s).translate(_HIRAGANA)
