"""Headings and agenda lines: numbers, the 非公開 mark, and what a line names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from chatbot.types import Speaker
from ingest.brackets import is_bracketed, unwrap
from ingest.speakers import is_speaker, parse_speaker
from ingest.wrapping import strip_bullet

_WHOLLY = "(?:(?:全(?:部|て|編|面(?:的)?)|すべて|完全)(?:を|は|に)?)?"
CLOSED = rf"{_WHOLLY}(?:非公開|傍聴(?:不可|禁止)(?=[）)】\]］]))"
"""What says that something is behind closed doors; not 一部非公開. For a pattern."""
IS_CLOSED = (
    rf"{_WHOLLY}非公開(?:と(?:する|します|した|しました)|です|である|(?:審議|会議)"
    r"|で(?:実施|開催|審議|協議|行う|行います|行った)(?:する|します|した)?)?"
)
"""That something is behind closed doors; for a pattern."""
_OPENS, _CLOSES = "（(【\\[［〔＜<〈《", "）)】\\]］〕＞>〉》"
# What is closed, or why; of what else is not public (資料は非公開, 公開・非公開) the item is open.
_ITEM_IS = (
    r"(?:(?:この|本|当該?)?(?:会議|議事|審議|議題|案件|件|項目?|事項)(?:について)?(?:は|を|も|、)?、?"
    rf"|[^{_CLOSES}]{{1,40}}(?:ため|により|に(?:基づ|もとづ)き|につき|から|理由に)、?"
    r"|(?:以下|以降|ここ(?:から|より))、?|関係者(?:限り|のみ)[・、]?|公開しない[。、＝]|[※*＊]){0,3}"
)
# The mark stands at an end of the title or beside another bracket, and speaks of the item: titles
# that are about what is not public (会議の非公開の取扱い, 非公開とする理由) carry none.
_CLOSED = re.compile(
    rf"\s*[{_OPENS}]\s*(?:[※*]\s*)?{CLOSED}(?!(?:と|に)しない|では?ない|を解除|から公開|データ)"
    r"(?!(?:の|とする|に関する|情報|理由|基準|決定|文書|審議の)"
    r"(?!.{0,3}(?:案件|議題|議事|事項|審議|部分|ため)))"
    rf"[^{_CLOSES}]{{0,20}}[{_CLOSES}](?=$|[\s\u3000{_OPENS}])"
    rf"|^[{_OPENS}]\s*(?:[※*]\s*)?{CLOSED}[{_CLOSES}]\s*"
    rf"|[\s\u3000]*[：:※*＊]\s*{_ITEM_IS}\s*(?:{IS_CLOSED}|公開しない)。?$|[\s\u3000]+非公開$"
    rf"|\s*[{_OPENS}]\s*{_ITEM_IS}\s*(?:{IS_CLOSED}|公開しない(?:＝非公開)?|秘密会)。?"
    rf"\s*[{_CLOSES}]$"
)
_CLOSED_WORDS = ("非公開", "公開しない", "秘密会", "傍聴")
_ONLY_CLOSED = re.compile(r"[※*]?\s*非公開(?:議題|議事|案件|事項|審議|会議)?")
_NUMBERED = re.compile(
    r"(?P<sub>[（(])?(?P<number>[0-9０-９]{1,2}|(?P<ring>[①-⑳]))(?(sub)[)）])(?P<sep>[.．、:：)）]?[\s\u3000]*)(?P<rest>\S.*)"
)
_KANJI_NUMBERED = re.compile(
    r"(?P<number>[一二三四五六七八九十]{1,3})(?:[、．.]|[\s\u3000]+)(?P<rest>\S.*)"
)
_SPACED = re.compile(r"(?P<number>[0-9０-９]{1,2})(?:[.．、][\s\u3000]*|[\s\u3000]+)(?P<rest>\S.*)")
MARKS = "○◯〇◎●■□◆◇▲△▼▽★☆"
"""What stands before speakers and headings; for a character class."""
_MARK = re.compile(rf"[{MARKS}][ \u3000]*(?=\S)")
_LABELLED = re.compile(
    r"(?:議題|議事|案件|(?:報告|協議|審議|検討)(?:事項|案件))[\s\u3000]*[（(]?"
    r"(?P<number>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})[）)]?"
    r"(?:[．.、:：]|[\s\u3000]|(?<=[）)])|(?<=[0-9０-９])(?=「))[\s\u3000]*(?P<title>[^\s（(].*)"
)
_COUNTED = re.compile(
    # 5 人 counts, 5 人事 is a title.
    r"(?!(?:区?市|市区)町村別|人(?:事|材|権|口|員)|個[人別]|年金|月例|時代|分[野科]|件名|回[答覧線]|点[検字]|割引|歳[入出]|"
    r"条例|項目|名[称簿]|校[舎名区庭則門務長医]|台[帳風]|番号|社[会内]|日[程本常]|度合|千[葉代]|万博|円滑)(?:"
    r"[月日年時分秒人名件回つ点個割円億万千度番台箇カヶか社校票歳階号条項条倍割頁%％‰℃,，.．:：/／～〜0-9０-９]|"
    r"市(?:区|町|と|の|で|が|を|か)|区(?:市|と|の|で|が|を|か)|箇所|期目|本目|本の|本年度|年度|か月|ページ|GB|MB"
    # 3 自治体が… counts, 4 自治体システム標準化 is a title.
    r"|(?:自治体|団体|都市|世帯|都道府県|区市町村|市町村)(?![一-龥ァ-ヶー]))"
)
_TRAILING = re.compile(
    r"[\s\u3000]*[（(](?P<inner>[^（）()]*(?:[（(][^（）()]*[）)])?[^（）()]*)[）)]$"
)
# Numbers that belong to the title as it is printed: 日程第２　…, Ⅱ　…, ［２］….
_ORDINAL = re.compile(
    r"(?:(?:日程|議題|議案|案件|報告)?第(?P<number>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})"
    r"[\s\u3000]+(?![回条項章節期号])"
    r"|(?P<roman>[Ⅰ-Ⅻ])(?:[.．、:：]|[\s\u3000])[\s\u3000]*"
    r"|[［\[〔【](?:議題|議事|案件)?(?P<inner>[0-9０-９]{1,2})[］\]〕】][\s\u3000]*)\S.*"
)
_AROUND = re.compile(r"^[\W_ー]+|[\W_ー]+$")
_QUESTIONS = re.compile(
    r"(?:主な)?(?:質疑(?:・?応答)?|質疑(?:・|及び|、)?意見(?:交換)?|意見交換|意見・質疑|質問・回答|Q&A)(?:の概要|の要旨)?"
)
NOTHING_SAID = re.compile(
    r"(?:特に|主な)?(?:発言|意見|質疑|質問|質疑応答)?(?:等)?(?:は)?(?:特に)?(?:なし|無し|無)"
)
GREETING = re.compile(r"挨拶|あいさつ|開会|閉会|総括|講評|閉式|開式")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line that begins with a number: ``number`` half-width, ``sub`` for ``(1)`` and ``①``."""

    number: str
    title: str
    sub: bool

    @property
    def count(self) -> int:
        """The number as one."""
        return int(self.number)

    def follows(self, other: Numbered) -> bool:
        """Whether this is the next one of the same level."""
        return self.sub == other.sub and self.count == other.count + 1


