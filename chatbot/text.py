"""Japanese text: an NFKC view with offsets back, sentences, words, bigrams and readings.

NFKC here comes after radicals as the characters that they look like (`fold_radicals`) and the rare
forms of kanji in names as the common ones (髙橋 as 高橋), which readers type.
Nothing here raises on any string, lone surrogates and control characters included.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import fugashi
import unidic_lite

from chatbot.numerals import value as number_value

QUOTE_LIMIT = 300
"""A bracketed stretch longer than this is split like any other text."""

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

_ENDERS = frozenset("。｡！？!?．.")
_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_PAIRS = dict(zip("「『（(【［[〈《〔｢", "」』）)】］]〉》〕｣", strict=True))
_CLOSERS = frozenset(_PAIRS.values()) | frozenset("”’\"'")
_CHUNK = 2000
# Digits with their separators, or letters; each is one word, however the dictionary cuts it.
_RUN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|[A-Za-z]+")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_WORD = re.compile(r"[\W_]+")
_DROPPED = ("助詞", "助動詞", "補助記号", "記号-一般", "空白", "形状詞-助動詞語幹")
_CONTENT = ("名詞", "動詞", "形容詞", "形状詞")
_HIRAGANA = {c: c + 0x60 for c in [*range(0x3041, 0x3097), 0x309D, 0x309E]}
_tagging = threading.Lock()
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


def sentences(s: str) -> list[tuple[int, int]]:
    """Spans of the sentences of ``s``, in order, without surrounding whitespace.

    A sentence ends at 。．！？!? or a line break, but not inside balanced brackets of at most
    ``QUOTE_LIMIT`` characters. Between two spans stands only whitespace.
    """
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
    return spans


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
    return found


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


def fold_kana(s: str) -> str:
    """NFKC with hiragana as katakana, so that ひらばやし equals ヒラバヤシ and ﾋﾗﾊﾞﾔｼ."""
    return nfkc(s).translate(_HIRAGANA)
