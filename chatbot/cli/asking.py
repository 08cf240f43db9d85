"""``gijiq ask`` and ``gijiq search``."""

from __future__ import annotations

from datetime import date
from typing import Literal

from chatbot.cli import render, terminal
from chatbot.cli.problems import Refusal, WrongUse, open_settings
from chatbot.types import Filters, Hit, Understood


def read_filters(
    meeting: str | None, speaker: str | None, since: str | None, until: str | None
) -> Filters:
    """The filters that options name; dates in ISO form or 和暦, also a month or a year.

    Raises `WrongUse` for what is no date, and for a period that ends before it begins.
    """
    begin = read_date("--from", since)[0] if since is not None else None
    end = read_date("--to", until)[1] if until is not None else None
    if begin is not None and end is not None and begin > end:
        raise WrongUse(f"--from（{begin}）が --to（{end}）より後です。期間を指定し直してください。")
    return Filters(
        meeting=(meeting or "").strip() or None,
        speaker=(speaker or "").strip() or None,
        date_from=begin,
        date_to=end,
    )


def read_date(option: str, text: str) -> tuple[date, date]:
    """The first and last day of what is, wholly, a date, a month or a year.

    Raises `WrongUse`, naming the option, for anything else.
    """
    from chatbot.dates import values

    given = text.strip()
    for value in values(given, date.today()):
        if (value.begin, value.stop) == (0, len(given)) and value.start and value.end:
            return value.start, value.end
    raise WrongUse(
        f"{option} の「{text}」は日付として読めません。"
        "2026-05-29、令和8年5月29日、令和8年5月 のように指定してください。"
    )


def ask(question: str, filters: Filters, *, as_json: bool) -> int:
    """Answer a question on stdout; a question without an answer is no failure."""
    from chatbot.assistant import open_assistant
    from chatbot.serial import dump

    _refuse_empty(question, "質問")
    with open_assistant(open_settings()) as assistant:
        answer = assistant.ask(question, filters=filters)
    if as_json:
        terminal.show_json(dump(answer))
    else:
        terminal.say_lines(render.answer_lines(answer))
    return 0


def search(query: str, k: int, filters: Filters, *, as_json: bool) -> int:
    """Show the best ``k`` passages for a query."""
    from chatbot.assistant import open_assistant

    _refuse_empty(query, "検索の言葉")
    with open_assistant(open_settings()) as assistant:
        understood, hits = assistant.search_understood(query, k=k, filters=filters)
        speaks = bool(hits) or assistant.has_speaker(filters.speaker)
    if as_json:
        terminal.show_json(search_json(query, understood, hits))
    elif hits:
        terminal.say_lines(render.hit_lines(hits))
    elif not speaks:
        terminal.say(
            f"発言者「{filters.speaker}」に当てはまる人がいません（発言者は gijiq show）。"
        )
    else:
        terminal.say("見つかりません。言葉か絞り込みを変えてください（文書は gijiq list）。")
    return 0


def search_json(query: str, understood: Understood, hits: list[Hit]) -> dict[str, object]:
    """A search as the contract gives it."""
    from chatbot.cite import agenda_ref
    from chatbot.serial import dump

    found = []
    for rank, hit in enumerate(hits, 1):
        agenda = agenda_ref(hit.document, hit.turn.agenda)
        found.append(
            {
                "rank": rank,
                "score": hit.score,
                "ranks": dump(hit.ranks),
                "cosine": hit.cosine,
                "document": hit.document.id,
                "turn": hit.turn.id,
                "speaker": dump(hit.turn.speaker) if hit.turn.speaker else None,
                "date": hit.document.date.isoformat() if hit.document.date else None,
                "agenda": dump(agenda) if agenda else None,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "text": hit.passage.text,
            }
        )
    return {"query": query, "understood": dump(understood), "hits": found}


def _refuse_empty(given: str, what: str) -> None:
    if not given.strip():
        raise WrongUse(f"{what}が空です。引用符で囲んで1つ指定してください。")


def feedback(receipt: str, verdict: Literal["good", "bad"], note: str) -> int:
    """Keep what a reader made of an answer."""
    from chatbot.assistant import open_assistant
    from chatbot.feedback import NoReceipt

    with open_assistant(open_settings()) as assistant:
        try:
            receipt = assistant.feedback.find(receipt)
            assistant.feedback.give(receipt, verdict, note)
        except NoReceipt as unknown:
            raise Refusal(
                f"受付番号 {receipt} の回答はありません。回答の最後にあるものを指定してください。"
            ) from unknown
    terminal.say(f"{receipt} への評価（{verdict}）を残しました。")
    return 0