def numbered(text: str) -> Numbered | None:
    """The number and the rest of a heading; ``None`` for ``3 月までは…`` and the like."""
    if found := _NUMBERED.match(text):
        if not found["sub"] and not found["ring"] and _COUNTED.match(found["rest"]):
            return None
        number = str(count_of(found["number"]))
        return Numbered(number, found["rest"].strip(), bool(found["sub"] or found["ring"]))
    if found := _KANJI_NUMBERED.match(text):
        number = str(count_of(found["number"]))
        return Numbered(number, found["rest"].strip(), False)
    return None


def spaced(text: str) -> Numbered | None:
    """A number with a blank or a full stop behind it, whatever follows: 「２　市町村の連携」.

    In running text it counts what stands behind it as often: the caller must expect the number.
    """
    found = _SPACED.fullmatch(text)
    return Numbered(str(count_of(found["number"])), found["rest"], False) if found else None


def labelled(text: str) -> Numbered | None:
    """「議題１　運賃の改定について」, 「議事（１）…」: a heading that says that it is one."""
    found = _LABELLED.fullmatch(text)
    if found is None:
        return None
    return Numbered(str(count_of(found["number"])), found["title"].strip(), False)


def ordinal(text: str) -> Numbered | None:
    """「日程第２　一般質問」, 「Ⅱ　報告」: a heading whose number is part of its title."""
    found = _ORDINAL.fullmatch(text)
    if found is None:
        return None
    if found["roman"]:
        return Numbered(str(ord(found["roman"]) - ord("Ⅰ") + 1), text.strip(), False)
    return Numbered(str(count_of(found["number"] or found["inner"])), text.strip(), False)


