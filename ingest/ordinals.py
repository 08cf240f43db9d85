"""Points counted in speech: 第一点, 二点目, 三つ目, (4), ⑤."""

from __future__ import annotations

import re
import unicodedata

from chatbot.dates import parse_number

_N = r"[一二三四五六七八九十0-9０-９]{1,2}"
_POINT = re.compile(
    rf"(?:第(?P<a>{_N})(?:点|問|の|に|は|、)|(?P<b>{_N})(?:点目|つ目|つめ|番目|項目め?|問目)"
    rf"|[（(](?P<c>{_N})[)）]|(?P<d>[①-⑳]))"
)
# What may stand before the count at the head of a sentence.
_LEAD = re.compile(
    r"(?:まず|初めに|はじめに|最初に|次に|続いて|続きまして|最後に|大きな|大きく|"
    r"[御ご]?質問の|、|\s|\u3000)*"
)
_LONGEST = 40


def point_at(sentence: str) -> int | None:
    """The number of the point that a sentence begins with, or begins to speak of.

    >>> [point_at(s) for s in ("次に、二点目ですが、", "第三点は防災です。", "三点伺います。")]
    [2, 3, None]
    """
    head = sentence[:_LONGEST]
    lead = _LEAD.match(head)
    found = _POINT.match(head, lead.end() if lead else 0)
    if not found:
        return None
    digits = unicodedata.normalize("NFKC", next(group for group in found.groups() if group))
    return parse_number(digits)
