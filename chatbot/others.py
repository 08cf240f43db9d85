"""How much of what a question needs a text has in other words (`chatbot.thesaurus`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.bags import Bag
from chatbot.evidence import Need, rarity
from chatbot.thesaurus import Alike, Phrase, alike, indexed
from chatbot.word_index import WordIndex


@dataclass(frozen=True, slots=True)
class Others:
    """Words of a question, and the phrases that may stand for them, each with its worth, 0..1."""

    words: Phrase
    others: tuple[tuple[Phrase, float], ...]


def others_of(index: WordIndex, question: str) -> tuple[Others, ...]:
    """What of the library's words may stand for those of a question."""
    return tuple(_weighed(index, part) for part in alike(question))


def _weighed(index: WordIndex, part: Alike) -> Others:
    """A word that is everywhere says less of a subject than a rare one that it stands for."""
    held = index.count()

    def seen(phrase: Phrase) -> int:
        """In how many passages the rarest word of a phrase is."""
        return min((index.frequency("words", w) for w in indexed(phrase)), default=0)

    whole = rarity(seen(part.words), held)
    there = [(phrase, n) for phrase in part.others if (n := seen(phrase))]
    return Others(part.words, tuple((p, min(1.0, rarity(n, held) / whole)) for p, n in there))


def coverage_alike(needs: Sequence[Need], others: Sequence[Others], *bags: Bag) -> float:
    """As `coverage`, of what texts say in other words, too, as far as those are worth it."""
    said: dict[str, float] = {}
    for part in others:
        worth = max((w for p, w in part.others if any(one.says(p) for one in bags)), default=0.0)
        for word in part.words:
            said[word] = max(worth, said.get(word, 0.0))
    whole = sum(need.weight for need in needs)
    held = sum(
        n.weight * (1.0 if any(one.has(n) for one in bags) else said.get(n.word, 0.0))
        for n in needs
    )
    return held / whole if whole else 0.0
