"""Questions across meetings and speakers: one cited entry each, in order of date.

「どの回で話題になったか」 lists the meetings that speak of a subject; 「これまでどう変わったか」
and 「第6回と第9回で」 go through meetings, 「各自治体の立場は」 through speakers. Where one was
asked about and says nothing, the answer says that it says nothing.
"""

from __future__ import annotations

import re

from chatbot.bags import bag, coverage
from chatbot.by_meeting import by_meeting
from chatbot.by_speaker import by_speaker
from chatbot.candidates import Candidate, Found
from chatbot.cite import Claim, Draft, cite_agenda, cite_text, meeting_name, named, when
from chatbot.cues import TYPED
from chatbot.entries import SENTENCE, TITLE
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.types import Citation, Document

_WHICH = re.compile(
    r"どの回|どの会議|どちらの(?:回|会議)|何回目の|第何回|いつの(?:回|会議|協議会)|どの協議会|(?:両|双)方の(?:回|会議)"
    r"|毎回|どの回でも|それぞれの(?:回|会議)"
)
_CHANGED = re.compile(
    r"(?:どう(?!して|すれば|やって)|どのように|何が(?!原因)|何か).{0,12}(?:変わ|変化|推移|移り|動い|変遷|増え|増し|減っ|減少|増加|伸び|延び|膨ら)"
    r"|推移|移り変わ|変遷|経緯|経過|流れ(?:は|を)|(?:古い|新しい)順|時系列|順に並べ|各年度|年度(?:ごと|毎|別)"
    r"|(?:会議|回)(?:ごと|毎|を追う)|各回|毎回|これまで(?:に|の)?(?:どんな|どのような|何[がを]|議論|経)|比べ|比較"
    r"|何が(?:違|異な)|(?:違|異な)(?:い|う|る)(?:は|点|ところ|か)|段階的|増え方|議論されてきた|その都度"
    r"|(?:増え|減っ|伸び|広がっ|変わっ)て(?:い[くっ]|き)|(?:増え|減|伸び)(?:ぶり|具合)|の(?:伸び|増減)(?:を|は|に|$)"
    r"|(?:調査|会議|回)の?たびに|(?:初回|第?1回)から(?:最(?:後|終|新|近)|今|直近|順)"
    r"|(?:どう|何[をと]).{0,8}(?:言っ|述べ|主張し|答え|説明し|発言し)て(?:き|来)(?:た|まし)"
)
_EACH = re.compile(
    r"(?:各|それぞれの|ほかの|他の|別の)(?:自治体|市区町村|区市町村|市町村|市|区|町|村|委員|参加者|団体|発言者|部署|課)"
    r"|(?:自治体|市区町村|区市町村|市町村|市|区|委員|課|部署|発言者)(?:ごと|別)"
)


def across(corpus: Corpus, scope: Scope, found: Found) -> Draft | None:
    """One cited entry a meeting or speaker; ``None`` where the question is of another kind."""
    if _WHICH.search(scope.question) and found.needs:
        claims = [claim for document in scope.documents if (claim := _which(document, found))]
        return Draft("answered", tuple(claims)) if claims else None
    each = bool(_EACH.search(scope.question))
    group = scope.wanted.group and found.kind not in TYPED
    if (each or group) and found.needs:
        return by_speaker(corpus, scope, found, each)
    if len(scope.documents) > 1 and (_CHANGED.search(scope.query) or _several_named(scope)):
        return by_meeting(corpus, scope, found)
    return None


def _several_named(scope: Scope) -> bool:
    """Whether meetings were named one by one: 第6回と第9回で."""
    return scope.named and len(scope.spans) > 1


def _which(document: Document, found: Found) -> Claim | None:
    """Where a meeting speaks of the subject: its agenda, and its best sentence."""
    parts: list[str | Citation] = []
    titled = [
        (share, -at)
        for at, item in enumerate(document.agenda)
        if (share := coverage(found.needs, bag(item.title))) >= TITLE
    ]
    if titled:
        at = -max(titled)[1]
        cited = cite_agenda(document, at)
        closed = "（非公開）" if document.agenda[at].closed else ""
        parts += [f"議題{closed}に「{cited.quote}」", cited]
    best = _sentence(document, found)
    if best is not None and (not parts or best.told("own") >= SENTENCE):
        cited = cite_text(document, best.turn, best.start, best.end)
        parts += [
            "、" if parts else "",
            f"{named(best.turn.speaker)}の発言に「{cited.quote}」",
            cited,
        ]
    if not parts:
        return None
    day = f"（{when(document)}）" if document.date else ""
    return Claim((f"{meeting_name(document)}{day}: ", *parts, "とあります。"), entry=document.id)


def _sentence(document: Document, found: Found) -> Candidate | None:
    own = [
        c
        for c in found.candidates
        if c.document.id == document.id
        and not c.told("names_missing")
        and not c.told("values_missing")
        and c.told("near") >= SENTENCE
        and c.told("own") > 0
    ]
    return max(own, key=lambda c: (c.told("own"), c.score), default=None)
