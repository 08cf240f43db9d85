"""Follow-ups: what a question means after the ones before it.

「その理由は？」, 「第6回では？」, 「その人は他に何か言った？」 are put into a question that stands
alone, by the rules of `chatbot.followup`. A chat model may do the same, and is believed only where
it adds nothing.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from chatbot.chat_model import ChatModel, ModelFailure, whole_reply
from chatbot.courtesy import is_courtesy
from chatbot.dates import values
from chatbot.followed import Followed
from chatbot.followup import FollowUp
from chatbot.material import FIRST, LAST, plain
from chatbot.names import borne, compact, names
from chatbot.pointing import leans, runs, says
from chatbot.retrieve import Corpus
from chatbot.talked import Talked
from chatbot.text import normalize
from chatbot.types import Answer
from chatbot.words import tokens
from prompts import render

# What a model is shown of a conversation: so many exchanges, so many characters of each answer. It
# has so many seconds for a question of so many characters.
SHOWN, OF_AN_ANSWER = 6, 300
PATIENCE, LONGEST = 15.0, 200


def follow(
    question: str,
    history: Sequence[Answer],
    corpus: Corpus,
    today: date,
    model: ChatModel | None = None,
    speaker: str | None = None,
) -> tuple[Followed, ...]:
    """What a question may mean after those before it (the oldest first), the likeliest first.

    ``model`` may put it into other words; the rules stand where it fails or adds anything, and
    where the minutes do not answer what it makes of the question. ``speaker`` is set as a filter: a
    question that points at nothing is about them, not about what another was asked. Thanks follow
    nothing up, and nothing follows them.
    """
    history = [one for one in history if not is_courtesy(one.question)]
    if not history or not question.strip() or is_courtesy(question):
        return (Followed(question),)
    documents = list(corpus.documents.values())
    people = corpus.people(d.id for d in documents)
    talked = Talked(history, documents, people, today)
    text = normalize(question)
    if speaker and not (talked.heard_of(speaker) or leans(text) or talked.spans(text)):
        return (Followed(question),)
    rules = FollowUp(text, talked)
    readings = rules.readings()
    told = _by_model(rules.text, history, model) if model is not None else ""
    if not told or normalize(told) == rules.text:
        return readings
    leaning = next((one for one in readings if one.leans), readings[0])
    worded = replace(leaning, question=told, leans=True, tried=False, nobody="")
    return (worded, *(replace(one, tried=True) for one in readings))


def _by_model(question: str, history: Sequence[Answer], model: ChatModel) -> str:
    """The question as a model puts it; empty where it fails, or brings in what nobody named."""
    told = "\n".join(
        f"質問: {plain(one.understood.question)}\n回答: {plain(one.text[:OF_AN_ANSWER])}"
        for one in history[-SHOWN:]
    )
    prompt = render(
        "follow_up",
        question=plain(question),
        history=f"{FIRST}\n{told}\n{LAST}",
        first=FIRST,
        last=LAST,
    )
    try:
        reply = whole_reply(model, [("human", prompt)], time.monotonic() + PATIENCE)
    except ModelFailure:
        return ""
    lines = [line.strip(" 「」") for line in reply.splitlines() if line.strip()]
    if len(lines) != 1 or len(lines[0]) > LONGEST or not re.search(r"[ぁ-んァ-ヶ一-龥]", lines[0]):
        return ""
    known = compact(f"{question}\n{told}")
    brought = [name.text for name in names(normalize(lines[0])) if not borne(name, known)]
    brought += [v.text for v in values(lines[0]) if compact(v.text) not in known]
    brought += [run for run in runs(normalize(lines[0])) if not _known(run, known)]
    return "" if brought else lines[0]


def _known(run: str, told: str) -> bool:
    """Whether every subject word of a run of nouns was named before."""
    return all(compact(w.surface) in told for w in tokens(run) if says(w))
