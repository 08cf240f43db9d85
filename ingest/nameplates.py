"""Lines that name who speaks, and are not quite printed as the others of the same minutes are.

Where speakers stand in brackets on lines of their own, such a line may want a bracket, go over two
lines, have a remark or the first words of the speech behind it. `straighten` prints it as the
others are. What names somebody and cannot be read (two persons, an office too long) is `unread`:
the speech that follows is nobody's, since it is not that of whoever spoke before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.brackets import CLOSING, is_bracketed, unwrap
from ingest.drafts import Begun
from ingest.headings import MARKS, in_corner_brackets
from ingest.names import is_surname
from ingest.offices import is_organization, is_post, municipality
from ingest.sides import side_of
from ingest.speakers import is_body, is_speaker, parse_speaker
from ingest.wrapping import Line, Shape, continues

LONGEST = 150
"""A longer line in brackets is something else."""
_FEW = 2
"""So many speakers in brackets make lines like theirs suspicious."""
_ENCLOSED = re.compile(
    r"(?P<who>[（(](?:[^（()）]|[（(][^（()）]*[）)])*[）)])[ \u3000]*(?P<rest>.*)"
)
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
# （…）（オンライン）, （…）※資料２参照
_REMARK = re.compile(r"[：:]?|[（(][^（()）]{1,20}[）)][：:]?|※[^。]{1,40}")
_HIDDEN = re.compile("非公開")
_COLON = re.compile(r"[：:][ \u3000]*")
_GOES_ON = re.compile("[にのがをへはもでとや、。]|から|より|まで|など|ほか")
# （回答：局長 高野 克己）, （司会：佐藤課長）
_LABELLED = re.compile(
    r"[（(](?P<label>回答|答弁|答え?|質問|問|意見|要望|発言者?|説明|司会者?|進行役?|座長|議長|講師|"
    r"事務局|モデレーター|ファシリテーター|コーディネーター|オブザーバー|パネリスト)"
    r"[：:][ \u3000]*(?P<who>.+)[）)]"
)
_SIDES = re.compile("回答|答弁|答え?|質問|問|意見|要望|発言者?|説明")
_FROM = re.compile("(?:より|から)(?=[）)]$)")
_APART = re.compile(
    r"[、，,／/＆&→⇒]|(?<![ァ-ヶー])・|・(?![ァ-ヶー])|(?<![ぁ-ん])と(?![ぁ-ん])|及び|および|並びに|ならびに"
)
_LISTED = re.compile("[、，,／＆&→⇒]|(?<![ぁ-ん])と(?![ぁ-ん])|及び|および|並びに|ならびに")
# 「局長 高野 克己」, ―局長 高野 克己―
_MARKED = re.compile('[―─—–=＝~～*＊#＃❖「『“"]+(?P<who>[^「『。]+?)[―─—–=＝~～*＊#＃❖」』”"]+')
_WORDS = re.compile(r"[ \u3000、，,・／/＆&→⇒：:；;]+")
_HONORIFIC = re.compile(r"(?:様|氏|殿|君)(?=$|[ \u3000、，,・／/＆&→⇒（(のへ※])")
# Nobody in particular: of （他の市） none is known to have spoken.
_NOBODY = re.compile(
    r"(?:(?:出席者|参加者|会場)(?:一同|全員)?|(?:参加|出席|各)自治体|各[市区町村]|(?:他|ほか)の?[都市区町村]|"
    r"複数の?(?:自治体|[都市区町村])|(?:委員|参加者)?[数複]名|多数|(?:発言者|氏名)?不[明詳])(?:から|より)?"
)
# What happens, where something stands, and what else is told in brackets within a speech.
_NO_NAME = re.compile(
    "拍手|笑い|笑声|退席|着席|退室|退出|入室|着室|到着|起立|挙手|休憩|再開|開会|閉会|黙とう|黙祷|資料|別紙|別添|別表|"
    "参考|訂正|非公開|非開示|以下|以上|省略|欠席|(?<!代理)出席|補足|注記|[図表写]|例[：:]|http|www|年度|合計|内訳|令和|平成|単位|税"
    "|[。！？!?]"
)


def straighten(lines: Sequence[Line], shape: Shape) -> list[Line]:
    """The lines, of which those that name a speaker are printed as the others are.

    Nothing changes in minutes that do not name their speakers in brackets on lines of their own.
    """
    if sum(map(_named, lines)) < _FEW:
        return list(lines)
    straight: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        found = [line]
        taken = 1
        if not _named(line) and _begins(straight, line, shape):
            two = _joined(line, lines[at + 1]) if at + 1 < len(lines) else None
            if two is not None:
                found, taken = [two], 2
            else:
                found = _printed_anew(line)
        straight += found
        at += taken
    return straight


def unread(line: Line) -> bool:
    """Whether a line in brackets names somebody, or several, and cannot be read."""
    inner = _bare(line.text)
    if not is_bracketed(line.text) or line.text[0] not in "（(〔" or len(line.text) > LONGEST:
        return False
    if of_several(line.text):
        return True
    if _NO_NAME.search(inner) or _named(line):
        return False
    words = [word for word in _WORDS.split(inner) if word]
    return bool(
        _HONORIFIC.search(inner)
        or any(is_post(word) for word in words)
        or (len(words) > 1 and any(is_organization(word) for word in words))
    )


def begins_unread(line: Line, form: re.Pattern[str]) -> Begun | None:
    """(who, what) where a line begins as speeches do and names somebody who cannot be read.

    ``form`` has the groups ``who``, without its brackets, and ``what``, which must be a sentence.
    """
    match = form.fullmatch(line.text)
    if line.bullet or match is None or not _is_sentence(match["what"]):
        return None
    if not unread(Line(f"（{match['who'].strip()}）")):
        return None
    return line.cut(*match.span("who")), replace(line.tail(match["what"]), indent=False, gap=False)


def of_several(printed: str) -> bool:
    """Whether a line in brackets names several, or nobody: （北区・狛江市）, （他の市）."""
    inner = _bare(printed)
    if not is_bracketed(printed.strip()) or len(printed) > LONGEST:
        return False
    if _NOBODY.fullmatch(inner):
        return True
    parts = [part.strip() for part in _APART.split(inner)]
    if len(parts) < 2 or _NO_NAME.search(inner) or not all(map(_somebody, parts)):
        return False
    named = [bool(parse_speaker(f"（{part}）").name) for part in parts]
    if not _LISTED.search(inner) and sum(named) < 2:
        # 会長・副知事 榊原 弘道 and 事務局・緑市課長 森 健 are one person with two offices.
        return not any(named) and all(municipality(part) == part for part in parts)
    # （森・林課） is one division, （森・林） are two persons.
    return not any(map(is_surname, parts)) or all(is_surname(p) or _personal(p) for p in parts)


def _bare(printed: str) -> str:
    text = printed.strip()
    while (inner := unwrap(text)) != text:
        text = inner
    return text


def _somebody(part: str) -> bool:
    first = re.split("[ \u3000]", part)[0]
    return bool(part) and (
        is_organization(first, names_follow=True) or is_surname(part) or is_speaker(f"（{part}）")
    )


def _personal(part: str) -> bool:
    return bool(is_speaker(f"（{part}）") and parse_speaker(part).name)


def _named(line: Line) -> bool:
    text = line.text
    if not is_bracketed(text) or text.startswith("【"):
        return False
    if of_several(text):
        return False
    side = text.startswith("〔") and side_of(text) is not None
    return side or is_speaker(text) or is_body(text) or is_surname(unwrap(text))


def _begins(before: Sequence[Line], line: Line, shape: Shape) -> bool:
    """Whether a line begins something, and does not go on with the sentence before."""
    if line.bullet or line.text.startswith("【"):
        return False
    if not before or line.gap or before[-1].stopped or _named(before[-1]):
        return True
    return not (shape.wrapped and continues(before[-1], line, shape))


def _joined(line: Line, following: Line) -> Line | None:
    """A line that opens a bracket and the next that closes it, where the two name a speaker."""
    opened = line.text[:1] in CLOSING and not any(c in line.text for c in CLOSING.values())
    closed = following.text[-1:] in CLOSING.values() and not any(
        c in following.text for c in CLOSING
    )
    if not (opened and closed) or len(line.text) + len(following.text) > LONGEST:
        return None
    blank = " " if line.trail or not line.text.isascii() else ""
    whole = _matched(f"{line.text}{blank}{following.text}")
    printed = f"{line.source}{blank}{following.source}"
    two = replace(
        line,
        text=whole,
        printed=_matched(printed) if printed != f"{line.text}{blank}{following.text}" else "",
        trail=following.trail,
    )
    return two if _named(two) or unread(two) else None


def _matched(text: str) -> str:
    """Brackets around a text of one kind, though only one was printed, or two that differ."""
    opens, closes = text[:1] in CLOSING, text[-1:] in CLOSING.values()
    if opens and closes:
        return text[:-1] + CLOSING[text[0]]
    if opens:
        return text + CLOSING[text[0]]
    return next(o for o, c in CLOSING.items() if c == text[-1]) + text if closes else text


def _printed_anew(line: Line) -> list[Line]:
    text = line.text
    if mended := _bracket_mended(line):
        return [mended]
    marked = _MARKED.fullmatch(text)
    if marked and _surely(who := f"（{marked['who'].strip()}）"):
        return [_reprinted(line, who)]
    enclosed = _ENCLOSED.fullmatch(text)
    if enclosed is None or in_corner_brackets(text):
        return [line]
    who, rest = enclosed["who"], enclosed["rest"]
    own = replace(line.cut(0, len(who)), trail=False)
    if not rest:
        return [_without_label(line)]
    if _REMARK.fullmatch(rest) and _surely(who) and not _HIDDEN.search(rest):
        return [own]
    colon = _COLON.match(rest)
    what = rest[colon.end() :] if colon else rest
    if _surely(who) and _is_sentence(what) and (colon or not _GOES_ON.match(what)):
        return [own, replace(line.tail(what), indent=False, gap=False)]
    return [line]


def _bracket_mended(line: Line) -> Line | None:
    """A line that wants one bracket, or whose two differ, if with both it names a speaker."""
    mended = _matched(line.text)
    if mended == line.text or len(mended) > LONGEST:
        return None
    inner = mended[1:-1]
    if any(c in inner for c in "（()）") or not _surely(mended):
        return None
    printed = _matched(line.source)
    return replace(line, text=mended, printed=printed if printed != mended else "")


def _without_label(line: Line) -> Line:
    """（回答：局長） as （局長）, （司会：佐藤） as （司会 佐藤）, （北区より） as （北区）."""
    text = line.text
    if came := _FROM.search(text):
        own = text[: came.start()] + text[came.end() :]
        if is_speaker(own) and not of_several(text):
            return _reprinted(line, own)
    labelled = _LABELLED.fullmatch(text)
    if labelled is None or of_several(text):
        return line
    who = f"（{labelled['who']}）"
    speaker = parse_speaker(who)
    if is_speaker(who) and (
        speaker.role or speaker.organization or _SIDES.fullmatch(labelled["label"])
    ):
        return _reprinted(line, who)
    titled = f"（{labelled['label']} {labelled['who']}）"
    if is_speaker(titled) and not _SIDES.fullmatch(labelled["label"]):
        return _reprinted(line, titled)
    return line


def _reprinted(line: Line, text: str) -> Line:
    return replace(line, text=text, printed="")


def _surely(who: str) -> bool:
    """Whether brackets hold a person with an office, or one who is called 様."""
    if of_several(who) or not is_speaker(who):
        return False
    speaker = parse_speaker(who)
    return bool(speaker.name and (speaker.role or _HONORIFIC.search(unwrap(who))))


def _is_sentence(text: str) -> bool:
    return text.rstrip()[-1:] in "。！？!?" and len(text) > 1
