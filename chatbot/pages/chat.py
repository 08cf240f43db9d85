"""The conversation: questions, answers, and their sources."""

from __future__ import annotations

import streamlit as st

from chatbot.assistant import Assistant
from chatbot.pages import source, words
from chatbot.pages.examples import examples
from chatbot.pages.markup import block, element, escape, label, sentence
from chatbot.pages.service import Exchange, ask, is_current
from chatbot.pages.style import scroll_to_newest, scroll_to_quote
from chatbot.types import Answer, Citation, Document, Filters

# The longest question that is read, in characters.
LONGEST_QUESTION = 1_000
# Documents that example questions are made from.
_EXAMPLE_DOCUMENTS = 3
# Characters of a quote that are shown before it is opened.
_PREVIEW = 40
_READER, _PAGE = ":material/person:", ":material/menu_book:"


def history() -> list[Exchange]:
    """What this browser has asked, the oldest first."""
    kept: list[Exchange] = st.session_state.setdefault("history", [])
    return kept


def clear() -> None:
    """Forget what this browser has asked."""
    st.session_state["history"] = []


def draw(assistant: Assistant, filters: Filters) -> None:
    """Draw the conversation and the field for the next question."""
    documents = assistant.documents()
    conversation = st.container()
    # In a container, and held at the bottom by our style: the page's own place for it would scroll
    # to the end whenever something grows, and an opened source would be gone from sight.
    with st.container(key="ask"):
        typed = st.chat_input("議事録について質問する", max_chars=LONGEST_QUESTION, key="question")
    asked = (typed or st.session_state.pop("asked", None) or "").strip()
    with conversation:
        if not history() and not asked:
            _welcome(assistant, documents)
        for at, exchange in enumerate(history()):
            _draw_question(exchange.question)
            _draw_reply(assistant, documents, exchange, at)
        if asked:
            _draw_question(asked)
            with st.spinner("議事録を調べています…"):
                history().append(ask(asked, filters))
            st.rerun()
        if history():
            st.html(scroll_to_newest(len(history())), unsafe_allow_javascript=True)


def _welcome(assistant: Assistant, documents: dict[str, Document]) -> None:
    st.html(block("議事録に書かれていることだけを、出典をつけてお答えします。"))
    newest = list(documents.values())[-_EXAMPLE_DOCUMENTS:]
    turns = {document.id: assistant.library.turns(document) for document in newest}
    made = examples(newest, turns)
    if made:
        st.html(element("div", "質問の例（押すとそのまま質問します）", "gq-head"))
    for at, question in enumerate(made):
        st.button(label(question), key=f"example{at}", on_click=_ask_next, args=(question,))


def _ask_next(question: str) -> None:
    st.session_state["asked"] = question


def _draw_question(question: str) -> None:
    with st.chat_message("質問", avatar=_READER):
        st.html(block(question, "gq-asked"))


def _draw_reply(
    assistant: Assistant, documents: dict[str, Document], exchange: Exchange, at: int
) -> None:
    with st.chat_message("回答", avatar=_PAGE):
        answer = exchange.answer
        if answer is None:
            st.error(label(exchange.problem))
        elif not is_current(documents, answer.citations + answer.related):
            st.html(
                block(
                    "この回答が引いた議事録は、その後取り下げられたか差し替えられたため、表示しません。"
                )
            )
            st.button(
                "もう一度質問する", key=f"again{at}", on_click=_ask_next, args=(exchange.question,)
            )
        else:
            _draw_answer(assistant, answer, at)


def _draw_answer(assistant: Assistant, answer: Answer, at: int) -> None:
    status = element("span", words.STATUS[answer.status], f"gq-status gq-{answer.status}")
    st.html(status)
    lines = [sentence(said.text, said.citations) for said in answer.sentences]
    st.html(element("div", "\n".join(lines) or escape(answer.text), "gq-text gq-answer"))
    for note in answer.notes:
        st.html(element("div", f"注記: {escape(note.text)}", "gq-note"))
    if answer.curated is not None:
        _draw_curated(answer)
    _draw_sources(assistant, answer.citations, "出典（押すと原文を開きます）", f"c{at}")
    _draw_sources(assistant, answer.related, "近い記載（回答ではありません）", f"r{at}", near=True)
    meant = words.understood(answer.understood)
    small = [f"質問をこう受け取りました（{meant}）"] if meant else []
    st.html(element("div", escape("\n".join([*small, words.searched(answer)])), "gq-text gq-small"))
    with st.expander("文書に貼り付けるための文（出典つき）", key=f"copy{at}"):
        st.html(element("div", "右上のボタンで全体をコピーできます。", "gq-small"))
        st.code(words.plain(answer), language=None, wrap_lines=True)


def _draw_curated(answer: Answer) -> None:
    if (curated := answer.curated) is None:
        return
    until = f"（有効期限 {words.wareki(curated.valid_until)}）" if curated.valid_until else ""
    with st.container(border=True):
        st.html(element("div", escape(f"{curated.owner}による回答{until}"), "gq-head"))
        st.html(block(curated.answer))


def _draw_sources(
    assistant: Assistant,
    citations: tuple[Citation, ...],
    heading: str,
    key: str,
    near: bool = False,
) -> None:
    if not citations:
        return
    st.html(element("div", heading, "gq-head"))
    for cited in citations:
        name = label(f"[{cited.number}] {words.place(cited)}{preview(cited) if near else ''}")
        # Drawn only when open: a conversation may hold hundreds of citations.
        place = f"{key}_{cited.number}"
        opened = st.expander(name, key=place, on_change="rerun")
        if opened.open:
            with opened:
                source.draw(assistant, cited)
                st.html(scroll_to_quote(place), unsafe_allow_javascript=True)


def preview(citation: Citation) -> str:
    """The beginning of a quote: what is only near does not say by a name what it is about."""
    if citation.part != "text":
        return ""
    quote = " ".join(citation.quote.split())
    return f"　「{quote}」" if len(quote) <= _PREVIEW else f"　「{quote[:_PREVIEW]}…」"
