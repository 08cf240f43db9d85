"""How else a question is typed: with key words alone, in kana, with a colloquial ending."""

from __future__ import annotations

import re
from random import Random

from chatbot.words import analysed

# How often a question of the minutes is shown in another form.
OTHERWISE = 0.25
_ENDING = re.compile("(か|を教えてください)[。?？]*$")
_COLLOQUIAL = ("", "っけ?", "かな", "の?", "?", "か教えて")
_CONTENT = ("名詞", "動詞", "形容詞", "形状詞", "接尾辞", "接頭辞")
_KANJI = re.compile("[一-龠]")
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


def otherwise(question: str, random: Random) -> str:
    """The question as somebody else may type it; often as it is."""
    if random.random() >= OTHERWISE:
        return question
    return random.choice((_keywords, _kana, _colloquial))(question, random)


def _keywords(question: str, random: Random) -> str:
    found: list[str] = []
    open_ = False
    for _, surface, feature in analysed(question):
        kind = feature.pos1
        if kind in _CONTENT and surface not in ("こと", "何", "どう"):
            together = bool(found) and open_ and kind in ("名詞", "接尾辞")
            found[len(found) - together :] = [(found[-1] if together else "") + surface]
        open_ = kind in ("名詞", "接頭辞", "接尾辞")
    return " ".join(found) or question


def _kana(question: str, random: Random) -> str:
    words = [(surface, feature.kana or "") for _, surface, feature in analysed(question)]
    able = [i for i, (surface, kana) in enumerate(words) if kana and _KANJI.search(surface)]
    kept = random.sample(able, min(len(able), random.randint(1, 3)))
    return "".join(
        kana.translate(_HIRAGANA) if i in kept else surface
        for i, (surface, kana) in enumerate(words)
    )


def _colloquial(question: str, random: Random) -> str:
    return _ENDING.sub(random.choice(_COLLOQUIAL), question, count=1)
