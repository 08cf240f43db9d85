"""Under an answer: was it of use? Quiet, and changed as often as one likes."""

from __future__ import annotations

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from chatbot.database import LibraryError
from chatbot.feedback import LONGEST, NoReceipt, Verdict
from chatbot.pages.markup import element, escape
from chatbot.pages.service import assistant, explain

_WORDS: dict[str, Verdict] = {"役に立った": "good", "役に立たなかった": "bad"}


def draw(receipt: str) -> None:
    """Draw the question, and what was answered to it before."""
    with st.expander("この回答は役に立ちましたか", key=f"opinion-{receipt}"):
        given = assistant().feedback.of(receipt)
        known = next(
            (word for word, verdict in _WORDS.items() if given and given.verdict == verdict), None
        )
        st.radio(
            "評価",
            list(_WORDS),
            index=None if known is None else list(_WORDS).index(known),
            key=f"verdict-{receipt}",
            horizontal=True,
        )
        st.text_input(
            "気づいたこと（任意。個人名は書かないでください）",
            given.note if given else "",
            max_chars=LONGEST,
            key=f"why-{receipt}",
        )
        st.button("送る", key=f"give-{receipt}", on_click=_give, args=(receipt,))
        if said := st.session_state.get(f"given-{receipt}"):
            st.html(element("div", escape(said), "gq-small"))


def _give(receipt: str) -> None:
    word = st.session_state.get(f"verdict-{receipt}")
    if word is None:
        st.session_state[f"given-{receipt}"] = "どちらかを選んでから送ってください。"
        return
    try:
        note = str(st.session_state.get(f"why-{receipt}", ""))
        assistant().feedback.give(receipt, _WORDS[word], note)
    except NoReceipt:
        said = "この回答の記録がないため、残せませんでした。"
    except (LibraryError, SQLAlchemyError) as problem:
        said = explain(problem)
    else:
        said = "ありがとうございます。評価の質問を作るときに使います。"
    st.session_state[f"given-{receipt}"] = said
