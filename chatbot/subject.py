"""What a question asks about, as it words it: without what it asks of that."""

from __future__ import annotations

import re

from chatbot.pointing import runs
from chatbot.words import Word, tokens

# What asks begins with one of these.
_ASKS = frozenset(
    "何 何時 誰 何処 何方 何れ どの どんな 幾つ 幾ら いくら どう 如何 何故 どうして 何で".split()
)
_COUNTS = frozenset("何 幾つ 幾ら いくら".split())
_ABOUT = re.compile(r"(?P<what>.+?)(?:に(?:ついて|関して)|をめぐって)[のは、]*")
_EDGE = r"[はがをにでもへ、・\s]|(?<!こ)と|って|から|まで|では|には|とは"
_LEADING = re.compile(rf"^(?:{_EDGE}|の)+(?=[^ぁ-ん])|^[、・\s]+")
_TRAILING = re.compile(rf"(?:{_EDGE})+$")
# 「墜落したの」はいつか
_ACT = re.compile(r"(?<=[たるうくすつぬむぐい])の$")
# More characters of one question are not carried over, nor more of what it names behind.
_LONGEST, _BESIDE = 40, 3


def subject(question: str) -> str:
    """The subject of a normalised question in its own words; empty where it names none.

    「機体が落ちたのはいつか」 asks about 機体が落ちたこと, 「管をつなぐ時期はいつか」 about
    管をつなぐ時期. What it names behind that follows: 「処理場の何％の分担を」, 処理場・分担.
    """
    text = question.strip(" 、。?？")
    head, rest = _parted(text)
    about = bool(_ABOUT.match(text))
    head = _TRAILING.sub("", head.strip())
    acts = _ACT.sub("", head)
    head = f"{acts}こと" if acts != head else head.removesuffix("の")
    head = _LEADING.sub("", head)
    if not (runs(head) or (about and head)) or len(head) > _LONGEST:
        head, rest = "", text
    named = [run for run in runs(rest) if run not in head]
    named = [run for run in named if not any(run != o and run in o for o in named)]
    return "・".join([*([head] if head else []), *named[:_BESIDE]])


def _parted(text: str) -> tuple[str, str]:
    """What a question is about, and the rest of it."""
    if match := _ABOUT.match(text):
        whose, _, what = match["what"].rpartition("は")
        return what, f"{whose} {text[match.end() :]}"
    words = tokens(text)
    at = next((i for i, w in enumerate(words) if {w.lemma, w.surface} & _ASKS), len(words))
    before = words[:at]
    topic = next(
        (w for w in before if w.surface in ("は", "って") and w.pos.startswith("助詞")), None
    )
    if topic is not None and runs(text[: topic.start]):
        behind = words[at].start if at < len(words) else len(text)
        return text[: topic.start], f"{text[topic.end : behind]} {_behind(text, words, at)}"
    if at < len(words):
        return text[: words[at].start], _behind(text, words, at)
    noun = bool(words) and words[-1].pos.startswith(("名詞", "接尾辞"))
    return (text, "") if noun else ("", text)


def _behind(text: str, words: list[Word], at: int) -> str:
    """What follows the word that asks, and what that counts: 何|か所, 何|キロ."""
    stop = at + 1
    if at < len(words) and {words[at].lemma, words[at].surface} & _COUNTS:
        while stop < len(words) and words[stop].pos.startswith(("名詞", "接尾辞")):
            stop += 1
    return text[words[stop].start :] if stop < len(words) else ""
