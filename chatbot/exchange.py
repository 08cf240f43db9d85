"""Exchanges in a user's question: where it turns from what was asked to who answered.

「狛江市の質問に都はどう答えたか」, 「伊藤課長が尋ねたところ」, 「問われて」: who asked stands
before the turn, who answered behind it or, as the topic, before both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from chatbot.mention import HONORIFIC, Mention
from chatbot.people import Side

SUBJECT = re.compile(rf"\s*{HONORIFIC}?(?:側)?(?:は|って|なら|としては|として)")
AGENT = re.compile(rf"\s*{HONORIFIC}?(?:側)?(?:が|も|から|より)")
AND = re.compile(rf"\s*{HONORIFIC}?(?:と|や|、|及び|および|・|,)\s*")
OBJECT = re.compile(rf"\s*{HONORIFIC}?(?:に(?!対する)|を|へ)")
METRO = re.compile(r"(?<![一-龥])(?:東京都|都)(?:庁|側)?(?=[はがのも、に]|って|として|から|とし)")
_ASKED = re.compile(
    r"質問し|聞い(?!て(?:ほし|いた))|聞きまし|尋ね|問うた|問いかけ|要望し|求め(?:た|て|ま)|何を(?:質問|要望)"
    r"|(?:の|な)(?:質問|要望|問い|指摘)(?:は|って|を|内容|事項|$)|(?:質問|要望)(?:内容|事項)?$"
)
_ANSWERED = re.compile(
    r"答え|応え|回答|答弁|応じ|返答|返事|返し(?:た|まし|て)|返って|対応(?:する|した)と"
)
_ASKING = (
    r"(?:質問|問い(?:かけ)?|要望|指摘|意見|発言|懸念|提案|お願い|要請|疑問|求め|注文|申出|申し出"
    r"|説明|話|声)"
)
_AS_VERB = r"(?:質問し|聞い|尋ね|問う|問いかけ|求め|要望し|指摘し|提案し|言っ|述べ)"
# Whoever is asked is asked by somebody: 財政課長に問われて, 平林氏から指摘された点.
_PASSIVE = (
    r"(?:聞か|聴か|問わ|尋ねら|質問さ|指摘さ|要望さ|求めら|言わ|たださ|質さ|突っ込ま|詰め寄ら|迫ら"
    r"|追及さ|追求さ|訴えら|促さ|頼ま|依頼さ|お願いさ|反論さ|提案さ)れ"
)
_ASKING_AND = r"(?:尋ね|聞い|質問し|求め|要望し)て"
# From a question to its answer: 質問に対し, 要望への, 聞いたのに対して, 問われて, 尋ねたところ.
_PIVOT = re.compile(
    rf"(?:{_ASKING}(?:した|された|があった|が出た|を受けた)?(?:こと|点|の)?"
    r"(?:に対し(?:て)?(?:の)?|に対する|に(?!つい|関|触|は何)|へ(?:の)?|を(?:受け|聞い)て?、?)"
    rf"|{_AS_VERB}(?:た|て|たの)?(?:こと|点|の)?"
    r"(?:に対し(?:て)?(?:の)?|に対する|ところ|際に?|とき|時に?|て?、|て(?=[^、。]{0,14}(?:は|が|って))|への|に(?!つい))"
    rf"|{_ASKING_AND}(?=[^、。]{{0,14}}(?:答え|回答|返事|返答))"
    rf"|{_PASSIVE}(?:て(?!い[るたなま]|お[りる])、?|、|た(?!場合)(?:際に?|とき|時に?|こと|点|件|の)?(?:に対し(?:て)?(?:の)?|に対する|への)?))"
)
# What came of what somebody asked about: 「大槻課長が尋ねた在宅勤務、認められることになったか」.
_CAME_OF_IT = r"(?:結論|どうな(?!っている)|どう扱|ことにな|認められ)"
_ASKED_ABOUT = re.compile(
    r"(?:尋ね|聞い|質問し|問う|求め|要望し|確認し)(?:てい)?た(?!の(?:は|が))"
    rf"(?=[^。]*{_CAME_OF_IT})"
    r"|(?:気にし|心配し|指摘し|ただし)(?:てい)?た(?!の(?:は|が))"
    r"(?=[^。]*(?:結論|どうな(?!っている)|どう扱))"
)
_REPLIED = re.compile(r"どう|説明|対応|何と|なんと|見解|考え|約束")
_REPLIES = re.compile(rf"対|どう|説明|見解|考え|方針|何と|約束|{_CAME_OF_IT}")
_TOWARDS = re.compile(
    rf"\s*{HONORIFIC}?(?:側)?(?:に対する|に対して?(?:の)?|への|へ(?=[^、。]*(?:説明|回答|答)))"
)
_WITH_NI = re.compile(rf"\s*{HONORIFIC}?(?:側|の方)?に(?!対|つい|関)")
# Who gets an answer is the one who asked: 「平林氏は尋ねてどんな答えをもらったか」.
_AN_ANSWER = (
    r"(?:答え|回答|返事|返答|答弁)(?:を|が)"
    r"(?:もら|得|引き出|受け取|受けた|受けまし|返って)(?!.*と(?:述べ|言|語|説明|報告))"
)
_GOT = re.compile(rf"{_ASKING_AND}[^、。]{{0,14}}{_AN_ANSWER}")
_GETS = re.compile(rf"{SUBJECT.pattern}[^。]*?{_AN_ANSWER}")
# Where somebody does it by から, に is whoever it is done to: 「国から北区に求められた報告」.
_FROM = re.compile(rf"\s*{HONORIFIC}?(?:側|の方)?(?:から|より)")
# 「北区に求められた対応」 may be what 北区 has to do, unless somebody else answers.
_ASKED_OF = re.compile(r"(?:求めら|促さ|頼ま|依頼さ|迫ら|訴えら|お願いさ|指摘さ|要望さ)れた")


def side_of(text: str, pivot: tuple[int, int] | None) -> Side | None:
    if _ANSWERED.search(text):
        return "answer"
    if pivot and _REPLIES.search(text[pivot[0] :]):
        return "answer"
    return "question" if _ASKED.search(text) else None


def turning_point(text: str) -> tuple[int, int] | None:
    """Where a question turns from what was asked to who answered, if it does."""
    for match in _PIVOT.finditer(text):
        rest = text[match.end() :]
        if _ANSWERED.search(rest) or _REPLIED.search(rest):
            return match.span()
    about = _ASKED_ABOUT.search(text)
    return about.span() if about else None


def before(found: Iterable[Mention], pivot: tuple[int, int]) -> list[Mention]:
    return [m for m in found if m.end <= pivot[0] + 1]


def askers_of(text: str, found: Sequence[Mention], pivot: tuple[int, int]) -> list[Mention]:
    """Who asks before the turn, and those that are joined to that one: 狛江市と国立市に聞かれて."""
    asking = _asker_of(text, found, pivot)
    if asking is None:
        return []
    chosen = [asking]
    for mention in reversed([m for m in found if m.end < asking.start]):
        if not AND.fullmatch(text[mention.end : chosen[0].start]):
            break
        chosen.insert(0, mention)
    return chosen


def _asker_of(text: str, found: Sequence[Mention], pivot: tuple[int, int]) -> Mention | None:
    """The last one before the turn who is not the one spoken to, and not the topic of it all."""
    behind = next((m for m in found if m.start == pivot[1]), None)
    if behind and _ASKED_ABOUT.match(text, pivot[0]):
        named = any(AGENT.match(text[m.end :]) for m in before(found, pivot))
        if not named and (SUBJECT.match(text[behind.end :]) or AGENT.match(text[behind.end :])):
            return behind  # 「尋ねた鈴嶺町は」
    passive = bool(re.search(_PASSIVE, text[pivot[0] : pivot[1]]))
    earlier = before(found, pivot)
    after = [m for m in found if m.start >= pivot[1]]
    joined = all(AND.fullmatch(text[a.end : b.start]) for a, b in pairwise(earlier))
    alone = bool(earlier) and joined and not after and not METRO.search(text)
    if alone and SUBJECT.match(text[earlier[-1].end :]) and not _GOT.match(text, pivot[0]):
        return None  # 「高野局長は要望にどう答えたか」, 「高野局長と小林部長は」
    if passive:
        answered = bool(after) or METRO.search(text, pivot[1]) is not None
        return _agent(text, earlier, pivot, answered=answered)
    for mention in reversed(earlier):
        rest = text[mention.end :]
        if not _TOWARDS.match(rest) and not OBJECT.match(rest):
            return mention
    return None


def _agent(
    text: str, earlier: Sequence[Mention], pivot: tuple[int, int], *, answered: bool
) -> Mention | None:
    """Who asks where somebody is asked; ``answered`` says whether somebody else answers."""
    by = [m for m in earlier if _FROM.match(text[m.end :])]
    if not by:
        unsure = not answered and _ASKED_OF.match(text, pivot[0])
        by = [
            m
            for m in earlier
            if _WITH_NI.match(text[m.end :])
            and not text[: m.start].endswith(("から", "より"))
            and not (unsure and m.kind == "place")
        ]
    return by[-1] if by else None


_TO = re.compile(
    rf"\s*{HONORIFIC}?(?:側)?に(?:は|も|対して?)?、?(?=[^、。]{{0,12}}(?:答え|応え|回答|答弁|返答|返事|返し))"
)


# 「北区への都の回答は」, 「国立市に対する回答」: whoever answers, it is not the one who is named.
_TOWARDS_WHOM = re.compile(
    rf"\s*{HONORIFIC}?(?:側)?(?:への|に対する)"
    r"(?=(?:(?!質問|要望|意見|問い|指摘|要請)[^、。はがを]){0,14}(?:回答|答え|答弁|返答|返事))"
)


def addressed(text: str, found: Sequence[Mention]) -> list[Mention]:
    """The one who is answered: 平林氏 in 「高野局長は平林氏に何と答えたか」."""
    several = len(found) > 1 or METRO.search(text)
    for mention in found:
        rest = text[mention.end :]
        if (several and _TO.match(rest)) or _TOWARDS_WHOM.match(rest) or _GETS.match(rest):
            return [mention]
    return []
