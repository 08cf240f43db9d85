"""The chat-model answerer: it may phrase what the extractive answerer found, and nothing more.

Whether there is an answer is decided without a model. The model is shown the exchanges behind that
answer and what lies near; each sentence that it writes must name the exchanges it rests on, and is
held against them (`chatbot.grounding`) before anybody sees it. A sentence that fails is repaired
once, or dropped; where the model fails or nothing is left, the extractive answer stands.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from chatbot.answer import Answerer, Extractive, Watch, unwatched
from chatbot.chat_model import (
    ChatModel,
    Hurried,
    Message,
    ModelFailure,
    whole_reply,
)
from chatbot.cite import Claim, Draft, Judged, Trace, cite_text
from chatbot.grounding import Evidence, Similarity, Verdict, check
from chatbot.material import FIRST, LAST, Exchange, exchanges, plain, shown
from chatbot.material import MOST as MOST_SHOWN
from chatbot.provider import ChatModelError, open_chat_model
from chatbot.reply import Splitter, Written, split
from chatbot.retrieve import Corpus, search
from chatbot.scope import Scope
from chatbot.settings import Settings
from chatbot.text import normalize
from chatbot.types import Citation, Note
from prompts import render

# How many sentences an answer may have, and how many of a reply are repaired.
MOST, REPAIRED = 8, 4
# How many passages besides the answer's own are looked at for exchanges to show.
_NEAR = 6
# How much of the time the model has to put a follow-up into its own words, before it answers.
_FOLLOWING = 0.25
_FOREIGN = "日本語の文ではありません。"
_UNMARKED = "資料の番号が付いていないか、ない番号が付いています。"
_EMPTY = "言語モデルが答えを書きませんでした。"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A sentence that the check let pass, with what it rests on."""

    text: str
    citations: tuple[Citation, ...]

    @property
    def claim(self) -> Claim:
        return Claim((self.text, *self.citations))


@dataclass(slots=True)
class _Record:
    """What the receipt will say."""

    replies: list[str] = field(default_factory=list)
    verdicts: list[Judged] = field(default_factory=list)


class Generative:
    """Phrases the extractive answer with a chat model, every sentence checked."""

    def __init__(
        self,
        model: ChatModel,
        timeout: float,
        similarity: Callable[[Corpus], Similarity] | None = None,
    ) -> None:
        """``timeout`` is how many seconds one answer may take the model, repairs included."""
        self._model = model
        self._timeout = timeout
        self._similarity = similarity
        self._extractive = Extractive()

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    def draft(self, corpus: Corpus, scope: Scope, watch: Watch = unwatched) -> Draft:
        """The model's wording of the extractive answer, or that answer and a note why."""
        found = self._extractive.draft(corpus, scope)
        if found.status != "answered" or not _spoken(found):
            return found
        return _Phrasing(self._model, self._timeout, corpus, scope, found, watch).draft(
            self._similarity(corpus) if self._similarity else None
        )


def _spoken(draft: Draft) -> list[Citation]:
    """What a draft cites of speeches; empty where it rests on a header, an agenda or a name.

    In an answer made of entries, those that rest on something else stay as they are.
    """
    cited = [
        (part, claim.entry)
        for claim in draft.claims
        for part in claim.parts
        if isinstance(part, Citation)
    ]
    spoken = [part for part, _ in cited if part.part == "text"]
    return spoken if all(part.part == "text" or entry for part, entry in cited) else []


