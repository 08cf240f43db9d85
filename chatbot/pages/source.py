"""A citation opened: the cited words, highlighted, in their surroundings."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from chatbot.assistant import Assistant
from chatbot.cite import agenda_ref, agenda_span
from chatbot.pages import words
from chatbot.pages.markup import element, escape, highlight, parts
from chatbot.sentences import sentences
from chatbot.types import Citation, Document, Turn

# Characters of a long speech that are shown at once around a quote, and of a neighbouring speech.
AROUND, NEIGHBOUR = 300, 300
# A speech may reply to very many questions; those nearest to it are shown.
_MOST_TURNS = 7


def draw(assistant: Assistant, citation: Citation) -> None:
    """Draw what a citation points to; the document may have been removed in the meantime."""
    document = assistant.documents().get(citation.document)
    if document is None or document.version != citation.version:
        st.warning(
            "この議事録はその後、取り下げられたか差し替えられました。もう一度質問してください。"
        )
        return
    st.html(parts(words.details(citation)))
    if citation.part == "header":
        marked = highlight(document.header, citation.start, citation.end)
        st.html(element("div", marked, "gq-text"))
    elif citation.part == "agenda":
        st.html(agenda(document, citation))
    else:
        turns = assistant.library.turns(document)
        for turn in surroundings(turns, citation.turn or ""):
            st.html(speech(turn, citation if turn.id == citation.turn else None))


def surroundings(turns: Sequence[Turn], cited: str) -> list[Turn]:
    """The cited turn, those before and after it, its questions and its answers, in order."""
    place = next((at for at, turn in enumerate(turns) if turn.id == cited), None)
    if place is None:
        return []
    here = turns[place]
    wanted = {
        at
        for at, turn in enumerate(turns)
        if abs(at - place) <= 1 or turn.id in here.replies_to or cited in turn.replies_to
    }
    nearest = sorted(wanted, key=lambda at: abs(at - place))[:_MOST_TURNS]
    return [turns[at] for at in sorted(nearest)]


def speech(turn: Turn, citation: Citation | None = None) -> str:
    """One turn as HTML; the cited one says so in words and has its quote highlighted."""
    who = words.speaker(turn.speaker)
    quoted = citation is not None and citation.part == "text"
    if citation is not None and citation.part == "speaker" and turn.speaker is not None:
        name = highlight(turn.speaker.raw, citation.start, citation.end)
    else:
        name = escape(who)
    head = element("div", name, "gq-who")
    head += element("div", escape(words.turn_line(turn, citation is not None)), "gq-kind")
    start, end = (citation.start, citation.end) if quoted and citation else (0, 0)
    first, last = window(turn.text, start, end, AROUND if quoted else NEIGHBOUR)
    body = ("……" if first else "") + highlight(turn.text[first:last], start - first, end - first)
    body += "……" if last < len(turn.text) else ""
    shown = element("div", body, "gq-text")
    if first or last < len(turn.text):
        whole = element("div", highlight(turn.text, start, end), "gq-text")
        shown += f"<details><summary>この発言の全文を読む</summary>{whole}</details>"
    kind = "gq-turn gq-cited" if citation is not None else "gq-turn"
    return element("div", head + shown, kind)


def window(text: str, start: int, end: int, around: int) -> tuple[int, int]:
    """Where to cut a long text: at sentence ends, ``around`` characters on both sides of a span."""
    if len(text) <= end - start + 3 * around:
        return 0, len(text)
    first, last = max(0, start - around), min(len(text), end + around)
    for begin, stop in sentences(text):
        if begin <= first < stop:
            first = begin
        if begin < last <= stop:
            last = stop
    return first, last


def agenda(document: Document, citation: Citation | None = None) -> str:
    """The agenda as an HTML list; closed items say so, what is cited is highlighted.

    A line cited whole is shown as the others are; one cited in part as it was printed.
    """
    lines = []
    cited = _cited_item(document, citation) if citation is not None else None
    for at, item in enumerate(document.agenda):
        title = f"{item.number} {item.title}".strip()
        shown = escape(title)
        if citation is not None and at == cited:
            whole = (citation.start, citation.end) == agenda_span(item.raw)
            marked = (title, 0, len(title)) if whole else (item.raw, citation.start, citation.end)
            shown = highlight(*marked)
        if item.presenter is not None and words.speaker(item.presenter) not in item.title:
            shown += escape(f"（{words.speaker(item.presenter)}）")
        if item.closed:
            shown += '　<span class="gq-tag">非公開</span>'
        lines.append(element("li", shown, "gq-under" if item.parent is not None else ""))
    return element("ul", "".join(lines), "gq-agenda")


def _cited_item(document: Document, citation: Citation) -> int | None:
    """Which item a citation cites: the one it names whose line has the quote at its offsets."""
    return next(
        (
            at
            for at, item in enumerate(document.agenda)
            if item.raw[citation.start : citation.end] == citation.quote
            and agenda_ref(document, at) == citation.agenda
        ),
        None,
    )
