"""Each clause of a claim against the clause of a passage that it repeats.

What is affirmed there must not be denied here, what is considered or wished not be done, and a
count must be told of the same thing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from chatbot.bindings import swapped
from chatbot.clauses import Clause, clauses
from chatbot.commitment import (
    ALIKE,
    NEARLY,
    SAME_CLAUSE,
    TOPICAL,
    commits,
    sentence_of,
    sentences_of,
)
from chatbot.dates import Value
from chatbot.figures import Figure, counted, figures, neighbours
from chatbot.figures_held import displaced
from chatbot.figures_reckoned import rounded
from chatbot.polarity import clash, denies, ends_denied, last_word, predicates
from chatbot.reasons import Reason, reason
from chatbot.text import normalize
from chatbot.wording import covered, ground, read, terms, variants

# What is not decided yet.
_TIMID = frozenset({"asks", "wants", "considers", "ought", "may", "plans"})


def stance(said: str, window: str, base: dt.date | None, whole: str = "") -> list[Reason]:
    """Polarity and commitment of each clause against the clause that it is aligned with.

    Where several clauses of the passage say nearly as much, the one that objects least counts.
    ``whole`` is all of the passage: what it says of a predicate may stand outside the stretch.
    """
    told = clauses(normalize(window))
    passage = _Passage(window, base, told, clauses(normalize(whole or window)))
    reasons: list[Reason] = []
    every = figures(said, base)
    for clause in clauses(said):
        tried: list[list[Reason]] = [
            passage.against(clause, aligned, share, said, every)
            for aligned, share in _aligned(clause, told, base)
        ]
        if tried:
            fewest: list[Reason] = min(tried, key=len)
            reasons += fewest
    if not reasons and (wrong := swapped(said, normalize(window), base)):
        reasons.append(reason("figure_displaced", wrong.value.text))
    return reasons


class _Passage:
    """The stretch that claims are held against, read once."""

    def __init__(
        self,
        window: str,
        base: dt.date | None,
        told: Sequence[Clause],
        whole: Sequence[Clause],
    ) -> None:
        self.window, self.base, self.told, self.whole = window, base, told, whole
        self.around = neighbours(normalize(window), base)
        self.values = [(*figures(c.text, base), *counted(c.text)) for c in told]

    def against(
        self,
        clause: Clause,
        aligned: Clause,
        share: float,
        said: str,
        whole: Sequence[Figure],
    ) -> list[Reason]:
        """What a clause of the passage objects to a clause of a claim."""
        told, base = self.told, self.base
        sentence = sentence_of(told, aligned)
        beside = "".join(c.text for c in sentence)
        reasons: list[Reason] = []
        if share >= SAME_CLAUSE:
            here = (*figures(beside, base), *counted(beside), *self.around)
            for value in displaced(figures(clause.text, base), whole, here, self.values):
                if not rounded(said, value, here) and not _beside_the_point(
                    clause, value, told, base
                ):
                    reasons.append(reason("figure_displaced", value.text))
        denied = self._denied(clause, aligned, sentence, share, said)
        if denied:
            reasons.append(reason("polarity", denied))
        elif self._undecided(clause) or not commits(clause, aligned, told, share, self.whole):
            reasons.append(reason("commitment", aligned.text.strip()))
        return reasons

    def _denied(
        self,
        clause: Clause,
        aligned: Clause,
        sentence: Sequence[Clause],
        share: float,
        said: str,
    ) -> str:
        """The word, or clause, on which claim and passage contradict each other; else empty."""
        beside = "".join(c.text for c in sentence)
        # 始める時期ではない, 始める状況にはない: denied both, in different places
        closing = sentence[-1].text if TOPICAL.search(aligned.text) else aligned.text
        both = ends_denied(_thought(clause.text)) and ends_denied(_thought(closing))
        if not both:
            here = predicates(aligned.text)
            mine = predicates(clause.text)
            nearby = [p for text in self._about(clause) for p in predicates(text)]
            lemma = clash(mine, here, nearby, predicates(said), self.window)
            if lemma is not None:
                return lemma
        flipped = share >= SAME_CLAUSE and not both and _tail_flipped(clause, aligned, beside)
        wanted = terms(clause.text)
        wide = covered(wanted, [ground(beside).credit(t) for t in wanted])
        if flipped or (
            max(share, wide) >= ALIKE and self._at_odds(clause, sentence, aligned, said)
        ):
            return clause.text.strip()
        return ""

    def _at_odds(
        self, clause: Clause, sentence: Sequence[Clause], aligned: Clause, said: str
    ) -> bool:
        """Whether a claim denies, while nothing of what is told of it does; or the reverse.

        The reverse only where the sentence ends in a plain denial, and nothing in the claim has a
        ring of it.
        """
        mine = any(p.denied for p in predicates(clause.text))
        if mine or ends_denied(_thought(clause.text)):
            if _ASKED_NOT.search(clause.text):  # できないか, できないでしょうか
                return False
            return not any(denies(text) for text in self._about(clause))
        closing = sentence[-1].text if TOPICAL.search(aligned.text) else aligned.text
        return bool(_REFUSED.search(_thought(closing))) and not denies(said)

    def _undecided(self, clause: Clause) -> bool:
        """Whether a claim tells of a decision, and all that is told of it is not decided yet."""
        if clause.force != "decided":
            return False
        every = [
            g for g in sentences_of(self.told) if "".join(c.text for c in g) in self._about(clause)
        ]
        return bool(every) and all(
            group[-1].force in _TIMID and not any(c.force in ("decided", "done") for c in group)
            for group in every
        )

    def _about(self, clause: Clause) -> list[str]:
        """The sentences of the stretch that say at least half as much of a clause as the best."""
        wanted = terms(clause.text)
        texts = ["".join(c.text for c in group) for group in sentences_of(self.told)]
        held = [covered(wanted, [ground(text).credit(t) for t in wanted]) for text in texts]
        most = max(held, default=0.0)
        return [text for text, share in zip(texts, held, strict=True) if share >= most / 2]


def _beside_the_point(
    clause: Clause, value: Value, told: Sequence[Clause], base: dt.date | None
) -> bool:
    """Whether another clause that is about the same has the value, or it is one of each."""
    wanted = terms(clause.text)
    return value.number == 1 or any(
        covered(wanted, [ground(c.text).credit(t) for t in wanted]) >= _ABOUT
        for c in told
        if any(f.value.key == value.key for f in figures(c.text, base))
    )


_ABOUT = 0.35


def _tail_flipped(clause: Clause, aligned: Clause, beside: str) -> bool:
    """Whether one of two clauses that say the same ends denied, and nothing in the other denies."""
    here, there = ends_denied(clause.text), ends_denied(aligned.text)
    mine = last_word(clause.text)
    if mine == last_word(aligned.text):
        return here != there
    forms = variants().get(mine, frozenset()) | {mine}
    if not any(word.lemma.lower() in forms for word in read(aligned.text)):
        return False
    if here:
        return not denies(beside)
    return there and not denies(clause.text)


_ASKED_NOT = re.compile(r"(?:ない|ません)(?:で(?:しょう|す))?か[。?？]*$")
_REFUSED = re.compile(
    r"(?:(?:考え|予定|状況|必要|計画|事実)[にで]?は?(?:ござい)?(?:ません|ない|ありません)"
    r"|(?:し|至っ|届い|なっ|行っ|求め|考え|認め)て(?:は)?(?:い|おり)(?:ない|ません)|不要|できません|できない|困難|見送)"
    r"[^。]{0,8}[。]?$"
)


def _thought(text: str) -> str:
    """What is thought or known, without that it is: …ない|と認識しております."""
    return _KNOWING.sub("", text)


_KNOWING = re.compile(
    r"(?:もの)?と(?:の)?(?:[^。、]{1,12}は)?(?:認識|考え|存じ|受け止め|承知|伺|思|見て)[^。、]*[。、]?$"
)


def _aligned(
    clause: Clause, told: Sequence[Clause], base: dt.date | None
) -> list[tuple[Clause, float]]:
    """The clauses of a passage that say most of what a clause says, with how much, best first."""
    wanted = terms(clause.text)
    if not wanted or not told:
        return []
    keys = {f.value.key for f in figures(clause.text, base)}
    scored = []
    for at, other in enumerate(told):
        held = covered(wanted, [ground(other.text).credit(t) for t in wanted])
        same = sum(1 for f in figures(other.text, base) if f.value.key in keys)
        scored.append((held + _FIGURE * min(same, 2), -at, other, held))
    scored.sort(key=lambda s: s[:2], reverse=True)
    best = scored[0][0]
    if best < _LEAST:
        return []
    return [(other, held) for score, _, other, held in scored if score >= NEARLY * best][:_TRIED]


# What a figure of a clause adds to its words, what the best clause has at least, how many are held.
_FIGURE, _LEAST, _TRIED = 0.15, 0.3, 3
