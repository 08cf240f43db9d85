"""Clauses of a text, and how firmly each one commits: asked, wished, considered, planned, done."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

Force = Literal[
    "asks",
    "wants",
    "considers",
    "ought",
    "may",
    "plans",
    "decided",
    "done",
    "doing",
    "says",
    "open",
]

# Where one clause ends and the next begins, inside a sentence.
_CUT = re.compile(
    r"(?<=[ぁ-ん])(?:が|けれども?|ので|ため|し|ものの|ており|ておらず|であり|り|せず|おらず|ず|て|で|ば|と|一方|一方で|ほか|たら"
    r"|まして|ましたら|から|つつ|ながら)[、,]"
    r"|(?<=[一-龥ァ-ヶ])(?:し|であり|であるが|ため|され|ですが|でしたが|しつつ)[、,]|(?<=予定|方針|計画|目標|見込)で[、,]|[。;；!?！？\n]"
    r"|(?<=[えけげせてねべめれ])[、,](?=[一-龥ァ-ヶA-Z0-9])"
)

_PATTERNS: tuple[tuple[Force, str], ...] = (
    ("done", r"たところ(?:だ|です|であ|でござ)"),
    (
        "decided",
        r"こと[とに](?:し|な|いたし|させていただ)|(?:こと|方針|旨)[をがに](?:決(?:め|ま[りっ])(?!て?い?な)|決定|確定|固め)|認められ(?:た|まし)|[がの]決(?:まっ|まり|定)",
    ),
    (
        "wants",
        r"(?:[てで](?:は)?(?:もら|頂|いただ)(?:い|き|け|え)?たい|[てで](?:ほしい|欲しい)|[てで](?:ください|下さい)|お願い"
        r"|要望(?!書)|要請|求め(?!られ|ない|ず|ませ|な[かく]|て(?:い|お)(?:ない|な[かく]|りませ|らず))|望(?:む|み|まし|んで)|いただけ(?:ると|ない|ません)|もらえると|してはどうか"
        r"|てはいかが|陳情|訴え|期待|提案(?:し|要求)|働きかけ)",
    ),
    (
        "asks",
        r"(?:[るたいなすんの]|です|ます|でしょう|ました|まし(?:た)?)か[。?？]*$|[?？]$|(?:尋ね|問う|問い|質問し)",
    ),
    (
        "considers",
        r"(?:検討(?!を終|が終|を完|が完|済)|研究(?:し|する|を)|模索|見極め(?!た(?:結果|上|うえ|後))|精査|調べている|考えてい(?:き|く)|話し合[いうっ]|(?:協議|議論|調整)(?!を経|の結果|を踏まえ|の中で|会)"
        r"|持ち帰|判断(?:する|し)|可否|未定|決[まめ](?:っ?て(?:い|お)(?:ない|らず|りません)|た(?:という)?(?:こと|わけ|もの)(?:で)?は)|決定したもの(?:で)?は|探(?:る|って))",
    ),
    (
        "may",
        r"(?:かもしれ|可能性|[おそ]それ|恐れ|懸念|かねない|だろう|でしょう|思われ|見込ま|と見て)",
    ),
    (
        "plans",
        r"(?:(?:予定|方針|方向|計画|目標|見込み?|見通し|つもり)(?:だ|で(?!の)|し(?!た)|され|を(?:示|立て|持)|と(?:し|な)|に|通り|[。、]|$)"
        r"|見込[まむん]|目指|想定し|予想し|予測し|[てで]い(?:く|き)(?!ま?た)|[てで]まい(?:る|り(?!まし))|たい(?:と)?"
        r"|考え(?:である|だ|です|て(?:い(?!き|く)|お))|(?:こと|方向|案)(?:を|で|も)考え)",
    ),
    (
        "ought",
        r"(?:べき|求められて|必要(?:が(?:あ|ご)|だ|で(?:あ|す|ご)|とな|と(?:考え|思)|性)|なければ|ねば|不可欠|重要)",
    ),
    (
        "decided",
        r"(?:決定|決め(?!て?い?な)|決ま[りっ]|ことと(?:し|な)|ことにし|ことになっ|可決|議決|承認|了承|確定)",
    ),
    (
        "done",
        r"すでに|既に|(?:して|て)しまっ"
        r"|(?:済み?|完了|終え|ところ(?:だ|である|です)|(?<=[ぁ-ん])[ただ]|でした|でございました)[。.．]*$",
    ),
    ("doing", r"(?:[てで](?:い(?:る|ます)|おり|おります)|中(?:だ|である|です))[、,。.．]*$"),
)
_FORCES = tuple((force, re.compile(pattern)) for force, pattern in _PATTERNS)
_OPEN_END = re.compile(r"(?:[してでずりみえいきけせ]|つつ|ながら|ため|ので|ば|と)[、,]?$")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a text with one predicate; ``final`` is the force of the sentence's last one."""

    text: str
    begin: int
    force: Force
    final: Force = "open"


@lru_cache(maxsize=4096)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of an NFKC text in order."""
    found: list[Clause] = []
    start = 0
    for cut in _CUT.finditer(text):
        if cut.end() - start >= 6 and text[start : cut.end()].strip():
            found.append(_clause(text, start, cut.end()))
            start = cut.end()
    if text[start:].strip():
        found.append(_clause(text, start, len(text)))
    closed: list[Clause] = []
    final: Force = "open"
    for clause in reversed(found):
        if not closed or clause.text.rstrip()[-1:] in "。;；!?！？":
            final = clause.force
        closed.append(replace(clause, final=final))
    return tuple(reversed(closed))


def _clause(text: str, start: int, end: int) -> Clause:
    return Clause(text[start:end], start, force_of(text[start:end]))


def force_of(clause: str) -> Force:
    """How firmly a clause commits, by its end."""
    tail = re.sub(r"(?:が|けれども?|ものの|一方で?|ほか|から)?[、,。;；\s]*$", "", clause)[-26:]
    for force, pattern in _FORCES:
        if force == "done" and _OPEN_END.search(clause):
            continue
        if _last(pattern, tail):
            return force
    return "open" if _OPEN_END.search(clause.rstrip("。 ")) else "says"


def _last(pattern: re.Pattern[str], tail: str) -> bool:
    return any(match.end() > len(tail) - 14 for match in pattern.finditer(tail))


# What a claim may say on the strength of what: never firmer, never of another kind.
_RAISED: dict[Force, frozenset[Force]] = {
    "asks": frozenset({"done", "decided", "plans", "considers", "doing"}),
    "wants": frozenset({"done", "decided", "plans", "says", "considers", "doing"}),
    "considers": frozenset({"done", "decided", "plans", "says", "wants", "doing"}),
    "ought": frozenset({"done", "decided", "doing"}),
    "may": frozenset({"done", "decided", "plans"}),
    "plans": frozenset({"done", "decided", "doing"}),
    "decided": frozenset({"considers", "wants"}),
    "done": frozenset({"plans", "considers", "wants"}),
    "says": frozenset({"considers", "wants"}),
    "doing": frozenset({"considers", "wants", "plans", "decided"}),
    "open": frozenset(),
}


def raised(claimed: Force, told: Force) -> bool:
    """Whether a claim commits to something else than what it rests on."""
    return claimed in _RAISED[told]
