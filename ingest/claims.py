"""Files that claim to be one document: whether they may, and what is said where they may not.

Several contents may claim one in the same call, a file may put the date of a held one right, and a
title may be all that two share. What is said is one Japanese line, with what to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from chatbot.library import Library, content_hash
from chatbot.types import Document
from ingest.identity import same_speech
from ingest.intake import ReadMeeting
from ingest.source import one_line
from ingest.wrapping import compose


def claimants(items: Sequence[ReadMeeting], ids: Sequence[str]) -> dict[str, dict[str, Path]]:
    """Which different contents claim each document, with the first file of each."""
    claims: dict[str, dict[str, Path]] = {}
    for item, name in zip(items, ids, strict=True):
        contents = claims.setdefault(name, {})
        contents.setdefault(content_hash(item.meeting, ""), item.path)
    return claims


def refusal(name: str, contents: Mapping[str, Path]) -> str:
    """Why all files are refused whose different ``contents`` (`claimants`) claim one document."""
    files = "、".join(dict.fromkeys(one_line(path) for path in contents.values()))
    return (
        f"内容の異なる複数の会議録が同じ文書「{name}」です: {files}。"
        "正しい1つだけを指定してください。"
    )


def is_corrected(item: ReadMeeting, document: Document, library: Library) -> bool:
    """Whether a file is a document with its date put right: of its name, or mostly its words."""
    return document.path == compose(item.path.name) or same_speech(
        item.meeting.turns, library.turns(document)
    )


def redated(item: ReadMeeting, old: Document) -> str:
    """What a reader may want to undo: a document was replaced by a file of another date."""
    return (
        f"{one_line(item.path)}: 日付を {old.date} から {item.meeting.date} に直した版として"
        f"「{old.id}」を置き換えました。別の会議なら、前のファイルと一緒に取り込み直してください。"
    )


def is_doubtful(item: ReadMeeting, known: Document) -> bool:
    """Whether nothing but a title says that a file is a new version of a document."""
    nameless = item.meeting.number is None and None in (item.meeting.date, known.date)
    return nameless and known.path != compose(item.path.name)


def doubt(item: ReadMeeting, known: Document) -> str:
    """Why a file is refused that `is_doubtful`."""
    return (
        f"{one_line(item.path)}: 同じ題名の文書「{known.id}」が別のファイル"
        f"「{one_line(known.path)}」から入っています。回も日付もないため、同じ会議か分かりません。"
        f"改めた版なら gijiq remove {known.id} のあとに、別の会議なら回か日付を書き加えて、"
        "取り込み直してください"
    )
