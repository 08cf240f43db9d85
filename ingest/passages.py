"""Turns to passages: stretches of one turn, small enough to be about one thing.

A passage never crosses a turn, and ``turn.text[passage.start:passage.end] == passage.text``. Where
one speech asks about many things and a later one answers them all, passages are linked by topic and
order, so that a question passage leads to the passage that answers it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from chatbot.library import version_key
from chatbot.sentences import sentences
from chatbot.types import Document, Passage, Turn
from chatbot.words import bigrams, informative
from ingest.ordinals import point_at

# Grows with every change in how passages are cut or what their index text holds, so that a
# document taken in again is not taken for unchanged.
RULES = 2
# A passage ends at a paragraph once it has ENOUGH characters, and at a sentence before it has TOO
# MANY: e5 reads 512 tokens, about 700 characters, and its vector blurs long before that.
ENOUGH = 120
TOO_MANY = 360
# How much of the question an answer is indexed with; more drowns the answer's own words.
QUESTION_CONTEXT = 160
# How much of a title, an agenda item or a speaker's line: the passage itself must be read, too.
CONTEXT = 100
# A sentence that opens a new topic in a long speech.
_NEW_TOPIC = re.compile(
    r"^[\s　]*(?:次に|続いて|続きまして|つぎに|最後に|さいごに|まず|初めに|はじめに"
    r"|第[一二三四五六七八九十\d]+に"
    r"|[一二三四五六七八九十\d０-９]+(?:点目|つ目|項目め)|[一二三四五六七八九十\d０-９]+つは|また、.{1,40}について(?:です|であります)"
    r"|.{2,40}について(?:の(?:ご|御)質問|お尋ね|であります|です|でございます|伺|お伺))"
)
# Changing topic between neighbouring answer passages costs this much similarity; going back more.
_STEP, _BACK = 0.02, 0.08
# Below this similarity an answer passage says nothing about which question passage it answers.
_LINKED = 0.05
# An answer that counts its point (二点目ですが) is like a question that counts it by so much more.
_COUNTED = 1.0
# Pairs of passages beyond which an exchange is left unlinked: no speeches are that long, and to
# compare all pairs would take minutes.
_MANY = 1_000_000


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
        sentence = text[begin:stop]
        turns_topic = bool(_NEW_TOPIC.match(sentence)) and size >= ENOUGH // 2
        turns_topic |= size >= ENOUGH // 4 and point_at(sentence) is not None
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
    return [_trimmed(text, begin, stop) for begin, stop in found if text[begin:stop].strip()]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return end - len(part.lstrip()), start + len(part.rstrip())


def _links(turns: Sequence[Turn], cut: Mapping[str, Sequence[Passage]]) -> dict[str, list[Passage]]:
    """For each passage of an answer, by id, the question passages that it replies to."""
    replies: dict[str, list[Passage]] = {}
    together: dict[tuple[str, ...], list[Passage]] = {}  # several officials answer one speech
    for turn in turns:
        if turn.replies_to:
            together.setdefault(turn.replies_to, []).extend(cut[turn.id])
    for asked, answers in together.items():
        questions = [passage for turn in asked for passage in cut.get(turn, ())]
        if not questions or not answers:
            continue
        chosen: list[int | None] = [0] * len(answers)
        if len(questions) > 1:
            begins = [at for at, a in enumerate(answers) if at and a.turn != answers[at - 1].turn]
            chosen = align([q.text for q in questions], [a.text for a in answers], begins)
            chosen = _between(chosen, answers, len(questions))
        for answer, at in zip(answers, chosen, strict=True):
            if at is not None:
                replies[answer.id] = [questions[at]]
    return replies


def _between(
    chosen: Sequence[int | None], answers: Sequence[Passage], questions: int
) -> list[int | None]:
    """``chosen``, and the turns that resemble nothing told by the order of speaking.

    Where as many turns as questions stand open between two that are told, they go together.
    """
    filled = list(chosen)
    at = 0
    while at < len(filled):
        if filled[at] is not None:
            at += 1
            continue
        end = next((i for i in range(at, len(filled)) if filled[i] is not None), len(filled))
        before = filled[at - 1] if at else None
        after = filled[end] if end < len(filled) else questions
        turns = list(dict.fromkeys(answer.turn for answer in answers[at:end]))
        first = 0 if before is None else before + 1
        whole = (not at or answers[at - 1].turn != turns[0]) and (
            end == len(filled) or answers[end].turn != turns[-1]
        )
        if whole and after is not None and after - first == len(turns):
            for i in range(at, end):
                filled[i] = first + turns.index(answers[i].turn)
        at = end
    return filled


def align(
    questions: Sequence[str], answers: Sequence[str], begins: Collection[int] = ()
) -> list[int | None]:
    """Which question passage each answer passage replies to, by topic and order.

    The best path (Viterbi) through the questions: similarity of informative words and bigrams,
    weighted by how rare they are in this exchange, less a cost for every change of topic. ``None``
    where nothing in the answer is like any question and it does not go on with one that is;
    ``begins`` says at which answer passages another speech begins.
    """
    if len(questions) * len(answers) > _MANY:
        return [None] * len(answers)
    like = _counted(questions, answers, _likeness(questions, answers))
    paths: list[list[int]] = []
    best = like[0]
    for row in like[1:]:
        came = _came_from(best)
        best = [best[there] - _change(there, here) + row[here] for here, there in enumerate(came)]
        paths.append(came)
    at = max(range(len(best)), key=lambda i: (best[i], -i))
    chosen = [at]
    for came in reversed(paths):
        at = came[at]
        chosen.append(at)
    chosen.reverse()
    linked: list[int | None] = []
    for at, (question, row) in enumerate(zip(chosen, like, strict=True)):
        follows = bool(linked) and at not in begins and linked[-1] == question
        linked.append(question if row[question] >= _LINKED or follows else None)
    return linked


def _counted(
    questions: Sequence[str], answers: Sequence[str], like: list[list[float]]
) -> list[list[float]]:
    """``like``, more so where question and answer count the same point."""
    asked = [_points(text) for text in questions]
    if len(set().union(*asked)) < 2:
        return like
    for row, text in zip(like, answers, strict=True):
        points = _points(text)
        for at, held in enumerate(asked):
            row[at] += _COUNTED * bool(points & held)
    return like


def _points(text: str) -> set[int]:
    found = (point_at(text[start:end]) for start, end in sentences(text))
    return {point for point in found if point is not None}


def _change(there: int, here: int) -> float:
    return 0.0 if there == here else _STEP if there < here else _BACK


def _came_from(best: Sequence[float]) -> list[int]:
    """For each question, the one that it is best reached from; the first of equals."""
    last = len(best) - 1
    ahead = [last] * len(best)  # the best at or after each
    for at in range(last - 1, -1, -1):
        ahead[at] = at if best[at] >= best[ahead[at + 1]] else ahead[at + 1]
    came = []
    behind = 0
    for here in range(len(best)):
        found = {behind, here, ahead[min(here + 1, last)]}
        came.append(max(found, key=lambda there: (best[there] - _change(there, here), -there)))
        if best[here] > best[behind]:
            behind = here
    return came


def _likeness(questions: Sequence[str], answers: Sequence[str]) -> list[list[float]]:
    """The cosine of each answer with each question, of features weighted by their rarity."""
    asked, said = ([_features(text) for text in texts] for texts in (questions, answers))
    count = len(asked) + len(said)
    seen = Counter(feature for text in (*asked, *said) for feature in text)
    weight = {feature: math.log(1 + count / held) ** 2 for feature, held in seen.items()}
    norms = [math.sqrt(sum(weight[f] for f in sorted(text))) or 1.0 for text in asked]
    holding: dict[str, list[int]] = {}
    for at, text in enumerate(asked):
        for feature in text:
            holding.setdefault(feature, []).append(at)
    like = []
    for text in said:
        row = [0.0] * len(asked)
        for feature in sorted(text):  # sums depend on the order, and a set's is not fixed
            for at in holding.get(feature, ()):
                row[at] += weight[feature]
        norm = math.sqrt(sum(weight[f] for f in sorted(text))) or 1.0
        like.append([value / (norm * other) for value, other in zip(row, norms, strict=True)])
    return like


def _features(text: str) -> set[str]:
    return set(informative(text)) | {f"2:{pair}" for pair in bigrams(text)}


def _index_text(
    document: Document, turn: Turn, passage: Passage, questions: Sequence[Passage]
) -> str:
    context = [document.title]
    if turn.agenda is not None:
        item = document.agenda[turn.agenda]
        above = document.agenda[item.parent].title if item.parent is not None else ""
        context.append(f"{above} {item.title}".strip())
    if turn.speaker is not None:
        context.append(turn.speaker.raw)
    lines = [line[:CONTEXT] for line in context]
    # What is asked stands at the end of a question.
    lines.extend(question.text[-QUESTION_CONTEXT:] for question in questions)
    lines.append(passage.text)
    return "\n".join(line for line in lines if line)
