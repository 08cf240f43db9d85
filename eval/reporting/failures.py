"""What went wrong with a question, and the card and the case that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from chatbot.text import normalize
from chatbot.types import Citation
from eval.export import Case
from eval.reporting.places import cited, meeting_name
from eval.reporting.types import Cause, Failure, Place, Said
from eval.types import Outcome, Span

# What a span says, and where it stands as a reader finds it.
Look = Callable[[Span], tuple[str, str]]
# So many of the passages found are shown.
NEAREST = 5


def cause(outcome: Outcome, *, misattributed: bool = False) -> Cause:
    """Where it probably went wrong; docs/evaluation.md has the table.

    ``misattributed`` is whether a sentence names somebody other than the one whom it cites.
    """
    expected, got = outcome.golden.status, outcome.answer.status
    if expected != "answered":
        return "answered" if got == "answered" else "status"
    # The search finds what was said; agenda, header and speakers' lines are read without it.
    said = [[p for p in places if p.part == "text"] for places in outcome.gold]
    if any(said) and not any(touched(hit, said) for hit in outcome.found):
        return "not_retrieved"
    if got != "answered":
        return "refused"
    if misattributed:
        return "misattributed"
    if outcome.gold and not touched(map(span_of, outcome.answer.citations), outcome.gold):
        return "not_chosen"
    return "incomplete"


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return (
        (one.document, one.part, one.turn) == (other.document, other.part, other.turn)
        and one.start < other.end
        and other.start < one.end
    )


def touched(spans: Iterable[Span], gold: Sequence[Sequence[Span]]) -> bool:
    """Whether any of the spans overlaps with any golden evidence."""
    places = [place for quote in gold for place in quote]
    return any(overlap(span, place) for span in spans for place in places)


def span_of(citation: Citation) -> Span:
    """Where a citation lies."""
    return Span(citation.document, citation.part, citation.turn, citation.start, citation.end)


def failure(outcome: Outcome, look: Look, *, misattributed: bool = False) -> Failure:
    """The card of a question that was not answered as it should have been."""
    golden, answer = outcome.golden, outcome.answer
    text = _plain(answer.text)
    answered = golden.status == "answered"
    return Failure(
        id=golden.id,
        split=golden.split,
        cause=cause(outcome, misattributed=misattributed),
        question=golden.question,
        before=golden.before,
        tags=golden.tags,
        owner=golden.owner,
        expected=golden.status,
        status=answer.status,
        answer=tuple(
            Said(sentence.text, supported, reasons)
            for sentence, supported, reasons in zip(
                answer.sentences, outcome.supported, outcome.reasons, strict=True
            )
        ),
        cited=tuple(Place(cited(c), c.quote) for c in answer.citations),
        evidence=tuple(_evidence(outcome, look)),
        nearest=tuple(
            Place(*look(hit[0]), rank, touched(hit, outcome.gold))
            for rank, hit in enumerate(outcome.found[:NEAREST], 1)
            if hit
        ),
        missing=tuple(
            forms[0]
            for forms in golden.must_include
            if answered and not any(_plain(form) in text for form in forms)
        ),
        forbidden=tuple(said for said in golden.must_not_include if _plain(said) in text),
    )


def case(outcome: Outcome, look: Look) -> Case:
    """The question and what came of it, for other libraries."""
    golden, answer = outcome.golden, outcome.answer
    found = [(look(span)[1], _source(span)) for hit in outcome.found for span in hit]
    return Case(
        id=golden.id,
        split=golden.split,
        question=golden.question,
        before=golden.before,
        answer=answer.text,
        status=answer.status,
        retrieved=tuple(text for text, _ in found),
        retrieved_sources=tuple(source for _, source in found),
        expected_status=golden.status,
        evidence=tuple(quote.text for quote in golden.evidence),
        evidence_sources=tuple(
            _source(places[0]) if places else quote.document
            for quote, places in zip(golden.evidence, outcome.gold, strict=True)
        ),
        must_include=golden.must_include,
        must_not_include=golden.must_not_include,
        owner=golden.owner,
        tags=golden.tags,
        answerer=answer.answerer,
    )


def _evidence(outcome: Outcome, look: Look) -> Iterator[Place]:
    for quote, places in zip(outcome.golden.evidence, outcome.gold, strict=True):
        ranks = [rank for rank, hit in enumerate(outcome.found, 1) if touched(hit, [places])]
        where = look(places[0])[0] if places else meeting_name(quote.document)
        yield Place(where, quote.text, ranks[0] if ranks else None, golden=True)


def _source(span: Span) -> str:
    return f"{span.document}/{span.turn or span.part}"


def _plain(text: str) -> str:
    """As facts are compared: normal form without spaces."""
    return "".join(normalize(text).split())
