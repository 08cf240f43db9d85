"""Supported, but not what was asked: boilerplate, fragments, and the question said again.

Looked at are the sentences that the checker accepts, in answers to what has an answer. Of each only
what it says counts: inside 「」 where it quotes, without who said it and when. It is

- boilerplate, where it greets, thanks, opens, hands over, or announces that something will be said,
- a fragment, where it breaks off at a particle or a comma, or is short and has fewer than two
  informative words and no figure,
- an echo, where every informative word of it, and every figure, is in the question already; a
  question that is answered by yes or no may be.
"""

from __future__ import annotations

import re
from typing import Literal

from chatbot.text import normalize
from chatbot.words import informative
from eval.facts import words_of
from eval.measures.figure import Part
from eval.types import Outcome

Fault = Literal["boilerplate", "fragment", "echo"]

_QUOTED = re.compile(r"「(.*)」", re.DOTALL)
_BOILERPLATE = re.compile(
    r"(?:ありがとうございま(?:す|した)|感謝(?:申し上げ|いたし|し)(?:ます|る)|(?:御|お)礼申し上げ(?:ます|る)"
    r"|よろしくお願い(?:いたし|し|申し上げ)(?:ます|る)|(?:開会|閉会)(?:する|します|とする|いたします)"
    r"|以上(?:である|です|となる|となります)"
    r"|(?:説明|報告|紹介|お答え|回答|質問)(?:を)?(?:する|します|いたします|させていただ(?:く|きます)|申し上げる|申し上げます)"
    r"|(?:から|に)(?:説明|報告)を(?:お願い|求め)(?:する|します|いたします|る)"
    r"|異議(?:は)?(?:なし|ありません(?:か)?)|他に(?:質問|意見)(?:は)?(?:ある|あります|ございます)?か)[。]?$"
)
# Of a long sentence more is said than thanks.
_LONGEST_BOILERPLATE = 60
_BROKEN_OFF = re.compile(r"[、,はがをにへともや]$")
_LEAST, _SHORT = 2, 10
_YES_OR_NO = re.compile(r"か[。?]?$")
_OPEN = re.compile(r"何|誰|どこ|どの|どれ|どう|いつ|いく[らつ]|どちら|どなた|どんな|なぜ|割合|程度")


def fault(text: str, question: str) -> Fault | None:
    """Why a sentence that is true is no reply to the question; None where it may be one."""
    said = _said(text)
    if len(said) <= _LONGEST_BOILERPLATE and _BOILERPLATE.search(said):
        return "boilerplate"
    words, figures = set(informative(said)), set(re.findall(r"\d+", said))
    empty = len(words) < _LEAST and not figures and len(said) < _SHORT
    if empty or _BROKEN_OFF.search(said):
        return "fragment"
    asked = normalize(question)
    open_question = bool(_OPEN.search(asked)) or not _YES_OR_NO.search(asked)
    known = set(informative(asked))
    if open_question and words <= known and figures <= set(re.findall(r"\d+", asked)):
        return "echo"
    return None


def responsive(outcome: Outcome) -> Part | None:
    """Of the supported sentences in answers to what has an answer, those without such a fault."""
    golden, answer = outcome.golden, outcome.answer
    if golden.status != "answered" or answer.status != "answered":
        return None
    asked = "\n".join((*golden.before, golden.question))
    faults = [
        fault(words_of(sentence), asked)
        for sentence, supported in zip(answer.sentences, outcome.supported, strict=True)
        if supported
    ]
    return (float(faults.count(None)), float(len(faults))) if faults else None


def _said(text: str) -> str:
    quoted = _QUOTED.search(text)
    return normalize(quoted[1] if quoted else text).strip()
