"""Example questions, made from what the library holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest

from chatbot.sentences import sentences
from chatbot.types import Document, Speaker, Turn

Turns = Mapping[str, Sequence[Turn]]
# Characters of a title or question: a shorter one says too little (挨拶, その他), and nobody would
# type a longer one.
_SHORTEST, _LONGEST = 12, 60


def examples(documents: Sequence[Document], turns: Turns, count: int = 6) -> list[str]:
    """Up to ``count`` questions that the newest of these documents can answer.

    ``documents`` are the oldest first, ``turns`` theirs by document id. Subjects, exchanges,
    speakers and the meeting itself take turns, so that the first few already show the variety.
    """
    made = [_of(document, turns.get(document.id, ())) for document in reversed(documents)]
    rounds = chain.from_iterable(zip_longest(*made))
    return list(islice(dict.fromkeys(question for question in rounds if question), count))


def _of(document: Document, turns: Sequence[Turn]) -> Iterator[str]:
    kinds = (
        _subjects(document, turns),
        _exchanges(turns),
        _meeting(document),
        _speakers(document, turns),
    )
    return (question for question in chain.from_iterable(zip_longest(*kinds)) if question)


def _subjects(document: Document, turns: Sequence[Turn]) -> Iterator[str]:
    spoken = Counter[int]()
    for turn in turns:
        if turn.agenda is not None and turn.speaker is not None:
            spoken[turn.agenda] += len(turn.text)
    parents = {item.parent for item in document.agenda}
    # The most discussed first.
    for position, _length in spoken.most_common():
        item = document.agenda[position]
        presenter = item.presenter.name if item.presenter is not None else ""
        if item.closed or position in parents:
            continue
        if _SHORTEST <= len(item.title) <= _LONGEST and not (presenter and presenter in item.title):
            subject = re.sub(r"について(（[^（）]*）)?$", "", item.title)
            yield f"{_prefix(document, 'では')}「{subject}」について何が話されましたか"


def _exchanges(turns: Sequence[Turn]) -> Iterator[str]:
    """What was asked in the meeting and answered there, in its own words where they are few."""
    replied = {target for turn in turns for target in turn.replies_to}
    for turn in turns:
        if turn.id not in replied:
            continue
        for start, end in sentences(turn.text):
            asked = " ".join(turn.text[start:end].split()).rstrip("。？?")
            if asked.endswith("か") and _SHORTEST <= len(asked) <= _LONGEST:
                yield asked


def _meeting(document: Document) -> Iterator[str]:
    if document.number is not None and document.date is not None:
        yield f"第{document.number}回はいつ開かれましたか"


def _speakers(document: Document, turns: Sequence[Turn]) -> Iterator[str]:
    named = dict.fromkeys(_name(turn.speaker) for turn in turns if turn.kind == "statement")
    return (f"{_prefix(document, 'で')}{who}は何と発言しましたか" for who in named if who)


def _prefix(document: Document, particle: str) -> str:
    """第9回では、 or nothing: a title would make a question that nobody would type."""
    return f"第{document.number}回{particle}、" if document.number is not None else ""


def _name(speaker: Speaker | None) -> str:
    """A speaker as one would say it; nobody where the minutes give too little or too much."""
    if speaker is None:
        return ""
    parts = (speaker.organization, speaker.role, f"{speaker.name}氏" if speaker.name else "")
    named = " ".join(part for part in parts if part)
    return named if len(named) <= _LONGEST else ""
