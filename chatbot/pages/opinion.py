"""Under an answer: was it of use? Quiet, and changed as often as one likes."""

from __future__ import annotations

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from chatbot.feedback import LONGEST, NoReceipt, Verdict
from chatbot.pages.markup import element, escape
from chatbot.pages.service import assistant, explain

_WORDS: dict[str, Verdict] = {"役に立った": "good", "役に立たなかった": "bad"}


def draw(receipt: str, at: int) -> None:
    """Draw the question, and what was answered to it before."""
    with st.expander("この回答は役に立ちましたか", key=f"opinion{at}"):
        given = assistant().feedback.of(receipt)
        known = next(
            (word for word, verdict in _WORDS.items() if given and given.verdict == verdict), None
        )
        st.radio(
            "評価",
            list(_WORDS),
            index=None if known is None else list(_WORDS).index(known),
            key=f"verdict{at}",
            horizontal=True,
        )
        st.text_input(
            "気づいたこと（任意。個人名は書かないでください）",
            given.note if given else "",
            max_chars=LONGEST,
            key=f"why{at}",
        )
        st.button("送る", key=f"give{at}", on_click=_give, args=(receipt, at))
        if said := st.session_state.get(f"given{at}"):
            st.html(element("div", escape(said), "gq-small"))


def _give(receipt: str, at: int) -> None:
    word = st.session_state.get(f"verdict{at}")
    if word is None:
        st.session_state[f"given{at}"] = "どちらかを選んでから送ってください。"
        return
    try:
        note = str(st.session_state.get(f"why{at}", ""))
        assistant().feedback.give(receipt, _WORDS[word], note)
    except NoReceipt:
        said = "この回答の記録がないため、残せませんでした。"
    except SQLAlchemyError as problem:
        said = explain(problem)
    else:
        said = "ありがとうございます。評価の質問を作るときに使います。"
    st.session_state[f"given{at}"] = said
