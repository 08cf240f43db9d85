"""Do two questions ask the same thing in other words?

Two things are looked at apart. What must agree (`apart`): dates and numbers, meetings, names,
offices, what is asked for, and what is denied; 第6回 is not 第9回, 狛江市 not 町田市, however alike
the rest. And what may differ (`signs`): the words, of which some are left over on either side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.facets import Facet, agree
from chatbot.names import borne
from chatbot.question import LIGHT, Reading, Term
from chatbot.vocabulary import vocabulary
from chatbot.wording import abbreviates

# A word that shares only characters with another (受診, 受ける).
_SHARED = 0.4
# What is left of the worth of a word that other forms of an entry do without.
DISPENSABLE = 0.3
# Words that make another question of one (``aspects.txt``).
_ASPECTS = vocabulary("aspects.txt")
_KANJI = re.compile(r"[\u4e00-\u9fff々]")


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks against two questions being one, each 0 where nothing does.

    ``replaced``: both have a word that the other lacks, by the lesser of them; ``narrowed``: one
    has a noun more in a compound that both have; ``more_asked`` and ``more_held``: all that the
    question, and the entry, have more; ``spelling``: how alike they are in characters, 0..1.
    """

    replaced: float
    narrowed: float
    more_asked: float
    more_held: float
    spelling: float


def _credit(term: Term, other: Reading) -> float:
    """How far a question has a word of another one, 0..1."""
    if term.head in other.heads or term.surface in other.surfaces:
        return 1.0
    if any(abbreviates(term.surface, compound) for compound in other.compounds):
        return 1.0
    kanji = _KANJI.findall(term.surface)
    return _SHARED * sum(c in other.told for c in kanji) / len(kanji) if kanji else 0.0


# -- what must agree -----------------------------------------------------------------------------


def apart(
    asked: Reading,
    held: Reading,
    beside: Sequence[Reading] = (),
    cited: frozenset[str] = frozenset(),
) -> bool:
    """Whether something that must agree does not.

    ``beside`` are other forms of the entry, which say what one in keywords asks for; ``cited`` the
    documents that it rests on: a question may name just that meeting.
    """
    wanted = held.facets or frozenset[Facet]().union(*(form.facets for form in beside))
    if asked.values != held.values or not agree(asked.facets, wanted):
        return True
    if not _same_meetings(asked, held, cited) or not _same_posts(asked, held):
        return True
    both = ((asked, held), (held, asked))
    if any(not borne(name, other.compacted) for one, other in both for name in one.names):
        return True
    if asked.posted and held.posted and asked.posted != held.posted:
        return True
    if asked.denied and held.denied and not asked.denied & held.denied:
        return True
    if any(word in asked.heads and word in held.heads for word in asked.denied ^ held.denied):
        return True
    if any(_another_aspect(one, other) for one, other in both):
        return True
    return asked.plain != held.plain and not _share_a_subject(asked, (held, *beside))


def _share_a_subject(asked: Reading, forms: Sequence[Reading]) -> bool:
    """Whether a question has a word of the entry that says something; 「第6回では？」 has none."""
    solid = (term for term in asked.terms if term.weight > LIGHT)
    return any(_credit(term, form) == 1 for term in solid for form in forms)


def _same_meetings(asked: Reading, held: Reading, cited: frozenset[str]) -> bool:
    if (asked.meetings, asked.missing) == (held.meetings, held.missing):
        return True
    free = held.meetings is None and not held.missing and not asked.missing
    return free and bool(cited) and asked.meetings is not None and cited <= asked.meetings


def _same_posts(asked: Reading, held: Reading) -> bool:
    """The same offices; one may be left out where a person is named (平林CIO, 平林氏)."""
    if asked.posts == held.posts:
        return True
    if asked.posts and held.posts:
        return False
    return any(name.kind == "proper" and borne(name, held.compacted) for name in asked.names)


def _another_aspect(one: Reading, other: Reading) -> bool:
    """Whether one question has a word that makes another of it: 取得率の目標, 以前の取得率."""
    return any(
        _credit(term, other) < 1
        for term in one.terms
        if term.head in _ASPECTS or term.surface in _ASPECTS
    )


# -- what may differ -----------------------------------------------------------------------------


def signs(asked: Reading, held: Reading, beside: Sequence[Reading] = ()) -> Signs:
    """What two questions that are not `apart` have different.

    ``beside`` are other forms of the entry: what they call a thing, it may be called.
    """
    here = [max(_credit(term, form) for form in (held, *beside)) for term in asked.terms]
    there = [_credit(term, asked) for term in held.terms]
    lacking = _lacking(asked.terms, here)
    lacked = [
        lack * (DISPENSABLE if any(_credit(term, form) < _SHARED for form in beside) else 1.0)
        for term, lack in zip(held.terms, _lacking(held.terms, there), strict=True)
    ]
    together = len(asked.pairs) + len(held.pairs)
    return Signs(
        replaced=min(max(lacking, default=0.0), max(lacked, default=0.0)),
        narrowed=max(_narrowed(asked.terms, here), _narrowed(held.terms, there)),
        more_asked=min(3.0, sum(lacking)),
        more_held=min(3.0, sum(lacked)),
        spelling=2 * len(asked.pairs & held.pairs) / together if together else 1.0,
    )


def _lacking(terms: Sequence[Term], credits: Sequence[float]) -> list[float]:
    return [term.weight * (1 - credit) for term, credit in zip(terms, credits, strict=True)]


def _narrowed(terms: Sequence[Term], credits: Sequence[float]) -> float:
    """The heaviest word that touches one which both have, and is not in the other: 期日前投票所."""
    found = 0.0
    for at in range(len(terms) - 1):
        if terms[at].end != terms[at + 1].start:
            continue
        for new, known in ((at, at + 1), (at + 1, at)):
            if credits[new] < 0.5 and credits[known] == 1 and terms[known].weight > LIGHT:
                found = max(found, terms[new].weight * (1 - credits[new]))
    return found
