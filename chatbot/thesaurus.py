"""What else the words of a question may be called in minutes: お年寄り, 高齢者; 先延ばし, 延期.

``vocabulary/thesaurus.tsv`` has a group a line. It widens what is searched for and what a sentence
may be said to hold of a question; what a sentence *claims* is never checked with it
(`chatbot.wording` has its own, narrower words).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.vocabulary import rows
from chatbot.words import STOP_WORDS, Word, tokens

# A phrase by its lemmas, without particles and endings.
Phrase = tuple[str, ...]
_FILE = "thesaurus.tsv"
_DROPPED = ("助詞", "助動詞", "補助記号", "記号", "空白")
_NOT = frozenset({"ない", "無い", "無し", "ず", "ぬ"})
_NO = "無い"
_LIGHT = frozenset({"為る", "出来る", "居る", "御", "様"})
# Of a question no more words are read than these; who pastes pages asks nothing.
_READ = 200


@dataclass(frozen=True, slots=True)
class Alike:
    """A part of a question, by its lemmas, and the other phrases that may stand for it."""

    words: Phrase
    others: tuple[Phrase, ...]


def phrase(text: str) -> Phrase:
    """The lemmas of a text that name things and acts, and whether they are denied."""
    return phrase_of(tokens(text))


def phrase_of(words: Sequence[Word]) -> Phrase:
    """As `phrase`, of words."""
    return tuple(_spoken(words))


def indexed(phrase: Phrase) -> Phrase:
    """The words of a phrase that the word index holds: no denial."""
    return tuple(word for word in phrase if word != _NO)


def _spoken(words: Sequence[Word]) -> Iterator[str]:
    for word in words:
        lemma = word.lemma.lower()
        if lemma in _NOT:
            yield _NO
        elif not word.pos.startswith(_DROPPED) and lemma not in _LIGHT:
            yield lemma


@lru_cache(maxsize=512)
def alike(question: str) -> tuple[Alike, ...]:
    """All parts of a question that the thesaurus knows, longer ones and those within them.

    What is denied is known together with its denial only: 認めない is not 認める.
    """
    lemmas = phrase(question)[:_READ]
    known = _groups()
    found: dict[Phrase, dict[Phrase, None]] = {}
    for at in range(len(lemmas)):
        for stop in range(at + 1, min(len(lemmas), at + _longest()) + 1):
            if lemmas[stop : stop + 1] == (_NO,):
                continue
            part = lemmas[at:stop]
            for group in known.get(part, ()):
                found.setdefault(part, {}).update(dict.fromkeys(group))
    return tuple(
        Alike(part, tuple(one for one in others if one != part)) for part, others in found.items()
    )


@lru_cache(maxsize=1)
def _groups() -> dict[Phrase, tuple[tuple[Phrase, ...], ...]]:
    """The groups of each phrase that names something: なる is no subject, and 十分 no number."""
    found: dict[Phrase, tuple[tuple[Phrase, ...], ...]] = {}
    for row in rows(_FILE):
        group = tuple(dict.fromkeys(p for p in map(phrase, row) if _names(p)))
        for one in group if len(group) > 1 else ():
            found[one] = (*found.get(one, ()), group)
    return found


def _names(words: Phrase) -> bool:
    named = any(word not in STOP_WORDS for word in indexed(words))
    return named and not any(character.isdigit() for word in words for character in word)


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, _groups()), default=0)
