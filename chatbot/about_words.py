"""All that those who are named said, asked, wished for, or were asked.

Such a question has no subject but persons and meetings: 「豊島区はどんな質問をしましたか」,
「北区が聞かれたこと」, 「小林部長の答弁を全部」. What has a subject is searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chatbot.about_exchanges import (
    ASKS,
    BOTH,
    EXCHANGES,
    IDLE,
    WISHES,
    asking,
    left_out,
    quoted,
    told,
)
from chatbot.about_people import spoken
from chatbot.cite import Claim, Draft, cite_text
from chatbot.library import Library
from chatbot.mention import HONORIFIC
from chatbot.people import Person, squeeze
from chatbot.refuse import RELATED
from chatbot.scope import Scope
from chatbot.sentences import sentences
from chatbot.types import Citation, Document, Note, Turn

# So many sentences of all speeches, and of one of few.
MOST, OF_ONE = 16, 4
# They were asked; 何を質問されましたか may also be polite.
_RECEIVED = re.compile(
    r"(?:質問|要望|意見|注文)(?:を|は)受け|受けた(?:質問|要望|意見|注文)"
    r"|(?:聞か|尋ねら|問わ|頼ま|求めら|お願いさ)れ(?:た|て|まし)"
)
_POLITE = re.compile(r"(?:質問|要望|指摘)され(?:た|て|まし)")
# Behind whom it is asked: 北区への, 北区に何を.
_TOWARDS = rf"(?:{HONORIFIC}|側)?(?:へ|に(?:対して?|対する)?|宛て?)の?(?:は|、)?"
_ABOUT_WHAT = r"(?:どんな|どのような|何|質問|要望|意見|注文|お願いし|求め|頼[んみ]|聞[いき]|尋ね)"
_ASKED = re.compile(
    r"何か(?:質問|要望|意見)|(?:質問|要望)(?:を|は)?(?:し(?:た|て|まし)|あ(?:った|りまし))"
    r"|(?:聞い|尋ね|質問し|問う)た(?:こと|内容|点|事項|の)|質問(?:事項)?(?:です|でした)?(?:か)?$"
)
_WISHED = re.compile(
    r"(?:求め|頼ん|お願いし|要望し|注文し|要請し)(?:た|だ|ていた|てい)(?:こと|内容|点|事項|の)|要望(?:事項)?$"
    r"|何を(?:求め|頼み|頼ん|お願いし|要望し|注文し|要請し)(?:た|まし|だ)"
)
_WHAT = re.compile(r"何を|どんなこと|どういうこと|(?:れた|受けた)(?:こと|内容|点)")
_OTHERS = re.compile(r"意見|発言|質問|問い")
_ALL = re.compile(
    r"全部|全て|すべて|一覧|毎回|ひととおり|一通り|並べ|拾っ|時系列|順(?:番)?に|ごとに"
)
_REPLIED = re.compile(
    r"(?:答え|お答えし|回答し|答弁し)た(?:こと|内容|点)"
    r"|都(?:側)?の(?:回答|答弁|答え)(?:$|は(?:$|何)|を(?:教え|全部|すべて|一覧))"
)
# What they said they would do: 「都が約束したこと」.
PROMISED = re.compile(
    r"約束(?:し(?:た|てい(?:る|た))|された)(?:こと|内容|点|事項|もの)"
    r"|何を約束し(?:た|まし|てい(?:る|ま))|約束(?:事項|の内容)?(?:$|は(?:$|何)|を(?:教え|全部|すべて|一覧))"
)
# How a sentence ends that promises; what grows or becomes (増していく) is nobody's doing.
_HOPES = (
    r"(?:と(?:考え|思っ)て(?:いる|おります|います)|と(?:考える|思う|考えます|思います|存じます))?"
)
_WILL = re.compile(
    r"約束(?:する|します|いたします)。?$|(?:"
    r"(?<!増し)(?<!増え)(?<!減っ)(?<!まっ)(?<!がっ)(?<!なっ)(?<!進ん)(?<!変わっ)(?:て|で)(?:いく|いきます|まいる|まいります|参ります)"
    r"|(?:し|っ|[えけせてねべめれ]|じ|ち|り|い|き|ん)(?:て|で)(?:いきたい|ゆきたい|まいりたい|参りたい)"
    r"|(?:させて|して|を)いただ(?:く|きます)|させていただきたい"
    r"|(?:検討|対応|改善|配慮|実施|支援|提供|共有|報告|説明|連携|回答|公表|お示し|お答え|お知らせ)"
    r"(?:を)?(?:する|します|いたします|致します|したい)"
    r"|努め(?:る|ます|たい)|取り組(?:む|みます|みたい)|(?:進め|始め|設け)(?:る|ます|たい)"
    rf"){_HOPES}(?:ところ(?:である|です))?。?$"
)
_SAID = re.compile(r"発言|言っ|言う|話し|話を|述べ|語っ|意見|答え|答弁|回答|説明|紹介|申し")
_BRIEF = re.compile(r"(?:発言|意見|答弁|回答)$")
_ANSWERS = re.compile(r"答え|答弁|回答")
# Whether they answered at all: 「小林部長は質問に答えましたか」.
_ANSWERED = re.compile(
    r"(?:質問|要望|問い|質疑)(?:に(?:対して)?|へ)(?:は|も)?(?:きちんと|ちゃんと|すべて|全て)?"
    r"(?:答え|お答えし|応え|回答し|応じ)"
    r"(?:(?:られ)?(?:ました|た)(?:の|ん)?(?:です)?か|て(?:い|くれ)(?:ますか|ましたか|ませんか|るか|たか))$"
)
_OPEN = re.compile(r"何|誰|だれ|ど[のんうこれな]|いつ|なぜ")


@dataclass(frozen=True, slots=True)
class _Theirs:
    """The speeches of those who are named, in the meetings that are asked."""

    library: Library
    scope: Scope

    @property
    def people(self) -> tuple[Person, ...]:
        return self.scope.wanted.people

    def spoke(self, turn: Turn) -> bool:
        own = turn.speaker is not None and Person.of(turn.speaker) in self.people
        return own and self.scope.asks(turn)

    def asked(self, turn: Turn, turns: Sequence[Turn]) -> bool:
        """Whether one of them answers it."""
        return any(turn.id in reply.replies_to and self.spoke(reply) for reply in turns)

    def by_them(self, turn: Turn, turns: Sequence[Turn]) -> bool:
        return self.spoke(turn)

    def answers(self) -> list[tuple[Document, Turn]]:
        return [(document, turn) for document, turn in self.turns() if turn.kind == "answer"]

    def answers_to(
        self, askers: Sequence[Person], answers: Iterable[tuple[Document, Turn]]
    ) -> list[tuple[Document, Turn]]:
        """Those of some answers that reply to what these asked."""
        found = []
        for document, turn in answers:
            asked = (t for t in self.library.turns(document) if t.id in turn.replies_to)
            if any(t.speaker is not None and Person.of(t.speaker) in askers for t in asked):
                found.append((document, turn))
        return found

    def turns(self) -> list[tuple[Document, Turn]]:
        every = spoken(self.library, self.scope.documents)
        return [(document, turn) for document, turn in every if self.spoke(turn)]

    def addressed(self, question: str) -> bool:
        """Whether it is asked of them (北区への質問), and not by them (北区は都に何を)."""
        own = [w for w in self.scope.wanted.mentioned if any(w in p.label for p in self.people)]
        behind = "|".join(re.escape(word) for word in own)
        if not behind or re.search(rf"(?:{behind}){HONORIFIC}?(?:側)?(?:は|が|も)", question):
            return False
        return bool(re.search(rf"(?:{behind}){_TOWARDS}{_ABOUT_WHAT}", question))

    @property
    def names(self) -> str:
        wanted = self.scope.wanted
        if len(wanted.people) == 1:
            return wanted.label
        askers = [squeeze(person.label) for person in wanted.askers]
        own = (w for w in wanted.mentioned if not any(squeeze(w) in label for label in askers))
        return "、".join(own) or wanted.label


def of_people(library: Library, scope: Scope, question: str) -> Draft | None:
    """All that is asked for of those who are named; ``None`` where not all of something is.

    That they asked nothing, or were asked nothing, is said where it is so.
    """
    theirs = _Theirs(library, scope)
    plain = question.rstrip("?？。")
    if (done := _did(theirs, plain)) is not None:
        return done
    answers = bool(BOTH.search(plain))
    asks = bool(EXCHANGES.search(plain) or _ASKED.search(plain) or _WISHED.search(plain))
    what = asks or bool(_ALL.search(plain) or _WHAT.search(plain))
    if what and (_RECEIVED.search(plain) or theirs.addressed(plain)):
        return _asked_of(theirs, plain, answers)
    if scope.wanted.askers:
        return None
    if what and _POLITE.search(plain):
        own = told(library, scope, plain, answers, theirs.by_them)
        return own or _asked_of(theirs, plain, answers)
    if asks and (scope.wanted.side != "answer" or answers):
        return _asked(theirs, plain, answers)
    if _SAID.search(plain) and (_ALL.search(plain) or _BRIEF.search(plain)):
        return _said(theirs, theirs.answers() if _ANSWERS.search(plain) else theirs.turns())
    return None


def _did(theirs: _Theirs, question: str) -> Draft | None:
    """What they answered or promised, or that they did not; ``None`` where neither is asked."""
    askers = theirs.scope.wanted.askers
    if _ANSWERED.search(question) and not _OPEN.search(question):
        if askers:
            what = f"その質問や要望への{theirs.names}の答弁"
            own = _said(theirs, theirs.answers_to(askers, theirs.answers()))
            return own or replace(_nothing(what), related=_answered_by_others(theirs))
        return _said(theirs, theirs.answers()) or _nothing(f"{theirs.names}の答弁")
    if askers:
        return None
    if _REPLIED.search(question):
        return _said(theirs, theirs.answers()) or _nothing(f"{theirs.names}の答弁")
    if PROMISED.search(question):
        return _matching(theirs, theirs.turns(), _WILL) or _no_promise(theirs)
    return None


def _answered_by_others(theirs: _Theirs) -> tuple[Citation, ...]:
    """The first sentences of those who did answer, to be shown as what is near."""
    every = spoken(theirs.library, theirs.scope.documents)
    answers = theirs.answers_to(theirs.scope.wanted.askers, every)
    told = [(d, t, sentences(t.text)) for d, t in answers if theirs.scope.asks(t)]
    return tuple(cite_text(d, t, *spans[0]) for d, t, spans in told[:RELATED] if spans)


def _asked_of(theirs: _Theirs, question: str, answers: bool) -> Draft:
    """What they were asked, or that it is nothing."""
    found = told(theirs.library, theirs.scope, question, answers, theirs.asked)
    return found or _nothing(f"{theirs.names}への質問や要望")


def _asked(theirs: _Theirs, question: str, answers: bool) -> Draft | None:
    """What they asked or wished for; that it is nothing, where none of their sentences asks."""
    if _WISHED.search(question) and not _OTHERS.search(question):
        # Of whatever kind the speech is.
        return _matching(theirs, theirs.turns(), WISHES) or _nothing(f"{theirs.names}の要望")
    if "意見" in question:
        return _said(theirs, [(d, t) for d, t in theirs.turns() if t.kind != "answer"])
    found = told(theirs.library, theirs.scope, question, answers, theirs.by_them)
    if found is not None:
        return found
    if any(
        ASKS.search(turn.text[a:b]) for _, turn in theirs.turns() for a, b in sentences(turn.text)
    ):
        return None
    return _nothing(f"{theirs.names}の質問や要望")


def _matching(
    theirs: _Theirs, turns: Sequence[tuple[Document, Turn]], told: re.Pattern[str]
) -> Draft | None:
    """The sentences of some speeches that do something: wish, or promise."""
    claims: list[Claim] = []
    longer = False
    for document, turn in turns:
        spans = [(a, b) for a, b in sentences(turn.text) if told.search(turn.text[a:b])]
        longer = longer or len(spans) > OF_ONE
        claims += quoted(document, turn, spans[-OF_ONE:], f"{document.id}/{turn.id}")
    return _draft(claims, (_longer(OF_ONE),) if longer else ())


def _longer(each: int) -> Note:
    text = f"長い発言は{each}文までを示しています。言葉を加えて質問すると、その箇所を示します。"
    return Note("more", text)


def _said(theirs: _Theirs, turns: Sequence[tuple[Document, Turn]]) -> Draft | None:
    """What each of these speeches asks, or says at first; of few, more."""
    each = max(1, min(OF_ONE, MOST // max(1, len(turns))))
    claims: list[Claim] = []
    longer = False
    for document, turn in turns:
        spans = [(a, b) for a, b in sentences(turn.text) if not IDLE.search(turn.text[a:b])]
        longer = longer or len(spans) > each
        asks = [s for s in asking(turn) if s in spans]
        first = [*asks, *(span for span in spans if span not in asks)]
        told_of = sorted(first[:each] if turn.kind == "question" else spans[:each])
        claims += quoted(document, turn, told_of, f"{document.id}/{turn.id}")
    return _draft(claims, (_longer(each),) if longer else ())


def _draft(claims: Sequence[Claim], notes: tuple[Note, ...] = ()) -> Draft | None:
    if not claims:
        return None
    return Draft("answered", tuple(claims[:MOST]), notes=(*notes, *left_out(len(claims) - MOST)))


def _nothing(what: str) -> Draft:
    return Draft("not_found", (Claim((f"議事要旨に、{what}は記載されていません。",)),))


def _no_promise(theirs: _Theirs) -> Draft:
    """What reads like a promise is told by endings, so that no more than this can be said."""
    text = f"議事要旨に、{theirs.names}が約束したと読める発言は見つかりません。"
    return Draft("not_found", (Claim((text,)),))
