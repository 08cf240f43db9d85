"""``gijiq ingest``, ``list``, ``show``, ``remove`` and ``rebuild``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.cli import render, terminal
from chatbot.cli.problems import Refusal, open_settings
from chatbot.types import Document, Turn

if TYPE_CHECKING:
    from ingest.report import IngestedDocument

_STATUS = {"added": "追加", "replaced": "更新", "unchanged": "変更なし", "failed": "失敗"}
# How many documents an error names before it refers to the list.
_NAMED = 5


def ingest(
    paths: Sequence[Path], owner: str | None, layout: str | None, *, new: bool, as_json: bool
) -> int:
    """Take files and folders in; 1 where any was refused (the others are in)."""
    from chatbot.assistant import open_assistant
    from chatbot.serial import dump
    from ingest import ingest_paths

    with (
        open_assistant(open_settings()) as assistant,
        terminal.progress("読み取り中") as told,
    ):
        report = ingest_paths(
            assistant,
            paths,
            owner=owner,
            layout=layout,
            new=new,
            progress=lambda path, done, of: told(path.name, done, of),
        )
    if as_json:
        terminal.show_json({"documents": [dump(document) for document in report.documents]})
    else:
        _show_ingested(report.documents)
        terminal.say_lines((f"※ {note}", "yellow") for note in report.notes)
    return 1 if report.failed else 0


def _show_ingested(documents: Sequence[IngestedDocument]) -> None:
    rows = [
        (
            document.document or "",
            str(document.number) if document.number is not None else "",
            document.date or "",
            str(document.turns),
            document.layout or "",
            _STATUS[document.status],
            f"{document.seconds:.1f}",
        )
        for document in documents
        if document.status != "failed"
    ]
    if rows:
        columns = ("文書", "回", "日付", "発言", "形式", "状態", "秒")
        terminal.show_table(columns, rows, right="回,発言,秒")
    failed = [document for document in documents if document.status == "failed"]
    for document in failed:
        named = document.path in (document.error or "")
        terminal.complain(f"失敗: {'' if named else document.path + ': '}{document.error}")
    if failed:
        terminal.complain(f"{len(documents)}件のうち{len(failed)}件を取り込めませんでした。")


def show_list(*, as_json: bool) -> int:
    """Show the published documents, the oldest meeting first."""
    from chatbot.assistant import open_assistant
    from chatbot.cite import closed_of
    from chatbot.serial import dump

    with open_assistant(open_settings()) as assistant:
        documents = assistant.documents()
    if as_json:
        terminal.show_json({"documents": [dump(document) for document in documents.values()]})
    elif documents:
        rows = [
            (
                document.id,
                str(document.number) if document.number is not None else "",
                render.dated(document),
                document.title,
                str(document.turns),
                str(len(closed_of(document)) or ""),
                document.owner,
            )
            for document in documents.values()
        ]
        columns = ("文書", "回", "日付", "題名", "発言", "非公開", "所管課")
        terminal.show_table(columns, rows, right="回,発言,非公開")
    else:
        terminal.say("文書はまだありません。gijiq ingest PATH で取り込んでください。")
    return 0


def show(name: str, *, as_json: bool) -> int:
    """Show a document with its turns, or one turn (``DOC/t3``)."""
    from chatbot.assistant import open_assistant
    from chatbot.serial import dump

    with open_assistant(open_settings()) as assistant:
        wanted, _, which = name.partition("/")
        document = find_document(assistant.documents(), wanted)
        turns = assistant.library.turns(document)
    if which:
        turns = (find_turn(turns, which, document),)
    if as_json:
        shown = {"document": dump(document), "turns": [dump(turn) for turn in turns]}
        terminal.show_json(shown)
        return 0
    if which:
        terminal.say(f"{document.title}  {render.dated(document)}", "bold")
    else:
        terminal.say_lines(render.document_lines(document))
    for turn in turns:
        terminal.say_lines(render.turn_lines(document, turn))
    return 0


def find_document(documents: Mapping[str, Document], name: str) -> Document:
    """The document that a name means: an id, a title, 第9回 or 9.

    Raises `Refusal` where there is none, or more than one.
    """
    from chatbot.dates import parse_number

    if name in documents:
        return documents[name]
    plain = _plain(name)
    same = [document for document in documents.values() if _plain(document.id) == plain]
    if not same:
        numbered = re.fullmatch(r"第?(.+?)回?", plain)
        number = parse_number(numbered[1]) if numbered else None
        same = [
            document
            for document in documents.values()
            if _plain(document.title) == plain or (number is not None and document.number == number)
        ]
    if len(same) == 1:
        return same[0]
    if same:
        ids = "、".join(document.id for document in same)
        raise Refusal(f"「{name}」に当たる文書が複数あります。どれかを指定してください: {ids}")
    held = "、".join(list(documents)[-_NAMED:]) or "まだ1つも取り込まれていません"
    raise Refusal(f"文書「{name}」はありません。あるのは: {held}（一覧は gijiq list）")


def find_turn(turns: Sequence[Turn], name: str, document: Document) -> Turn:
    """The turn that a name means: t8 or 8. Raises `Refusal` where there is none."""
    wanted = _plain(name)
    for turn in turns:
        if wanted in (turn.id, str(turn.ordinal)):
            return turn
    held = f"t1 から t{len(turns)} です" if turns else "発言はありません"
    raise Refusal(f"発言「{name}」は {document.id} にありません。あるのは {held}。")


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def remove(name: str, *, yes: bool) -> int:
    """Take a document out, after asking."""
    from chatbot.assistant import open_assistant

    with open_assistant(open_settings()) as assistant:
        document = find_document(assistant.documents(), name)
        if not yes and not _agrees(f"{document.id}（{document.title}）を取り除きますか？"):
            terminal.say("取り除いていません。")
            return 1
        try:
            assistant.remove(document.id)
        except KeyError as gone:
            raise Refusal(f"{document.id} は、別の処理がすでに取り除きました。") from gone
    terminal.say(f"{document.id} を取り除きました。")
    return 0


def _agrees(question: str) -> bool:
    if not terminal.is_interactive():
        raise Refusal("確認できない場所で実行されています。取り除くなら --yes を付けてください。")
    terminal.say(f"{question} [y/N]", error=True)
    try:
        return input().strip().lower() in ("y", "yes", "はい")
    except EOFError:
        return False


def rebuild() -> int:
    """Make both indexes anew from the library."""
    from chatbot.assistant import open_assistant

    with (
        open_assistant(open_settings()) as assistant,
        terminal.progress("索引を作り直しています") as told,
    ):
        count = assistant.rebuild(lambda done, of: told("索引を作り直しています", done, of))
    terminal.say(f"索引を作り直しました（検索単位 {count}件）。")
    return 0
