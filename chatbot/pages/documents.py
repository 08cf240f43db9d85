"""The library on the page: what it holds, and one document with its agenda and turns."""

from __future__ import annotations

import streamlit as st

from chatbot.assistant import Assistant
from chatbot.cite import closed_of
from chatbot.pages import source, words
from chatbot.pages.markup import element, escape, label, parts
from chatbot.types import Document

# Documents and turns drawn at once; more on demand.
PAGE = 30


def draw(assistant: Assistant) -> None:
    """Draw the opened document, or the list, the newest meeting first."""
    documents = assistant.documents()
    opened = documents.get(st.session_state.get("document", ""))
    if opened is not None:
        _draw_document(assistant, opened)
        return
    newest = list(reversed(documents.values()))
    shown = newest[: st.session_state.setdefault("documents_shown", PAGE)]
    st.html(element("div", f"{len(newest)}件の議事録があります。", "gq-text"))
    for document in shown:
        _draw_row(document)
    _more("documents_shown", len(newest) - len(shown))


def summary(document: Document) -> list[str]:
    """Date, place, number of turns and of closed items."""
    found = [words.wareki(document.date), document.place, f"発言など {document.turns}件"]
    closed = len(closed_of(document))
    found.append(f"非公開の議題 {closed}件" if closed else "非公開の議題なし")
    return [part for part in found if part]


def _draw_row(document: Document) -> None:
    with st.container(border=True):
        st.html(element("div", escape(document.title), "gq-head") + parts(summary(document)))
        named = label(words.meeting(document.title, document.number, None).split("　")[0])
        st.button(
            f"{named}の議題と発言を見る",
            key=f"open_{document.id}",
            on_click=_open,
            args=(document.id,),
        )


def _draw_document(assistant: Assistant, document: Document) -> None:
    st.button("一覧に戻る", key="back", on_click=_open, args=("",))
    st.html(element("div", escape(document.title), "gq-head") + parts(summary(document)))
    if document.agenda:
        st.html(element("div", "議題", "gq-head") + source.agenda(document))
    st.html(element("div", "発言", "gq-head"))
    turns = assistant.library.turns(document)
    shown = turns[: st.session_state.setdefault("turns_shown", PAGE)]
    for turn in shown:
        st.html(source.speech(turn))
    _more("turns_shown", len(turns) - len(shown))


def _open(document: str) -> None:
    st.session_state["document"] = document
    st.session_state["turns_shown"] = PAGE


def _more(key: str, left: int) -> None:
    if left > 0:
        st.button(
            f"続きを見る（残り{left}件）", key=f"more_{key}", on_click=_show_more, args=(key,)
        )


def _show_more(key: str) -> None:
    st.session_state[key] += PAGE
