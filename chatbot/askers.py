"""Who asked, wished or held something: 「誤りの件数も公表してほしいと注文を付けたのは誰か」.

The answer to it says what was raised in as many words as whoever raised it, and is often told to be
the likelier sentence. Who raised it is the one whom it answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.candidates import Candidate, best_first
from chatbot.scope import Scope

# So much less likely than the answer to it a question may be (natural logarithm).
NEAR = 3.0
_WISHED = re.compile(
    "求め|提案|要望|尋ね|質問し|指摘|心配|懸念|訴え|頼ん|頼む|言い出|ただし|疑問|注文|苦言|案じ|不安|釘を刺|くぎを刺"
    "|危ぶ|望ん|促し|迫っ|助言|勧め|聞い"
)
# Who holds something is answered, too; who only says something may be the one who answers.
_HELD = re.compile(
    "主張|批判|反対|不満|不平|苦情|嘆"
    "|(?:べき|ほしい|欲しい|もらいたい|いただきたい|困る|納得|足りない|不十分|公平|おかしい|無意味|意味がない|ではないか)"
    "[^、。]{0,8}(?:述べ|言|話し|発言|伝え|語)"
)
_ANSWERED = re.compile("(?:答え|回答し|答弁し|返し|説明し|報告し|約束し|応じ|認め)(?:てい)?た")
_WHO = re.compile(
    r"(?:の|人|方|者|団体|自治体|委員|議員|市|区|町|村)(?:は|って)、?(?:誰|だれ|どなた|どこ)"
    r"|(?:誰|だれ|どなた)(?:が(?!担|や)|です|でし|だ|か|[?？]|$)"
    r"|どの(?:委員|団体|自治体|市|区|町|村)(?:の(?:人|方|誰)|か|です|でし|[?？。]|$)"
    r"|[たる](?:人|方|委員|市|区|町|村)(?:は|の名前)?[?？]?$"
)


def asks_who_raised(scope: Scope) -> bool:
    """Whether a question asks who wished, warned or held something, and not for the answer."""
    query = scope.query
    held = _HELD.search(query) and not _ANSWERED.search(query)
    raised = _WHO.search(query) and (held or _WISHED.search(query))
    return bool(raised) and scope.wanted.side != "answer"


def asker_first(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The candidates, best first, of which one that is an answer lets what it answers go ahead.

    The two change places and scores: what is asked is no less likely to be said for it.
    """
    best = candidates[0] if candidates else None
    if best is None or best.turn.kind != "answer":
        return tuple(candidates)
    asked = next((c for c in candidates if _is_answered(c, best)), None)
    if asked is None:
        return tuple(candidates)
    rest = [c for c in candidates if c not in (best, asked)]
    return best_first([replace(asked, score=best.score), replace(best, score=asked.score), *rest])


def _is_answered(candidate: Candidate, by: Candidate) -> bool:
    """Whether a sentence is of a turn that another's answers, and nearly as likely."""
    same = candidate.document.id == by.document.id and candidate.turn.id in by.turn.replies_to
    return same and by.score - candidate.score <= NEAR
