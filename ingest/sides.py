"""Who asks and who answers in minutes that print 質問 and 回答, and no names."""

from __future__ import annotations

import re

from chatbot.types import Speaker
from ingest.brackets import unwrap

SIDES = (
    "(?:再?質問|質疑|回答|答弁|応答|答え?|問|意見|要望|発言|説明|補足(?:説明)?|報告|発表|提案)"
    "(?:者)?"
)
"""What somebody does who speaks: （事務局回答）, 質問：（佐藤委員）; for a pattern."""
ASKER, REPLIER = "質問者", "回答者"
_SIDE = re.compile(
    r"(?:(?P<asks>[QＱ]|質問|問|意見|要望)|[AＡ]|回答|答)[ \u3000]?(?:[0-9０-９]{1,2}|[①-⑳])?"
)


def side_of(printed: str) -> Speaker | None:
    """Who asks or answers where the minutes tell no more: 質問, 問１, Q, 意見 are 質問者, A 回答者.

    What else A may stand for the caller must know.
    """
    raw = unwrap(printed.strip())
    found = _SIDE.fullmatch(raw)
    if found is None:
        return None
    return Speaker("", ASKER if found["asks"] else REPLIER, "", raw)