def count_of(number: str) -> int:
    """The number of a heading as one: ``２``, ``②``, ``十二``; up to 99."""
    text = unicodedata.normalize("NFKC", number)
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    digits = "一二三四五六七八九"
    units = digits.find(ones[-1]) + 1 if ones else 0
    return (10 * (digits.find(tens) + 1 if tens else 1) if ten else 0) + units


def without_closed_mark(text: str) -> tuple[str, bool]:
    """A title without its （非公開） mark, and whether it carried one."""
    if not any(word in text for word in _CLOSED_WORDS):
        return text.strip(), False
    if _ONLY_CLOSED.fullmatch(text.strip()):
        return text.strip(), True
    short = _CLOSED.sub("", text).strip()
    return short, short != text.strip()


def says_closed(text: str) -> bool:
    """Whether a line says nothing but that an item is closed: （非公開）, ※この議題は非公開."""
    bare = strip_bullet(text)
    return bare == "非公開" or ("", True) in map(without_closed_mark, (bare, f"※{bare}"))


def without_mark(text: str) -> str:
    """A line without the mark that stands before speakers and headings: ■, ○."""
    return text[found.end() :] if (found := _MARK.match(text)) else text


def in_corner_brackets(text: str) -> str | None:
    """What stands in 【 】 where that is the whole line."""
    return unwrap(text) if text.startswith("【") and is_bracketed(text) else None


def key(text: str) -> str:
    """What two printings of one title share: NFKC, no blanks, no bullet, no number, no 非公開."""
    bare, _ = without_closed_mark(strip_bullet(text))
    return "".join(unicodedata.normalize("NFKC", bare).split())


def trailing_brackets(text: str) -> tuple[str, list[str]]:
    """``("挨拶", ["デジタルサービス局長 高野 克己"])`` for a heading with brackets at its end."""
    inner: list[str] = []
    while (found := _TRAILING.search(text)) and found.start() and len(inner) < 20:
        inner.insert(0, found["inner"].strip())
        text = text[: found.start()].strip()
    return text, inner


def presenter_in(title: str) -> Speaker | None:
    """The first speaker whom brackets at the end of a title name."""
    named = [inner for inner in trailing_brackets(title)[1] if is_speaker(inner)]
    return parse_speaker(named[0]) if named else None


def opens_questions(text: str) -> bool:
    """Whether a line only says that questions and answers follow (質疑応答)."""
    return len(text) <= 30 and bool(_QUESTIONS.fullmatch(_AROUND.sub("", key(text))))


def says_nothing(text: str) -> bool:
    """Whether a line only says that nobody spoke (発言なし)."""
    return len(text) <= 20 and bool(NOTHING_SAID.fullmatch(key(unwrap(text)).rstrip("。")))
