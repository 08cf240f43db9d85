"""Questions about a meeting itself: answered from header, agenda and speaker lines, cited to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chatbot.cite import (
    Claim,
    Draft,
    cite_agenda,
    cite_header,
    cite_speaker,
    meeting_name,
    named,
    when,
)
from chatbot.dates import values
from chatbot.library import Library
from chatbot.people import role_asked
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.text import informative, normalize
from chatbot.types import Document, Note, Speaker, Turn

# What may be left of a question about a meeting once its question word is taken away.
_ABOUT_MEETINGS = frozenset(
    ["会議", "協議会", "会合", "CIO", "cio", "都", "区", "市町村", "区市町村", "議事", "要旨", "議事要旨", "議事録", "開く", "開催", "行う", "実施", "開始", "終了", "始まる", "終わる", "日", "日時", "日付", "時間", "時刻", "時", "場所", "会場", "開催地", "議題", "議事次第", "次第", "アジェンダ", "テーマ", "項目", "一覧", "全部", "全て", "発言者", "発言", "話者", "出席者", "参加者", "出席", "参加", "メンバー", "名簿", "人", "人数", "名", "回", "回数", "数", "今迄", "此れ迄", "過去", "非公開", "公開", "曜日", "年月日", "開会", "閉会", "年", "月", "何人", "挨拶", "登壇", "登場", "居る", "形式", "オンライン", "当日", "其の", "此の", "名前", "氏名", "リスト", "順番", "教える", "東京", "取り上げる", "扱う", "予定", "話し合う", "議論", "話", "話題", "主", "有る", "付ける", "つく"]
)
_WHEN = re.compile(r"いつ|何月何日|何日|何年|日時|開催日|日付|年月日|曜日")
_HOURS = re.compile(r"何時|開始時[刻間]|終了時[刻間]|時間")
_WHERE = re.compile(r"どこ|場所|会場|開催地|オンライン")
_AGENDA = re.compile(
    r"議題|議事次第|次第|アジェンダ|どんなテーマ|何が(?:議論|話|話し合|取り上げ|扱)|何を(?:議論|話し合|扱)|何について(?:話|議論)|どんな(?:こと|話)|内容は|概要|要約"
)
_CLOSED = re.compile(r"非公開|クローズド|公開されていない")
_SPEAKERS = re.compile(
    r"誰が(?:発言|話|しゃべ|登壇|質問|出|参加|いた|来)|発言者|話者|発言した(?:人|の)|誰の発言|どなたが|何人(?:が|の人が)?(?:発言|話)"
)
_ATTENDED = re.compile(r"出席|参加(?:者|した)|メンバー|名簿|誰がいた|来ていた")
_COUNT = re.compile(r"何回|回数|いくつの会議|何件の会議")
_WHO_IS = re.compile(r"(?:は|って|とは)?(?:誰|どなた|何という(?:人|方)|名前)")


@dataclass(frozen=True, slots=True)
class _Asked:
    corpus: Corpus
    scope: Scope

    @property
    def documents(self) -> Sequence[Document]:
        """The meetings asked about: those named, else all."""
        return self.scope.documents


def about(corpus: Corpus, scope: Scope) -> Draft | None:
    """Answer a question about a meeting itself; ``None`` where it asks about something else."""
    if not scope.documents:
        return None
    question = normalize(scope.query)
    asked = _Asked(corpus, scope)
    if role := role_asked(question):
        if _WHO_IS.search(question):
            return _holder(asked, role)
        return None
    left = {lemma for lemma in informative(question) if lemma not in _ABOUT_MEETINGS}
    if any(not lemma.isdigit() for lemma in left):
        return None
    for pattern, handler in _HANDLERS:
        if pattern.search(question):
            return handler(asked)
    return None


def _when(asked: _Asked) -> Draft | None:
    return _from_header(asked, _date_line, "開催日時")


def _where(asked: _Asked) -> Draft | None:
    return _from_header(asked, _place_line, "開催場所")


def _hours(asked: _Asked) -> Draft | None:
    return _from_header(asked, _date_line, "開催日時")


def _from_header(asked: _Asked, line_of: object, what: str) -> Draft | None:
    claims = []
    for document in asked.documents:
        span = line_of(document)  # type: ignore[operator]
        if span is None:
            continue
        cited = cite_header(document, *span)
        claims.append(
            Claim(
                (
                    f"{meeting_name(document)}の{what}は、議事要旨に「{cited.quote}」とあります。",
                    cited,
                )
            )
        )
    return Draft("answered", tuple(claims)) if claims else None


def _date_line(document: Document) -> tuple[int, int] | None:
    if document.date is None:
        return None
    for start, end in _lines(document.header):
        found = values(document.header[start:end], base=document.date)
        if any(v.start == v.end == document.date for v in found):
            return start, end
    return None


def _place_line(document: Document) -> tuple[int, int] | None:
    at = document.header.find(document.place) if document.place else -1
    return (at, at + len(document.place)) if at >= 0 else None


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def _agenda(asked: _Asked) -> Draft | None:
    claims, notes = [], []
    for document in asked.documents:
        tops = [at for at, item in enumerate(document.agenda) if item.parent is None]
        if not tops:
            continue
        parts: list[object] = [f"{meeting_name(document)}（{when(document)}）の議題は、"]
        for place, at in enumerate(tops):
            cited = cite_agenda(document, at)
            parts += ["、" if place else "", f"「{cited.quote}」", cited]
        claims.append(Claim((*parts, "です。")))  # type: ignore[arg-type]
        if any(document.agenda[at].closed for at in tops):
            notes.append(_closed_note(document))
    return Draft("answered", tuple(claims), notes=tuple(notes)) if claims else None


def _closed_note(document: Document) -> Note:
    return Note(
        "item_closed",
        f"{meeting_name(document)}には非公開の議題があり、その内容は議事要旨に記載されていません。",
    )


def _closed(asked: _Asked) -> Draft | None:
    claims = []
    for document in asked.documents:
        tops = [
            at
            for at, item in enumerate(document.agenda)
            if item.closed and (item.parent is None or not document.agenda[item.parent].closed)
        ]
        if not tops:
            continue
        parts: list[object] = [
            f"{meeting_name(document)}（{when(document)}）で非公開とされた議題は、"
        ]
        for place, at in enumerate(tops):
            cited = cite_agenda(document, at)
            parts += ["、" if place else "", f"「{cited.quote}」", cited]
        claims.append(Claim((*parts, "です。")))  # type: ignore[arg-type]
    return Draft("answered", tuple(claims)) if claims else None


def _speakers(asked: _Asked) -> Draft | None:
    claims = []
    for document in asked.documents:
        turns = _first_turns(asked.corpus.library, document)
        if not turns:
            continue
        parts: list[object] = [
            f"{meeting_name(document)}（{when(document)}）で発言が記載されているのは、"
        ]
        for place, turn in enumerate(turns):
            parts += ["、" if place else "", named(turn.speaker), cite_speaker(document, turn)]
        claims.append(Claim((*parts, f"の{len(turns)}名です。")))  # type: ignore[arg-type]
    return Draft("answered", tuple(claims)) if claims else None


def _attended(asked: _Asked) -> Draft | None:
    draft = _speakers(asked)
    if draft is None:
        return None
    note = Note(
        "no_attendance_list",
        "議事要旨に出席者の名簿はありません。発言が記載されている人を示しています。",
    )
    return Draft(draft.status, draft.claims, notes=(note,))


def _count(asked: _Asked) -> Draft | None:
    claims = []
    for document in asked.documents:
        start, end = next(_lines(document.header), (0, 0))
        if end:
            cited = cite_header(document, start, end)
            day = f"（{when(document)}）" if document.date else ""
            claims.append(Claim((f"「{cited.quote}」{day}", cited)))
    if not claims:
        return None
    listed: list[object] = [f"取り込まれている議事要旨は{len(claims)}回分です: "]
    for place, claim in enumerate(claims):
        listed += ["、" if place else "", *claim.parts]
    note = Note("library_only", "取り込まれていない回については分かりません。")
    return Draft("answered", (Claim((*listed, "。")),), notes=(note,))  # type: ignore[arg-type]


def _holder(asked: _Asked, role: str) -> Draft | None:
    """Who holds an office, by the lines that name speakers and presenters."""
    found: dict[tuple[str, str], tuple[Speaker, Document, Turn | int]] = {}
    for document in asked.documents:
        for turn in asked.corpus.library.turns(document):
            if turn.speaker and turn.speaker.name and _holds(turn.speaker, role):
                key = (turn.speaker.role, turn.speaker.name)
                found[key] = (turn.speaker, document, turn)
        for at, item in enumerate(document.agenda):
            person = item.presenter
            if person and person.name and _holds(person, role) and person.name in item.raw:
                found.setdefault((person.role, person.name), (person, document, at))
    claims = []
    for person, document, where in found.values():
        cited = (
            cite_speaker(document, where)
            if isinstance(where, Turn)
            else cite_agenda(document, where)
        )
        day = f"（{when(document)}）" if document.date else ""
        claims.append(
            Claim(
                (
                    f"{meeting_name(document)}{day}の議事要旨に「{cited.quote}」と記載されています。",
                    cited,
                )
            )
        )
    return Draft("answered", tuple(claims)) if claims else None


def _holds(speaker: Speaker, role: str) -> bool:
    held = re.sub(r"\s+", "", normalize(speaker.organization + speaker.role))
    asked = re.sub(r"\s+", "", role)
    return held.endswith(asked) and not held[: -len(asked)].endswith("副")


def _first_turns(library: Library, document: Document) -> list[Turn]:
    first: dict[tuple[str, str, str], Turn] = {}
    for turn in library.turns(document):
        if turn.speaker is not None:
            speaker = turn.speaker
            key = (speaker.name, speaker.role if not speaker.name else "", speaker.organization)
            first.setdefault(key, turn)
    return list(first.values())


_HANDLERS = (
    (_CLOSED, _closed),
    (_ATTENDED, _attended),
    (_SPEAKERS, _speakers),
    (_COUNT, _count),
    (_HOURS, _hours),
    (_WHEN, _when),
    (_WHERE, _where),
    (_AGENDA, _agenda),
)
