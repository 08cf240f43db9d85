"""What stands of a model's reply: each sentence held against the exchanges that it names.

What is kept of them goes into the answer in its order; where nothing is, there is a reason to give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot.cite import Claim, Trace, cite_text
from chatbot.grounding import Evidence, Similarity, Verdict, check
from chatbot.material import Exchange
from chatbot.reply import Written
from chatbot.retrieve import Corpus
from chatbot.types import Citation

_FOREIGN = "日本語の文ではありません。"
_UNMARKED = "資料の番号が付いていないか、ない番号が付いています。"
_EMPTY = "言語モデルが答えを書きませんでした。"


@dataclass(frozen=True, slots=True)
class Kept:
    """A sentence that the check let pass, with what it rests on."""

    text: str
    citations: tuple[Citation, ...]

    @property
    def claim(self) -> Claim:
        """The sentence with its citations behind it."""
        return Claim((self.text, *self.citations))


def judged(
    written: Written,
    shown: Sequence[Exchange],
    corpus: Corpus,
    similarity: Similarity | None = None,
) -> tuple[Kept | None, list[str]]:
    """A sentence with the passages that bear it out, or why none does.

    Its marks count from 1 in ``shown``; ``similarity`` is `chatbot.grounding.check`'s. The reasons
    are Japanese sentences, and none where the sentence is kept.
    """
    marks = [mark for mark in written.marks if 1 <= mark <= len(shown)]
    evidence: list[tuple[Exchange, int, Evidence]] = []
    for mark in marks:
        exchange = shown[mark - 1]
        told = exchange.evidence(corpus)
        evidence += [(exchange, at, one) for at, one in enumerate(told)]
    if not written.japanese:
        return None, [_FOREIGN]
    if not marks:
        return None, [_UNMARKED]
    verdict = check(written.text, [one for _, _, one in evidence], similarity=similarity)
    if verdict.supported:
        return Kept(written.text, _cited(verdict, evidence)), []
    return None, [reason.text for reason in verdict.reasons]


def _cited(
    verdict: Verdict, evidence: Sequence[tuple[Exchange, int, Evidence]]
) -> tuple[Citation, ...]:
    """Each window that the check held the sentence against, as a citation."""
    cited = []
    for window in verdict.windows:
        exchange, at, _ = evidence[window.index]
        cited.append(cite_text(exchange.document, exchange.turns[at], window.start, window.end))
    return tuple(dict.fromkeys(cited))


def nothing_left(trace: Trace) -> str:
    """Why no sentence of a reply stands, as a Japanese sentence."""
    first = [one.reasons for one in trace.verdicts if not one.repaired]
    if not first:
        reply = "".join(trace.replies).strip()
        return "言語モデルは、資料に答えがないと述べました。" if reply else _EMPTY
    if all(reasons == (_FOREIGN,) for reasons in first):
        return "言語モデルが日本語で答えませんでした。"
    if all(reasons == (_UNMARKED,) for reasons in first):
        return "言語モデルの文に、資料の番号が正しく付いていませんでした。"
    return "言語モデルの文に、議事要旨で裏付けられるものがありませんでした。"


def merged(found: Sequence[Claim], kept: Sequence[Kept]) -> tuple[Claim, ...]:
    """The model's sentences; where the answer is made of entries, in their order and none left out.

    An entry (a meeting, a speaker) of which the model writes nothing keeps its own sentence.
    """
    if not any(claim.entry for claim in found):
        return tuple(one.claim for one in kept)
    placed: dict[str, list[Claim]] = {claim.entry: [] for claim in found}
    for one in kept:
        places = [claim.entry for claim in found if _shares(claim, one.citations)] or list(placed)[
            -1:
        ]
        placed[places[0]].append(replace(one.claim, entry=places[0]))
    return tuple(
        claim
        for entry, own in placed.items()
        for claim in (own or [c for c in found if c.entry == entry])
    )


def _shares(claim: Claim, citations: Sequence[Citation]) -> bool:
    own = {(c.document, c.speaker) for c in claim.parts if isinstance(c, Citation)}
    return any((c.document, c.speaker) in own for c in citations)
