"""Who asks and who answers in minutes that print 質問 and 回答, and no names."""

from __future__ import annotations

import re

from chatbot.types import Speaker
from ingest.brackets import unwrap

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
