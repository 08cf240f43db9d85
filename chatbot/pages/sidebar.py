"""The filters beside the conversation."""

from __future__ import annotations

from datetime import date

import streamlit as st

from chatbot.assistant import Assistant
from chatbot.pages import talk, words
from chatbot.pages.markup import element, escape, label
from chatbot.periods import fiscal_year, months
from chatbot.types import Document, Filters, Speaker
from chatbot.wareki import era_year

_ANY = "すべて"
_DATES = "日付で指定"
_FIRST_DAY = date(1947, 1, 1)


def draw(assistant: Assistant) -> Filters:
    """Draw the filters and give what they are set to."""
    documents = assistant.documents()
    with st.sidebar:
        st.html('<div class="gq-head" lang="ja">探す範囲</div>')
        meeting = _choose(
            "会議", {d.id: _named(d) for d in reversed(documents.values())}, "meeting"
        )
        speaker = _choose("発言者", {name: name for name in speakers(assistant)}, "speaker")
        first, last = _period(documents)
        st.divider()
        _conversations()
    return Filters(meeting=meeting, speaker=speaker, date_from=first, date_to=last)


def _conversations() -> None:
    """The open conversation, and the kept ones to open again."""
    st.html('<div class="gq-head" lang="ja">会話</div>')
    st.button("新しい会話を始める", key="new", on_click=talk.begin, width="stretch")
    if said := talk.undone():
        st.html(element("div", escape(said), "gq-small"))
    name = talk.opened()
    for one in talk.kept():
        if one.id != name:
            st.button(
                label(one.title), key=f"talk_{one.id}", on_click=talk.reopen, args=(one.id,),
                width="stretch", type="tertiary",
            )  # fmt: skip
            continue
        with st.expander(label(f"いまの会話: {one.title}"), key="current"):
            st.text_input(
                "題名", one.title, key="title", on_change=talk.rename, args=(one.id, "title")
            )
            st.button("会話を消す", key="clear", on_click=talk.delete, width="stretch")


def speakers(assistant: Assistant) -> list[str]:
    """Everybody who speaks in a published document, in the order of their names' characters."""
    rows = assistant.library.speakers()
    return sorted({words.speaker(Speaker(row[3], row[4], row[5])) for row in rows})


def years(documents: dict[str, Document]) -> list[int]:
    """The 年度 in which the library has meetings, the newest first."""
    return sorted({fiscal_year(d.date) for d in documents.values() if d.date}, reverse=True)


def _choose(name: str, options: dict[str, str], key: str) -> str | None:
    """A choice among options by key; ``None`` for all. A choice that is gone is given up."""
    # The empty string stands for all: Streamlit shows an option None as if nothing were chosen.
    if st.session_state.get(key) not in options:
        st.session_state[key] = ""
    shown = {"": _ANY, **options}
    chosen: str = st.selectbox(name, list(shown), format_func=shown.__getitem__, key=key)
    return chosen or None


def _period(documents: dict[str, Document]) -> tuple[date | None, date | None]:
    held = {str(year): f"{era_year(date(year, 5, 1))}年度" for year in years(documents)}
    chosen = _choose("時期", {**held, _DATES: _DATES}, "period")
    if chosen is None:
        return None, None
    if chosen != _DATES:
        whole = months(int(chosen), 4, 12)
        return whole.start, whole.end
    limit = date(date.today().year + 1, 12, 31)
    days = [
        st.date_input(name, None, min_value=_FIRST_DAY, max_value=limit, key=key)
        for name, key in (("この日から", "from"), ("この日まで", "to"))
    ]
    first, last = (day if isinstance(day, date) else None for day in days)
    return (last, first) if first and last and last < first else (first, last)


def _named(document: Document) -> str:
    return words.meeting(document.title, document.number, document.date)
