"""Who asks, who answers whom.

A turn is a question where it asks or requests (要望); an answer where a question is open and the
speaker is on the side that answers. Nothing is open across agenda items, after an answered asker
takes the floor again, or after a third party's remark.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from chatbot.text import fold_radicals
from chatbot.types import AgendaItem, Speaker, Turn, TurnKind
from ingest.headings import GREETING
from ingest.offices import municipality
from ingest.parties import (
    answers_for_administration,
    identity,
    is_formal,
    is_member,
    is_named_in,
    leading,
    same_side,
)
from ingest.sides import ASKER, REPLIER

_ASKS = re.compile(
    r"[？?]|か[。\n]|(?<=[一-龥々ァ-ヶー])は。$|か$|か。?[」』）)]?(?:$|\n)|教えて(?:いただ|ほし|欲し|くださ|下さ|もら|頂)|(?:を|お|ご所見を|見解を|所見を)伺|伺(?:う|います|いたい|わせ)|"
    r"お尋ね(?=を?(?:し|致|いた(?:し|す)|申)|させ|を?。?$)|尋ねたい|お聞き(?:した|いた|しま|かせ)|お聞かせ|聞きたい|お答えください|ご教示|ご説明(?:願|いただきた|ください)|答弁を求め|所見を求め|見解を求め"
)
_REQUESTS = re.compile(
    # 研究させていただきたい asks for nothing
    r"(?<!させ)て(?:いただきた|頂きた)|で(?:いただきた|頂きた)|(?:て|で)(?:ほし|欲し|もらいた|いただけ(?:る|れば|ます)|頂け(?:る|れば|ます)|もらえ(?:る|れば|ます)|くださ|下さ)|"
    r"お願い(?:した|しま|いた|でき|申)|(?:れば|ると|と)(?:大変|非常に|とても)?(?:あり|有り)?(?:がたい|難い|幸い|助か)|要望(?:する|した|しま|いた|を)|求めます|求めたい|願いたい"
)
_ANSWERS = re.compile(
    r"(?:検討|対応|調整|実施|努力|研究|確認|改善|推進|支援|周知|共有|整理)(?:を)?(?:して|させて|し|いた|進め|行っ|する)|取り組|取組|"
    r"進めて|考えて(?:いる|おり|います)|(?:して|て)(?:いる|おります|います|いく|いきたい|まいり|参り)|と(?:思う|思って|考える)|である。?$|です。?$|ます。?$|た。?$"
)
_REPLIES = re.compile(
    r"^(?:お答え|ご質問|ご指摘|御質問|御指摘|いただいた|ご意見|御意見|先ほどの|ただいまの)|について(?:の)?(?:ご質問|お尋ね|御質問)|お答え(?:し|いた|申)|答弁"
    r"|(?:お尋ね|[ご御]質問|[ご御]指摘|[ご御]要望)(?:の|が)(?:あった|あり(?:ました|まして))"
)
_THANKS = re.compile(
    r"理解した|理解しました|分かりました|わかりました|承知|了解|ありがとうござ|感謝"
)
_DEBATE = re.compile(
    r"(?:賛成|反対)(?:の|する)?(?:立場|討論)|討論(?:を|いた)|議案(?:を|の)?(?:提案|説明)"
)
_OWN_AFFAIRS = re.compile(
    r"^(?:本|当|弊|我が|わが)[市区町村県都]|^私ども|^うち(?:は|も|の|では|でも|に|として)"
)
# What takes somebody's side answers nobody.
_SIDES_WITH = re.compile(
    r"同感|同(?:じ|様の)(?:意見|考え|思い)|(?:賛成|賛同|反対)(?:は?(?:し|でき|いた|する)|だ|です|である|の立場)"
)
_ASKING = re.compile(r"か[。？?]\s*$|[？?]\s*$")


_HEAD = 80
"""So many characters of an answer say whom it answers."""


@dataclass(slots=True)
class _Open:
    """The questions that wait, or have just been answered."""

    # Which turns ask, and by whom (`identity`).
    asked: dict[int, str] = field(default_factory=dict)
    answerers: list[Speaker] = field(default_factory=list)
    # In assemblies: who asked last, and what other members asked that nobody has answered yet.
    asker: Speaker | None = None
    # Who opened the item, asking for opinions and answering what is asked about it: None before
    # anybody spoke, empty where a member did.
    opener: str | None = None
    others: list[tuple[Speaker, list[int]]] = field(default_factory=list)

    def clear(self) -> None:
        self.asked, self.answerers = {}, []
        self.asker, self.others = None, []

    def wait(self) -> None:
        """Another member takes the floor before anybody has answered."""
        others = [*self.others, (self.asker, list(self.asked))] if self.asker else []
        self.clear()
        self.others = others

    def answered_by(self, text: str) -> list[int]:
        """The questions that an answer replies to: the last member's, unless it names others."""
        named = [at for who, asked in self.others if is_named_in(text, who) for at in asked]
        heads = any(is_named_in(text[:_HEAD], who) for who, _ in self.others)
        if heads and not (self.asker and is_named_in(text, self.asker)):
            return named
        return [*named, *self.asked]


