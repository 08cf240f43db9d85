"""Proper nouns of a claim, and whether a passage or the one who speaks there bears them.

Persons, places, organisations and offices by the dictionary and by their endings, Latin words, and
katakana words that the dictionary does not know as loan words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from chatbot.dates import values
from chatbot.text import fold_kana, normalize
from chatbot.types import Speaker
from chatbot.wording import read, variants
from chatbot.words import Word, analysed

NameKind = Literal["proper", "latin", "katakana", "office", "body"]

_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+]*(?:-[A-Za-z0-9]+)*")
_KATAKANA = re.compile(r"[ァ-ヴー]{3,}")
# A body within an administration: 情報システム課, 教育委員会, 汐見支所.
_BODY = re.compile(
    r"[一-龥々ァ-ヶーA-Za-z]{2,12}?(?:委員会|事務局|支所|大学|商工会議所|センター|課|局|省|庁|部|区|市|町|村|県)"
    r"(?![一-龥々ァ-ヶー])"
)
_OFFICE = re.compile(
    r"(?:[一-龥々ァ-ヶーA-Za-z]{0,14}?)"
    r"(?:副?知事|副?市長|副?区長|副?町長|副?村長|副?議長|副?委員長|副?座長|副?会長|副?理事長|局次長|次長|局長|部長"
    r"|課長|室長|支所長|所長|館長|係長|教育長|補佐官|大臣|教授|主幹|参事|監(?!視|査|督|修)|CIO)"
    r"(?![一-龥々])"
)
# What ends like a body or an office and names none.
_VAGUE = re.compile(
    r"^(?:各|同|当|本|他|両|全|担当|所管|関係|一|内|外|幹|細|大|局|所属|主管|該当|他の|都内|市内|区内|周辺"
    r"|それぞれの?|すべての?|全ての?)*(?:部課?|部局|部署|課|局|庁|省|区|市|町|村|県|区市町村|市区町村|市町村|近隣市|他市|町村|地区|学区|街区"
    r"|部長|課長|局長|係長|一部|全部|内部|外部|幹部|細部|大部|学部|本部|結局|当局|薬局|郵便局|課長級|官庁|省庁|帰省)$"
)
_NO_NAME = re.compile(r"[ァ-ヴー]+|[ぁ-ん]{1,2}|同[一-龥]")
_ERAS = frozenset("令和 平成 昭和 大正 明治".split())
_HONORIFIC = re.compile(r"(?:さん|氏|様|君|先生|委員|議員|殿)$")
_POST = re.compile(r"(?:(?:副|局)?[一-龥]?[長事官臣授]|CIO)$")


@dataclass(frozen=True, slots=True)
class Name:
    """A proper noun as it stands in a claim, in NFKC."""

    text: str
    kind: NameKind


def compact(text: str) -> str:
    """NFKC, hiragana as katakana, lower case, no whitespace: for finding one text in another."""
    return re.sub(r"\s+", "", fold_kana(text)).lower()


@lru_cache(maxsize=4096)
def everyday(katakana: str) -> bool:
    """Whether a katakana word is made of loan words that the dictionary knows."""
    return all(
        feature.goshu in ("外", "和", "漢", "混") and feature.pos2 != "固有名詞"
        for _, _, feature in analysed(katakana)
    )


@lru_cache(maxsize=2048)
def names(text: str) -> tuple[Name, ...]:
    """The proper nouns of an NFKC text, each once."""
    found: dict[str, NameKind] = {}
    typed = [(v.begin, v.stop) for v in values(text)]

    def free(begin: int, end: int) -> bool:
        return not any(b < end and begin < s for b, s in typed)

    for word in read(text):
        proper = "固有名詞" in word.pos and word.surface not in _ERAS
        if proper and free(word.start, word.end) and not _NO_NAME.fullmatch(word.surface):
            found.setdefault(word.surface, "proper")
    for begin, end in _compounds(text):
        if free(begin, end):
            found.setdefault(text[begin:end], "body")
    for pattern, kind in _PATTERNS:
        for match in pattern.finditer(text):
            if not free(*match.span()):
                continue
            surface = match.group()
            if kind in ("body", "office") and _VAGUE.match(surface):
                continue
            if kind == "katakana" and everyday(surface):
                continue
            found.setdefault(surface, kind)
    return tuple(Name(surface, kind) for surface, kind in found.items())


# What the dictionary has no one word for: institutions, companies, places with a name.
_KINDS = (
    "事務所|会議所|協会|連合会|連盟|組合|財団|基金|株式会社|公社|事業団|機構|法人|研究所|公園|病院|診療所|図書館|公民館"
    "|会館|ホール|学校|高校|大学院|警察署|消防署|庁舎|工場|建設|銀行|温泉|鉄道|協議会|審議会|検討会|商店街|団地"
)
_INSTITUTION, _WITH = re.compile(f"(?:{_KINDS})$"), re.compile(f"{_KINDS}|センター")
_CALLED = re.compile(r"[ぁ-ん]{3,}")
_LEAST = 4


def _compounds(text: str) -> Iterator[tuple[int, int]]:
    """Nouns written together that end like an institution, or are called by a word in kana."""
    run: list[Word] = []
    for word in (*read(text), None):
        joins = word is not None and (not run or run[-1].end == word.start)
        if word is not None and joins and _NOUN.match(word.pos):
            run.append(word)
            continue
        whole = "".join(one.surface for one in run)
        called = _WITH.search(whole) and any(_CALLED.fullmatch(one.surface) for one in run)
        if len(run) > 1 and len(whole) >= _LEAST and (called or _INSTITUTION.search(whole)):
            yield run[0].start, run[-1].end
        run = [word] if word is not None and _NOUN.match(word.pos) else []


_NOUN = re.compile(r"名詞(?!-数詞|-助動詞語幹)|接尾辞-名詞的|接頭辞")

_PATTERNS: tuple[tuple[re.Pattern[str], NameKind], ...] = (
    (_LATIN, "latin"),
    (_KATAKANA, "katakana"),
    (_BODY, "body"),
    (_OFFICE, "office"),
)


def borne(name: Name, told: str) -> bool:
    """Whether a text (as ``compact`` gives it) has a name, in one of its spellings."""
    plain = compact(name.text)
    known = variants()
    others = {*known.get(name.text, ()), *known.get(name.text.lower(), ()), *known.get(plain, ())}
    forms = {plain, *map(compact, others)}
    if name.kind == "latin":
        return any(_latin_word(form, told) for form in forms)
    if any(form in told for form in forms):
        return True
    if name.kind == "katakana":
        return any(_shortens(plain, whole) for whole in _KATAKANA.findall(told))
    if name.kind in ("body", "office"):
        # 「デジタル部門の職員課」 may be told in two pieces; every word of it must still be there.
        return all(compact(w.surface) in told for w in read(name.text)) and _tail(name) in told
    return False


def _shortens(short: str, whole: str) -> bool:
    """マイナカード for マイナンバーカード: the characters in order, the beginning the same."""
    rest = iter(whole)
    return len(short) >= 4 and short[:2] == whole[:2] and all(c in rest for c in short)


def _tail(name: Name) -> str:
    """The last word, at most two characters: the office or body itself (課長, 支所)."""
    return compact(read(name.text)[-1].surface)[-2:]


def _latin_word(form: str, told: str) -> bool:
    if not form.isascii():
        return form in told
    return bool(re.search(rf"(?<![a-z]){re.escape(form)}(?![a-z])", told))


def speaker_text(speaker: Speaker | None) -> str:
    """Everything that the line of a speaker says, ``compact``."""
    if speaker is None:
        return ""
    return compact(" ".join((speaker.organization, speaker.role, speaker.name, speaker.raw)))


def is_speaker(who: str, speaker: Speaker | None, text: str = "") -> bool:
    """Whether ``who`` (小林部長, 狛江市の平林氏, 座長) can be this speaker.

    Each name must be on the speaker's line; an office must be the end of the speaker's. Where the
    line gives no more than a name, the body may be named in the speech itself (``text``).
    """
    told = speaker_text(speaker)
    if speaker is None or not told:
        return False
    plain = normalize(who)
    pieces = [p for p in re.split(r"[\s・、()(),]+|の(?!口|部|村|木)", plain) if p]
    held = [_piece(piece, told) for piece in pieces]
    spoken = compact(text)
    bare = not (speaker.role or speaker.organization)
    return any(
        on or _by_office(p, told, spoken) for on, p in zip(held, pieces, strict=True)
    ) and all(
        on
        or (bare and compact(_HONORIFIC.sub("", piece)) in spoken)
        or _by_office(piece, told, spoken)
        for on, piece in zip(held, pieces, strict=True)
    )


def _by_office(piece: str, told: str, spoken: str) -> bool:
    """御厨座長, where the line names 御厨 and the speech says 座長は私が務める."""
    match = _POST.search(piece)
    if match is None or not match.start():
        return False
    return compact(piece[: match.start()]) in told and compact(match.group()) in spoken


def _piece(piece: str, told: str) -> bool:
    bare = _HONORIFIC.sub("", piece)
    if not bare:
        return True
    whole = compact(bare)
    if whole in ("都", "東京都", "都側"):
        return not re.search(r"[区市町村](?:cio|長|役所)", told)
    if _contains(whole, told):
        return True
    match = _OFFICE.search(bare)
    if match is None or match.end() != len(bare):
        surnames = [w.surface for w in read(bare)]
        return len(surnames) > 1 and all(compact(s) in told for s in surnames)
    office = _POST.search(bare)
    head = bare[: office.start()] if office else ""
    tail = compact(bare[len(head) :])
    return _contains(tail, told) and all(compact(w.surface) in told for w in read(head))


def _contains(piece: str, told: str) -> bool:
    """As a substring, but not 市長 in 副市長 nor 局長 in what is a 次長."""
    at = told.find(piece)
    while at >= 0:
        vice = at > 0 and told[at - 1] == "副" and piece[-1] in "長事"
        if not vice:
            return True
        at = told.find(piece, at + 1)
    return False
