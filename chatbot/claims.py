"""A sentence of an answer taken apart: who is said to say it, in reply to what, and what is said.

Nothing is looked up here; `chatbot.grounding` compares the parts with the evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from chatbot.names import names
from chatbot.text import normalize

_MARK = re.compile(r"[\[［【]\s*[0-9０-９]{1,3}(?:\s*[,、，]\s*[0-9０-９]{1,3})*\s*[\]］】]")
_OPEN = {"「": "」", "『": "』"}
_TOLD = (
    r"(?:述べ|迫っ|発言し|発言があ|答え|答弁し|答弁があ|回答し|回答があ|説明し|説明があ|報告し|報告があ|紹介し|話し|語っ|言っ|言い"
    r"|表明し|指摘し|主張し|強調し|挨拶し|伝え|明らかにし|認識を示し|考えを示し|見解を示し|方針を示し|とのこと|(?<!こと)(?:として(?:い|お)|とし(?:た|まし)|とされ)|という)"
)
_REPORT = re.compile(
    rf"(?:である|だ|です)?(?:と(?:の(?:考え|認識|見解|方針|意見|旨|こと)?(?:を|が|で)?)?|旨(?:を|の)?|ことを|考えを|認識を|見解を)?{_TOLD}"
    r"(?:[てで]?(?:い|おり|お)|ら?れ)?(?:て(?:い|おり))?(?:た|る|ます|ました|ている|ています)?(?:ことがあった|った)?[。.]*$"
)
_HELD = re.compile(r"とされ(?:て|た|る)")
_SPOKEN = re.compile(
    _TOLD.replace("|という", "")
    + r"|質問し|尋ね|問う|問い|求め|要望し|要請し|訴え|提案し|懸念を|お願い"
)
_HEADED = re.compile(
    r"^(?P<who>[^「」:]{1,60}?)の?(?:答弁|回答|発言|質問|説明|意見|挨拶|あいさつ|報告|指摘|要望|コメント)(?:は|:)"
)
# How the extractive answerer puts what somebody said, and one more sentence of the same speech.
_FRAME = re.compile(
    r"(?P<who>[^「」]+?)の(?:質問|要望|答弁|発言|記載)"
    r"\((?P<meeting>[^「」、]*)(?:、(?P<day>[^「」]*))?\): *(?P<said>「.*」)\s*",
    re.DOTALL,
)
_SAME = re.compile(r"同じ発言で: *(?P<said>「[^「」]*(?:「[^「」]*」[^「」]*)*」)\s*")
_NOBODY = "発言者の記載なし"
_SUBJECT = re.compile(
    r"(?:^|[、,。])(?P<who>[^、,。「」]{1,48}?)"
    r"(?:は|が|から(?:は|も)?|より|によると|によれば|としては?|の(?:答弁|回答|発言|質問|説明|意見|指摘|要望)(?:では|によ|は|が))"
    r"[、,]?(?!もちろん|じめ)"
)
_REPLY = re.compile(
    r"^(?P<asked>[^。]{2,160}?)(?:と(?:の|いう)|の|についての|に関する|への)?"
    r"(?:質問|問い|指摘|要望|意見|懸念|質疑)(?:に対し(?:て)?は?|を受け(?:て)?|には|に)[、,]?"
)
_LEAD = re.compile(
    r"^[^、。「」は]{0,50}?(?:会議|協議会|委員会|議会|定例会|会合|座談会|第\s*[0-9]+\s*回|[0-9]\s*日(?:の会議)?)"
    r"(?:\s*[(（][^()（）]{1,24}[)）])?(?:で|において|では|にて)(?:は)?[、,]?"
)
_SPEAKERISH = re.compile(
    r"(?:さん|氏|様|君|委員|議員|教授|知事|市長|区長|座長|議長|委員長|会長|理事|補佐官|長|事務局|CIO|都|国|県|市側|都側|(?<!地)区|市|町|村|課|局|部|会|省|(?<![閉開登退来入])庁|大学"
    r"|支所)$"
)
_ACCORDING = re.compile(r"^[^、。]{1,48}によ(?:ると|れば)")
_THINGS = ("latin", "katakana")
_ANYBODY = re.compile(
    r"^(?:お客様|(?:各|他の|複数の|多くの|一部の)?(?:[市区町村]|委員|参加者|出席者|自治体|区市町村|会議|協議会|本会議|同会議|委員会|市町村|住民|市民|職員|利用者"
    r"|会場|参加自治体)(?:ら|たち|側)?)$"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence, in NFKC but for ``quotes``.

    ``whole`` is the sentence without citation marks, ``said`` what is said without who says it,
    ``who`` the one it is ascribed to (``""``: nobody), ``asked`` what it is said to reply to,
    ``quotes`` the outermost bracketed stretches as written.
    """

    whole: str
    said: str
    who: str
    asked: str
    quotes: tuple[str, ...]


