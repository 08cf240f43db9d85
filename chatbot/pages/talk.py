"""This browser's conversations: which one is open, what was asked in it, what waits for an answer.

A conversation belongs to a token that only this browser has, kept in a cookie of its own. What a
reader asked lies in the reader's session and, under that token, in the library.
"""

from __future__ import annotations

import re
import secrets

import streamlit as st

from chatbot.conversations import Conversation, NoConversation
from chatbot.database import LibraryError
from chatbot.pages.service import Exchange, assistant, explain

COOKIE = "gijiq-reader"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
# The cookie lasts so many seconds: a year.
_LASTS = 31_536_000
_UNDONE = "undone"
# So many conversations are offered to be opened again.
SHOWN = 12


def owner() -> str:
    """The token of this browser; a new one where it brings none."""
    known = st.session_state.get("owner")
    if known is None:
        brought = str(st.context.cookies.get(COOKIE, ""))
        known = brought if _TOKEN.fullmatch(brought) else secrets.token_urlsafe(32)
        st.session_state["owner"] = known
    return str(known)


def keep_cookie() -> str:
    """A script of ours that leaves the token in the browser; nobody's text is in it.

    It also names the page's language, which Streamlit leaves English, to screen readers and fonts.
    """
    return f"""<script>
document.documentElement.lang = "ja";
document.cookie = "{COOKIE}={owner()}; path=/; max-age={_LASTS}; SameSite=Strict";
</script>"""


def history() -> list[Exchange]:
    """What was asked in the open conversation, oldest first; the last may wait for an answer."""
    kept: list[Exchange] = st.session_state.setdefault("history", [])
    return kept


def opened() -> str | None:
    """The id of the open conversation; ``None`` before its first question."""
    name: str | None = st.session_state.get("conversation")
    return name


def conversation() -> str:
    """The id of the open conversation, begun if need be."""
    if opened() is None:
        st.session_state["conversation"] = assistant().conversations.start(owner())
    return str(opened())


def kept() -> list[Conversation]:
    """This browser's conversations, the latest first."""
    return assistant().conversations.of(owner())[:SHOWN]


def begin() -> None:
    """Leave the open conversation for a new one."""
    st.session_state["conversation"] = None
    st.session_state["history"] = []


def reopen(name: str) -> None:
    """Open a kept conversation again; one that is gone becomes a new one."""
    begin()
    try:
        answers = assistant().conversations.answers(name, owner())
    except NoConversation:
        return
    st.session_state["conversation"] = name
    st.session_state["history"] = [Exchange(answer.question, answer) for answer in answers]


def rename(name: str, key: str) -> None:
    """Give a conversation the title that was typed into the field ``key``."""
    try:
        assistant().conversations.rename(name, owner(), st.session_state.get(key, ""))
    except NoConversation:
        begin()
    except LibraryError as problem:
        st.session_state[_UNDONE] = explain(problem)


def delete() -> None:
    """Delete the open conversation, here and in the library."""
    name = opened()
    if name is not None:
        try:
            assistant().conversations.delete(name, owner())
        except NoConversation:  # another window of this browser was faster
            pass
        except LibraryError as problem:
            st.session_state[_UNDONE] = explain(problem)
            return
    begin()


def undone() -> str:
    """Why the last change to a conversation was not made, told once; empty where it was."""
    return str(st.session_state.pop(_UNDONE, ""))
