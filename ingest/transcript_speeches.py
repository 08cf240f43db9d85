"""Where the speeches of a transcript begin: ``氏名：発言``, ``会長　発言``, ``問　発言``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from ingest.attendance import first_sentence, lists_people
from ingest.drafts import Begun
from ingest.header import label_of
from ingest.headings import without_mark
from ingest.names import JOINERS, KANJI, is_common_noun, is_full_name, is_surname
from ingest.nobodys import of_several
from ingest.sides import ASKER, REPLIER, side_of
from ingest.speakers import is_speaker
from ingest.wrapping import Line

_TIME = (
    r"(?:[\[(（【]?[0-9０-９]{1,2}[:：][0-9０-９]{2}(?:[:：][0-9０-９]{2})?[\])）】]?[\s\u3000]*)?"
)
_SAID = re.compile(
    rf"{_TIME}(?P<who>(?:[^:：。、？！「」『』]|(?<=[（(]代理)[:：]){{1,40}}?)"
    r"[\s\u3000]*(?<![（(]代理)[:：](?!//)[\s\u3000]*(?P<what>.*)"
)
_FAMILY = rf"[{KANJI}](?:[{KANJI}]|[{JOINERS}](?=[{KANJI}])){{0,3}}"
_NAME = re.compile(
    rf"{_FAMILY}(?:[ \u3000][{KANJI}{JOINERS}ぁ-んァ-ヶー]{{1,4}})?|"
    rf"[{KANJI}]{{1,3}}[ぁ-んァ-ヶー]{{1,4}}|[ァ-ヶー・]{{2,14}}|[ぁ-ん]{{2,6}}|"
    r"[A-ZＡ-Ｚ]|[A-Z][a-z]+(?: [A-Z][a-z]+)*|"
    r"(?:発言者|話者|参加者|Speaker ?)[0-9０-９A-ZＡ-Ｚ一二三四五六七八九]{1,2}"
)
_LETTER = re.compile("[A-ZＡ-Ｚ]")
# A name without a space may be longer, but so is many a label: it counts when it speaks twice.
_LONG_NAME = re.compile(rf"[{KANJI}{JOINERS}]{{5,6}}")
# What is said, and no figure or heading: a whole sentence, or a word that is said alone.
_SENTENCE = re.compile(r"[。？！?!]|[ぁ-ん][」』）)]*$|^(?:了解|異議なし|賛成|なし|以上)$")
# Nouns that stand for people: 市民, 保護者, 甲.
_PEOPLE = re.compile(r"(?:民|者|先生|学生|生徒|児童|職員|団体|代表|[甲乙丙丁])$")
# Where so many lines begin with an office and a blank, each that does is somebody speaking.
_SEVERAL = 4
_WORD = r"[^\s（(）)。、「」：:]"
_OFFICE = re.compile(
    rf"(?P<who>{_WORD}{{2,16}}(?:[（(][^（()）]{{1,20}}[）)])?"
    rf"|{_WORD}(?:[ \u3000]{_WORD}(?!\S)){{1,7}})"
    r"[ \u3000\t]+(?P<what>\S.*)"
)
_WITH_NAME = re.compile(
    rf"(?P<who>{_WORD}{{2,16}}[ \u3000]+(?P<name>{_WORD}{{1,4}}[ \u3000]?{_WORD}{{1,4}}))"
    r"[ \u3000\t]+(?P<what>\S.*)"
)
_SIDE = re.compile(
    r"(?P<who>(?:[QＱAＡ]|質問|問|回答|答|意見|要望)[0-9０-９①-⑳]{0,2})"
    r"[.．]?[ \u3000\t]+(?P<what>\S.*)"
)
# Who sits on a council, also in a longer office, or whom brackets tell more about: 森（市民）.
_MEMBER = re.compile(r"委員|議員|[）)]$")
_NO_NAME = re.compile(
    r"日時|場所|議事|議題|次第|出席.*|欠席.*|参加(?!者[A-ZＡ-Ｚ0-9０-９①-⑳]).*|資料.*|配布.*|記録|備考|注|例|結論|理由|課題|背景|論点|目的|概要|方針|対応|対策|現状|効果|予算|"
    r"期間|期限|担当|次回|宿題|決定.*|合意.*|まとめ|要旨|要点|補足|参考|連絡先|電話|氏名|所属|件名|宛先|発信|作成|会議名|開会|閉会|開始|終了|"
    r"結果|内容|質問|回答|問|答|意見|提案|要望|説明|報告|検討|確認|共有|事項|対象|方法|手順|条件|原因|影響|手段|主催|会場|ポイント|メモ|テーマ|タイトル|URL|Q|"
    r"午前|午後|第.+|.*[年月日時分]|.*について|.*事項|.*内容|.*一覧"
)


def told_with_colons(lines: Sequence[Line]) -> int:
    """How many lines begin with a speaker and a colon."""
    return sum(said is not None for said in begun_with_colons(lines))


def begun_with_colons(lines: Sequence[Line]) -> list[Begun | None]:
    """(who, what) for the lines that begin with somebody and a colon."""
    found = _without_lists(lines, [_said(line) for line in lines])
    said: dict[str, list[str]] = {}
    for one in found:
        if one:
            said.setdefault(one[0].text, []).append(one[1].text)
    speakers = {who for who, what in said.items() if not side_of(who) and _speaks(who, what)}
    speakers |= _sides(said, speakers)
    begun = [one if one and one[0].text in speakers else None for one in found]
    pairs = list(zip(begun, lines, strict=True))
    plain = {one[0].text for one, line in pairs if one and not line.bullet}

    members = any(one and line.bullet and _MEMBER.search(one[0].text) for one, line in pairs)

    def counts(who: str, line: Line) -> bool:
        # ・総務課：対応済み is a point of a speech, unless members speak behind bullets too.
        return not line.bullet or not plain or members or who in plain

    return [one if one and counts(one[0].text, line) else None for one, line in pairs]


def _said(line: Line) -> Begun | None:
    if label_of(line.text):
        return None
    line = line.tail(without_mark(line.body))
    match = _SAID.fullmatch(line.text)
    if not match:
        return None
    who = match["who"].strip()
    if who[-1:].isdigit() and match["what"][:1].isdigit():
        return None
    side = side_of(who)
    named = side or _NAME.fullmatch(who) or _LONG_NAME.fullmatch(who) or is_speaker(who)
    if (_NO_NAME.fullmatch(who) and not side) or not named or of_several(f"（{who}）"):
        return None
    at = match.start("who") + match["who"].index(who)
    what = line.tail(match["what"].strip())
    return line.cut(at, at + len(who)), replace(what, indent=False)


def _speaks(who: str, said: Sequence[str]) -> bool:
    """Whether what stands before a colon is somebody who speaks, and no label: 金額：12件.

    An office is one, and a name; whatever else may be one speaks in sentences.
    """
    noun = is_common_noun(who)
    if is_surname(who) or (is_full_name(who) and not noun):
        return True
    sentences = sum(_SENTENCE.search(what) is not None for what in said)
    if is_speaker(who):
        return len(said) > 1 or sentences > 0 or said == [""]
    if noun:
        return sentences == len(said) and (len(said) > 1 or _PEOPLE.search(who) is not None)
    return len(said) > 1 or (_NAME.fullmatch(who) is not None and (sentences > 0 or said == [""]))


def _speak_for_themselves(sides: Sequence[str], others: int) -> bool:
    """Whether 問 and 答 both stand here as often as ``others`` speak, who may only quote them."""
    roles = {side.role for who in sides if (side := side_of(who))}
    return roles == {ASKER, REPLIER} and len(sides) >= others


def _sides(said: Mapping[str, Sequence[str]], others: Collection[str]) -> set[str]:
    """Q and A, 質問 and 回答, where both speak and nobody else speaks more.

    Else they are quoted by somebody, or the parts of a form; and A is somebody's letter.
    """
    sides = {who for who in said if side_of(who)}
    theirs = [who for who in said if who in sides for _ in said[who]]
    if _speak_for_themselves(theirs, sum(len(said[who]) for who in others)):
        return sides
    return {who for who in sides if _LETTER.fullmatch(who) and _speaks(who, said[who])}


def begun_with_blanks(lines: Sequence[Line]) -> list[Begun | None]:
    """(who, what) for the lines that begin with an office and a blank, or with 問 and 答."""
    found = [_behind_a_blank(line) for line in lines]
    told = [one for one in found if one and _SENTENCE.search(one[1].text)]
    often = Counter(who.text for who, _ in told)
    # An office that speaks once may as well be the subject of a sentence without its particle.
    enough = len(told) >= _SEVERAL
    known = {who for who, count in often.items() if enough or count > 1 or _MEMBER.search(who)}
    kept = _without_lists(lines, [one if one and one[0].text in known else None for one in found])
    sides = [_side_behind_a_blank(line) for line in lines]
    who = [one[0].text for one in sides if one]
    if _speak_for_themselves(who, sum(one is not None for one in kept)):
        return [one or other for one, other in zip(kept, sides, strict=True)]
    return kept


def _side_behind_a_blank(line: Line) -> Begun | None:
    match = _SIDE.fullmatch(line.text)
    if match is None:
        return None
    who = line.cut(*match.span("who"))
    return who, replace(line.tail(match["what"]), indent=False)


def _behind_a_blank(line: Line) -> Begun | None:
    if label_of(line.text):
        return None
    for pattern in (_WITH_NAME, _OFFICE):
        match = pattern.fullmatch(line.text)
        if match and (pattern is _OFFICE or is_full_name(match["name"])):
            who = match["who"]
            if is_speaker(who):
                return line.cut(0, len(who)), replace(line.tail(match["what"]), indent=False)
    return None


def _without_lists(lines: Sequence[Line], found: Sequence[Begun | None]) -> list[Begun | None]:
    """Without those who are only named before the first sentence: who was there."""
    front = first_sentence(lines)
    return [
        None if one and at < front and lists_people(one[1].text) else one
        for at, one in enumerate(found)
    ]
