"""The conversation: questions, answers, and their sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from chatbot.assistant import Assistant
from chatbot.pages import opinion, source, talk, words
from chatbot.pages.examples import examples
from chatbot.pages.markup import block, element, escape, label, parts, sentence
from chatbot.pages.service import Exchange, ask, is_current
from chatbot.pages.style import scroll_to_newest, scroll_to_quote
from chatbot.statuses import STATUS
from chatbot.text import normalize
from chatbot.types import Answer, Citation, Curated, Document, Filters

# The longest question that is read, in characters.
LONGEST_QUESTION = 1_000
# Documents that example questions are made from.
_EXAMPLE_DOCUMENTS = 3
# Characters of a quote that are shown before it is opened.
_PREVIEW = 40
_READER, _PAGE = ":material/person:", ":material/menu_book:"


def draw(assistant: Assistant, filters: Filters) -> None:
    """Draw the conversation and the field for the next question."""
    documents = assistant.documents()
    shown = st.container()
    # In a container, and held at the bottom by our style: the page's own place for it would scroll
    # to the end whenever something grows, and an opened source would be gone from sight.
    with st.container(key="ask"):
        typed = st.chat_input("議事録について質問する", max_chars=LONGEST_QUESTION, key="question")
    history = talk.history()
    if question := (typed or "").strip():
        # Kept before it is answered: another click, which starts the page anew, loses nothing.
        history.append(Exchange(question, filters=filters))
    with shown:
        if not history:
            _welcome(assistant, documents, filters)
        for at, exchange in enumerate(history):
            _draw_question(exchange.question)
            if exchange.waits:
                history[at] = _answered(exchange)
                st.rerun()
            _draw_reply(assistant, documents, exchange, at)
        if history:
            st.html(scroll_to_newest(len(history)), unsafe_allow_javascript=True)


class _Writing:
    """Shows sentences of an answer as they are written and checked."""

    def __init__(self, place: DeltaGenerator) -> None:
        self._place = place
        self._lines: list[str] = []

    def begin(self) -> None:
        """Nothing that was shown counts any more."""
        self._lines = []
        self._draw("言語モデルが文章を作っています。議事録と照らし合わせた文から表示します…")

    def sentence(self, text: str) -> None:
        """One more checked sentence."""
        self._lines.append(text)
        self._draw("続きを確かめています…")

    def _draw(self, going_on: str) -> None:
        text = "\n".join([*self._lines, ""])
        body = element("div", escape(text), "gq-text gq-answer") if self._lines else ""
        self._place.html(body + element("div", escape(going_on), "gq-small"))


def _answered(waiting: Exchange) -> Exchange:
    with st.chat_message("回答", avatar=_PAGE), st.spinner("議事録を調べています…"):
        return ask(waiting, talk.conversation(), _Writing(st.empty()))


def _welcome(assistant: Assistant, documents: dict[str, Document], filters: Filters) -> None:
    st.html(block("議事録に書かれていることだけを、出典をつけてお答えします。"))
    newest = list(documents.values())[-_EXAMPLE_DOCUMENTS:]
    turns = {document.id: assistant.library.turns(document) for document in newest}
    made = examples(newest, turns)
    if made:
        st.html(element("div", "質問の例（押すとそのまま質問します）", "gq-head"))
    for at, question in enumerate(made):
        asked = Exchange(question, filters=filters)
        st.button(label(question), key=f"example{at}", on_click=_ask_next, args=(asked,))


def _ask_next(asked: Exchange) -> None:
    talk.history().append(asked)


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
                "もう一度質問する",
                key=f"again{at}",
                on_click=_ask_next,
                args=(Exchange(exchange.question, filters=exchange.filters),),
            )
        else:
            _draw_answer(assistant, answer, at)
            _draw_understood(exchange, answer, at)
            opinion.draw(answer.id)


def _draw_understood(exchange: Exchange, answer: Answer, at: int) -> None:
    """What a follow-up was taken to mean, and a field to say it otherwise."""
    meant = answer.understood.question
    if normalize(meant) == normalize(answer.question):
        return
    st.html(element("div", f"続きの質問として、こう受け取りました: {escape(meant)}", "gq-small"))
    with st.expander("意味が違うときは、書き直して質問する", key=f"meant{at}"):
        key = f"reworded{at}"
        st.text_input("質問", meant, max_chars=LONGEST_QUESTION, key=key)
        st.button("この質問で聞き直す", key=f"askas{at}", on_click=_ask_as, args=(key, exchange))


def _ask_as(key: str, exchange: Exchange) -> None:
    question = str(st.session_state.get(key, "")).strip()
    if question:
        _ask_next(Exchange(question, filters=exchange.filters, alone=True))


def _draw_answer(assistant: Assistant, answer: Answer, at: int) -> None:
    curated = answer.curated
    if curated and not assistant.curated.still(curated, assistant.documents(), date.today()):
        curated = None
    status = element("span", STATUS[answer.status], f"gq-status gq-{answer.status}")
    st.html(status)
    lines = [sentence(said.text, said.citations) for said in answer.sentences]
    st.html(element("div", "\n".join(lines) or escape(answer.text), "gq-text gq-answer"))
    for note in answer.notes:
        st.html(element("div", f"注記: {escape(note.text)}", "gq-note"))
    _draw_sources(assistant, answer.citations, "出典（押すと原文を開きます）", f"c{at}")
    if curated is not None:
        _draw_curated(assistant, curated, at)
    elif answer.curated is not None:
        gone = "この質問への所管課の回答は、その後変わったか、期限が過ぎたため、表示しません。"
        st.html(element("div", gone, "gq-note"))
    _draw_sources(assistant, answer.related, "近い記載（回答ではありません）", f"r{at}", near=True)
    meant = words.understood(answer.understood)
    small = [f"質問をこう受け取りました（{meant}）"] if meant else []
    st.html(element("div", escape("\n".join([*small, words.searched(answer)])), "gq-text gq-small"))
    with st.expander("文書に貼り付けるための文（出典つき）", key=f"copy{at}"):
        st.html(element("div", "右上のボタンで全体をコピーできます。", "gq-small"))
        st.code(words.plain(replace(answer, curated=curated)), language=None, wrap_lines=True)


def _draw_curated(assistant: Assistant, curated: Curated, at: int) -> None:
    """What a division has written, in a box told by its border and heading, not by colour alone."""
    with st.container(border=True, key=f"curated{at}"):
        st.html(element("div", f"所管課の回答　{escape(curated.owner)}", "gq-head"))
        st.html(parts(words.standing(curated)))
        st.html(block(curated.answer))
        heading = "所管課の回答の出典（押すと原文を開きます）"
        _draw_sources(assistant, curated.citations, heading, f"k{at}")


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
