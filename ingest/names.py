"""Names: their characters, what the dictionary knows as a family name, and の within them."""

from __future__ import annotations

import re
from functools import lru_cache

from chatbot.words import analysed

# Beside the common kanji: 﨑 and other compatibility characters that are letters of their own, rare
# ones outside the first 65,536 (𠮷), repetition (々), and selectors of a variant (葛󠄀).
KANJI = "㐀-䶿一-鿿豈-﫿𠀀-𲎯々〇〆\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""For a character class."""
JOINERS = "ヶヵケノツ之"
"""What stands between the kanji of a name: 三ヶ島, 竹ノ内, 四ツ谷; for a character class."""
_KANJI_NAME = re.compile(rf"[{KANJI}{JOINERS}]{{1,5}}")
_HONORIFIC = re.compile(r"[ \u3000]?(?:君|氏|様|さん|殿|委員|議員)$")
# Family names, too; but that these are places is the better guess.
_VILLAGES = frozenset(("東村", "原村", "森町"))


@lru_cache(maxsize=4096)
def is_surname(word: str) -> bool:
    """Whether the dictionary reads ``word`` as a family name: 中村 and 高市, but not 白馬村."""
    if not _KANJI_NAME.fullmatch(word) or word in _VILLAGES:
        return False
    # 町田 by itself is a city, before さん somebody.
    _, surface, feature = analysed(f"{word}さん")[0]
    return bool(surface == word and feature.pos3 == "人名" and feature.pos4 == "姓")


def is_full_name(text: str) -> bool:
    """Whether a text is a family name and a given one in kanji, and nothing else: 佐藤 一郎."""
    bare = "".join(_HONORIFIC.sub("", text).split())
    if not (3 <= len(bare) <= 6 and _KANJI_NAME.fullmatch(bare[:5])):
        return False
    return any(is_surname(bare[:n]) for n in (1, 2, 3) if n < len(bare))


@lru_cache(maxsize=4096)
def is_person(text: str) -> bool:
    """Whether the dictionary reads a text as a family name and a given one: 佐藤花子."""
    words = analysed(text) if len(text) < 8 and _KANJI_NAME.match(text) else []
    kinds = [(feature.pos3, feature.pos4) for _, _, feature in words]
    # 大森南 is a part of a town: a given name of one character is not told from one.
    return kinds == [("人名", "姓"), ("人名", "名")] and len(words[1][1]) > 1


_NOUNS = ("名詞", "接頭辞", "接尾辞", "形状詞")


def is_common_noun(text: str) -> bool:
    """Whether the dictionary reads a text as ordinary nouns, as labels are: 利用者, 前年度.

    What it knows only kanji by kanji is rather a name: 龍ケ江.
    """
    words = analysed(text)
    known = len(words) == 1 or any(len(surface) > 1 for _, surface, _ in words)
    return known and all(
        bool(feature.lemma) and feature.pos1 in _NOUNS and feature.pos2 != "固有名詞"
        for _, _, feature in words
    )


# が and kana within the names of places: ひばりが丘, にかほ市, ときがわ町; and 障がい者.
_PLACE = re.compile(
    r"障がい|が(?=[丘岡谷崎島原浦浜池台森関野])|(?<![ぁ-ん])[ぁ-ん]{2,7}(?=[市区町村](?![ぁ-ん]))"
)
_PARTICLE = re.compile(r"[をはがにへ]|から|まで")
_POINTS = re.compile(
    r"(?:[他次今本当各全同前元上下内外間中後別時際用的等者側員]|年度|今回|以下|以上|近隣|周辺|全国|一部|多数|"
    r"将来|現在|従来|最初|事業|計画|制度|問題|費用|予算|業務|対象|実施|導入|整備|対応|課題|関係|部門|"
    r"[都府県国省庁局部課室係市区町村会]|[こそあど]の|ほか|これ|それ|すべて|いずれ|など|ため|こと|もの|たち)の"
)
_ONLY_A_POST = re.compile(
    r"の(?:座長|会長|議長|委員長?|司会|進行|事務局|理事長?|(?:各|全|他|関係|担当|所管|主管|当該|責任|代表).*)$"
)


def in_prose(office: str) -> bool:
    """Whether an office or organisation as read is rather a piece of a sentence.

    の is at home within a name (みどりの市, 緑の課, 子どもの未来応援課長), but not behind a word
    that points at something (今後の課), nor before a post alone (協議会の会長).

    >>> in_prose("緑の課"), in_prose("今後の課"), in_prose("市に課")
    (False, True, True)
    """
    plain = _PLACE.sub("", office)
    return any(mark.search(plain) for mark in (_PARTICLE, _POINTS, _ONLY_A_POST))
