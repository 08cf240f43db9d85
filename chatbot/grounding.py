"""Is a sentence supported by the passages that it cites? Answers and evaluation ask the same check.

Deterministic, without model or network. A sentence is supported when its words, its figures and
names, its polarity and how firmly it commits are found together in one to three neighbouring
sentences of one passage; who said it, when, and in which meeting may rest on the meeting's data.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chatbot.claims import Claim, read_claim
from chatbot.clauses import Clause, clauses, raised
from chatbot.figures import Figure, counted, displaced, figures, missing, unread, within
from chatbot.names import Name, borne, compact, is_speaker, names, speaker_text
from chatbot.polarity import clash, denies, ends_denied, last_word, predicates
from chatbot.text import normalize, sentences
from chatbot.types import Speaker
from chatbot.wording import (
    Term,
    best,
    covered,
    ground,
    pairs_covered,
    read,
    terms,
    weakest_run,
)

Similarity = Callable[[str, str], float]

# The figures behind these are in docs/grounding.md; `python -m eval.grounding` measures them.
COVERED = 0.62
PAIRS = 0.30
RUN, RUN_SIZE = 0.30, 4
TEXT_ALONE = 0.45
CONTEXT = 0.8
# With dense help: so much of the words must be there all the same.
HELPED, CLOSE = 0.45, 0.90
# A clause that covers so much of another says the same.
SAME_CLAUSE = 0.7
_WIDEST = 3
_TRIED = 6
_NEAR_BEST = 0.12


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a citation gives: a turn's words, and the meeting's data about them.

    ``date``, ``number`` and ``title`` are the meeting's, ``agenda`` is the item's title,
    ``question`` the words of the turn it replies to.
    """

    text: str
    speaker: Speaker | None = None
    date: dt.date | None = None
    number: int | None = None
    title: str = ""
    agenda: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a sentence is not supported; ``code`` is stable, ``text`` Japanese for the page."""

    code: str
    text: str


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
        return Verdict(False, (Reason("no_evidence", "根拠となる発言がありません。"),))
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
    lost = _whole_claim(claim, evidence)
    return None if lost else Verdict(True, (), tuple(windows))


def _parts(said: str) -> list[str]:
    parts: list[str] = []
    for clause in clauses(said):
        if parts and (len(terms(parts[-1])) < 3 or len(terms(clause.text)) < 3):
            parts[-1] += clause.text
        else:
            parts.append(clause.text)
    return parts


def _whole_claim(claim: Claim, evidence: Sequence[Evidence]) -> list[Name]:
    told = "".join(_told(e) for e in evidence)
    titles = " ".join(f"{e.title} {e.agenda} {e.question}" for e in evidence)
    return [
        name
        for name in names(claim.whole)
        if not borne(name, told) and not _in_title(name, claim.whole, titles)
    ]


def _told(e: Evidence) -> str:
    """All in which a name may stand, ``compact``."""
    return f"{compact(e.text)}\n{speaker_text(e.speaker)}"


def _held(
    claim: Claim, evidence: Sequence[Evidence], index: int, similarity: Similarity | None
) -> Verdict:
    """A claim against one passage: its best windows, and the reasons of the best of them."""
    e = evidence[index]
    general = [
        *_quotes(claim, e),
        *_speaker(claim, e),
        *_asked(claim, e, evidence),
        *_names(claim, e, evidence),
    ]
    wanted = _said_terms(claim, e)
    context = ground(f"{e.question}\n{e.agenda}\n{e.title}")
    about = [CONTEXT * context.credit(term) for term in wanted]
    spans = sentences(e.text) or [(0, len(e.text))]
    rows = [[ground(e.text[b:s]).credit(term) for term in wanted] for b, s in spans]
    every = figures(e.text, e.date)
    windows: list[tuple[float, int, int]] = []
    for size in range(1, min(_WIDEST, len(spans)) + 1):
        for at in range(len(spans) - size + 1):
            row = best(rows[at : at + size]) if wanted else ()
            windows.append((covered(wanted, row) - 0.001 * size, at, size))
    windows.sort(reverse=True)
    attempts: list[tuple[list[Reason], Window]] = []
    for score, at, size in windows[:_TRIED]:
        if score < windows[0][0] - _NEAR_BEST:
            break
        begin, stop = spans[at][0], spans[at + size - 1][1]
        row = best(rows[at : at + size]) if wanted else ()
        reasons = [
            *_words(claim, wanted, row, about, e.text[begin:stop], similarity),
            *_figures(claim, e, within(every, begin, stop), e.text[begin:stop]),
            *_scope(claim, e.text[begin:stop]),
            *_stance(claim, e.text[begin:stop], e.date),
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
    if not wanted and not figures(claim.said, None) and compact(claim.said) not in compact(window):
        return [Reason("words_missing", "根拠の発言に照らして確かめられる内容がありません。")]
    pairs = pairs_covered(claim.said, ground(window))
    run = weakest_run(wanted, both, RUN_SIZE)
    if alone >= TEXT_ALONE and share >= COVERED and run >= RUN and pairs >= PAIRS:
        return []
    helps = similarity is not None and alone >= HELPED and run >= RUN / 2
    if helps and similarity and similarity(claim.said, window) >= CLOSE:
        return []
    lost = [t.surface for t, c in zip(wanted, both, strict=True) if c < 0.5]
    shown = "、".join(dict.fromkeys(lost[:5])) or "文の大部分"
    return [Reason("words_missing", f"根拠の発言にない内容を含みます（{shown}）。")]


def _figures(claim: Claim, e: Evidence, told: Sequence[Figure], window: str) -> list[Reason]:
    known = (*told, *counted(window))
    lost = [v.text for v in missing(claim.said, e.date, known, e.number)]
    lost += unread(claim.said, normalize(window))
    return [
        Reason("figure_missing", f"「{text}」という数値・日付が根拠の発言にありません。")
        for text in lost
    ]


_ALL = re.compile(
    r"す(?:べ)て|全て|全員|全国|全[^、。]{1,6}(?=[でにをがは])|いずれも|必ず|常に|一律|皆様?|各|[0-9]+とも"
)


def _scope(claim: Claim, window: str) -> list[Reason]:
    if re.search(r"すべて|全て|全員|必ず|常に|一律", claim.said) and not _ALL.search(window):
        return [Reason("scope", "根拠の発言は「すべて」「必ず」とまでは述べていません。")]
    return []


def _names(claim: Claim, e: Evidence, evidence: Sequence[Evidence]) -> list[Reason]:
    told = _told(e)
    asked = "".join(_told(one) + compact(one.question) for one in evidence)
    return [
        Reason("name_missing", f"「{name.text}」が根拠の発言に出てきません。")
        for name in names(claim.whole)
        if not borne(name, asked if name.text in claim.asked else told)
        and not _in_title(name, claim.whole, f"{e.title} {e.agenda} {e.question}")
    ]


def _in_title(name: Name, claim: str, title: str) -> bool:
    """Whether a name stands in the claim as part of what the meeting is about: DX in DX推進会議."""
    told = [compact(run) for run in _RUN.findall(title)]
    return any(
        name.text in run and any(_part(compact(run), name, whole) for whole in told)
        for run in _RUN.findall(claim)
    )


_RUN = re.compile(r"[一-龥々ァ-ヶーA-Za-z0-9・-]+")


def _part(run: str, name: Name, whole: str) -> bool:
    return run in whole if len(run) > len(name.text) else run == whole


def _speaker(claim: Claim, e: Evidence) -> list[Reason]:
    if not claim.who or is_speaker(claim.who, e.speaker, e.text):
        return []
    if _reports(claim.who, e.text):
        return []
    return [Reason("speaker", f"「{claim.who}」は引用した発言の発言者ではありません。")]


_SAYS = re.compile(r"述べ|発言|答え|回答|答弁|説明|指摘|要望|求め|話|言(?:う|っ|わ)|意見|聞")


def _reports(who: str, text: str) -> bool:
    """Whether the passage itself tells what somebody else said."""
    plain = normalize(who)
    return any(
        plain in normalize(text[b:s]) and _SAYS.search(text[b:s]) is not None
        for b, s in sentences(text)
    )


def _asked(claim: Claim, e: Evidence, evidence: Sequence[Evidence]) -> list[Reason]:
    if not claim.asked:
        return []
    told = "\n".join((e.question, e.agenda, *(one.text for one in evidence)))
    wanted = terms(claim.asked)
    known = compact(told) + "".join(speaker_text(one.speaker) for one in evidence)
    wanted = tuple(t for t in wanted if t.surface not in known or t.surface in compact(told))
    here = ground(told)
    lost = missing(claim.asked, e.date, figures(told, e.date), e.number)
    if lost or covered(wanted, [here.credit(t) for t in wanted]) < COVERED:
        return [Reason("question", "示された質問が、この発言の答えた質問と合いません。")]
    return []


def _quotes(claim: Claim, e: Evidence) -> list[Reason]:
    raw = e.speaker.raw if e.speaker else ""
    parts = (e.text, raw, e.agenda, e.title)
    return [
        Reason("quote_inexact", f"「{quote}」は根拠の発言の文言どおりではありません。")
        for quote in claim.quotes
        if quote and not any(quote in part or quote.rstrip("。") in part for part in parts)
    ]


def _stance(claim: Claim, window: str, base: dt.date | None) -> list[Reason]:
    """Polarity and commitment of each clause against the clause that it is aligned with."""
    told = clauses(normalize(window))
    nearby = predicates(normalize(window))
    reasons: list[Reason] = []
    whole = figures(claim.said, base)
    for clause in clauses(claim.said):
        aligned, share = _aligned(clause, told, base)
        if aligned is None:
            continue
        if share >= SAME_CLAUSE:
            told_here = (*figures(aligned.text, base), *counted(aligned.text))
            for value in displaced(figures(clause.text, base), whole, told_here):
                text = f"「{value.text}」は、根拠の発言では別の事柄についての数値・日付です。"
                reasons.append(Reason("figure_displaced", text))
        here = predicates(aligned.text)
        words = terms(clause.text)
        lemma = clash(predicates(clause.text), here, nearby, words, predicates(claim.said))
        if lemma is not None:
            reasons.append(Reason("polarity", f"「{lemma}」の肯定・否定が根拠の発言と逆です。"))
        elif share >= SAME_CLAUSE and _tail_flipped(clause, aligned):
            reasons.append(Reason("polarity", "文末の肯定・否定が根拠の発言と逆です。"))
        elif raised(clause.force, aligned) or _finished(clause, aligned):
            reasons.append(
                Reason(
                    "commitment",
                    f"実施・予定・検討・要望などの段階が根拠の発言と違います（「{aligned.text.strip()}」）。",
                )
            )
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