class _Phrasing:
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
        self._model, self._corpus, self._scope = model, corpus, scope
        self._found, self._watch = found, watch
        self._until = time.monotonic() + timeout
        cited = _spoken(found)
        hits = search(corpus, scope.query, _NEAR, scope.allowed)
        own = [(c.document, c.turn) for c in cited if c.turn]
        near = [(hit.document.id, hit.turn.id) for hit in hits]
        most = max(MOST_SHOWN, len(set(own)))
        self._exchanges = exchanges(corpus, dict.fromkeys([*own, *near]), most)
        quotes = [c.quote for c in cited] + [hit.passage.text for hit in hits]
        self._evidence = shown(self._exchanges, quotes)
        self._record = _Record()

    def draft(self, similarity: Similarity | None) -> Draft:
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
            return self._fallen_back(trace, self._nothing_left())
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

    def _streamed(self, messages: Sequence[Message]) -> tuple[list[_Kept | None], list[_Failed]]:
        """The sentences that pass, in order, ``None`` where one failed; and those that did."""
        kept: list[_Kept | None] = []
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
        self, kept: list[_Kept | None], failed: Sequence[_Failed]
    ) -> tuple[list[_Kept | None], int]:
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

    def _repair(self, failed: _Failed) -> _Kept | None:
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

    def _judged(
        self, written: Written, *, repaired: bool = False
    ) -> tuple[_Kept | None, list[str]]:
        """A sentence with the passages that bear it out, or why none does."""
        marks = [mark for mark in written.marks if 1 <= mark <= len(self._exchanges)]
        evidence: list[tuple[Exchange, int, Evidence]] = []
        for mark in marks:
            exchange = self._exchanges[mark - 1]
            told = exchange.evidence(self._corpus)
            evidence += [(exchange, at, one) for at, one in enumerate(told)]
        if not written.japanese:
            reasons = [_FOREIGN]
        elif not marks:
            reasons = [_UNMARKED]
        else:
            verdict = check(
                written.text, [one for _, _, one in evidence], similarity=self._check_near
            )
            reasons = [reason.text for reason in verdict.reasons]
            if verdict.supported:
                self._judge(written, True, [], repaired)
                return _Kept(written.text, _cited(verdict, evidence)), []
        self._judge(written, False, reasons, repaired)
        return None, reasons

    def _judge(
        self, written: Written, supported: bool, reasons: Sequence[str], repaired: bool
    ) -> None:
        self._record.verdicts.append(Judged(written.text, supported, tuple(reasons), repaired))

    def _nothing_left(self) -> str:
        """Why no sentence stands."""
        first = [one.reasons for one in self._record.verdicts if not one.repaired]
        if not first:
            reply = "".join(self._record.replies).strip()
            return "言語モデルは、資料に答えがないと述べました。" if reply else _EMPTY
        if all(reasons == (_FOREIGN,) for reasons in first):
            return "言語モデルが日本語で答えませんでした。"
        if all(reasons == (_UNMARKED,) for reasons in first):
            return "言語モデルの文に、資料の番号が正しく付いていませんでした。"
        return "言語モデルの文に、議事要旨で裏付けられるものがありませんでした。"

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


def _among(text: str, kept: Sequence[_Kept | None]) -> bool:
    return any(one is not None and one.text == text for one in kept)


@dataclass(frozen=True, slots=True)
class _Failed:
    place: int
    written: Written
    reasons: Sequence[str]


def _sentences(stream: Iterator[str], pieces: list[str]) -> Iterator[Written]:
    splitter = Splitter()
    for piece in stream:
        pieces.append(piece)
        yield from splitter.feed(piece)
    yield from splitter.end()


def _cited(
    verdict: Verdict, evidence: Sequence[tuple[Exchange, int, Evidence]]
) -> tuple[Citation, ...]:
    """Each window that the check held the sentence against, as a citation."""
    cited = []
    for window in verdict.windows:
        exchange, at, _ = evidence[window.index]
        cited.append(cite_text(exchange.document, exchange.turns[at], window.start, window.end))
    return tuple(dict.fromkeys(cited))


def merged(found: Sequence[Claim], kept: Sequence[_Kept]) -> tuple[Claim, ...]:
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


def _hash(messages: Sequence[Message]) -> str:
    text = "\n".join(f"{role}\n{content}" for role, content in messages)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Unavailable:
    """Stands in for a chat model that is set and cannot be opened: the minutes still answer."""

    name = "extractive"

    def __init__(self, why: str) -> None:
        self._why = why

    def draft(self, corpus: Corpus, scope: Scope, watch: Watch = unwatched) -> Draft:
        """The extractive answer, saying what is wrong with the model."""
        found = Extractive().draft(corpus, scope, watch)
        if found.status != "answered" or not _spoken(found):
            return found
        return replace(found, notes=(*found.notes, Note("model_failed", self._why)))


def open_answerer(settings: Settings) -> tuple[ChatModel | None, Answerer]:
    """The chat model that is set, if it can be had (to read follow-ups), and who words answers."""
    try:
        model = open_chat_model(settings)
    except ChatModelError as problem:
        return None, Unavailable(str(problem))
    if model is None:
        return None, Extractive()
    following = Hurried(model, settings.chat_timeout * _FOLLOWING)
    return following, Generative(model, settings.chat_timeout)
