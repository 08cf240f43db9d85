"""One answer put into a chat model's words, within a time that is set.

The model is shown the exchanges behind an answer that was found, and what lies near. A sentence
that does not stand (`chatbot.judging`) is repaired once, or dropped; where the model fails or
nothing is left, the answer stays as it was found.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from chatbot.answer import Watch
from chatbot.chat_model import ChatModel, Message, ModelFailure, whole_reply
from chatbot.cite import Draft, Judged, Trace
from chatbot.grounding import Similarity
from chatbot.judging import Kept, judged, merged, nothing_left
from chatbot.material import FIRST, LAST, exchanges, plain, shown
from chatbot.material import MOST as MOST_SHOWN
from chatbot.reply import Splitter, Written, split
from chatbot.retrieve import Corpus, search
from chatbot.scope import Scope
from chatbot.text import normalize
from chatbot.types import Citation, Note
from prompts import render

# How many sentences an answer may have, and how many of a reply are repaired.
MOST, REPAIRED = 8, 4
# How many passages besides the answer's own are looked at for exchanges to show.
_NEAR = 6


def spoken(draft: Draft) -> list[Citation]:
    """What a draft cites of speeches; empty where it rests on a header, an agenda or a name.

    In an answer made of entries, those that rest on something else stay as they are.
    """
    cited = [
        (part, claim.entry)
        for claim in draft.claims
        for part in claim.parts
        if isinstance(part, Citation)
    ]
    speeches = [part for part, _ in cited if part.part == "text"]
    return speeches if all(part.part == "text" or entry for part, entry in cited) else []


@dataclass(slots=True)
class _Record:
    """What the receipt will say."""

    replies: list[str] = field(default_factory=list)
    verdicts: list[Judged] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Failed:
    place: int
    written: Written
    reasons: Sequence[str]


class Phrasing:
    """One answer in the making."""

    def __init__(
        self,
        model: ChatModel,
        timeout: float,
        corpus: Corpus,
        scope: Scope,
        found: Draft,
        watch: Watch,
    ) -> None:
        """``found`` cites speeches. ``timeout`` is in seconds from here on, repairs included."""
        self._model, self._corpus, self._scope = model, corpus, scope
        self._found, self._watch = found, watch
        self._until = time.monotonic() + timeout
        cited = spoken(found)
        hits = search(corpus, scope.query, _NEAR, scope.allowed)
        own = [(c.document, c.turn) for c in cited if c.turn]
        near = [(hit.document.id, hit.turn.id) for hit in hits]
        most = max(MOST_SHOWN, len(set(own)))
        self._exchanges = exchanges(corpus, dict.fromkeys([*own, *near]), most)
        quotes = [c.quote for c in cited] + [hit.passage.text for hit in hits]
        self._evidence = shown(self._exchanges, quotes)
        self._record = _Record()

    def draft(self, similarity: Similarity | None) -> Draft:
        """The answer in the model's words, or as it was found with a note why.

        ``similarity`` is `chatbot.grounding.check`'s.
        """
        self._check_near = similarity
        messages = self._messages("answer")
        trace = Trace(self._model.name, _hash(messages))
        self._watch.begin()
        try:
            kept, failed = self._streamed(messages)
        except ModelFailure as failure:
            return self._fallen_back(trace, str(failure))
        kept, dropped = self._repaired(kept, failed)
        trace = self._traced(trace)
        sentences_kept = [one for one in kept if one is not None]
        if not sentences_kept:
            return self._fallen_back(trace, nothing_left(trace))
        notes = self._found.notes
        if dropped:
            text = (
                f"言語モデルが書いた文のうち{dropped}文は、議事要旨で裏付けられないため除きました。"
            )
            notes = (*notes, Note("sentence_dropped", text))
        claims = merged(self._found.claims, sentences_kept)
        return replace(
            self._found, claims=claims, notes=notes, answerer=self._model.name, trace=trace
        )

    def _messages(self, task: str, **more: str) -> list[Message]:
        question = plain(normalize(self._scope.question))
        filled = render(
            task, question=question, evidence=self._evidence, first=FIRST, last=LAST, **more
        )
        return [("system", render("answer_system")), ("human", filled)]

    def _streamed(self, messages: Sequence[Message]) -> tuple[list[Kept | None], list[_Failed]]:
        """The sentences that pass, in order, ``None`` where one failed; and those that did."""
        kept: list[Kept | None] = []
        failed: list[_Failed] = []
        pieces: list[str] = []
        seen: set[Written] = set()
        try:
            for written in _sentences(self._model.stream(messages, self._until), pieces):
                if written.declines or written in seen or len(kept) == MOST:
                    continue
                if _among(written.text, kept):
                    continue
                seen.add(written)
                one, why = self._judged(written)
                if one is None:
                    failed.append(_Failed(len(kept), written, why))
                else:
                    self._watch.sentence(one.text)
                kept.append(one)
        finally:
            self._record.replies.append("".join(pieces))
        return kept, failed

    def _repaired(
        self, kept: list[Kept | None], failed: Sequence[_Failed]
    ) -> tuple[list[Kept | None], int]:
        """Each failed sentence tried once more with its reasons; how many are dropped for good."""
        dropped = 0
        # What was written once more and then stood is not missing.
        missing = [one for one in failed if not _among(one.written.text, kept)]
        for number, one in enumerate(missing):
            better = self._repair(one) if number < REPAIRED else None
            if better is None or _among(better.text, kept):
                dropped += 1
            else:
                kept[one.place] = better
        return kept, dropped

    def _repair(self, failed: _Failed) -> Kept | None:
        if time.monotonic() >= self._until:
            return None
        messages = self._messages(
            "repair",
            sentence=plain(failed.written.text),
            reasons=plain("\n".join(f"- {why}" for why in failed.reasons)),
        )
        try:
            reply = whole_reply(self._model, messages, self._until)
        except ModelFailure:
            return None  # the sentence is dropped, and the note says so
        self._record.replies.append(reply)
        written = split(reply)
        if len(written) != 1 or written[0].declines:
            return None
        return self._judged(written[0], repaired=True)[0]

    def _judged(self, written: Written, *, repaired: bool = False) -> tuple[Kept | None, list[str]]:
        """A sentence as it is kept, or why it is not; the receipt says which."""
        one, why = judged(written, self._exchanges, self._corpus, self._check_near)
        self._record.verdicts.append(Judged(written.text, one is not None, tuple(why), repaired))
        return one, why

    def _traced(self, trace: Trace) -> Trace:
        record = self._record
        return replace(trace, replies=tuple(record.replies), verdicts=tuple(record.verdicts))

    def _fallen_back(self, trace: Trace, why: str) -> Draft:
        """The extractive answer, saying why it is that."""
        self._watch.begin()
        note = Note("model_failed", f"{why}議事要旨からの抜き書きで回答しています。")
        return replace(
            self._found,
            notes=(*self._found.notes, note),
            trace=replace(self._traced(trace), failure=why),
        )


def _among(text: str, kept: Sequence[Kept | None]) -> bool:
    return any(one is not None and one.text == text for one in kept)


def _sentences(stream: Iterator[str], pieces: list[str]) -> Iterator[Written]:
    splitter = Splitter()
    for piece in stream:
        pieces.append(piece)
        yield from splitter.feed(piece)
    yield from splitter.end()


def _hash(messages: Sequence[Message]) -> str:
    text = "\n".join(f"{role}\n{content}" for role, content in messages)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
