"""Lines that name who speaks, and are not quite printed as the others of the same minutes are.

Where speakers stand in brackets on lines of their own, such a line may want a bracket, go over two
lines, have a remark or the first words of the speech behind it, or a label before. `straighten`
prints it as the others are; what nobody can read is `lost` (`ingest.nobodys`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from ingest.brackets import CLOSING, unwrap
from ingest.drafts import Begun
from ingest.headings import in_corner_brackets
from ingest.names import is_full_name, is_surname
from ingest.nobodys import GOES_ON, LONGEST, is_sentence, names_one, of_several, unread
from ingest.offices import is_organization, municipality
from ingest.sides import SIDES
from ingest.speakers import is_speaker, parse_speaker
from ingest.strays import bare, known_in, names_person, presides, stray
from ingest.wrapping import Line, Shape, continues

_FEW = 2
"""So many speakers in brackets make lines like theirs suspicious."""
_ENCLOSED = re.compile(
    r"(?P<who>[（(](?:[^（()）]|[（(][^（()）]*[）)])*[）)])(?P<gap>[ \u3000]*)(?P<rest>.*)"
)
_ATTENDS = (
    r"(?:オンライン|Web|WEB|ウェブ|リモート|途中|書面)(?:にて|で|から)?(?:御|ご)?"
    r"(?:参加|出席|回答)?"
)
# （…）（オンライン）, （…）※資料２参照
_REMARK = re.compile(
    rf"[：:。、]?|[（(〔]{_ATTENDS}[）)〕][：:]?|※?{_ATTENDS}"
    r"|※?(?:別添|別紙)?資料[0-9０-９-]{0,4}[ \u3000]?(?:を)?(?:参照|のとおり)"
)
_HIDDEN = re.compile("非公開")
_COLON = re.compile(r"[：:→][ \u3000]*")
# （…様）提供の資料である。: what they did, and not what they said.
_OF_THEIRS = re.compile("[一-龥]{2,4}(?:の|した|する)")
# （回答：局長 高野 克己）, （司会：佐藤課長）, （情報政策課長：森 健）
_LABELLED = re.compile(r"[（(](?P<label>[^（()）：:]{1,20})[：:][ \u3000]*(?P<who>[^：:]+)[）)]")
_SIDES = re.compile(SIDES)
# （事務局回答）, （佐藤委員より質問）; of （北区の要望） nobody can tell who speaks.
_ACTED = re.compile(rf"(?P<how>(?:から|より|による)の?|の|[ \u3000])?(?P<what>{SIDES})(?=[）)]$)")
_SIDE_BEHIND = re.compile(rf"[（(](?P<who>[^（()）]{{2,40}})[ \u3000]{SIDES}[）)]")
_WISHES = re.compile("要望|意見|提案")
# （事務局・佐藤）
_PARTED = re.compile(
    r"[（(](?P<body>[^（()）・／/、，]{1,20})[・／/](?P<name>[^（()）・／/、，]{1,12})[）)]"
)
_COMMA = re.compile("[、，]")  # （保健、福祉部長 佐藤 花子）
_ABOUT = re.compile(rf"(?:への|に対する|に関する|についての|に対しての){SIDES}$")
_ROLES = re.compile(
    "司会者?|進行役?|座長|議長|講師|事務局|モデレーター|ファシリテーター|コーディネーター|"
    "オブザーバー|パネリスト|コメンテーター"
)
_OFFICE = re.compile("(?:長|知事|委員|議員|CIO|補佐官|参事|主幹|主査)$")
_FROM = re.compile("(?:より|から)(?=[）)]$)")
# 「局長 高野 克己」, ―局長 高野 克己―
_MARKS = "―─—–=＝~～*＊#＃❖"
_MARKED = re.compile(
    rf"[{_MARKS}「『“\"]{{1,10}}(?P<who>[^{_MARKS}「『“\"」』”。]{{2,80}})[{_MARKS}」』”\"]{{1,10}}"
)


def straighten(lines: Sequence[Line], shape: Shape) -> list[Line]:
    """The lines, of which those that name a speaker are printed as the others are.

    Nothing changes in minutes that do not name their speakers in brackets on lines of their own.
    """
    if sum(names_one(line.text) for line in lines) < _FEW:
        return list(lines)
    lines = [_without_side(line) for line in lines]
    known = {line.text for line in lines if names_one(line.text)}
    names = known_in(lines)
    straight: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        found = [line]
        taken = 1
        if not names_one(line.text) and _begins(straight, line, shape):
            two = _joined(line, lines[at + 1]) if at + 1 < len(lines) else None
            if two is not None:
                found, taken = [two], 2
            else:
                found = _printed_anew(line, known, names)
        straight += found
        at += taken
    return _with_strays(straight, names, shape)


def _without_side(line: Line) -> Line:
    """（佐藤委員 質問） as （佐藤委員）, of which 質問 is no name."""
    found = _SIDE_BEHIND.fullmatch(line.text)
    own = f"（{found['who']}）" if found else ""
    return _reprinted(line, own) if found and is_speaker(own) else line


def _with_strays(lines: Sequence[Line], names: Collection[str], shape: Shape) -> list[Line]:
    """The lines from the first speaker on, those in another manner as the others are."""
    first = next(at for at, line in enumerate(lines) if names_one(line.text))
    straight: list[Line] = []
    for at, line in enumerate(lines):
        begun = None
        if at > first and not names_one(line.text) and not unread(line):
            around = [*lines[at - 1 : at], *lines[at + 1 : at + 2]]
            begun = stray(line, names, around) if _follows(straight, line, shape) else None
        straight += [line] if begun is None else _like_the_others(begun)
    return straight


def _begins(before: Sequence[Line], line: Line, shape: Shape) -> bool:
    """Whether a line begins something, and does not go on with the sentence before."""
    if line.bullet or line.text.startswith("【"):
        return False
    return _follows(before, line, shape)


def _follows(before: Sequence[Line], line: Line, shape: Shape) -> bool:
    """Whether what stands before a line is at its end."""
    if not before or line.gap or before[-1].stopped or names_one(before[-1].text):
        return True
    return not (shape.wrapped and continues(before[-1], line, shape))


def _like_the_others(begun: Begun) -> list[Line]:
    """Who speaks, in brackets on a line of its own, and what is said."""
    who, what = begun
    own = replace(who, text=f"（{unwrap(who.text)}）", printed=who.source)
    return [own, what] if what.text else [own]


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
    return two if names_one(two.text) or unread(two) else None


def _matched(text: str) -> str:
    """Brackets around a text of one kind, though only one was printed, or two that differ."""
    opens, closes = text[:1] in CLOSING, text[-1:] in CLOSING.values()
    if opens and closes:
        return text[:-1] + CLOSING[text[0]]
    if opens:
        return text + CLOSING[text[0]]
    return next(o for o, c in CLOSING.items() if c == text[-1]) + text if closes else text


def _printed_anew(line: Line, known: Collection[str], names: Collection[str]) -> list[Line]:
    text = line.text
    if len(text) > LONGEST and not text.startswith(("（", "(")):
        return [line]
    if mended := _bracket_mended(line):
        return [mended]
    marked = _MARKED.fullmatch(text)
    if marked and names_person(who := f"（{marked['who'].strip()}）"):
        return [_reprinted(line, who)]
    enclosed = _ENCLOSED.fullmatch(text)
    if enclosed is None or in_corner_brackets(text) or len(enclosed["who"]) > LONGEST:
        return [line]
    if not enclosed["rest"]:
        return [_without_label(line, names)]
    if names_person(enclosed["who"]):
        return _with_more(line, enclosed)
    return _known_with_more(line, enclosed) if enclosed["who"] in known else [line]


def _with_more(line: Line, enclosed: re.Match[str]) -> list[Line]:
    """A person in brackets with something behind: a remark, what is said, or nobody knows what."""
    who, rest = enclosed["who"], enclosed["rest"]
    if GOES_ON.match(rest) and not enclosed["gap"] and not _REMARK.fullmatch(rest):
        return [line]  # （市民課 佐藤 様）は…, within a sentence
    own = replace(line.cut(0, len(who)), trail=False)
    if _REMARK.fullmatch(rest) and not _HIDDEN.search(rest):
        return [own]
    colon = _COLON.match(rest)
    what = rest[colon.end() :] if colon else rest
    said = replace(line.tail(what), indent=False, gap=False)
    if is_sentence(what) and (colon or enclosed["gap"] or not _OF_THEIRS.match(what)):
        return [own, said]
    if is_sentence(what):
        return [replace(own, lost=True), said]
    return [replace(line, lost=True)]


def _known_with_more(line: Line, enclosed: re.Match[str]) -> list[Line]:
    """One who speaks below such a line elsewhere, with what is said on the same line.

    （会長）… is that one; of （北区）… nobody can tell whether it says so or is one of a list.
    """
    who, rest = enclosed["who"], enclosed["rest"]
    if not is_sentence(rest) or (GOES_ON.match(rest) and not enclosed["gap"]):
        return [line]
    own = replace(
        line.cut(0, len(who)),
        trail=False,
        lost=not (parse_speaker(who).role or presides(bare(who))),
    )
    return [own, replace(line.tail(rest), indent=False, gap=False)]


def _bracket_mended(line: Line) -> Line | None:
    """A line that wants one bracket, or whose two differ, if with both it names a speaker."""
    mended = _matched(line.text)
    if mended == line.text or len(mended) > LONGEST:
        return None
    inner = mended[1:-1]
    if any(c in inner for c in "（()）") or not names_person(mended):
        return None
    printed = _matched(line.source)
    return replace(line, text=mended, printed=printed if printed != mended else "")


def _without_label(line: Line, names: Collection[str]) -> Line:
    """（回答：局長） as （局長）, （司会：佐藤） as （司会 佐藤）, （北区より） as （北区）."""
    text = line.text
    if of_several(text):
        return line
    if came := _FROM.search(text):
        own = text[: came.start()] + text[came.end() :]
        if is_speaker(own):
            return _reprinted(line, own)
    if (acted := _without_what_is_done(line, names)) is not None:
        return acted
    if (parted := _PARTED.fullmatch(text)) and _is_theirs(parted["body"], parted["name"]):
        return _reprinted(line, f"（{parted['body']} {parted['name']}）")
    labelled = _LABELLED.fullmatch(text)
    return _without_comma(line) if labelled is None else _by_label(line, labelled)


def _by_label(line: Line, labelled: re.Match[str]) -> Line:
    """（回答：局長） as （局長）, （司会：佐藤） as （司会 佐藤）."""
    label, who = labelled["label"].strip(), f"（{labelled['who']}）"
    asked = _SIDES.fullmatch(label) or _ABOUT.search(label)
    if not (asked or _ROLES.fullmatch(label) or _OFFICE.search(label)):
        return line  # （対象：北区）, （担当課：市民課）
    speaker = parse_speaker(who)
    if is_speaker(who) and (asked or speaker.role or speaker.organization):
        return _reprinted(line, who)
    titled = f"（{label} {labelled['who']}）"
    if is_speaker(titled) and not asked:
        return _reprinted(line, titled)
    return replace(line, lost=True)


def _without_what_is_done(line: Line, names: Collection[str]) -> Line | None:
    """（事務局回答） as （事務局）, None where nothing is done.

    Whoever is not known to speak (（都の説明）, （北区の要望）) may as well be what is told of.
    """
    acted = _ACTED.search(line.text)
    if acted is None or acted.start() < len("（北"):
        return None
    own = line.text[: acted.start()] + line.text[acted.end() :]
    if not is_speaker(own) or of_several(own):
        return None
    who = bare(own)
    speaks = who in names or presides(who) or names_person(own)
    if speaks and not (acted["how"] == "の" and _WISHES.match(acted["what"])):
        return _reprinted(line, own)
    told_of = speaks or who in ("都", municipality(who))
    return replace(line, lost=True) if acted["how"] and told_of else None


def _is_theirs(body: str, name: str) -> bool:
    """Whether a name behind a point is that of somebody from the body before it: 事務局・佐藤."""
    named = is_surname(name) or is_full_name(name)
    return named and not is_surname(body) and len(body) > 1 and is_organization(body)


def _without_comma(line: Line) -> Line:
    """（保健、福祉部長 佐藤 花子）: one office, of which the comma is a part."""
    own = _COMMA.sub("・", line.text)
    first = unwrap(_COMMA.split(line.text)[0] + line.text[-1:])
    one = own != line.text and names_person(own) and not is_organization(first)
    return _reprinted(line, own) if one else line


def _reprinted(line: Line, text: str) -> Line:
    return replace(line, text=text, printed=line.source)
