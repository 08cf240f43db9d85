"""The words of Japanese text as fugashi and unidic-lite cut it, their readings, and bigrams.

``words`` and ``bigrams`` are what the keyword index holds; ``informative`` words are compared.
Nothing here raises on any string, lone surrogates and control characters included.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import fugashi
import unidic_lite

from chatbot.numerals import value as number_value
from chatbot.text import fold_kana, nfkc, view

_GRAMMAR = """
為る 有る 居る 成る 出来る 遣る 事 物 者 所 為 様 訳 筈 時 際 場合 方 等 他 中 行く 来る 見る 仕舞う
頂く 貰う 下さる 呉れる 上げる 申し上げる 致す 御座る 置く 因る 於く 関する 対する つく 通ずる 従う
無い 良い 多い 欲しい 同じ 以上 以下 通り
"""
_ASKING = """
何 何時 誰 何処 何方 何れ 何の 幾 幾ら 如何 何故 言う 仰る 話す 話 語る 述べる 教える 説明 質問 回答
答える 答え 答弁 発言 言及 触れる 聞く 伺う 尋ねる 知る 分かる 願う 内容 詳細 詳しい 具体 概要 纏め
纏める 要約 取り上げる 示す
"""
STOP_WORDS = frozenset(f"{_GRAMMAR} {_ASKING}".split())
"""Lemmas that are no evidence that two texts share a subject (see ``informative``)."""

_CHUNK = 2000
# Digits with their separators, or letters; each is one word, however the dictionary cuts it.
_RUN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|[A-Za-z]+")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_WORD = re.compile(r"[\W_]+")
_DROPPED = ("助詞", "助動詞", "補助記号", "記号-一般", "空白", "形状詞-助動詞語幹")
_CONTENT = ("名詞", "動詞", "形容詞", "形状詞")
_tagging = threading.Lock()


@dataclass(frozen=True, slots=True)
class Word:
    """One word: ``surface`` and ``lemma`` in NFKC, ``pos`` like ``名詞-固有名詞-地名``.

    ``start`` and ``end`` are offsets in the source, ``reading`` is katakana (``""`` if unknown).
    """

    surface: str
    lemma: str
    pos: str
    start: int
    end: int
    reading: str


def tokens(s: str) -> list[Word]:
    """The words of ``s`` in order, symbols included, whitespace not.

    A number (``8,000``, ``八千``, ``1億2,000万``) is one word whose lemma is its plain digits, a
    run of Latin letters is one word whose lemma is lower-cased.
    """
    seen = view(s)
    found: list[Word] = []
    for start, end, surface, feature in _merged(seen.text):
        begin, stop = seen.span(start, end)
        found.append(_word(surface, feature, begin, stop))
    return found


@lru_cache(maxsize=1)
def _tagger() -> Any:
    return fugashi.Tagger(f'-r "{unidic_lite.DICDIR}/mecabrc" -d "{unidic_lite.DICDIR}"')


def analysed(text: str) -> list[tuple[str, str, Any]]:
    """What MeCab makes of a text without control characters: (blanks before, surface, feature).

    One tagger serves all threads in turn: each would map the dictionary, 250 MB, anew, and a page
    has a new thread for every question.
    """
    with _tagging:  # the nodes themselves are valid only until the next text is read
        return [(node.white_space, node.surface, node.feature) for node in _tagger()(text)]


def _nodes(text: str) -> Iterator[tuple[int, int, Any]]:
    """MeCab's words of an NFKC text, taken in chunks that end where a sentence may."""
    safe = _UNSAFE.sub(" ", text)
    begin = 0
    while begin < len(safe):
        end = min(begin + _CHUNK, len(safe))
        if end < len(safe):
            end = max(safe.rfind("。", begin, end), safe.rfind(" ", begin, end)) + 1 or end
        at = begin
        for blanks, surface, feature in analysed(safe[begin:end]):
            at += len(blanks)
            yield at, at + len(surface), feature
            at += len(surface)
        begin = end


