"""Where the golden quotes stand in the minutes as they are published now."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chatbot.assistant import Assistant
from chatbot.cite import agenda_ref
from chatbot.types import Part
from eval.reporting.places import line_of
from eval.types import Golden, Quote, Span


@dataclass(frozen=True, slots=True)
class _Text:
    """One text of a document, with what a span of it carries besides its offsets."""

    document: str
    part: Part
    turn: str | None
    item: str
    text: str

    def span(self, start: int, end: int) -> Span:
        return Span(self.document, self.part, self.turn, start, end, self.item)


class Quotes:
    """The texts of one installation's minutes, to find quotes in."""

    def __init__(self, assistant: Assistant) -> None:
        self._texts: dict[str, list[_Text]] = {}
        # Headings that name who speaks, and the speaker's line that is kept of each.
        self._headings: dict[str, list[tuple[str, _Text]]] = defaultdict(list)
        for name, document in assistant.documents().items():
            every = [
                _Text(name, "agenda", None, line_of(agenda_ref(document, at)), item.raw)
                for at, item in enumerate(document.agenda)
            ]
            every.append(_Text(name, "header", None, "", document.header))
            for turn in assistant.library.turns(document):
                every.append(_Text(name, "text", turn.id, "", turn.text))
                if turn.speaker is None:
                    continue
                line = _Text(name, "speaker", turn.id, "", turn.speaker.raw)
                every.append(line)
                if turn.agenda is not None:
                    title = document.agenda[turn.agenda].title
                    self._headings[name].append((f"{title}（{turn.speaker.raw}）", line))
            self._texts[name] = every

    def places(self, quote: Quote) -> tuple[Span, ...]:
        """Every place of a quote, none where it is an orphan.

        Its exact characters are looked for; where they stand nowhere, those that differ from them
        in width and blanks only; and at last the headings that name who speaks, of which the
        library keeps title and speaker apart: there the speaker's line is the place.
        """
        texts = self._texts.get(quote.document, [])
        exact = [one.span(*at) for one in texts for at in _exact(one.text, quote.text)]
        alike = exact or [one.span(*at) for one in texts for at in _alike(one.text, quote.text)]
        return tuple(alike) or tuple(
            line.span(0, len(line.text))
            for heading, line in self._headings[quote.document]
            if any(_alike(heading, quote.text))
        )


def orphans(golden: Iterable[Golden], quotes: Mapping[str, Quotes]) -> list[str]:
    """The quotes that stand nowhere in their corpus: file, line, id, and the quote."""
    return [
        f"{one.file}:{one.line}: {one.id} の根拠が {quote.document} にありません: 「{quote.text}」"
        for one in golden
        for quote in (*one.evidence, *one.related)
        if not quotes[one.corpus].places(quote)
    ]


def _exact(text: str, quote: str) -> Iterator[tuple[int, int]]:
    at = text.find(quote)
    while at >= 0:
        yield at, at + len(quote)
        at = text.find(quote, at + 1)


def _alike(text: str, quote: str) -> Iterator[tuple[int, int]]:
    plain, origins = _plain(text)
    sought, _ = _plain(quote)
    if sought:
        for start, end in _exact(plain, sought):
            yield origins[start], origins[end - 1] + 1


def _plain(text: str) -> tuple[str, list[int]]:
    """Normal form without blanks, and which character each of its characters comes from."""
    pairs = [
        (plain, at)
        for at, printed in enumerate(text)
        for plain in unicodedata.normalize("NFKC", printed)
        if not plain.isspace()
    ]
    return "".join(plain for plain, _ in pairs), [at for _, at in pairs]
