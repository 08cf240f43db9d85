"""Lines that name who speaks so that nobody can tell who: several, nobody in particular, deputies.

What is said below such a line is nobody's: it is not that of whoever spoke before. Brackets within
a speech look much alike (（国・都）, （対象：北区）, （会長・副会長の選任）): a line counts only
where all of it names persons or municipalities.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.brackets import is_bracketed, unwrap
from ingest.drafts import Begun
from ingest.headings import MARKS
from ingest.names import is_common_noun, is_full_name, is_person, is_surname
from ingest.offices import is_post, municipality
from ingest.sides import side_of
from ingest.speakers import is_body, is_speaker, parse_speaker
from ingest.wrapping import Line

LONGEST = 150
"""A longer line in brackets is something else."""
# How speeches begin in transcripts, in records, and behind brackets.
BEFORE_COLON = re.compile(
    r"(?P<who>[^：:。？！「」『』]{2,60}?)[ \u3000]*[：:](?!//)[ \u3000]*(?P<what>\S.*)"
)
BEHIND_MARK = re.compile(
    rf"[{MARKS}][ \u3000]*(?P<who>[^。？！「」『』 \u3000]{{2,60}})[ \u3000]+(?P<what>\S.*)"
)
IN_BRACKETS = re.compile(
    r"[（(【\[［](?P<who>(?:[^（()）【】]|[（(][^（()）]*[）)]){2,60})[）)】\]］]"
    r"[ \u3000]*(?P<what>\S.*)"
)
_JOINED = r"、，,／/＆&＋→⇒"
_AND = r"(?<![ぁ-ん])と(?![ぁ-ん])|及び|および|並びに|ならびに"
_APART = re.compile(rf"[{_JOINED}]|(?<![ァ-ヶー])・|・(?![ァ-ヶー])|{_AND}")
_LISTED = re.compile(rf"[{_JOINED}]|{_AND}")
_BLANKS = re.compile(r"[ \u3000]+")
_CALLED = re.compile(r"(?:様|氏|殿)(?=$|[ \u3000、，,・／/＆&）)])")
# 田中課長, 佐藤委員: a family name of so many characters with a post behind it.
_FAMILY = range(1, 5)
_POST = re.compile(
    r"副?(?:部会長|会長|座長|議長|委員長|知事|[市区町村]長)|委員|議員|先生|教授|補佐官|CIO|"
    r"(?:担当|統括)?(?:課長|部長|局長|室長|次長|係長|主査|主任|主幹|参事|監)"
)
# 佐藤委員ほか２名, 北区など
_AND_OTHERS = re.compile(
    r"(?P<who>.+?)[ \u3000]?(?:ほか|外|他|など|等|ら)"
    r"(?:[0-9０-９一二三四五六七八九十数]{0,3}(?:名|人|団体|自治体|[区市町村]))?"
)
# 事務局（田中課長、山本係長）
_WITHIN = re.compile(r"[^（()）]{1,20}[（(](?P<names>[^（()）]+)[）)]")
_ALL = r"(?:他|ほか|別|各地|複数|一部|多く|数名|ある|両|各)の?"
# Nobody in particular: of （他の市） none is known to have spoken.
_NOBODY = re.compile(
    rf"(?:{_ALL}(?:自治体|委員|参加者|団体|構成員)|(?:他|ほか|別|複数|一部)の?[都市区町村]|参加自治体|出席自治体|"
    r"(?:出席者|参加者|会場|傍聴席|フロア)(?:一同|全員|多数)?(?:の参加者|からの(?:発言|質問|意見))?|"
    r"委員(?:[（(]?(?:複数|多数|数名)[）)]?)|(?:委員|参加者)?[数複]名|多数|(?:発言者|氏名)?不[明詳])"
    r"(?:から|より)?"
)
# What happens, where something stands, and what else is told in brackets within a speech.
NO_NAME = re.compile(
    "拍手|笑い|笑声|退席|着席|離席|退室|退出|入室|着室|到着|起立|挙手|休憩|再開|開会|閉会|黙とう|黙祷|"
    "資料|別紙|別添|別表|参考|訂正|非公開|非開示|以下|以上|省略|(?<!代理)欠席|(?<!代理)出席|注記|"
    "[図表写]|http|www|年度|合計|内訳|令和|平成|単位|税|事例|例$|[：:](?<!代理：)(?<!出席：)|[。！？!?]"
)
"""What tells that brackets name nobody who speaks."""


GOES_ON = re.compile("[にのがをへはもでとや、。]|から|より|まで|など|ほか")
"""How a sentence goes on behind somebody who is named in it."""


def names_one(text: str) -> bool:
    """Whether a line in brackets names one who speaks: （北区）, （局長 高野 克己）, （中村）."""
    if not is_bracketed(text) or text.startswith("【") or of_several(text):
        return False
    side = text.startswith("〔") and side_of(text) is not None
    inner = unwrap(text)
    return side or is_speaker(text) or is_body(text) or is_surname(inner) or is_person(inner)


def unread(line: Line) -> bool:
    """Whether a line in brackets names somebody, or several, and cannot be read."""
    if line.lost:
        return True
    text = line.text
    if len(text) > LONGEST or text[:1] not in ("（", "(", "〔") or not is_bracketed(text):
        return False
    if of_several(text):
        return True
    inner = _bare(text)
    if NO_NAME.search(inner) or names_one(text):
        return False
    if _CALLED.search(inner[-1:]) or ("代理" in inner and _tells_of_one(inner)):
        return True
    if _is_named(_APART.split(inner)[-1]) and not is_surname(inner):
        return True  # 事務局・佐藤
    words = _BLANKS.split(inner)
    ends = is_post(words[-1]) and not _common(words[-1])
    return len(words) > 1 and (ends or is_full_name(" ".join(words[-2:])))


def begins_unread(line: Line, form: re.Pattern[str], *, bodies: bool = False) -> Begun | None:
    """(who, what) where a line begins as speeches do and names somebody who cannot be read.

    ``form`` has the groups ``who``, without its brackets, and ``what``, which must be a sentence.
    Municipalities without a name count only with ``bodies``: 北区、狛江市：… may be a list.
    """
    match = form.fullmatch(line.text)
    if line.bullet or match is None or not is_sentence(match["what"]):
        return None
    who = f"（{match['who'].strip()}）"
    if not of_several(who) or not (bodies or _NOBODY.fullmatch(_bare(who)) or _named_in(who)):
        return None
    own = replace(line.cut(*match.span("who")), lost=True)
    return own, replace(line.tail(match["what"]), indent=False, gap=False)


def of_several(printed: str) -> bool:
    """Whether a line in brackets names several, or nobody: （北区・狛江市）, （他の市）."""
    if len(printed) > LONGEST or not is_bracketed(printed.strip()):
        return False
    inner = _bare(printed)
    if _NOBODY.fullmatch(inner) or NO_NAME.search(inner):
        return _NOBODY.fullmatch(inner) is not None
    if (within := _WITHIN.fullmatch(inner)) and of_several(f"（{within['names']}）"):
        return True
    others = _AND_OTHERS.fullmatch(inner)
    more = others and _speaks(others["who"]) and not is_speaker(f"（{others['who']}等）")
    if more or len(_CALLED.findall(inner)) > 1 or _persons(_BLANKS.split(inner)):
        return True
    parts = [part.strip() for part in _APART.split(inner)]
    if len(parts) < 2 or not all(map(_speaks, parts)):
        return False
    if not _LISTED.search(inner) and sum(map(_is_named, parts)) < 2:
        # 会長・副知事 榊原 弘道 and 事務局・緑市課長 森 健 are one person with two offices.
        return all(map(_is_town, parts))
    return True


def is_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return text.rstrip()[-1:] in "。！？!?" and len(text) > 1


def _bare(printed: str) -> str:
    text = printed.strip()
    while (inner := unwrap(text)) != text:
        text = inner
    return text


def _is_town(part: str) -> bool:
    return municipality(part) == part or bool(re.fullmatch("[A-ZＡ-Ｚ][都道府県市区町村]", part))


def _is_named(part: str) -> bool:
    """Whether a part names a person: 田中, 田中課長, 羽村市 山本, 課長 山本 三郎."""
    if is_surname(part):
        return not is_common_noun(part)
    if has_post(part):
        return True
    words = _BLANKS.split(part)
    return (
        len(words) > 1
        and is_speaker(f"（{part}）")
        and (bool(parse_speaker(f"（{part}）").name) or _is_named(words[-1]))
    )


def _speaks(part: str) -> bool:
    """Whether all of a part is somebody who may speak: a person, a municipality, an office."""
    if not part or _common(part):
        return False
    if _is_town(part) or _is_named(part):
        return True
    words = _BLANKS.split(part)
    return is_speaker(f"（{part}）") and is_post(words[-1])


def _common(part: str) -> bool:
    """Whether a part is rather a word for people in general: 委員, 市長, 部長級."""
    return len(part) < 3 and is_common_noun(part) and not is_surname(part)


def has_post(word: str) -> bool:
    """Whether a word is a family name with a post behind it: 田中課長, 佐藤委員."""
    return any(is_surname(word[:n]) and _POST.fullmatch(word[n:]) for n in _FAMILY)


def _persons(words: list[str]) -> bool:
    """Whether all words are persons with their posts: 佐藤委員 田中委員."""
    return len(words) > 1 and all(map(has_post, words))


def _named_in(printed: str) -> bool:
    inner = _bare(printed)
    if within := _WITHIN.fullmatch(inner):
        inner = within["names"]
    others = _AND_OTHERS.fullmatch(inner)
    parts = [others["who"]] if others else _APART.split(inner)
    return any(_is_named(part.strip()) for part in parts) or _persons(_BLANKS.split(inner))


def _tells_of_one(inner: str) -> bool:
    """Whether somebody is named beside 代理: 佐藤委員の代理 高橋, 代理出席 高橋 健."""
    rest = [word for word in re.split(r"[ \u3000（）():：]|の?代理(?:出席|人)?", inner) if word]
    return any(_is_named(word) or _is_town(word) for word in rest) or _is_named(" ".join(rest))
