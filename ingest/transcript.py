"""Plain transcripts: ``氏名：発言``, one speaker a line, continued until the next."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from chatbot.types import Speaker
from ingest.agenda import read_front
from ingest.drafts import Draft, Drafts
from ingest.header import label_of
from ingest.headings import in_corner_brackets
from ingest.names import JOINERS, KANJI
from ingest.speakers import is_speaker, parse_speaker
from ingest.wrapping import Line, Shape, join

_TIME = (
    r"(?:[\[(（【]?[0-9０-９]{1,2}[:：][0-9０-９]{2}(?:[:：][0-9０-９]{2})?[\])）】]?[\s\u3000]*)?"
)
_SAID = re.compile(
    rf"{_TIME}(?P<who>[^:：。、？！「」『』]{{1,40}}?)[\s\u3000]*[:：](?!//)[\s\u3000]*(?P<what>.*)"
)
_FAMILY = rf"[{KANJI}](?:[{KANJI}]|[{JOINERS}](?=[{KANJI}])){{0,3}}"
_NAME = re.compile(
    rf"{_FAMILY}(?:[ \u3000][{KANJI}{JOINERS}ぁ-んァ-ヶー]{{1,4}})?|"
    rf"[{KANJI}]{{1,3}}[ぁ-んァ-ヶー]{{1,4}}|[ァ-ヶー・]{{2,14}}|[ぁ-ん]{{2,6}}|"
    r"[A-ZＡ-Ｚ]|[A-Z][a-z]+(?: [A-Z][a-z]+)*|"
    r"(?:発言者|話者|参加者|Speaker ?)[0-9０-９A-ZＡ-Ｚ一二三四五六七八九]{1,2}"
)
# A name without a space may be longer, but so is many a label: it counts when it speaks twice.
_LONG_NAME = re.compile(rf"[{KANJI}{JOINERS}]{{5,6}}")
_NO_NAME = re.compile(
    r"日時|場所|議事|議題|次第|出席.*|欠席.*|参加.*|資料.*|配布.*|記録|備考|注|例|結論|理由|課題|背景|論点|目的|概要|方針|対応|対策|現状|効果|予算|"
    r"期間|期限|担当|次回|宿題|決定.*|合意.*|まとめ|要旨|要点|補足|参考|連絡先|電話|氏名|所属|件名|宛先|発信|作成|会議名|開会|閉会|開始|終了|"
    r"結果|内容|質問|回答|問|答|意見|提案|要望|説明|報告|検討|確認|共有|事項|対象|方法|手順|条件|原因|影響|手段|主催|会場|ポイント|メモ|テーマ|タイトル|URL|Q|"
    r"午前|午後|第.+|.*[年月日時分]|.*について|.*事項|.*内容|.*一覧"
)


def is_transcript(lines: Sequence[Line], shape: Shape) -> bool:
    """At least two speeches, by people who look like people."""
    return sum(said is not None for said in _speeches(lines)) >= 2


def parse_transcript(lines: Sequence[Line], shape: Shape) -> Drafts:
    """Take a transcript apart; lines before the first speech are its header."""
    speeches = _speeches(lines)
    first = next((i for i, said in enumerate(speeches) if said), len(lines))
    header, agenda = read_front(lines[:first], shape)
    item = agenda.opened
    turns: list[Draft] = []
    said: list[Line] = []
    speaker: Speaker | None = None

    def flush() -> None:
        if said:
            turns.append(Draft(speaker, item, join(said, shape), note=speaker is None))
            said.clear()

    for line, speech in zip(lines[first:], speeches[first:], strict=True):
        if speech:
            flush()
            who, what = speech
            speaker = parse_speaker(who.source)
            if what.text:
                said.append(what)
        elif (corner := in_corner_brackets(line.text)) or agenda.names(line):
            flush()
            speaker, item = None, agenda.find_or_add(corner or line.text, line.source)
        else:
            said.append(line)
    flush()
    return Drafts(header, agenda.items, turns)


def _speeches(lines: Sequence[Line]) -> list[tuple[Line, Line] | None]:
    """(who, what) for the lines that begin a speech."""
    found = [_said(line) for line in lines]
    often = Counter(said[0].text for said in found if said)
    return [
        said if said and (often[said[0].text] > 1 or _plausible(said[0].text)) else None
        for said in found
    ]


def _said(line: Line) -> tuple[Line, Line] | None:
    if line.bullet or label_of(line.text):
        return None
    match = _SAID.fullmatch(line.text)
    if not match:
        return None
    who = match["who"].strip()
    if who[-1:].isdigit() and match["what"][:1].isdigit():
        return None
    named = _NAME.fullmatch(who) or _LONG_NAME.fullmatch(who) or is_speaker(who)
    if _NO_NAME.fullmatch(who) or not named:
        return None
    at = match.start("who") + match["who"].index(who)
    what = line.tail(match["what"].strip())
    return line.cut(at, at + len(who)), replace(what, indent=False)


def _plausible(who: str) -> bool:
    return is_speaker(who) or _NAME.fullmatch(who) is not None
