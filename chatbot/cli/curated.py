"""``gijiq curated``: what divisions have written, beside what the minutes say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from chatbot.cli import terminal
from chatbot.cli.asking import read_date
from chatbot.cli.documents import find_document, find_turn
from chatbot.cli.problems import Refusal, WrongUse, open_settings

if TYPE_CHECKING:
    from chatbot.assistant import Assistant
    from chatbot.curated import Entry, Standing


@dataclass(frozen=True, slots=True)
class Given:
    """What ``gijiq curated add`` was given, as it was typed."""

    id: str
    questions: Sequence[str]
    answer: str
    owner: str
    author: str
    since: str | None
    until: str
    cited: Sequence[str]


def add(given: Given, *, replace: bool) -> int:
    """Add one entry; its citations must stand in the minutes now."""
    from chatbot.assistant import open_assistant
    from chatbot.curated_files import EntryError, checked

    data: dict[str, Any] = {
        "id": given.id,
        "questions": list(given.questions),
        "answer": given.answer,
        "owner": given.owner,
        "author": given.author,
        "valid_until": read_date("--until", given.until)[1].isoformat(),
    }
    if given.since is not None:
        data["valid_from"] = read_date("--from", given.since)[0].isoformat()
    with open_assistant(open_settings()) as assistant:
        data["citations"] = [_cited(assistant, text) for text in given.cited]
        try:
            entry = checked(data, date.today())
        except EntryError as problem:
            raise WrongUse(f"{problem}。") from problem
        known = assistant.curated.get(entry.id) is not None
        if known and not replace:
            raise Refusal(
                f"id「{entry.id}」の項目はすでにあります。"
                "置き換えるなら --replace を付けてください。"
            )
        with assistant.locked():
            assistant.curated.put([entry])
        terminal.say(f"{entry.id} を{'置き換えました' if known else '加えました'}。")
        _tell_stale(_standings(assistant, [entry]))
    return 0


def _cited(assistant: Assistant, text: str) -> dict[str, str]:
    """「第9回/t8 町田市は…」 as a citation; without words, of the whole turn."""
    from chatbot.curated import find_quote

    where, *words = text.split(maxsplit=1) or [""]
    name, _, which = where.partition("/")
    if not which:
        raise WrongUse(
            f"--cite の「{where}」に発言の番号がありません。第9回/t8 の形にしてください。"
        )
    document = find_document(assistant.documents(), name)
    turn = find_turn(assistant.library.turns(document), which, document)
    quote = find_quote(turn.text, words[0].strip()) if words else turn.text
    if quote is None:
        raise Refusal(
            f"「{words[0]}」は {document.id}/{turn.id} にありません。"
            f"発言は gijiq show {document.id}/{turn.id} で確かめられます。"
        )
    return {"document": document.id, "turn": turn.id, "quote": quote}


def show_list(owner: str | None, *, as_json: bool) -> int:
    """Show the entries, and whether each stands."""
    from chatbot.assistant import open_assistant
    from chatbot.serial import dump

    with open_assistant(open_settings()) as assistant:
        found = _standings(assistant, _entries(assistant, owner))
    if as_json:
        shown = [dump(one.entry) | {"stale": list(one.reasons)} for one in found]
        terminal.show_json({"entries": shown})
    elif found:
        rows = [
            (
                one.entry.id,
                one.entry.owner,
                one.entry.questions[0],
                _period(one.entry),
                "停止" if one.reasons else "有効",
            )
            for one in found
        ]
        terminal.show_table(("id", "所管課", "質問", "期間", "状態"), rows)
    else:
        terminal.say("項目はまだありません。gijiq curated add か import で加えてください。")
    return 0


def check(owner: str | None, *, as_json: bool) -> int:
    """List by owner what must not be shown as an answer, and why; 1 where there is any."""
    from chatbot.assistant import open_assistant

    with open_assistant(open_settings()) as assistant:
        found = _standings(assistant, _entries(assistant, owner))
    stale = sorted(
        (one for one in found if one.reasons), key=lambda one: (one.entry.owner, one.entry.id)
    )
    if as_json:
        listed = [
            {
                "id": one.entry.id,
                "owner": one.entry.owner,
                "author": one.entry.author,
                "reasons": list(one.reasons),
            }
            for one in stale
        ]
        terminal.show_json({"checked": len(found), "stale": listed})
    elif stale:
        rows = [
            (one.entry.owner, one.entry.id, one.entry.author, "。".join(one.reasons))
            for one in stale
        ]
        terminal.show_table(("所管課", "id", "作成者", "見せられない理由"), rows)
        terminal.complain(f"{len(found)}件のうち{len(stale)}件は、回答として見せていません。")
    else:
        terminal.say(f"{len(found)}件すべてが有効です。")
    return 1 if stale else 0


def export(file: Path | None, owner: str | None, form: Literal["yaml", "csv"]) -> int:
    """Write the entries to a file or to stdout, as ``import`` reads them."""
    from chatbot.assistant import open_assistant
    from chatbot.curated_csv import to_csv
    from chatbot.curated_yaml import to_yaml

    writers = {".yaml": to_yaml, ".yml": to_yaml, ".csv": to_csv}
    suffix = file.suffix.lower() if file is not None else f".{form}"
    if suffix not in writers:
        raise WrongUse(f"{file}: 書き出せるのは .yaml、.yml、.csv です。拡張子を直してください。")
    with open_assistant(open_settings()) as assistant:
        entries = _entries(assistant, owner)
    written = writers[suffix](entries)
    if file is None:
        terminal.say(written.rstrip("\n"))
        return 0
    # Spreadsheets take a CSV for Shift_JIS unless it begins with a byte order mark.
    encoding = "utf-8-sig" if suffix == ".csv" else "utf-8"
    file.write_text(written, encoding=encoding, newline="")
    terminal.say(f"{file} に {len(entries)}件を書き出しました。")
    return 0


def take_in(file: Path) -> int:
    """Take the entries of a file in: all of them, or none where there is a mistake."""
    from chatbot.assistant import open_assistant
    from chatbot.curated_files import read_entries
    from chatbot.curated_found import CuratedFileError

    try:
        entries = read_entries(file, date.today())
    except CuratedFileError as problem:
        raise Refusal(f"{problem}。1件も取り込んでいません。") from problem
    with open_assistant(open_settings()) as assistant:
        before = [assistant.curated.get(entry.id) for entry in entries]
        with assistant.locked():
            assistant.curated.put(entries)
        found = _standings(assistant, entries)
    same = sum(old == entry for old, entry in zip(before, entries, strict=True))
    new = before.count(None)
    terminal.say(
        f"{len(entries)}件を取り込みました"
        f"（新規 {new}、更新 {len(entries) - new - same}、変更なし {same}）。"
    )
    _tell_stale(found)
    return 0


def remove(name: str) -> int:
    """Drop an entry."""
    from chatbot.assistant import open_assistant
    from chatbot.curated import NoEntry

    with open_assistant(open_settings()) as assistant:
        try:
            with assistant.locked():
                assistant.curated.remove(name)
        except NoEntry as problem:
            raise Refusal(f"項目「{name}」はありません（一覧は gijiq curated list）。") from problem
    terminal.say(f"{name} を取り除きました。")
    return 0


def _entries(assistant: Assistant, owner: str | None) -> list[Entry]:
    every = assistant.curated.all()
    return [entry for entry in every if owner is None or entry.owner == owner.strip()]


def _standings(assistant: Assistant, entries: Iterable[Entry]) -> list[Standing]:
    documents, today = assistant.documents(), date.today()
    return [assistant.curated.standing(entry, documents, today) for entry in entries]


def _tell_stale(found: Iterable[Standing]) -> None:
    for one in found:
        if one.reasons:
            terminal.complain(f"{one.entry.id} は今は見せられません: {'。'.join(one.reasons)}")


def _period(entry: Entry) -> str:
    return f"{entry.valid_from or ''}～{entry.valid_until}"