@lru_cache(maxsize=1024)
def read_claim(sentence: str) -> Claim:
    """Take a sentence apart."""
    bare = _MARK.sub("", sentence)
    whole = normalize(bare)
    framed = _FRAME.fullmatch(whole)
    if framed:
        who = "" if framed["who"] == _NOBODY else framed["who"]
        day = f"({framed['day']})" if framed["day"] else ""
        # The meeting in front, as a writer would put it; figures are read there as the meeting's.
        whole = f"{framed['meeting']}{day}で、{who}{'は' if who else ''}{framed['said']}"
        return Claim(whole, framed["said"], who, "", tuple(_quotes(bare)))
    if same := _SAME.fullmatch(whole):
        # It is all one quotation: whoever is named in it, the speaker names.
        return Claim(same["said"], same["said"], "", "", tuple(_quotes(bare)))
    who, said = _headed(whole)
    asked = ""
    if not who:
        reply = _REPLY.match(whole)
        rest = whole
        if reply and "「" not in reply["asked"]:
            asked, rest = reply["asked"], whole[reply.end() :]
        lead = _LEAD.match(rest)
        told = rest[lead.end() :] if lead else rest
        who, said = _subject(told, rest)
        if not who and asked:
            # 「XはYとの質問に対し、…と答えた」: X answers, and stands in front of the question.
            who = _subject(asked + _ending(rest), asked)[0]
            asked = asked.removeprefix(who).lstrip("はが、,") if who else asked
    return Claim(whole, said or whole, who, asked, tuple(_quotes(bare)))


def _ending(rest: str) -> str:
    match = _REPORT.search(rest)
    return match.group() if match else ""


def _headed(whole: str) -> tuple[str, str]:
    """「Xの答弁: 「…」」"""
    lead = _LEAD.match(whole)
    match = _HEADED.match(whole[lead.end() :] if lead else whole)
    whole = whole[lead.end() :] if lead else whole
    if match and _is_somebody(match["who"]):
        return match["who"].strip(), whole[match.end() :].strip()
    return "", ""


def _subject(told: str, rest: str) -> tuple[str, str]:
    """The one to whom a report is ascribed, and the report without its frame."""
    report = _REPORT.search(told)
    if report and _HELD.search(report.group()):
        return "", told[: report.start()]
    said = told[: report.start()] if report else told
    if not (report or _SPOKEN.search(told[-24:]) or _ACCORDING.search(told)):
        return "", rest
    for match in _SUBJECT.finditer(told):
        who = re.sub(
            r"^(?:また|さらに|一方|なお|これに対し(?:て)?|その後)", "", match["who"]
        ).strip()
        if _is_somebody(who):
            quoted = _QUOTED_BEFORE.match(who)
            if quoted:  # 「…に上る、と議員は指摘した」
                told_first = f"{told[: match.start()]} {quoted['told']}".strip()
                return quoted["who"], told_first
            after = said[match.end() :]
            lead = _LEAD.match(after)
            return who, f"{told[: match.start()]} {after[lead.end() :] if lead else after}".strip()
        if match.start() > 60:
            break
    return "", said if report else rest


_QUOTED_BEFORE = re.compile(
    r"^(?P<told>.*?)と(?P<who>[^とのをに]{0,12}?(?:議員|委員|部長|課長|局長|市長|区長|町長|村長|知事|教育長|会長|座長|氏))$"
)


def _is_somebody(who: str) -> bool:
    bare = who.strip()
    if not bare or _ANYBODY.match(bare) or bare.endswith(("について", "に関して", "として")):
        return False
    if _SPEAKERISH.search(bare):
        return True
    last = [n for n in names(bare) if bare.endswith(n.text) and n.kind not in _THINGS]
    return bool(last) and len(bare) <= 24 and not re.search(r"[をにで]", bare)


def _quotes(text: str) -> list[str]:
    found: list[str] = []
    depth, start, closer = 0, 0, ""
    for at, c in enumerate(text):
        if depth == 0 and c in _OPEN:
            depth, start, closer = 1, at + 1, _OPEN[c]
        elif depth and _OPEN.get(c) == closer:
            depth += 1
        elif depth and c == closer:
            depth -= 1
            if depth == 0:
                found.append(text[start:at])
    return found
