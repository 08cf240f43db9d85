"""Each clause of a claim against the clause of a passage that it repeats.

What is affirmed there must not be denied here, what is considered or wished not be done, and a
count must be told of the same thing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from chatbot.clauses import Clause, clauses, raised
from chatbot.figures import counted, displaced, figures, misbound
from chatbot.polarity import clash, denies, ends_denied, last_word, predicates
from chatbot.reasons import Reason, reason
from chatbot.text import normalize
from chatbot.wording import covered, ground, read, terms

# A clause that covers so much of another says the same.
SAME_CLAUSE = 0.7


def stance(said: str, window: str, base: dt.date | None) -> list[Reason]:
    """Polarity and commitment of each clause against the clause that it is aligned with."""
    told = clauses(normalize(window))
    nearby = predicates(normalize(window))
    reasons: list[Reason] = []
    whole = figures(said, base)
    for clause in clauses(said):
        aligned, share = _aligned(clause, told, base)
        if aligned is None:
            continue
        if share >= SAME_CLAUSE:
            told_here = (*figures(aligned.text, base), *counted(aligned.text))
            others = [(*figures(c.text, base), *counted(c.text)) for c in told]
            for value in displaced(figures(clause.text, base), whole, told_here, others):
                reasons.append(reason("figure_displaced", value.text))
        reasons += _bound(clause, told, base)
        here = predicates(aligned.text)
        lemma = clash(predicates(clause.text), here, nearby, predicates(said), window)
        if lemma is not None:
            reasons.append(reason("polarity", lemma))
        elif share >= SAME_CLAUSE and _tail_flipped(clause, aligned):
            reasons.append(reason("polarity", clause.text.strip()))
        elif (
            raised(clause.force, aligned)
            or _finished(clause, aligned)
            or _concluded(clause, aligned, window)
        ):
            reasons.append(reason("commitment", aligned.text.strip()))
    return reasons


def _tail_flipped(clause: Clause, aligned: Clause) -> bool:
    """Whether one of two clauses that say the same ends denied, and nothing in the other denies."""
    here, there = ends_denied(clause.text), ends_denied(aligned.text)
    if last_word(clause.text) == last_word(aligned.text):
        return here != there
    if here:
        return not denies(aligned.text)
    return there and not denies(clause.text)


def _finished(clause: Clause, aligned: Clause) -> bool:
    """Whether a claim makes an end of what goes on, in a word that the passage does not have."""
    if clause.force != "done" or "doing" not in (aligned.force, aligned.final):
        return False
    last = last_word(clause.text)
    forms = next((t.forms for t in terms(clause.text) if t.lemma == last), frozenset({last}))
    return not any(word.lemma.lower() in forms for word in read(aligned.text))


def _concluded(clause: Clause, aligned: Clause, window: str) -> bool:
    """Whether a claim reports as done or decided what the passage has no word for."""
    if clause.force not in ("done", "decided"):
        return False
    if {aligned.force, aligned.final} & {"done", "decided", "doing"}:
        return False
    last = last_word(clause.text)
    return any(t.lemma == last and ground(window).credit(t) < 0.3 for t in terms(clause.text))


def _bound(clause: Clause, told: Sequence[Clause], base: dt.date | None) -> list[Reason]:
    """Counts that the passage gives for something else than the clause's topic."""
    match = _TOPIC.search(clause.text)
    topic = terms(match.group(1))[-1:] if match else ()
    if not topic:
        return []
    has = [ground(c.text).credit(topic[0]) == 1.0 for c in told]
    values = [figures(c.text, base) for c in told]
    topical = [f for found, here in zip(values, has, strict=True) if here for f in found]
    return [
        Reason(
            "figure_displaced", f"「{f.value.text}」は「{topic[0].surface}」の数値ではありません。"
        )
        for f in figures(clause.text, base)
        if match
        and 0 <= f.value.begin - match.end() <= _NEXT
        and f.value.kind in ("count", "amount", "ratio")
        and any(misbound(f, here, v, topical) for v, here in zip(values, has, strict=True))
    ]


_NEXT = 4
_TOPIC = re.compile(r"([^、。]{1,30}?)[はが](?=[、]?(?:約|およそ|計|延べ|のべ|合計|総額)?[0-9])")


def _aligned(
    clause: Clause, told: Sequence[Clause], base: dt.date | None
) -> tuple[Clause | None, float]:
    """The clause of a passage that says most of what a clause says."""
    wanted = terms(clause.text)
    if not wanted or not told:
        return None, 0.0
    keys = {f.value.key for f in figures(clause.text, base)}

    def share(other: Clause) -> float:
        held = covered(wanted, [ground(other.text).credit(t) for t in wanted])
        same = sum(1 for f in figures(other.text, base) if f.value.key in keys)
        return held + 0.15 * min(same, 2)

    scored = [(share(other), -at, other) for at, other in enumerate(told)]
    top = max(scored, key=lambda s: (s[0], s[1]))
    held = covered(wanted, [ground(top[2].text).credit(t) for t in wanted])
    return (top[2], held) if top[0] >= 0.3 else (None, 0.0)
