"""What the reader learns from: questions, each with passages of which some answer and some do not.

A group's passages are what a search would bring: where the minutes answer, those that do and some
near ones that do not; where they do not, near ones alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import yaml

from chatbot.assistant import Assistant
from chatbot.extract import stretches_of
from chatbot.reader import Reading, reading_of
from chatbot.scope import read_scope
from chatbot.sentences import sentences
from chatbot.settings import Settings
from chatbot.types import Filters
from chatbot.words import bigrams
from eval.facts import plain
from ingest import ingest_paths

TODAY = date(2026, 6, 15)
# Characters of a passage cut out of other texts, and of a sentence; like those of minutes.
PASSAGE, SENTENCE = 330, 400
# Of a question of other texts: near passages that are kept, and those that are shown at once. So
# many questions lose the passage that answers; so many passages have their title before them.
NEAR, SHOWN, UNANSWERED, TITLED = 4, 2, 0.25, 0.6
# Of a question about minutes: passages shown, of which so many answer at the most.
TOGETHER, ANSWERING = 4, 2
# So many questions lose the very sentences that answer, where their passages say more than those.
CUT, LEFT = 0.12, 2


@dataclass(frozen=True, slots=True)
class Labelled:
    """A passage, and of each of its sentences whether it answers."""

    reading: Reading
    right: tuple[bool, ...]

    @property
    def answers(self) -> bool:
        """Whether any of its sentences does."""
        return any(self.right)


@dataclass(frozen=True, slots=True)
class Group:
    """A question with passages, the nearest first."""

    question: str
    passages: tuple[Labelled, ...]

    @property
    def answerable(self) -> bool:
        """Whether any passage answers."""
        return any(passage.answers for passage in self.passages)


def squad_groups(folder: Path, random: Random) -> list[Group]:
    """Questions of SQuAD-like JSON files: articles of paragraphs with ``qas``."""
    found = [
        group
        for file in sorted(folder.glob("*.json"))
        for article in json.loads(file.read_text(encoding="utf-8"))["data"]
        for group in _article(article, random)
    ]
    random.shuffle(found)
    return found


def _article(article: dict[str, Any], random: Random) -> Iterator[Group]:
    passages: list[tuple[str, ...]] = []
    asked: list[tuple[str, int, int, str]] = []
    for paragraph in article["paragraphs"]:
        text, first = paragraph["context"], len(passages)
        cut = _cut(text)
        passages += [tuple(text[start:end] for start, end in spans) for spans in cut]
        for one in paragraph["qas"]:
            answer = one["answers"][0]
            for number, spans in enumerate(cut):
                for at, (start, end) in enumerate(spans):
                    if start <= answer["answer_start"] < end:
                        asked.append((one["question"], first + number, at, answer["text"]))
    held = [frozenset(bigrams("".join(passage))) for passage in passages]
    common = Counter(pair for pairs in held for pair in pairs)
    for question, place, at, answer in asked:
        pairs = frozenset(bigrams(question))
        near = sorted(
            (i for i in range(len(passages)) if i != place),
            key=lambda i: (-sum(1 / common[pair] for pair in pairs & held[i]), i),
        )[: NEAR + 2]
        other = [i for i in near if answer not in "".join(passages[i])][:NEAR]
        if not other:
            continue
        lost = random.random() < UNANSWERED and len(other) >= SHOWN
        chosen = random.sample(other, min(SHOWN + lost, len(other)))
        title = article.get("title", "") if random.random() < TITLED else ""
        numbers = chosen if lost else [place, *chosen]
        yield Group(
            question,
            tuple(
                Labelled(
                    Reading(title, passages[i]),
                    tuple(i == place and j == at for j in range(len(passages[i]))),
                )
                for i in numbers
            ),
        )


def _cut(text: str) -> list[list[tuple[int, int]]]:
    """A paragraph as passages of whole sentences."""
    found: list[list[tuple[int, int]]] = []
    for start, end in sentences(text):
        last = found[-1] if found else []
        if not last or sum(b - a for a, b in last) + end - start > PASSAGE:
            found.append([])
        found[-1].append((start, min(end, start + SENTENCE)))
    return found


def council_groups(folder: Path, settings: Settings) -> list[Group]:
    """The questions of ``questions.yaml`` about the minutes beside it, with what a search brings.

    Where search misses what answers, it is added: a reader can learn from it all the same.
    """
    found = []
    with Assistant(settings) as assistant:
        ingest_paths(assistant, sorted(folder.glob("*.txt")))
        rows = yaml.safe_load((folder / "questions.yaml").read_text(encoding="utf-8"))
        for row in rows:
            group = _asked(assistant, row)
            if group is not None:
                found.append(group)
    return found


def _asked(assistant: Assistant, row: dict[str, Any]) -> Group | None:
    corpus = assistant.corpus()
    scope = read_scope(row["question"], corpus, Filters(), TODAY)
    if row["status"] not in ("answered", "not_found") or scope.wanted.absent or not scope.documents:
        return None
    evidence = [(e["document"].replace("・", ""), plain(e["quote"])) for e in row["evidence"]]

    def labelled(document: str, reading: Reading) -> Labelled:
        texts = [plain(sentence) for sentence in reading.sentences]
        return Labelled(
            reading,
            tuple(
                any(document == d and (quote in text or text in quote) for d, quote in evidence)
                for text in texts
            ),
        )

    library = corpus.library
    passages = [
        labelled(s.document.id, reading_of(library, s.document, s.turn, s.passage))
        for s in stretches_of(corpus, scope)
    ]
    if evidence and not any(passage.answers for passage in passages):
        every = (
            labelled(document.id, reading_of(library, document, turn, passage))
            for document in corpus.documents.values()
            for turn in library.turns(document)
            for passage in library.passages_by_turn(document).get(turn.id, ())
        )
        passages += [passage for passage in every if passage.answers]
    if not passages or (evidence and not any(passage.answers for passage in passages)):
        return None
    return Group(scope.query, tuple(passages))


def shown(group: Group, random: Random) -> Group:
    """Some of a group's passages, those that answer and those that are nearest before others."""
    right = [passage for passage in group.passages if passage.answers]
    near = [passage for passage in group.passages if not passage.answers]
    kept = random.sample(right, min(ANSWERING, len(right)))
    wanted = max(2, TOGETHER - len(kept)) if kept else TOGETHER + 1
    left = list(enumerate(near))
    for _ in range(min(wanted, len(left))):
        weights = [1 / (6 + min(place, 30)) for place, _ in left]
        kept.append(left.pop(_drawn(weights, random))[1])
    random.shuffle(kept)
    return replace(group, passages=tuple(kept))


def sometimes_cut(group: Group, random: Random) -> Group:
    """A group as it is, or with what answers cut out of passages that go on about the same.

    So a reader learns that a thing may be discussed, and what is asked about it not be said.
    """
    told = [passage for passage in group.passages if passage.answers]
    if not told or random.random() >= CUT:
        return group
    if any(passage.right.count(False) < LEFT for passage in told):
        return group
    return replace(group, passages=tuple(_cut_out(passage) for passage in group.passages))


def _cut_out(passage: Labelled) -> Labelled:
    sentences = zip(passage.reading.sentences, passage.right, strict=True)
    kept = tuple(sentence for sentence, right in sentences if not right)
    return Labelled(replace(passage.reading, sentences=kept), (False,) * len(kept))


def _drawn(weights: Sequence[float], random: Random) -> int:
    return random.choices(range(len(weights)), weights)[0]
