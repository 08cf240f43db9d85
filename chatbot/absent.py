"""Persons and bodies that a question takes for speakers and that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chatbot.mention import TITLE, holds
from chatbot.people import People, squeeze
from chatbot.words import tokens

SPOKE = (
    r"(?:発言|意見|考え|見解|主張|コメント|答弁|回答|質問|要望|指摘|挨拶|あいさつ|説明|話|言い分|スタンス|立場|姿勢|答え|認識"
    r"|感想|弁明|釈明|反論|提案|(?:は|が|も)(?:何と|なんて|なんと)|(?:は|が|も|って|なんて|何て|何と).{0,40}?(?:言っ|言い|言う|述べ|話し|話さ|語っ|発言|答え|答弁"
    r"|回答|質問|聞い|聞く|尋ね|問う|問い|問わ|求め|要望|要請し|主張|説明|触れ|指摘|考えて|コメント|表明|懸念|評価|感じ|報告|紹介"
    r"|反対|賛成|批判|支持|心配|弁明|釈明|反論|提案|約束|受け止め|応じ|どう(?:思|考|し|見|捉|応|対応)))"
)
# Which municipality, any municipality, the meeting itself: not somebody in particular.
_VAGUE = re.compile(
    r"どの|どこ|どちら|各|他|誰|議題|全|した|って|[のや・][区市町村]$|(?:会議|協議会|座談会|総会|部会|機会|大会)$"
    r"|^(?:区|市|町|村|市区|市町村|区市町村|自治体|会|当局|同局|総務|地方|本市|当市|全庁|本庁|庁|局|課|部)$"
)
_BODY = (
    r"([一-龥ァ-ヶーA-Za-z]{1,12}(?:省|庁|局|課|部|室|会|団体|機構|財団|組合|株式会社|サービス|システムズ|システム社|大学|企業|会社|社)"
    r"|(?<![一-龥])[国県](?=(?:から)?の(?:回答|見解|答弁|意見|発言|コメント)|[はが][^。]{0,14}(?:答え|述べ|言っ|回答|発言|約束))"
    r"|GovTech東京)"
)
_BODY_SPEAKER = re.compile(
    _BODY + r"(?![ァ-ヶー一-龥])(?:の(?:人|方|担当者?|職員|代表|関係者|幹部))?(?:たち|さん)?"
    r"(?:から)?(?:の|は|が|も|って)?"
    r"(?:会議で|[^。]{0,24}?(?:何|なん|どんな|どう)[^。]{0,6})?"
    r"(?:発言|意見|コメント|質問|要望|答弁|回答|見解|述べ|言っ|言って|話し|話した|答え|弁明|釈明|反論|約束)"
)
_PLACE_SPEAKER = re.compile(
    r"([一-龥ぁ-んァ-ヶー]{1,6}?[区市町村])(?=(?:CIO)?の(?:発言|意見|質問|要望|考え|答弁|回答|見解)"
    r"|(?:CIO)?(?:は|が)[^。]{0,20}(?:発言|言っ|述べ|質問|答え)"
    r"|(?<!町村)(?<!区市)(?:CIO)?から[^。]{0,14}(?:発言|意見|質問|要望|指摘|懸念|提案))"
)
# What the pattern takes along from the words before: 「事例紹介で練馬区は」.
_BEFORE = re.compile(r"^.*[一-龥ァ-ヶー][でにはがをと](?=[一-龥])")
_OFFICE = re.compile(rf"[一-龥ァ-ヶー]*{TITLE}")
# Who is described in passing is no office: 職員が, 担当者は.
_LINKS = ("副", "都", "元", "前")


def absent(text: str, people: People, *, bodies: bool = True) -> str:
    """A person, office or body that a question asks for the words of, and that never speaks."""
    who: str
    for who in (*_persons(text, people), *(_bodies(text, people) if bodies else ())):
        if asks_words(text, text.find(who) + len(who)):
            return who
    return ""


def asks_words(text: str, end: int) -> bool:
    """Whether a question asks for what one said whose mention ends at ``end``."""
    return bool(
        re.match(
            rf"\s*(?:[一-龥ァ-ヶA-Za-z]{{0,14}}?{TITLE})?(?:さん|氏|様|君)?(?:たち|側)?(?:の|から(?:の|は)?)?"
            rf"(?:人|方|担当者?|職員)?.{{0,16}}?{SPOKE}",
            text[end:],
        )
    )


def _persons(text: str, people: People) -> Iterator[str]:
    known = squeeze(" ".join(p.label for p in people.everywhere))
    found = tokens(text)
    for at, word in enumerate(found):
        if "人名" in word.pos and word.surface not in known:
            end = word.end
            for following in found[at + 1 :]:
                if following.start != end or not (
                    "人名" in following.pos
                    or re.fullmatch(TITLE, following.surface)
                    or following.surface in _LINKS
                ):
                    break
                end = following.end
            yield text[word.start : end]
    for match in _OFFICE.finditer(text):
        if not any(holds(person, match.group()) for person in people.everywhere):
            yield match.group()


def _bodies(text: str, people: People) -> Iterator[str]:
    known = squeeze(" ".join(p.label for p in people.everywhere))
    for pattern in (_PLACE_SPEAKER, _BODY_SPEAKER):
        for match in pattern.finditer(text):
            who = _BEFORE.sub("", match.group(1))
            if (len(who) == 1 or who not in known) and not _VAGUE.search(who):
                yield who
