"""Who speaks for whom: members and those who answer them, the chair, and who is of one side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.types import Speaker, Turn
from ingest.offices import municipality

_CHAIR = re.compile(r"(?:議長|委員長|座長|司会者?|進行役?|部会長)$|^会長$")
_DEPUTY = re.compile(r"副(?:議長|委員長|座長|部会長)$")
_HOST = re.compile(r"(?:司会者?|進行役?)$")
_GIVES_FLOOR = re.compile(
    r"(?:答弁|回答|説明|発言|意見|質問|質疑)(?:を|は)(?:求め|お願い|どうぞ|ありませんか|ございませんか)"
    r"|^[^。]{1,16}(?:議員|委員|君|さん|様|[部局課]長)[。、]?$|議事|休憩|再開|採決|異議"
)
_MEMBER = re.compile(r"(?:議員|委員|番)$")
_EXECUTIVE = re.compile(
    r"(?:知事|[市区町村局部課室所庁署]長|教育長|総監|管理者|大臣|政務官|参考人|次長|参事官?|担当|理事|代表監査委員|事務総長|官|監|消防長)$"
)
_OFFICE = re.compile(r"事務局|当局|[局部課室]$")
_COUNCIL = re.compile(r"(?:協議会|審議会|会議|委員会|懇談会|推進会)$")
# 監査委員 and 教育委員 are members, too, and answer for an administration.
_ASKING_MEMBER = re.compile(r"番$|議員$|^委員$")


def is_executive(role: str) -> bool:
    """Whether a role answers for an administration: 財政課長, 副市長."""
    return _EXECUTIVE.search(role) is not None


def is_member(role: str) -> bool:
    """Whether a role sits on a council, of whatever kind: 議員, 監査委員, 八番."""
    return _MEMBER.search(role) is not None


def answers_for_administration(speaker: Speaker) -> bool:
    """Whether somebody answers where members ask: an office, or a body without a name."""
    body = speaker.organization if not speaker.name or _OFFICE.search(speaker.organization) else ""
    answers = (
        _EXECUTIVE.search(speaker.role or body)
        or _OFFICE.search(body)
        or not (speaker.role or speaker.name)
    )
    return bool(answers) and not _ASKING_MEMBER.search(speaker.role)


def is_formal(turns: Sequence[Turn]) -> bool:
    """Whether a chair gives the floor to members who ask and to an administration that answers.

    Where all who speak hold offices, as in a council of municipalities, each may ask.
    """
    roles = {turn.speaker.role for turn in turns if turn.speaker}
    if any(role.endswith("番") for role in roles):
        return True
    chairs = {role for role in roles if re.search(r"議長$|委員長$", role)}
    offices = {role for role in roles - chairs if is_executive(role)}
    return bool(chairs and offices and roles - chairs - offices)


def leading(turns: Sequence[Turn]) -> frozenset[int]:
    """The positions of turns of who leads the meeting: its chair, or a deputy in its place.

    Where a chair speaks, a deputy is a member like others, but in turns that give the floor.
    """
    held = {
        at: turn.speaker.role
        for at, turn in enumerate(turns)
        if turn.speaker and _holds_chair(turn.speaker)
    }
    chaired = any(not _DEPUTY.search(role) and not _HOST.search(role) for role in held.values())
    return frozenset(
        at
        for at, role in held.items()
        if not (chaired and _DEPUTY.search(role)) or _GIVES_FLOOR.search(turns[at].text)
    )


def _holds_chair(speaker: Speaker) -> bool:
    """Whether an office is that of who leads; the 会長 of another body does not."""
    other = speaker.role == "会長" and not _COUNCIL.search(speaker.organization or "会議")
    return bool(_CHAIR.search(speaker.role)) and not other


def is_named_in(text: str, who: Speaker) -> bool:
    """Whether a text names a member: 山田花子議員, 山田議員, 八番."""
    name = who.name.replace(" ", "")
    if name and (
        name in text or re.search(rf"{re.escape(name[:2])}.?(?:議員|委員|君|さん|氏)", text)
    ):
        return True
    return bool(who.role.endswith("番")) and bool(
        re.search(rf"(?<![0-9０-９一二三四五六七八九十百]){re.escape(who.role)}", text)
    )


def same_side(one: Speaker, other: Speaker) -> bool:
    """The same person, organisation or municipality, as far as the print tells."""
    if identity(one) == identity(other):
        return True
    a, b = one.organization, other.organization
    if a and b:
        near = municipality(a)
        return a == b or bool(near and near == municipality(b))
    whole = a or b
    office = other.role if a else one.role
    return bool(whole and office.startswith(whole))


def identity(speaker: Speaker) -> str:
    """What tells one speaker from another: the name, or else office and organisation."""
    name = speaker.name.replace(" ", "")
    return f"{name}/{speaker.organization}" if name else f"{speaker.organization}/{speaker.role}"
