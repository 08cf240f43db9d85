"""The words of a claim and of the stretch it rests on: what they weigh, and how much is covered.

A word weighs more the rarer it is in minutes (``vocabulary/background.tsv``). Numbers and dates are
left out: they are compared as typed values (`chatbot.figures_held`).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.dates import values
from chatbot.evidence import synonyms
from chatbot.text import fold_kana
from chatbot.vocabulary import rows, vocabulary
from chatbot.words import Word, informative, tokens

# What a word is worth that shares only characters with the evidence: 短縮 and 短い.
SHARED_CHARACTERS = 0.6
# A verb or adjective is more freely varied than a noun.
VERB = 0.5
# 同市, 同氏; and a stray kana that the dictionary takes for a noun.
_POINTS_BACK = re.compile(r"同[一-龥]$|あたり$|当たり$|[ぁ-んァ-ヴ]$")
_KANJI = re.compile(r"[\u4e00-\u9fff々]")
_COMPOUND = re.compile(r"[\u4e00-\u9fff々ァ-ヺー]+")
_SCRIPTS = re.compile(r"[\u4e00-\u9fff々\u30a1-\u30fca-z]{2,}")


@dataclass(frozen=True, slots=True)
class Term:
    """One informative word: its forms (lemma, spelling, synonyms), weight and place."""

    lemma: str
    surface: str
    forms: frozenset[str]
    weight: float
    start: int
    end: int


@lru_cache(maxsize=4096)
def read(text: str) -> tuple[Word, ...]:
    """The words of a text, kept for the checks that ask for them again."""
    return tuple(tokens(text))


@lru_cache(maxsize=1)
def _background() -> tuple[dict[str, int], int]:
    table = rows("background.tsv")
    counts = {word: int(count) for word, count in table[1:]}
    return counts, int(table[0][1])


def weight(lemma: str) -> float:
    """Inverse frequency among sentences of minutes, damped; about 1 (everyday) to 2.2 (unseen)."""
    counts, sentences = _background()
    seen = counts.get(lemma, 1)
    return 0.3 + math.log1p(math.log(sentences / seen))


@lru_cache(maxsize=1)
def variants() -> dict[str, frozenset[str]]:
    """Synonyms of `chatbot.evidence` and the ways of saying the same of ``paraphrases.tsv``."""
    found = dict(synonyms())
    for row in rows("paraphrases.tsv"):
        forms = frozenset(fold_kana(word).lower() for word in row) | frozenset(row)
        for word in row:
            found[word] = found.get(word, frozenset()) | forms
    return found


@lru_cache(maxsize=1)
def saying() -> frozenset[str]:
    """Words that tell that something was said, by lemma."""
    return vocabulary("reporting.txt")


@lru_cache(maxsize=4096)
def terms(text: str) -> tuple[Term, ...]:
    """The informative words of a text in order, without those inside numbers and dates."""
    wanted = set(informative(text))
    typed = [(v.begin, v.stop) for v in values(text)]
    found: list[Term] = []
    for word in read(text):
        lemma = word.lemma.lower()
        if lemma not in wanted or lemma in saying() or word.pos.startswith("名詞-数詞"):
            continue
        if not word.pos.startswith(("名詞", "動詞", "形容詞", "形状詞")):
            continue
        if any(begin <= word.start < stop for begin, stop in typed):
            continue
        spelled = fold_kana(word.surface).lower()
        if _POINTS_BACK.match(word.surface):
            continue
        forms = frozenset({lemma, spelled, *variants().get(lemma, ())})
        scale = 1.0 if word.pos.startswith("名詞") else VERB
        found.append(Term(lemma, spelled, forms, scale * weight(lemma), word.start, word.end))
    return tuple(found)


@lru_cache(maxsize=1)
def contrasts() -> dict[str, frozenset[str]]:
    """Words that must not be taken for each other, each line of ``contrasts.tsv``, by spelling."""
    found: dict[str, frozenset[str]] = {}
    for row in rows("contrasts.tsv"):
        every = frozenset(fold_kana(word).lower() for word in row)
        for word in every:
            found[word] = found.get(word, frozenset()) | (every - {word})
    return found


def mistaken(claim: Sequence[Term], told: str, here: str) -> list[str]:
    """Words of a claim that the passage (``told``) lacks, while the stretch has a contrary one."""
    whole, near = ground(told), ground(here)
    return [
        term.surface
        for term in claim
        if whole.credit(term) < 1.0
        and any(other in near.plain for other in contrasts().get(term.surface, ()))
    ]


class Ground:
    """A stretch of text, to be asked which words and characters it has."""

    def __init__(self, text: str) -> None:
        self.lemmas = frozenset(word.lemma.lower() for word in read(text))
        self.plain = re.sub(r"\s+", "", fold_kana(text)).lower()
        self.characters = frozenset(_KANJI.findall(self.plain))
        self.pairs = frozenset(_pairs(text))
        self.compounds = tuple(c for c in _COMPOUND.findall(self.plain) if len(c) > 3)

    def credit(self, term: Term) -> float:
        """1 for a word that stands here in any form, less for one that shares its characters."""
        for form in term.forms:
            if form in self.lemmas or (len(form) > 1 and form in self.plain):
                return 1.0
        if any(abbreviates(term.surface, compound) for compound in self.compounds):
            return 1.0
        kanji = _KANJI.findall(term.surface)
        if not kanji:
            return 0.0
        shared = sum(1 for c in kanji if c in self.characters) / len(kanji)
        return SHARED_CHARACTERS * shared


def abbreviates(short: str, whole: str) -> bool:
    """教委 for 教育委員会: the same beginning, its characters in order, and clearly shorter."""
    if not 2 <= len(short) <= len(whole) - 2 or short[0] != whole[0]:
        return False
    rest = iter(whole)
    return all(c in rest for c in short)


@lru_cache(maxsize=8192)
def ground(text: str) -> Ground:
    """The ``Ground`` of a text; sentences of one turn are asked about again and again."""
    return Ground(text)


def _pairs(text: str) -> list[str]:
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
    return [run[i : i + 2] for run in _SCRIPTS.findall(folded) for i in range(len(run) - 1)]


def covered(claim: Sequence[Term], credits: Sequence[float]) -> float:
    """The share of the words' weight that is credited, 0..1; 1 where there are no words."""
    whole = sum(term.weight for term in claim)
    if not whole:
        return 1.0
    return sum(t.weight * c for t, c in zip(claim, credits, strict=True)) / whole


def pairs_covered(text: str, here: Ground) -> float:
    """The share of a text's bigrams of kanji, katakana and Latin that stand in a stretch, 0..1."""
    wanted = _pairs(text)
    return sum(1 for pair in wanted if pair in here.pairs) / len(wanted) if wanted else 1.0


def weakest_run(claim: Sequence[Term], credits: Sequence[float], size: int) -> float:
    """The coverage of the least covered run of ``size`` neighbouring words.

    A short invented clause hides in the mean of a long true sentence; it cannot hide here.
    """
    if len(claim) <= size:
        return covered(claim, credits)
    return min(
        covered(claim[i : i + size], credits[i : i + size]) for i in range(len(claim) - size + 1)
    )


def best(credits: Iterable[Sequence[float]]) -> tuple[float, ...]:
    """Word by word the highest of several credits."""
    return tuple(max(column) for column in zip(*credits, strict=True))
