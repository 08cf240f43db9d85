"""Is a sentence supported by the passages that it cites? Answers and evaluation ask the same check.

Deterministic, without model or network. A sentence is supported when its words, its figures and
names, its polarity and how firmly it commits are found together in one to three neighbouring
sentences of one passage; who said it, when, and in which meeting may rest on the meeting's data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from chatbot.cited import Evidence, hearsay, nameless, objections
from chatbot.claims import Claim, read_claim
from chatbot.clauses import clauses
from chatbot.dates import values
from chatbot.figures import Figure, counted, figures, neighbours, within
from chatbot.figures_held import missing, unread
from chatbot.names import compact, speaker_text
from chatbot.reasons import Reason, reason
from chatbot.sentences import sentences
from chatbot.stance import stance
from chatbot.text import normalize
from chatbot.wording import (
    Ground,
    Term,
    best,
    covered,
    ground,
    mistaken,
    pairs_covered,
    terms,
    weakest_run,
)

__all__ = ["Evidence", "Reason", "Similarity", "Verdict", "Window", "check"]

Similarity = Callable[[str, str], float]

# The figures behind these are in docs/grounding.md; `python -m eval.grounding` measures them.
COVERED = 0.62
PAIRS = 0.30
RUN, RUN_SIZE = 0.30, 4
CLAUSE, _FIGURE = 0.4, 1.0
TEXT_ALONE = 0.45
CONTEXT = 0.8
# With dense help: so much of the words must be there all the same, and no stretch of the sentence
# may be without any, for an invented clause hardly moves the cosine of a long true sentence.
HELPED, CLOSE = 0.45, 0.94
_WIDEST = 3
_TRIED = 6
_NEAR_BEST = 0.12


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch a sentence was held against: characters of ``evidence[index].text``."""

    index: int
    start: int
    end: int
    coverage: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence is supported, why not, and what it was held against."""

    supported: bool
    reasons: tuple[Reason, ...] = ()
    windows: tuple[Window, ...] = ()


def check(
    sentence: str, evidence: Sequence[Evidence], *, similarity: Similarity | None = None
) -> Verdict:
    """Whether the passages support a sentence.

    ``similarity`` gives the cosine of two texts; it can help a paraphrase whose words nearly
    suffice, and nothing else. Never raises on any text.
    """
    claim = read_claim(sentence)
    if not evidence or not re.search(r"\w", claim.whole):
        return Verdict(False, (reason("no_evidence"),))
    tried = [_held(claim, evidence, at, similarity) for at in range(len(evidence))]
    first = min(tried, key=lambda v: (len(v.reasons), -max(w.coverage for w in v.windows)))
    if first.supported:
        return first
    return _by_parts(claim, evidence, similarity) or first


def _by_parts(
    claim: Claim, evidence: Sequence[Evidence], similarity: Similarity | None
) -> Verdict | None:
    """A sentence that joins what stands apart: each clause on its own, in some passage."""
    parts = _parts(claim.said)
    if len(parts) < 2 or claim.quotes:
        return None
    windows: list[Window] = []
    for part in parts:
        one = replace(claim, whole=part, said=part)
        held = [_held(one, evidence, at, similarity) for at in range(len(evidence))]
        good = [verdict for verdict in held if verdict.supported]
        if not good:
            return None
        windows.extend(max(good, key=lambda v: v.windows[0].coverage).windows)
    # What stands in front of all parts (第6回の会議で) must be true of all that is cited.
    lead = claim.whole[: claim.whole.find(parts[0])]
    if any(missing(lead, e.date, (*figures(e.text, e.date),), e.number) for e in evidence):
        return None
    lost = nameless(claim, evidence)
    return None if lost else Verdict(True, (), tuple(windows))


def _parts(said: str) -> list[str]:
    parts: list[str] = []
    for clause in clauses(said):
        if parts and (len(terms(parts[-1])) < 3 or len(terms(clause.text)) < 3):
            parts[-1] += clause.text
        else:
            parts.append(clause.text)
    return parts


def _held(
    claim: Claim, evidence: Sequence[Evidence], index: int, similarity: Similarity | None
) -> Verdict:
    """A claim against one passage: its best windows, and the reasons of the best of them."""
    e = evidence[index]
    general = objections(claim, e, evidence)
    wanted = _said_terms(claim, e)
    context = ground(f"{e.question}\n{e.agenda}\n{e.title}")
    about = [CONTEXT * context.credit(term) for term in wanted]
    spans = sentences(e.text) or [(0, len(e.text))]
    rows = [[ground(e.text[b:s]).credit(term) for term in wanted] for b, s in spans]
    every = (*figures(e.text, e.date), *neighbours(e.text, e.date))
    windows: list[tuple[float, int, int]] = []
    for size in range(1, min(_WIDEST, len(spans)) + 1):
        for at in range(len(spans) - size + 1):
            row = best(rows[at : at + size]) if wanted else ()
            windows.append((covered(wanted, row) - 0.001 * size, at, size))
    windows.sort(reverse=True)
    attempts: list[tuple[list[Reason], Window]] = []
    for rank, (score, at, size) in enumerate(windows[:_TRIED]):
        if score < windows[0][0] - _NEAR_BEST:
            break
        begin, stop = spans[at][0], spans[at + size - 1][1]
        row = best(rows[at : at + size]) if wanted else ()
        reasons = [
            # An embedding costs more than all the rest: only the best stretch is worth one.
            *_words(claim, wanted, row, about, e.text[begin:stop], None if rank else similarity),
            *_figures(claim, e, within(every, begin, stop), e.text[begin:stop]),
            *_scope(claim, e.text[begin:stop]),
            *hearsay(claim, e, _nearest(claim.said, e.text[begin:stop])),
            *(reason("words_missing", w) for w in mistaken(wanted, e.text, e.text[begin:stop])),
            *stance(claim.said, e.text[begin:stop], e.date, e.text),
        ]
        attempts.append((reasons, Window(index, begin, stop, round(max(score, 0.0), 3))))
        if not reasons:
            break
    reasons, window = min(attempts, key=lambda a: len(a[0]))
    reasons = [*general, *reasons]
    return Verdict(not reasons, tuple(reasons), (window,))


def _said_terms(claim: Claim, e: Evidence) -> tuple[Term, ...]:
    """The words to be found: without the speaker's own name and the meeting's title."""
    known = speaker_text(e.speaker) + compact(e.title)
    plain = compact(e.text)
    return tuple(t for t in terms(claim.said) if t.surface in plain or t.surface not in known)


def _words(
    claim: Claim,
    wanted: Sequence[Term],
    row: Sequence[float],
    about: Sequence[float],
    window: str,
    similarity: Similarity | None,
) -> list[Reason]:
    both = tuple(max(a, b) for a, b in zip(row, about, strict=True))
    alone, share = covered(wanted, row), covered(wanted, both)
    empty = not wanted and not figures(claim.said, None)
    if empty and compact(claim.whole) not in compact(window):
        return [reason("words_missing", claim.said)]
    pairs = pairs_covered(claim.said, ground(window))
    run = weakest_run(wanted, both, RUN_SIZE)
    clause = _weakest_clause(claim, wanted, ground(window))
    enough = alone >= TEXT_ALONE and share >= COVERED and pairs >= PAIRS
    if enough and run >= RUN and clause >= CLAUSE:
        return []
    helps = similarity is not None and alone >= HELPED and run >= RUN and clause >= CLAUSE
    if helps and similarity and similarity(claim.said, window) >= CLOSE:
        return []
    lost = [t.surface for t, c in zip(wanted, both, strict=True) if c < 0.5]
    shown = "、".join(dict.fromkeys(lost[:5])) or "文の大部分"
    return [reason("words_missing", shown)]


def _weakest_clause(claim: Claim, wanted: Sequence[Term], here: Ground) -> float:
    """The coverage of the least covered clause that says anything, of a sentence with several."""
    parts = clauses(claim.said)
    asked = {term.lemma for term in wanted}
    shares = [1.0]
    for clause in parts if len(parts) > 1 else ():
        words = [t for t in terms(clause.text) if t.lemma in asked]
        if len(words) > 1 or (words and parts[-1] is clause):
            # Its figures, which are checked for themselves, speak for a clause.
            extra = _FIGURE * len(figures(clause.text, None))
            whole = sum(term.weight for term in words)
            held = covered(words, [here.credit(t) for t in words]) * whole
            shares.append((held + extra) / (whole + extra))
    return min(shares)


def _figures(claim: Claim, e: Evidence, told: Sequence[Figure], window: str) -> list[Reason]:
    known = (*told, *counted(window))
    # Not only what is said: 第8回 and the day in front must be this meeting's.
    text = claim.whole.replace(claim.asked, "", 1)
    rate = bool(_RATE.search(text) and _RATE.search(window))
    lost = [v.text for v in missing(text, e.date, known, e.number) if not (rate and v.number == 1)]
    lost += unread(text, normalize(window))
    return [reason("figure_missing", text) for text in lost]


# 1年平均 says what 年平均 says, 1人1日当たり what 市民一人一日当たり says.
_RATE = re.compile(r"当たり|あたり|平均|につき")
# What speaks of all of something, in a claim and in a passage.
_WHOLE = re.compile(
    r"すべて|全て|全員|全額|全面的|必ず|常に|一律|制限な|無制限|無条件"
    r"|全(?:区?市町村|町村|自治体|地区|地域|区域|世帯|施設|事業|部署|会場|路線|[校園館庁社局課戸域区](?![国体長部]))"
)
_ALL = re.compile(
    r"す(?:べ)て|全て|全員|全[^、。]{1,6}(?=[でにをがは])|いずれも|必ず|常に|一律|皆(?!様)|[0-9]+とも|制限|上限な|残ら"
    r"|漏れな|百%|100%"
)


def _fits(half: str, share: Fraction) -> bool:
    """Whether a share may be called that: 半数 is about a half, 過半 and 大半 more."""
    return (half.startswith("半") and abs(share - Fraction(1, 2)) <= Fraction(1, 20)) or (
        share > Fraction(1, 2)
    )


def _scope(claim: Claim, window: str) -> list[Reason]:
    half = re.search(r"半[分数]|過半|大半|大多数", claim.said)
    shares = [v.number for v in values(window) if v.kind == "ratio" and v.number is not None]
    if half and "半" not in window and not any(_fits(half.group(), share) for share in shares):
        return [reason("scope", half.group())]
    return [
        reason("scope", match.group())
        for clause in clauses(claim.said)
        for match in _WHOLE.finditer(clause.text)
        if not _all(_nearest(clause.text, window))
    ][:1]


def _all(text: str) -> bool:
    """Whether a text speaks of all of something: 全ての, 十分の十."""
    ones = (v for v in values(text) if v.kind == "ratio" and v.number == 1)
    return bool(_ALL.search(text) or _WHOLE.search(text)) or any(ones)


def _nearest(clause: str, window: str) -> str:
    """The sentences of a stretch that say most of what a clause says."""
    wanted = terms(clause)
    every = [window[b:s] for b, s in sentences(window)] or [window]
    held = [covered(wanted, [ground(text).credit(t) for t in wanted]) for text in every]
    return "".join(t for t, h in zip(every, held, strict=True) if h >= _AS_MUCH * max(held))


_AS_MUCH = 0.8
