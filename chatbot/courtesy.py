"""Greetings and thanks: words that ask nothing, whatever was said before them."""

from __future__ import annotations

import re

from chatbot.text import normalize

_WORDS = (
    r"こんにち[はわ]|こんばん[はわ]|おはよう(?:ございます)?|は(?:じ|初)めまして|初めまして|もしもし|やあ|どうも"
    r"|(?:どうも|本当に|誠に|大変)?(?:ありがとう|有り?難う|有難う)(?:ございま(?:す|した))?|感謝(?:いた)?します|サンキュー"
    r"|(?:お|御)世話(?:に|様に)?なり(?:ます|ました)|お?疲れ様(?:です|でした)?|お?つかれさま(?:です|でした)?"
    r"|助かり(?:ます|ました)|(?:よく)?(?:分|わ)かりました|了解(?:です|しました)?|承知(?:いた)?しました|なるほど|以上です"
    r"|(?:どうぞ)?(?:よろしく|宜しく)(?:お願い(?:いた)?します|お願い致します)?|失礼(?:いた)?し(?:ます|ました)|すみません(?:でした)?"
    r"|さようなら|さよなら|では(?:また)?|じゃあ(?:また|ね)|また(?:ね|今度)?"
    r"|(?i:hello|hi|thanks?|thank you)"
)
_COURTESY = re.compile(rf"(?:(?:{_WORDS})(?:ね|よ)?[\s、。,.!?…〜~ー]*)+")
# Whoever says more than this says something.
_LONGEST = 60


def is_courtesy(text: str) -> bool:
    """Whether a text greets, thanks or takes leave and does nothing else."""
    plain = normalize(text).strip()
    return len(plain) <= _LONGEST and bool(_COURTESY.fullmatch(plain))
