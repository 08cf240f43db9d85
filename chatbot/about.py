"""Questions about a meeting itself: answered from header, agenda, speaker lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
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
from chatbot.people import Person
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.text import informative, normalize, tokens
from chatbot.types import Citation, Document, Note, Turn
from chatbot.vocabulary import vocabulary

# What may be left of a question about a meeting once its question word is taken away.
_ABOUT_MEETINGS = vocabulary("meetings.txt")
_WHEN = re.compile(r"いつ|何月何日|何日|何年|何月|日時|にちじ|開催日|日付|ひづけ|年月日|曜日")
_HOURS = re.compile(r"何時|開始時[刻間]|終了時[刻間]|時間|何分|所要")
_WHERE = re.compile(r"どこ|何階|建物|場所|ばしょ|会場|かいじょう|開催地|オンライン|形式")
_AGENDA = re.compile(
    r"議題|ぎだい|議事次第|次第|アジェンダ|どんなテーマ|何が(?:議論|話|話し合|取り上げ|扱)"
    r"|何を(?:議論|話し合|扱)|何について(?:話|議論)|どんな(?:こと|話)|内容は|概要|要約"
)
_CLOSED = re.compile(r"非公開|クローズド|公開されていない")
_SPEAKERS = re.compile(
    r"誰が(?:発言|話|しゃべ|登壇|質問|出|参加|いた|来)|発言者|話者|発言した(?:人|の)|誰の発言"
    r"|どなたが|何人(?:が|の人が)?(?:発言|話)|(?:どの|どこの)(?:区|市|町|村|自治体)[^。]{0,6}(?:が|の)[^。]{0,8}(?:発言|話)"
)
_ATTENDED = re.compile(r"出席|参加(?:者|した)|メンバー|名簿|誰がいた|来ていた")
_COUNT = re.compile(
    r"何回(?:分|開|行|実施|あ|の会議)|回数|いくつの会議|何件の会議|何回$|何回ですか"
)
_WHICH = re.compile(r"第何回|何回目")
_NAME = re.compile(r"誰|どなた|何という(?:人|方)|名前|氏名|何者|所属|役職|肩書|どこの(?:人|方)")
_TITLES = re.compile(r"項目|議題|列挙|一覧|テーマ|何について|挙げ")
_TIMES = re.compile(r"何回|何度|回数")
_TOPIC = re.compile(r"何について|テーマ|内容|どこの|何の|どんな|何が|何を")


@dataclass(frozen=True, slots=True)
class _Asked:
    corpus: Corpus
    scope: Scope
    documents: tuple[Document, ...]


def about(corpus: Corpus, scope: Scope) -> Draft | None:
    """Answer a question about a meeting itself; ``None`` where it asks about something else."""
    if not scope.documents:
        return None
    question = normalize(scope.query)
    asked = _Asked(corpus, scope, scope.documents)
    names = {lemma for name in scope.wanted.names for lemma in informative(name)}
    left = {lemma for lemma in _nouns(question) if lemma not in _ABOUT_MEETINGS | names}
    if scope.wanted.people:
        if any(not _in_label(lemma, scope.wanted.people) for lemma in left):
            return None
        if _NAME.search(question):
            return _holders(asked)
        return _times(asked) if _TIMES.search(question) else None
    if _TOPIC.search(question) and (draft := _item(asked, question)):
        return draft
    if any(not lemma.isdigit() for lemma in left):
        return None
    for pattern, handler in _HANDLERS:
        if pattern.search(question):
            return handler(asked)
    return None


def _nouns(text: str) -> list[str]:
    """The informative nouns of a text, by lemma."""
    nouns = {word.lemma.lower() for word in tokens(text) if word.pos.startswith("名詞")}
    return [lemma for lemma in informative(text) if lemma in nouns]


def _in_label(lemma: str, people: Sequence[Person]) -> bool:
    return any(lemma in normalize(person.label).lower() for person in people)


def _when(asked: _Asked) -> Draft | None:
    return _from_header(asked, _date_line, "開催日時")


def _where(asked: _Asked) -> Draft | None:
    return _from_header(asked, _place_line, "開催場所")


def _hours(asked: _Asked) -> Draft | None:
    timed = [d for d in asked.documents if d.start is not None]
    if not timed:
        return Draft("not_found", (Claim(("議事要旨に、開始や終了の時刻は記載されていません。",)),))
    return _from_header(_Asked(asked.corpus, asked.scope, tuple(timed)), _date_line, "開催日時")


def _from_header(
    asked: _Asked, line_of: Callable[[Document], tuple[int, int] | None], what: str
) -> Draft | None:
    claims = []
    for document in asked.documents:
        span = line_of(document)
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
        parts: list[str | Citation] = [f"{meeting_name(document)}（{when(document)}）の議題は、"]
        for place, at in enumerate(tops):
            cited = cite_agenda(document, at)
            parts += ["、" if place else "", f"「{cited.quote}」", cited]
        claims.append(Claim((*parts, f"の{len(tops)}項目です。")))
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
        parts: list[str | Citation] = [
            f"{meeting_name(document)}（{when(document)}）で非公開とされた議題は、"
        ]
        for place, at in enumerate(tops):
            cited = cite_agenda(document, at)
            parts += ["、" if place else "", f"「{cited.quote}」", cited]
        claims.append(Claim((*parts, "です。")))
    return Draft("answered", tuple(claims)) if claims else None


def _speakers(asked: _Asked) -> Draft | None:
    claims = []
    for document in asked.documents:
        turns = _first_turns(asked.corpus.library, document)
        if not turns:
            continue
        parts: list[str | Citation] = [
            f"{meeting_name(document)}（{when(document)}）で発言が記載されているのは、"
        ]
        for place, turn in enumerate(turns):
            parts += ["、" if place else "", named(turn.speaker), cite_speaker(document, turn)]
        claims.append(Claim((*parts, f"の{len(turns)}名です。")))
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
    listed: list[str | Citation] = [f"取り込まれている議事要旨は{len(claims)}回分です: "]
    for place, claim in enumerate(claims):
        listed += ["、" if place else "", *claim.parts]
    note = Note("library_only", "取り込まれていない回については分かりません。")
    return Draft("answered", (Claim((*listed, "。")),), notes=(note,))


def _own_turns(asked: _Asked) -> Iterator[tuple[Document, Turn]]:
    """The turns of the speakers that the question names."""
    wanted = {(p.name, p.role, p.organization) for p in asked.scope.wanted.people}
    for document in asked.documents:
        for turn in asked.corpus.library.turns(document):
            speaker = turn.speaker
            if speaker and (speaker.name, speaker.role, speaker.organization) in wanted:
                yield document, turn


def _holders(asked: _Asked) -> Draft | None:
    """Who holds an office, by the lines that name speakers; the newest meeting speaks for each."""
    newest: dict[tuple[str, str], tuple[Document, Turn]] = {}
    for document, turn in _own_turns(asked):
        if turn.speaker and turn.speaker.name:
            newest[turn.speaker.role, turn.speaker.name] = (document, turn)
    claims = [
        Claim(
            (
                f"{meeting_name(document)}（{when(document)}）の議事要旨に「",
                cite_speaker(document, turn).quote,
                "」と記載されています。",
                cite_speaker(document, turn),
            )
        )
        for document, turn in newest.values()
    ]
    return Draft("answered", tuple(claims)) if claims else None


def _times(asked: _Asked) -> Draft | None:
    """How often somebody speaks, meeting by meeting."""
    by_meeting: dict[str, list[tuple[Document, Turn]]] = {}
    for document, turn in _own_turns(asked):
        by_meeting.setdefault(document.id, []).append((document, turn))
    claims = []
    for turns in by_meeting.values():
        document, first = turns[0]
        parts: list[str | Citation] = [f"{meeting_name(document)}で{named(first.speaker)}の発言は"]
        parts += [f"{len(turns)}回記載されています。", *(cite_speaker(*turn) for turn in turns)]
        claims.append(Claim(tuple(parts)))
    return Draft("answered", tuple(claims)) if claims else None


def _item(asked: _Asked, question: str) -> Draft | None:
    """What stands under an open agenda item that the question calls by its title."""
    plain = re.sub(r"\s+", "", question)
    claims = []
    for document in asked.documents:
        for at, item in enumerate(document.agenda):
            title = re.sub(r"\s+", "", normalize(item.title))
            below = [i for i, child in enumerate(document.agenda) if child.parent == at]
            rest = _nouns(plain.replace(title, "", 1))
            if not below or not title or title not in plain:
                continue
            if item.closed and not _TITLES.search(plain):
                continue  # what was said inside is another question
            if any(lemma not in _ABOUT_MEETINGS for lemma in rest):
                continue
            parts: list[str | Citation] = [f"{meeting_name(document)}の「", *_quoted(document, at)]
            listed = [part for child in below for part in ("「", *_quoted(document, child))]
            claims.append(Claim((*parts, "の内容は、", *listed, "と記載されています。")))
    return Draft("answered", tuple(claims)) if claims else None


def _quoted(document: Document, at: int) -> tuple[str, str, Citation]:
    cited = cite_agenda(document, at)
    return cited.quote, "」", cited


def _first_turns(library: Library, document: Document) -> list[Turn]:
    first: dict[tuple[str, str, str], Turn] = {}
    for turn in library.turns(document):
        if turn.speaker is not None:
            speaker = turn.speaker
            key = (speaker.name, speaker.role if not speaker.name else "", speaker.organization)
            first.setdefault(key, turn)
    return list(first.values())


def _which(asked: _Asked) -> Draft | None:
    """Which number a meeting has, by its title line and its date."""
    claims = []
    for document in asked.documents:
        start, end = next(_lines(document.header), (0, 0))
        if document.number is not None and end:
            parts: list[str | Citation] = ["「", document.header[start:end], "」"]
            parts.append(cite_header(document, start, end))
            if span := _date_line(document):
                dated = cite_header(document, *span)
                parts += ["（", dated.quote, dated, "）"]
            claims.append(Claim((f"第{document.number}回です: ", *parts, "。")))
    return Draft("answered", tuple(claims)) if claims else None


_HANDLERS = (
    (_CLOSED, _closed),
    (_WHICH, _which),
    (_ATTENDED, _attended),
    (_SPEAKERS, _speakers),
    (_COUNT, _count),
    (_HOURS, _hours),
    (_WHEN, _when),
    (_WHERE, _where),
    (_AGENDA, _agenda),
)
