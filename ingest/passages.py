"""Turns to passages: stretches of one turn, small enough to be about one thing.

A passage never crosses a turn, and ``turn.text[passage.start:passage.end] == passage.text``. Where
one speech asks about many things and a later one answers them all, passages are linked by topic and
order, so that a question passage leads to the passage that answers it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from chatbot.library import version_key
from chatbot.text import bigrams, informative, sentences
from chatbot.types import Document, Passage, Turn

# A passage ends at a paragraph once it has ENOUGH characters, and at a sentence before it has TOO
# MANY: e5 reads 512 tokens, about 700 characters, and its vector blurs long before that.
ENOUGH = 120
TOO_MANY = 360
# How much of the question an answer is indexed with; more drowns the answer's own words.
QUESTION_CONTEXT = 160
# A sentence that opens a new topic in a long speech.
_NEW_TOPIC = re.compile(
    r"^[\s　]*(?:次に|続いて|続きまして|つぎに|最後に|さいごに|まず|初めに|はじめに|第[一二三四五六七八九十\d]+に"
    r"|[一二三四五六七八九十\d０-９]+(?:点目|つ目|項目め)|[一二三四五六七八九十\d０-９]+つは|また、.{1,40}について(?:です|であります)"
    r"|.{2,40}について(?:の(?:ご|御)質問|お尋ね|であります|です|でございます|伺|お伺))"
)
# Changing topic between neighbouring answer passages costs this much similarity; going back more.
_STEP, _BACK = 0.02, 0.08
# Below this similarity an answer passage says nothing about which question passage it answers.
_LINKED = 0.05


def make_passages(document: Document, turns: Sequence[Turn]) -> list[Passage]:
    """All passages of one version, in order, linked and with their index text."""
    key = version_key(document.id, document.version)
    cut: dict[str, list[Passage]] = {}
    for turn in turns:
        cut[turn.id] = [
            Passage(
                id=f"{key}/{turn.id}/{number}",
                document=document.id,
                version=document.version,
                turn=turn.id,
                start=start,
                end=end,
                text=turn.text[start:end],
            )
            for number, (start, end) in enumerate(spans(turn.text))
        ]
    asked = _links(turns, cut)
    answers: dict[str, list[str]] = {}
    for reply, questions in asked.items():
        for question in questions:
            answers.setdefault(question.id, []).append(reply)
    return [
        replace(
            passage,
            index_text=_index_text(document, turn, passage, asked.get(passage.id, [])),
            answers=tuple(answers.get(passage.id, ())),
        )
        for turn in turns
        for passage in cut[turn.id]
    ]


def spans(text: str) -> list[tuple[int, int]]:
    """Where to cut a turn: (start, end) offsets in order; only whitespace lies between them."""
    found: list[tuple[int, int]] = []
    start = end = -1
    for begin, stop in sentences(text):
        paragraph = "\n" in text[end:begin] if end >= 0 else False
        size = end - start
        full = stop - start > TOO_MANY
        turns_topic = bool(_NEW_TOPIC.match(text[begin:stop])) and size >= ENOUGH // 2
        if end >= 0 and (full or turns_topic or (paragraph and size >= ENOUGH)):
            found.append((start, end))
            start = begin
        elif end < 0:
            start = begin
        end = stop
        while end - start > 2 * TOO_MANY:  # one endless sentence
            found.append((start, start + TOO_MANY))
            start += TOO_MANY
    if end >= 0:
        found.append((start, end))
    return found


def _links(turns: Sequence[Turn], cut: Mapping[str, Sequence[Passage]]) -> dict[str, list[Passage]]:
    """For each passage of an answer, by id, the question passages that it replies to."""
    replies: dict[str, list[Passage]] = {}
    for turn in turns:
        questions = [passage for asked in turn.replies_to for passage in cut.get(asked, ())]
        answers = cut[turn.id]
        if not questions or not answers:
            continue
        chosen: list[int | None] = [0] * len(answers)
        if len(questions) > 1:
            chosen = align([q.text for q in questions], [a.text for a in answers])
        for answer, at in zip(answers, chosen, strict=True):
            if at is not None:
                replies[answer.id] = [questions[at]]
    return replies


def align(questions: Sequence[str], answers: Sequence[str]) -> list[int | None]:
    """Which question passage each answer passage replies to, by topic and order.

    The best path (Viterbi) through the questions: similarity of informative words and bigrams,
    weighted by how rare they are in this exchange, less a cost for every change of topic. ``None``
    where nothing in the answer is like any question.
    """
    texts = [_features(text) for text in (*questions, *answers)]
    seen = Counter(feature for text in texts for feature in text)
    rarity = {feature: math.log(1 + len(texts) / count) for feature, count in seen.items()}
    asked, said = texts[: len(questions)], texts[len(questions) :]
    like = [[_cosine(a, q, rarity) for q in asked] for a in said]
    paths: list[list[int]] = []
    best = like[0][:]
    for row in like[1:]:
        came = []
        following = []
        for here, value in enumerate(row):
            scores = [
                score - (0 if there == here else _STEP if there < here else _BACK)
                for there, score in enumerate(best)
            ]
            there = max(range(len(scores)), key=lambda i: (scores[i], -i))
            came.append(there)
            following.append(scores[there] + value)
        paths.append(came)
        best = following
    at = max(range(len(best)), key=lambda i: (best[i], -i))
    chosen = [at]
    for came in reversed(paths):
        at = came[at]
        chosen.append(at)
    chosen.reverse()
    linked: list[int | None] = []
    for question, row in zip(chosen, like, strict=True):
        follows = bool(linked) and linked[-1] == question
        linked.append(question if row[question] >= _LINKED or follows else None)
    return linked


def _features(text: str) -> set[str]:
    return set(informative(text)) | {f"2:{pair}" for pair in bigrams(text)}


def _cosine(one: set[str], other: set[str], rarity: Mapping[str, float]) -> float:
    def norm(features: set[str]) -> float:
        return math.sqrt(sum(rarity[f] ** 2 for f in features)) or 1.0

    return sum(rarity[f] ** 2 for f in one & other) / (norm(one) * norm(other))


def _index_text(
    document: Document, turn: Turn, passage: Passage, questions: Sequence[Passage]
) -> str:
    lines = [document.title]
    if turn.agenda is not None:
        item = document.agenda[turn.agenda]
        above = document.agenda[item.parent].title if item.parent is not None else ""
        lines.append(f"{above} {item.title}".strip())
    if turn.speaker is not None:
        lines.append(turn.speaker.raw)
    # What is asked stands at the end of a question.
    lines.extend(question.text[-QUESTION_CONTEXT:] for question in questions)
    lines.append(passage.text)
    return "\n".join(line for line in lines if line)