def _merged(text: str) -> Iterator[tuple[int, int, str, Any]]:
    """Words, with those inside one run of digits or letters, and those of one number, joined.

    The feature of a joined word is ``None``.
    """
    runs = [m.span() for m in _RUN.finditer(text)]
    r = 0
    held: tuple[int, int, Any, str] | None = None
    for start, end, feature in _nodes(text):
        while r < len(runs) and runs[r][1] <= start:
            r += 1
        in_run = r < len(runs) and runs[r][0] <= start and end <= runs[r][1]
        if in_run:
            kind = "digits" if text[start].isdigit() or text[start] in ",." else "latin"
        else:
            kind = "digits" if feature.pos2 == "数詞" else ""
        if held and kind and kind == held[3] and held[1] == start:
            held = (held[0], end, None, kind)
            continue
        if held:
            yield held[0], held[1], text[held[0] : held[1]], held[2]
        held = (start, end, None if in_run else feature, kind)
    if held:
        yield held[0], held[1], text[held[0] : held[1]], held[2]


def _word(surface: str, feature: Any, start: int, end: int) -> Word:
    if feature is None or feature.pos2 == "数詞":
        number = number_value(surface)
        if number is not None:
            lemma = str(number) if number.denominator == 1 else str(float(number))
            return Word(surface, lemma, "名詞-数詞", start, end, _kana(surface, feature))
    if feature is None:
        numeral = not surface.isascii() or surface[0].isdigit()
        pos = "名詞-数詞" if numeral else "名詞-普通名詞-一般"
        return Word(surface, surface.lower(), pos, start, end, fold_kana(surface))
    pos = "-".join(p for p in feature[:4] if p and p != "*")
    # Of a proper noun the lemma is its reading, which many share; of a loan word "タイプ-type".
    base = feature.orthBase if feature.pos2 == "固有名詞" else feature.lemma
    lemma = (base or surface).partition("-")[0] or surface
    return Word(surface, lemma, pos, start, end, _kana(surface, feature))


def _kana(surface: str, feature: Any) -> str:
    return _reading(surface, "" if feature is None else feature.kana or "")


@lru_cache(maxsize=65536)
def _reading(surface: str, known: str) -> str:
    folded = fold_kana(surface)
    return folded if all("\u30a1" <= c <= "\u30ff" for c in folded) else known or folded


def words(s: str) -> list[str]:
    """Lower-cased lemmas for a keyword index: no particles, auxiliaries, symbols."""
    return [w.lemma.lower() for w in tokens(s) if not w.pos.startswith(_DROPPED)]


def informative(s: str) -> list[str]:
    """Those of ``words`` that carry content, see ``STOP_WORDS``.

    Left out besides: a counter behind its number, and a verb that only helps another (ていく).
    """
    return list(_informative(s))


# Titles and sentences are compared with every question.
@lru_cache(maxsize=16_384)
def _informative(s: str) -> tuple[str, ...]:
    found: list[str] = []
    before: Word | None = None
    for word in tokens(s):
        helps = before is not None and (
            (before.pos == "名詞-数詞" and "助数詞" in word.pos)
            or (before.lemma in ("て", "で") and word.pos == "動詞-非自立可能")
        )
        before = word
        if word.pos.startswith(_CONTENT) and not word.pos.startswith(_DROPPED) and not helps:
            lemma = word.lemma.lower()
            if lemma not in STOP_WORDS:
                found.append(lemma)
    return tuple(found)


def bigrams(s: str) -> list[str]:
    """Lower-cased character bigrams, blind to whitespace, not crossing punctuation.

    A character that stands alone between punctuation is a unigram.
    """
    joined = "".join(nfkc(s).lower().split())
    found: list[str] = []
    for piece in _NOT_WORD.split(joined):
        if len(piece) == 1:
            found.append(piece)
        found.extend(piece[i : i + 2] for i in range(len(piece) - 1))
    return found


@lru_cache(maxsize=4096)
def reading(s: str) -> str:
    """The katakana reading of ``s`` without whitespace; what has none stays as it is."""
    return "".join("".join(w.reading or w.surface for w in tokens(s)).split())
