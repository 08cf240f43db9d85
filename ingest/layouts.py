"""The layouts that minutes come in, in the order in which they are tried.

A new layout is a row of ``LAYOUTS``, a parser that returns ``Drafts``, and a file under
``tests/fixtures/layouts``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.assembly import is_assembly, parse_assembly
from ingest.council import names_inline, parse_council
from ingest.drafts import Drafts
from ingest.headings import in_corner_brackets
from ingest.plain import parse_plain
from ingest.sections import bare_speaker, bracketed_speaker
from ingest.transcript import is_spaced, is_transcript, parse_spaced, parse_transcript
from ingest.transcript_speeches import told_with_colons
from ingest.wrapping import Line, Shape

PLAIN = "plain"
_SHOWN_LINES, _SHOWN_CHARACTERS = 5, 60


class LayoutError(ValueError):
    """No layout finds speakers in a text, or a layout is not known; the message is Japanese."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One way of printing minutes: ``matches`` looks at the lines, ``parse`` takes them apart."""

    name: str
    matches: Callable[[Sequence[Line], Shape], bool]
    parse: Callable[[Sequence[Line], Shape], Drafts]


def _corner(lines: Sequence[Line], shape: Shape) -> bool:
    return any(in_corner_brackets(line.text) for line in lines) and any(
        map(bracketed_speaker, lines)
    )


def _wrapped(lines: Sequence[Line], shape: Shape) -> bool:
    return shape.wrapped and _on_lines(lines, shape)


def _organizations(lines: Sequence[Line], shape: Shape) -> bool:
    alone = not any(map(bracketed_speaker, lines)) and any(map(bare_speaker, lines))
    return alone and _on_lines(lines, shape)


def _inline(lines: Sequence[Line], shape: Shape) -> bool:
    return names_inline(lines)


def _on_lines(lines: Sequence[Line], shape: Shape) -> bool:
    """Whether not more lines begin with a speaker and a colon than name one alone."""
    alone = sum(bracketed_speaker(line) or bare_speaker(line) for line in lines)
    return alone >= told_with_colons(lines)


def _never(lines: Sequence[Line], shape: Shape) -> bool:
    return False


LAYOUTS: tuple[Layout, ...] = (
    Layout("assembly", is_assembly, parse_assembly),
    Layout("council-brackets", _corner, parse_council),
    Layout("council-inline", _inline, parse_council),
    Layout("council-organizations", _organizations, parse_council),
    Layout("council-wrapped", _wrapped, parse_council),
    Layout("council", _on_lines, parse_council),
    Layout("transcript", is_transcript, parse_transcript),
    Layout("transcript-spaced", is_spaced, parse_spaced),
    Layout(PLAIN, _never, parse_plain),
)


def find_layout(name: str) -> Layout:
    """The layout of that name; raises ``LayoutError`` that names the known ones."""
    for layout in LAYOUTS:
        if layout.name == name:
            return layout
    raise LayoutError(f"レイアウト「{name}」はありません。使えるもの: {known_layouts()}")


def known_layouts() -> str:
    """The names of all layouts, for messages."""
    return ", ".join(layout.name for layout in LAYOUTS)


def take_apart(lines: Sequence[Line], shape: Shape, name: str | None = None) -> tuple[str, Drafts]:
    """The first layout that matches and finds speech, and what it found.

    Raises ``LayoutError`` where none does, or where the named layout finds nothing.
    """
    chosen = LAYOUTS if name is None else (find_layout(name),)
    for layout in chosen:
        if name is not None or layout.matches(lines, shape):
            drafts = layout.parse(lines, shape)
            spoken = [turn for turn in drafts.turns if turn.speaker is not None]
            if spoken or (layout.name == PLAIN and drafts.turns):
                return layout.name, drafts
    raise LayoutError(_not_found(lines, name))


def _not_found(lines: Sequence[Line], name: str | None) -> str:
    if not lines:
        return "文字が見つかりません。議事録の本文が入っているか、ファイルを確かめてください。"
    shown = "\n".join(f"  {line.text[:_SHOWN_CHARACTERS]}" for line in lines[:_SHOWN_LINES])
    tried = f"レイアウト {name} では" if name else ""
    return (
        f"{tried}発言者が見つかりません。はじめの行:\n{shown}\n"
        f"対応するレイアウト: {known_layouts()}\n"
        "発言者なしで段落ごとに取り込むには --layout plain を指定してください。"
    )
