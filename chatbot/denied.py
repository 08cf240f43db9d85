"""Who did not do something: a question that only a denial of the same answers.

Whoever objects is the last to answer 「反対しなかったのは誰か」, and minutes that say who objected
do not say who did not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.candidates import Candidate
from chatbot.text import normalize

_STANCE = (
    "反対|賛成|同意|賛同|支持|批判|質問|発言|要望|要請|回答|答弁|説明|懸念|納得|参加|加入|協力"
)
_WHO = "誰|だれ|どなた|どこ|どの"
_ASKED = re.compile(
    rf"(?P<what>{_STANCE})(?:を|は|も|に|とは)?"
    r"(?:し(?:なかった|ていな(?:い|かった)|ない|ませんでした|て(?:い|お)(?:り)?ません(?:でした)?)"
    r"|では?な(?:い|かった)|せず).{0,12}?"
    rf"(?:の(?:は|が)(?:{_WHO})"
    r"|(?:人|者|方|自治体|[区市町村]|委員|議員|団体|議題|案件)(?:は|が|を|って)?"
    rf"(?:(?:{_WHO}).{{0,8}}|何(?:人|か)?|あ(?:る|り).{{0,4}}|い(?:る|ま).{{0,4}}|教えて.*)?"
    r"(?:です)?か?[?？。]?$)"
)
# A denial is of what is asked for if its odds come so close to the best (natural logarithm).
_NEAR = 2.5
_EVERYBODY = re.compile(r"(?:誰|だれ|どこ|どなた)も(?!が).{0,20}な(?:い|かった)")
_DENIAL = (
    r"(?:する|という|できる|の)?(?:こと|もの|つもり|わけ|意見|声|考え)?[をはもにでが]*(?:特に)?"
    r"(?:しな(?:い|か)|して(?:い|お)?(?:ら)?な[いか]|して(?:い|お)(?:り)?ませ|しませ|しかね|せず|せぬ"
    r"|できな[いか]|な(?:い|く(?!て(?:は|も)))|なかった|あ?りませ|見送)"
)


def as_denied(question: str, pool: Sequence[Candidate]) -> list[Candidate]:
    """Of a question for who did not, the sentences that say so; of any other all."""
    asked = _ASKED.search(normalize(question))
    if asked is None:
        return list(pool)
    if _EVERYBODY.search(normalize(question)):
        return []  # of nobody is said what everybody did not do
    denial = re.compile(rf"{asked['what']}{_DENIAL}|(?:未|不){asked['what']}")
    return [
        c for c in pool if pool[0].score - c.score <= _NEAR and denial.search(normalize(c.text))
    ]
