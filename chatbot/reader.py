"""Reads a question together with passages: how likely each sentence is what answers.

A search compares a question with a passage that was read before anybody asked; a cross-encoder
reads the two together, so that it can tell 費用 from いつから in sentences on the same thing. Each
sentence of a passage is scored where it stands: the passage is read once, with what comes before
it (agenda item, speaker, the question that it replies to), and a sentence's score is the mean of
its tokens'.
"""

from __future__ import annotations

import importlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from chatbot.embed import (
    PASSAGE_PREFIX,
    QUERY_PREFIX,
    READER_FILE,
    TOKENIZER_FILE,
    open_session,
    read_manifest,
)
from chatbot.library import Library
from chatbot.sentences import sentences
from chatbot.settings import Settings
from chatbot.types import Document, Passage, Turn

# Tokens: a question's first, a context's last, a sentence's first; and of all together.
QUESTION, CONTEXT, SENTENCE, WHOLE = 64, 110, 160, 480
# Of a speech that is replied to, so many characters at its end, and of those so many as context.
REPLIED, ASKED = 400, 160
# Passages remembered with a question; the same one is read for the ranking and for the answer.
REMEMBERED = 2_000
_BEGIN, _END = 0, 2
# The score of a sentence that could not be read: it answers nothing, as far as is known.
UNREAD = -10.0
Scores = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage to be read: what comes before it, and its sentences."""

    context: str
    sentences: tuple[str, ...]


class Reader(Protocol):
    """What reads a question and passages together."""

    def read(self, question: str, passages: Sequence[Reading]) -> list[Scores]:
        """For each passage a number for each sentence: the logarithm of the odds against nothing.

        Over 0 a sentence is likelier to answer than that nothing does.
        """
        ...


class Tokens:
    """Turns a question and a passage into the tokens that the reader takes."""

    def __init__(self, file: Path) -> None:
        tokenizers: Any = importlib.import_module("tokenizers")
        self._tokenizer = tokenizers.Tokenizer.from_file(str(file))
        self._tokenizer.no_truncation()
        self._ids = lru_cache(maxsize=20_000)(self._encode)

    def of(self, question: str, passage: Reading) -> tuple[list[int], list[int]]:
        """Token ids, and of each the number of the sentence that it belongs to, or -1."""
        ids = [_BEGIN, *self._ids(QUERY_PREFIX + question)[:QUESTION], _END]
        ids += [*self._ids(PASSAGE_PREFIX + passage.context)[-CONTEXT:], _END]
        owners = [-1] * len(ids)
        for at, sentence in enumerate(passage.sentences):
            own = self._ids(sentence)[:SENTENCE]
            ids += own
            owners += [at] * len(own)
        return [*ids[: WHOLE - 1], _END], [*owners[: WHOLE - 1], -1]

    def _encode(self, text: str) -> tuple[int, ...]:
        # Half a surrogate pair, as broken files contain, is no text that a tokenizer takes.
        readable = text.encode("utf-8", "replace").decode("utf-8")
        return tuple(self._tokenizer.encode(readable).ids[1:-1])


class BundledReader:
    """The bundled cross-encoder, from a folder that ``ingest.bundled_model`` prepared.

    Each passage runs by itself, several at a time on ``threads`` threads: a score never depends on
    what was read beside it. It remembers the last ``remembered`` passages with their questions.
    """

    def __init__(self, model_dir: Path, threads: int = 2, remembered: int = REMEMBERED) -> None:
        self._threads = threads
        self._remembered = remembered
        self._session = open_session(model_dir / READER_FILE)
        self._tokens = Tokens(model_dir / TOKENIZER_FILE)
        self._known: OrderedDict[tuple[str, Reading], Scores] = OrderedDict()
        self._guard = threading.Lock()

    def read(self, question: str, passages: Sequence[Reading]) -> list[Scores]:
        """See `Reader`."""
        with self._guard:
            known = {p: self._known.get((question, p)) for p in passages}
        # The longest first, so that no thread is left alone with a long one at the end.
        missing = sorted(
            (p for p, scores in known.items() if scores is None),
            key=lambda p: -sum(map(len, p.sentences)),
        )
        if self._threads == 1 or len(missing) < 2:
            told = [self._score(question, passage) for passage in missing]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                told = list(pool.map(lambda passage: self._score(question, passage), missing))
        fresh = dict(zip(missing, told, strict=True))
        with self._guard:
            self._known.update({(question, p): scores for p, scores in fresh.items()})
            while len(self._known) > self._remembered:
                self._known.popitem(last=False)
        every = {p: scores for p, scores in known.items() if scores is not None} | fresh
        return [every[passage] for passage in passages]

    def _score(self, question: str, passage: Reading) -> Scores:
        ids, owners = self._tokens.of(question, passage)
        scores = self._session.run(None, {"input_ids": np.array([ids], dtype=np.int64)})[0][0]
        owner = np.array(owners)
        return tuple(
            float(scores[owner == at].mean()) if (owner == at).any() else UNREAD
            for at in range(len(passage.sentences))
        )


def open_reader(settings: Settings) -> Reader | None:
    """The reader that the settings ask for; None where it is off or its model is not prepared."""
    if settings.reader == "none" or read_manifest(settings.bundled_model_dir) is None:
        return None
    return BundledReader(settings.bundled_model_dir, settings.threads)


def reading_of(library: Library, document: Document, turn: Turn, passage: Passage) -> Reading:
    """A passage as it is read: after its agenda item, its speaker and what it replies to."""
    item = document.agenda[turn.agenda].title if turn.agenda is not None else ""
    speaker = turn.speaker.raw if turn.speaker else ""
    asked = asked_before(library, document, turn, passage)[-ASKED:].replace("\n", " ")
    return Reading(
        " ".join(part for part in (item, speaker, asked) if part),
        tuple(turn.text[start:end] for start, end in sentences_in(turn, passage)),
    )


def sentences_in(turn: Turn, passage: Passage) -> list[tuple[int, int]]:
    """The sentences of a turn that lie in a passage, or partly."""
    return [
        span for span in sentences(turn.text) if span[1] > passage.start and span[0] < passage.end
    ]


def asked_before(library: Library, document: Document, turn: Turn, passage: Passage) -> str:
    """What a passage replies to: of a short question all, of a long one what is linked."""
    if not turn.replies_to:
        return ""
    every, turns = library.passages_by_turn(document), library.turns(document)
    texts = []
    for name in turn.replies_to:
        at = int(name[1:]) - 1
        if at >= len(turns):
            continue
        whole = turns[at].text
        linked = [p.text for p in every.get(name, ()) if passage.id in p.answers]
        texts.append(whole if len(whole) <= REPLIED else "\n".join(linked)[-REPLIED:])
    return "\n".join(text for text in texts if text)
