"""Weights and floor of `chatbot.curated_match`, from the half of the questions that is for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.curated_match import Weights
from chatbot.embed import Embedder
from chatbot.meetings import read_meetings
from chatbot.question import Reading, read
from chatbot.rewording import apart, signs
from chatbot.text import normalize
from eval.curated.cases import DOCUMENTS, WRITTEN, Case, cases, forms

# A false match is worse than none: of the near misses of this half at most so many may match.
FALSE = 0.025
# Cosines of questions lie close together; so many of them make one unit.
_COSINES = 0.1
# Only pairs that share something are worth learning from.
_UNLIKE = 2.9

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question beside a form of some entry: what differs, and whether they are one."""

    case: Case
    entry: str
    signs: tuple[float, ...]
    same: bool


def pairs(embedder: Embedder | None) -> tuple[Pair, ...]:
    """Every question of the tuned half beside every form that it is not `apart` from.

    With an embedder the last of the signs are spelling and cosine; without, there are none of
    these.
    """
    held = [case for case in forms() if case.half == "tuned"]
    readings = {case: _read(case) for case in held}
    vectors = {}
    if embedder is not None:
        asked = [case for case in cases() if case.half == "tuned"]
        vectors = {case: embedder.embed_query(normalize(case.question)) for case in asked}
    found = []
    for case in cases():
        if case.half != "tuned" or case.kind == "=":
            continue
        reading = _read(case)
        for form in held:
            beside = [readings[f] for f in held if f.entry == form.entry and f != form]
            if apart(reading, readings[form], beside):
                continue
            *differing, spelling = astuple(signs(reading, readings[form], beside))
            if form.entry != case.entry and max(differing[2:]) > _UNLIKE:
                continue
            if vectors:
                cosine = float(vectors[case] @ vectors[form])
                differing += [spelling, cosine / _COSINES]
            same = case.kind == "+" and form.entry == case.entry
            found.append(Pair(case, form.entry, tuple(differing), same))
    return tuple(_nearest(found))


def _nearest(found: Sequence[Pair]) -> list[Pair]:
    """All pairs that are not one, and of a rewording's own forms only the one nearest to it."""
    own: dict[Case, Pair] = {}
    for pair in found:
        if pair.same and (
            pair.case not in own or sum(pair.signs[:4]) < sum(own[pair.case].signs[:4])
        ):
            own[pair.case] = pair
    return [pair for pair in found if not pair.same] + list(own.values())


def _read(case: Case) -> Reading:
    day = WRITTEN if case.kind == "=" else case.day
    meetings = read_meetings(normalize(case.question), list(DOCUMENTS.values()), day)
    return read(case.question, day, meetings)


def fit(embedder: Embedder | None) -> Weights:
    """The weights; the floor is where questions of entries left out of the fit keep to `FALSE`."""
    found = pairs(embedder)
    blind = np.empty(len(found))
    for entry in {pair.case.entry for pair in found}:
        learned = _regression([pair for pair in found if pair.case.entry != entry])
        for at, pair in enumerate(found):
            if pair.case.entry == entry:
                blind[at] = _rows([pair])[0] @ learned
    near = {case for case in cases() if case.half == "tuned" and case.kind == "-"}
    best = sorted(
        (
            max((b for b, p in zip(blind, found, strict=True) if p.case == case), default=-99.0)
            for case in near
        ),
        reverse=True,
    )
    floor = best[int(FALSE * len(near))]
    base, *rest = (float(weight) for weight in _regression(found))
    if embedder is not None:
        rest[-1] /= _COSINES
    return Weights(base, *rest, floor=float(floor))


def _rows(found: Sequence[Pair]) -> Numbers:
    return np.array([(1.0, *pair.signs) for pair in found])


def _regression(found: Sequence[Pair]) -> Numbers:
    """Logistic regression by Newton's method, all weights but the first drawn to nought."""
    rows, same = _rows(found), np.array([pair.same for pair in found], dtype=float)
    weights = np.zeros(rows.shape[1])
    drawn = np.diag([1e-6] + [1.0] * (rows.shape[1] - 1))
    for _ in range(50):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (likely - same) + drawn @ weights
        step = np.linalg.solve(rows.T @ (rows * (likely * (1 - likely))[:, None]) + drawn, slope)
        weights = weights - step
    return weights
