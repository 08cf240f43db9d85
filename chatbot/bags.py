"""The words of a text, to be asked how much of what a question needs it has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from chatbot.evidence import Need
from chatbot.text import fold_kana, normalize
from chatbot.thesaurus import Phrase, phrase_of
from chatbot.words import Word, tokens

_CONTENT = re.compile(r"[一-龥々ァ-ヺーA-Za-z0-9]{2,}")
_KANJI = re.compile("[一-龥々]")
_SHORTEST_READING = 3
_PAUSE = ("補助記号-読点", "補助記号-句点")


@dataclass(frozen=True, slots=True)
class Bag:
    """The words of a text: lemmas, readings, characters without whitespace, pairs of them.

    ``following`` are the lemmas that follow one another within a clause once particles and endings
    are left out.
    """

    lemmas: frozenset[str]
    readings: frozenset[str]
    plain: str
    pairs: frozenset[str]
    following: frozenset[tuple[str, str]]

    def says(self, phrase: Phrase) -> bool:
        """Whether the text has a phrase: one word anywhere, several one after the other."""
        if len(phrase) == 1:
            return phrase[0] in self.lemmas or (_cannot_hide(phrase[0]) and phrase[0] in self.plain)
        return all(two in self.following for two in pairwise(phrase))

    def has(self, need: Need) -> bool:
        """Whether the text has a word in any of its forms, or one that sounds the same."""
        return self.any(need.forms) or bool(need.reading and need.reading in self.readings)

    def any(self, forms: Iterable[str]) -> bool:
        """Whether the text has one of these words, by lemma or by spelling."""
        return any(form in self.lemmas or (len(form) > 1 and form in self.plain) for form in forms)


# A long answer goes over some four thousand texts; each takes ten kilobytes or so.
@lru_cache(maxsize=10_000)
def bag(text: str) -> Bag:
    """The `Bag` of a text; the same sentences are asked about again and again."""
    words = tokens(text)
    plain = re.sub(r"\s+", "", fold_kana(text)).lower()
    return Bag(
        frozenset(word.lemma.lower() for word in words),
        frozenset(r for word in words if len(r := word.reading) >= _SHORTEST_READING),
        plain,
        frozenset(pairs(text)),
        frozenset(two for clause in _clauses(words) for two in pairwise(phrase_of(clause))),
    )


def _clauses(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """The words between one comma or full stop and the next."""
    start = 0
    for at, word in enumerate(words):
        if word.pos.startswith(_PAUSE):
            yield words[start:at]
            start = at + 1
    yield words[start:]


def pairs(text: str) -> list[str]:
    """Pairs of neighbouring kanji, katakana, Latin letters and digits."""
    runs = _CONTENT.findall(re.sub(r"\s+", "", normalize(text)).lower())
    return [run[i : i + 2] for run in runs for i in range(len(run) - 1)]


def _cannot_hide(word: str) -> bool:
    """Whether a word that stands within a text is that word: キー is in キーボード, too."""
    return len(word) > 3 or (len(word) > 1 and all(map(_KANJI.match, word)))


def coverage(needs: Sequence[Need], *bags: Bag) -> float:
    """The share of the needs' weight that texts cover together, 0..1; 0 where nothing is needed."""
    whole = sum(need.weight for need in needs)
    held = sum(need.weight for need in needs if any(one.has(need) for one in bags))
    return held / whole if whole else 0.0
