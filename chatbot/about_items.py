"""Questions about agenda items: what stands and was said under them, who presents, who speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chatbot import about_exchanges as said
from chatbot import about_meeting as meeting
from chatbot import about_people as who
from chatbot.bags import bag
from chatbot.cite import Claim, Draft
from chatbot.evidence import synonyms
from chatbot.library import Library
from chatbot.scope import Scope
from chatbot.text import normalize
from chatbot.types import Document, Turn

SPEAKERS = re.compile(
    r"(?:質問|答弁|回答|要望)者|(?:答弁|回答)(?:を)?した[^。は]{0,6}?(?:人|の|方|者|職員)|誰が(?:発言|話|しゃべ|登壇|質問|出|参加|いた|来|挨拶|意見)|発言者|話者|(?:発言|挨拶|質問|登壇)(?:を)?(?:した|している|に立った)[^。は]{0,6}?(?:人|の|方|者|職員)"
    r"|誰の発言|誰々|どなたが|何人(?:が|の人が)?(?:発言|話)"
    r"|(?:どの|どこの)(?:区|市|町|村|自治体|団体|部署|課)[^。]{0,6}(?:が|の)[^。]{0,8}(?:発言|話|意見|質問)"
    r"|(?:発言|質問|意見)[^。]{0,8}(?:区|市|町|村|市町村|自治体|区市町村)(?:は|の一覧|を(?:教|挙|列挙|全))"
)
NAME = re.compile(
    r"誰|どなた|何という(?:人|方)|名前|氏名|何者|所属|何[課部局]|どこの人|役職|肩書|職名|ポスト|どこの(?:人|方|課|部|所属)|どういう(?:人|方)|お名前"
)
# What was talked about under an item as a whole.
_OVERVIEW = re.compile(
    r"何(?:が|を)?(?:話|議論|やりと)|どんな(?:話|議論|やりと|意見|質疑|こと)|どのような(?:話|議論|やりと|意見|質疑)"
    r"|議論の?内容|概要|要点|質疑|やり?取り|やりとり"
)
_PRESENTED = re.compile(r"説明|紹介|報告|発表|プレゼン|担当")
_NTH = re.compile(
    r"([0-9]+)(?:番目|つ目)の(?:議題|項目|議事)|(?:議題|議事)の?([0-9]+)(?:番目?)?(?:は|$)"
)
_BELOW = re.compile(
    r"項目|議題|列挙|一覧|テーマ|何について|挙げ|挙が|何と何|内容|どこの|何の|どんな|何が|何を|何は|何$|何[でだか]|内訳"
)
_TITLES = re.compile(r"項目|議題|列挙|一覧|テーマ|何について|挙げ|何と何|内訳")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about meetings, and the nouns ``left`` that name neither these nor who speaks."""

    library: Library
    scope: Scope
    question: str
    left: tuple[str, ...]

    @property
    def documents(self) -> tuple[Document, ...]:
        """The meetings that are asked for."""
        return self.scope.documents

    def said(self) -> list[who.Said]:
        """Every speech in them, but of those who are left out."""
        every = who.spoken(self.library, self.documents)
        return [(document, turn) for document, turn in every if self.scope.asks(turn)]

    def speakers(self, said: Sequence[who.Said]) -> Draft | None:
        """Who speaks there."""
        whole = normalize(self.scope.question)
        return who.speakers(said, whole, metropolis=self.scope.wanted.metropolis)


def asks_presenter(asked: Asked) -> bool:
    """Whether it asks who presented something."""
    return bool(NAME.search(asked.question) and _PRESENTED.search(asked.question))


def of_items(asked: Asked) -> Draft | None:
    """What stands under an agenda item, who presents it, who speaks under it."""
    plain = re.sub(r"\s+", "", asked.question)
    called = [
        (document, at)
        for document in asked.documents
        for at in _called(document, plain, asked.left)
    ]
    if SPEAKERS.search(asked.question):
        under = {(d.id, t.id): (d, t) for d, at in called for t in _under(asked.library, d, at)}
        return asked.speakers([said for said in under.values() if said[1].speaker])
    if asks_presenter(asked):
        presented = {d.id: (d, at) for d, at in reversed(called)}
        claims = [
            claim
            for document, at in presented.values()
            if (claim := who.presenter(document, at, _under(asked.library, document, at)))
        ]
        return Draft("answered", tuple(reversed(claims))) if claims else None
    if _OVERVIEW.search(asked.question) and (draft := _overview(asked, called)):
        return draft
    if numbered := _NTH.search(asked.question):
        return meeting.nth(asked.documents, int(numbered.group(1) or numbered.group(2)))
    if not _BELOW.search(asked.question):
        return None
    listed = [
        claim
        for document, at in called
        if meeting.line(document, at)[0] in plain
        and (not document.agenda[at].closed or _TITLES.search(plain))
        and (claim := meeting.under(document, at))
    ]
    return Draft("answered", tuple(listed)) if listed else None


def _overview(asked: Asked, called: Sequence[tuple[Document, int]]) -> Draft | None:
    """Everything that was said under the open items that a question calls by their title."""
    plain = re.sub(r"\s+", "", asked.question)
    under = {
        (document.id, turn.id): (document, turn)
        for document, at in called
        if meeting.line(document, at)[0] in plain and not document.agenda[at].closed
        for turn in _under(asked.library, document, at)
    }
    claims: list[Claim] = []
    left = 0
    for document in asked.documents:
        told, more = said.of_item(document, [t for d, t in under.values() if d.id == document.id])
        claims += told
        left += more
    return Draft("answered", tuple(claims), notes=said.left_out(left)) if len(claims) > 1 else None


def _called(document: Document, plain: str, left: Sequence[str]) -> list[int]:
    """The agenda items that a question calls: by title, or by what remains of it unexplained."""
    found = []
    for at in range(len(document.agenda)):
        chain = meeting.line(document, at)
        own = chain[0]
        rest = [n for n in left if not _has(chain, n)]
        named = len(own) > 1 and own in plain
        shares = bool(left) and any(_has([own], n) for n in left)
        if (named or shares) and not rest:
            found.append(at)
    return found


def _has(titles: Iterable[str], lemma: str) -> bool:
    return bag("\n".join(titles)).any({lemma, *synonyms().get(lemma, ())})


def _under(library: Library, document: Document, at: int) -> list[Turn]:
    """The turns of an agenda item: its own, those below, and where it has none those above."""
    below = {at}
    for place, item in enumerate(document.agenda):
        if item.parent in below:
            below.add(place)
    turns = library.turns(document)
    own = [turn for turn in turns if turn.agenda in below]
    above = document.agenda[at].parent
    return own or [turn for turn in turns if above is not None and turn.agenda == above]


def behind_closed_doors(asked: Asked) -> bool:
    """Whether it is the exchanges under a closed item that are asked for: 協議事項のやりとり."""
    plain = re.sub(r"\s+", "", asked.question)
    called = [
        item.closed
        for document in asked.documents
        for at, item in enumerate(document.agenda)
        if len(title := meeting.line(document, at)[0]) > 1 and title in plain
    ]
    return bool(called) and all(called)
