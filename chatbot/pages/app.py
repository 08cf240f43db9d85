"""The page as a whole."""

from __future__ import annotations

import streamlit as st

from chatbot.pages import chat, documents, sidebar, talk
from chatbot.pages.markup import block, element, label
from chatbot.pages.service import EXPECTED, assistant, explain
from chatbot.pages.style import CSS

_ASK, _LIST = "質問する", "議事録の一覧"


def run() -> None:
    """Draw the page once; Streamlit calls this for every click."""
    st.set_page_config(
        page_title="議事録に聞く", page_icon=":material/menu_book:", layout="centered"
    )
    st.html(CSS)
    st.html(element("h1", "議事録に聞く", "gq-title"))
    try:
        _draw()
    except EXPECTED as problem:
        st.error(label(explain(problem)))


def _draw() -> None:
    opened = assistant()
    st.html(talk.keep_cookie(), unsafe_allow_javascript=True)
    held = opened.documents()
    if not held:
        _empty()
        return
    filters = sidebar.draw(opened)
    view = st.segmented_control(
        "表示するもの", [_ASK, _LIST], default=_ASK, required=True, key="view",
        label_visibility="collapsed",
    )  # fmt: skip
    if view == _LIST:
        documents.draw(opened)
    else:
        chat.draw(opened, filters)


def _empty() -> None:
    st.html(
        block(
            "議事録がまだ入っていません。\n"
            "議事録のファイルを取り込むと、ここで質問できるようになります。"
            "取り込みは、このパソコンを管理している方が次のように行います。"
        )
    )
    st.code("gijiq ingest 議事録のファイルまたはフォルダ", language=None)
    st.html(block("取り込みが終わったら、下のボタンを押してください。"))
    st.button("もう一度確かめる", key="again")
