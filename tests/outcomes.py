"""Outcomes of golden questions made by hand, to measure by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from chatbot.types import (
    Answer,
    Citation,
    Coverage,
    Part,
    Sentence,
    Speaker,
    Status,
    Understood,
)
from eval.types import Golden, Outcome, Quote, Span, Split

SATO = Speaker(name="佐藤", role="防災課長")
SUZUKI = Speaker(name="鈴木", role="総務課長")


def span(at: int, *, turn: str = "t1", document: str = "会議-4", part: Part = "text") -> Span:
    """Ten characters: the ``at``-th ten of a turn."""
    return Span(document, part, turn if part == "text" else None, at * 10, at * 10 + 10)


def cite(number: int, where: Span, *, speaker: Speaker = SATO, quote: str = "備蓄") -> Citation:
    """A citation of a span."""
    return Citation(
        number, where.document, 1, "会議", 4, None, where.part, where.turn, speaker, None,
        where.start, where.end, None, quote,
    )  # fmt: skip


def outcome(
    *,
    id: str = "q1",
    expected: Status = "answered",
    got: Status = "answered",
    texts: Sequence[tuple[str, Sequence[Citation]]] = (),
    related: Sequence[Citation] = (),
    gold: Sequence[Sequence[Span]] = (),
    found: Sequence[Span] = (),
    supported: Sequence[bool | None] | None = None,
    reasons: Sequence[tuple[str, ...]] | None = None,
    relevant: Sequence[tuple[bool, ...]] = (),
    exact: Sequence[bool] | None = None,
    must: Sequence[tuple[str, ...]] = (),
    must_not: Sequence[str] = (),
    near: Sequence[Quote] = (),
    question: str = "備蓄は何日分か",
    tags: Sequence[str] = ("number",),
    split: Split = "test",
    document: str = "会議-4",
    confidence: float | None = None,
    seconds: float = 0.5,
    tokens: int | None = None,
) -> Outcome:
    """One outcome; sentences come with the citations that they carry."""
    citations = tuple({c.number: c for _, cited in texts for c in cited}.values())
    sentences = tuple(
        Sentence(text + "".join(f"[{c.number}]" for c in cited), tuple(c.number for c in cited))
        for text, cited in texts
    )
    return Outcome(
        golden=Golden(
            id=id,
            corpus="会議",
            question=question,
            before=(),
            status=expected,
            evidence=tuple(Quote(document, f"根拠{at}") for at in range(len(gold))),
            related=tuple(near),
            must_include=tuple(must),
            must_not_include=tuple(must_not),
            owner="防災課",
            tags=tuple(tags),
            split=split,
            today=dt.date(2026, 6, 15),
            file="eval/golden/x.yaml",
            line=1,
        ),
        answer=Answer(
            "a1", question, Understood(question), got, "\n".join(s.text for s in sentences),
            sentences, citations, tuple(related), (), "extractive", None, Coverage(), 1,
        ),
        gold=tuple(map(tuple, gold)),
        found=tuple((one,) for one in found),
        supported=tuple((True,) * len(sentences) if supported is None else supported),
        reasons=tuple(((),) * len(sentences) if reasons is None else reasons),
        seconds=seconds,
        tokens=tokens,
        relevant=tuple(relevant) or tuple((True,) * len(s.citations) for s in sentences),
        exact=tuple((True,) * len(citations) if exact is None else exact),
        confidence=confidence,
    )  # fmt: skip
