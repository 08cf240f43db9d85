"""A golden question in draft, from a question that was asked and the answer that it was given.

What the program answered is no proof that it is right: whoever finishes the draft decides. So it is
of the dev split, has no facts yet, and says in comments what is to be looked at.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from chatbot.assistant import Assistant
from chatbot.conversations import before
from chatbot.serial import load_json
from chatbot.types import Answer, Citation

_NOTES = {
    "answered": "evidence: 引かれた箇所です。答えになっていないものを消し、足りないものを足す",
    "closed": "evidence: 非公開の議題です。違っていれば status から直す",
    "not_found": "status: 書かれていれば answered にして evidence を足す",
    "out_of_scope": "status: 会議と関係のない質問かを確かめる",
}


class DraftError(ValueError):
    """A draft cannot be made, or not be written there."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A question in YAML: ``item`` for the list of a file, ``whole`` a file of its own."""

    id: str
    item: str
    whole: str


def draft(assistant: Assistant, receipt: str) -> Draft:
    """The draft for the answer with this receipt. Raises `DraftError` where there is none."""
    record = assistant.library.receipt(receipt)
    if record is None:
        raise DraftError(f"受付番号 {receipt} の回答はありません")
    answer = load_json(Answer, record)
    given = assistant.feedback.of(receipt)
    asked = [*before(assistant.conversations, receipt), answer.question]
    comments = [f"{receipt[:8]} から作った下書き（質問: {' '.join(answer.question.split())}）"]
    if given is not None:
        said = "役に立った" if given.verdict == "good" else "役に立たなかった"
        comments.append(f"評価: {said}{f'（{given.note}）' if given.note else ''}")
    comments += [
        _NOTES[answer.status],
        "must_include: 答えに必ずあるべき事実を、許す書き方の並びで書く（例: - [7月, 七月]）",
        "owner: 所管課  tags: docs/evaluation.md の区分から選ぶ",
    ]
    row: dict[str, object] = {"id": f"draft-{receipt[:8]}"}
    if len(asked) > 1:
        row["conversation"] = asked
    else:
        row["question"] = asked[0]
    row |= {
        "status": answer.status,
        "evidence": _quotes(answer.citations),
        "related": _quotes(answer.related) if answer.status in ("not_found", "closed") else [],
        "must_include": [],
        "must_not_include": [],
        "owner": _owner(assistant, answer),
        "tags": [],
        "split": "dev",
        "today": _asked_on(assistant, receipt),
    }
    head = "".join(f"# {line}\n" for line in comments)
    text = yaml.safe_dump([row], allow_unicode=True, sort_keys=False, width=10_000)
    begun = f"corpus: data/minutes\ntoday: {row['today']}\nquestions:\n"
    return Draft(str(row["id"]), head + text, begun + _indented(head + text, 2))


def _indented(text: str, column: int) -> str:
    return "".join(f"{' ' * column}{line}\n" for line in text.splitlines())


def _asked_on(assistant: Assistant, receipt: str) -> dt.date:
    """The day of a question where it was asked, which 昨年度 and 前回 are relative to."""
    asked = assistant.feedback.asked(receipt)
    return dt.datetime.fromisoformat(asked).astimezone().date()


def _owner(assistant: Assistant, answer: Answer) -> str:
    """The division in charge of what was cited, as far as it is known."""
    documents = assistant.documents()
    cited = (documents.get(c.document) for c in answer.citations)
    return next((d.owner for d in cited if d is not None and d.owner), "")


def append(file: Path, made: Draft) -> None:
    """Write a draft behind those of a file, or begin one. Raises `DraftError`."""
    try:
        kept = file.read_text(encoding="utf-8") if file.exists() else ""
        read = yaml.safe_load(kept) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as problem:
        raise DraftError(f"{file} を読めません") from problem
    if not kept.strip():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(made.whole, encoding="utf-8", newline="\n")
        return
    rows = read.get("questions", "") if isinstance(read, dict) else ""
    if not isinstance(rows, list | None):
        raise DraftError(f"{file} は評価の質問のファイルではありません（questions がありません）")
    if list(read)[-1] != "questions":
        raise DraftError(f"{file} では questions が最後の項目でなければ書き足せません")
    if any(isinstance(q, dict) and q.get("id") == made.id for q in rows or ()):
        raise DraftError(f"{made.id} は {file} にもうあります")
    begun = re.search(r"^( *)- ", kept.partition("\nquestions:")[2], re.MULTILINE)
    end = "" if kept.endswith("\n") else "\n"
    text = f"{kept}{end}\n{_indented(made.item, len(begun[1]) if begun else 2)}"
    try:
        joined = yaml.safe_load(text)["questions"]
    except (yaml.YAMLError, TypeError, KeyError) as problem:
        raise DraftError(
            f"{file} の書き方には合わせられません。手で書き足してください"
        ) from problem
    if len(joined) != len(rows or ()) + 1:
        raise DraftError(f"{file} の書き方には合わせられません。手で書き足してください")
    file.write_text(text, encoding="utf-8", newline="\n")


def _quotes(cited: tuple[Citation, ...]) -> list[dict[str, str]]:
    return [{"document": c.document, "quote": c.quote} for c in cited]