def link(
    turns: Sequence[Turn],
    *,
    agenda: Sequence[AgendaItem] = (),
    openings: Collection[int] = (),
    formal: bool | None = None,
    lost: Collection[int] = (),
) -> tuple[Turn, ...]:
    """The turns with ``kind`` and ``replies_to`` filled in; nothing else of them changes.

    ``agenda`` tells greetings, and who presents an item and so answers questions about it;
    ``openings`` are positions of turns that present something. ``formal`` is for assemblies, where
    the office tells the sides; ``None`` decides by the offices. A turn without a speaker is a
    note, if it is not one that is ``lost``: somebody's, nobody knows whose. That may have been
    what answered, so that nothing after it answers what was asked before.
    """
    formal = is_formal(turns) if formal is None else formal
    led = leading(turns)
    hosts = [item.presenter for item in agenda if item.presenter]
    state = _Open()
    top: int | None = None
    linked: list[Turn] = []
    for at, turn in enumerate(turns):
        text = fold_radicals(turn.text)
        if turn.agenda != top:
            state.clear()
            state.opener = None
            top = turn.agenda
        kind: TurnKind
        replies: list[int]
        if turn.speaker and state.opener is None and at not in led:
            state.opener = "" if is_member(turn.speaker.role) else identity(turn.speaker)
        if at in lost:
            state.clear()
            kind, replies = "statement", []
        elif turn.kind == "note" or turn.speaker is None:
            kind, replies = "note", []
        elif at in openings or _greets(turn, agenda) or at in led:
            kind, replies = "statement", []
        elif turn.speaker.role in (ASKER, REPLIER):
            kind, replies = _side(turn.speaker, at, state)
        elif formal:
            kind, replies = _formal(turn.speaker, text, at, state)
        else:
            known = [*hosts, *state.answerers]
            asked = turns[next(reversed(state.asked))] if state.asked else None
            kind, replies = _informal(turn.speaker, text, at, state, asked=asked, known=known)
        names = tuple(turns[i].id for i in replies)
        linked.append(replace(turn, kind=kind, replies_to=names))
    return tuple(linked)


def _greets(turn: Turn, agenda: Sequence[AgendaItem]) -> bool:
    at = turn.agenda
    while at is not None and at < len(agenda):
        if GREETING.search(agenda[at].title):
            return True
        above = agenda[at].parent
        at = above if above is None or above < at else None
    return False


def _side(speaker: Speaker, at: int, state: _Open) -> tuple[TurnKind, list[int]]:
    """What is printed as a question or as its answer is one."""
    if speaker.role == ASKER:
        if state.answerers:
            state.clear()
        _ask(speaker, at, state)
        return "question", []
    if not state.asked:
        return "statement", []
    state.answerers.append(speaker)
    return "answer", list(state.asked)


def _formal(speaker: Speaker, text: str, at: int, state: _Open) -> tuple[TurnKind, list[int]]:
    if answers_for_administration(speaker):
        if not state.asked:
            return "statement", []
        state.answerers.append(speaker)
        return "answer", state.answered_by(text)
    asks = bool(_ASKS.search(text) or _REQUESTS.search(text)) and not _DEBATE.search(text[:400])
    if state.answerers:
        state.clear()
    elif identity(speaker) not in state.asked.values():
        state.wait()
    if not asks:
        state.clear()
        return "statement", []
    _ask(speaker, at, state)
    return "question", []


def _informal(
    speaker: Speaker,
    text: str,
    at: int,
    state: _Open,
    *,
    asked: Turn | None,
    known: Sequence[Speaker],
) -> tuple[TurnKind, list[int]]:
    who = identity(speaker)
    asks_too = who in state.asked.values()
    last = asked and asked.speaker and identity(asked.speaker)
    may = not asks_too or (who == state.opener and last != who)
    replies = asked and may and not _asks_instead(text)
    if asked and replies and _may_answer(speaker, text, asked, known, bool(state.answerers)):
        state.answerers.append(speaker)
        return "answer", [at for at, asker in state.asked.items() if asker != who]
    if _ASKS.search(text) or _REQUESTS.search(text):
        if state.answerers:
            state.clear()
        _ask(speaker, at, state)
        return "question", []
    if state.answerers or asks_too:
        state.clear()
    return "statement", []


def _ask(speaker: Speaker, at: int, state: _Open) -> None:
    state.asked[at] = identity(speaker)
    state.asker = speaker


def _asks_instead(text: str) -> bool:
    """Whether a turn in reply asks or requests itself: its last sentence has the say.

    What begins by asking asks, whatever it says in the end.
    """
    sentences = [s for s in re.split(r"(?<=[。？?！\n])", text) if s.strip()]
    last = sentences[-1].strip() if sentences else ""
    first = sentences[0] if sentences else ""
    if _ASKING.search(first) and not _REPLIES.search(first):
        return True
    if _ASKS.search(last) or _REQUESTS.search(last):
        return True
    return bool(_ASKS.search(text)) and not _ANSWERS.search(last)


def _may_answer(
    speaker: Speaker, text: str, asked: Turn, known: Sequence[Speaker], answered: bool
) -> bool:
    """Whether a turn that asks nothing itself may answer ``asked``.

    ``known`` are those who present or have answered; after a first answer only they add another.
    A municipality that speaks of itself, unasked, does not answer; nor does a member whom another
    one has not asked by name.
    """
    if _THANKS.search(text) and len(text) < 60 and not _ANSWERS.search(text):
        return False
    if any(same_side(speaker, other) for other in known):
        return True
    if _SIDES_WITH.search(text.partition("。")[0]):
        return False
    both = asked.speaker and is_member(speaker.role) and is_member(asked.speaker.role)
    if both and not is_named_in(asked.text, speaker):
        return False
    if answered:
        return bool(_REPLIES.search(text))
    place = municipality(speaker.organization)
    if not place or place == "東京都":
        return True
    if asked.speaker and same_side(speaker, asked.speaker):
        return False
    own = text.startswith(place) or _OWN_AFFAIRS.search(text)
    return not own or place in asked.text or bool(_REPLIES.search(text))
