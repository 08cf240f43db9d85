"""Speakers as minutes print them, taken apart into name, role and organisation.

``raw`` is what stands between the enclosing brackets (or the line itself), as printed but for
blanks at its ends. In the other parts a run of blanks is one space, and a radical the character
that it looks like. Nothing is guessed: what cannot be told to be an office or an organisation is
not split.
"""

from __future__ import annotations

import re
from functools import lru_cache

from chatbot.text import fold_radicals
from chatbot.types import Speaker
from ingest.brackets import unwrap
from ingest.names import JOINERS, KANJI, in_prose, is_common_noun, is_full_name, is_surname
from ingest.offices import (
    UNIT,
    ends_like_body,
    is_complete_post,
    is_licence,
    is_office,
    is_organization,
    is_post,
    split_office,
)

_SPACES = re.compile(r"[\s\u00a0\u3000]+")
_MARK = re.compile(r"(?:[→⇒➡]|->)\s*(?=\S)|[○◯〇◎●◉■□◆◇▲△▼▽★☆]\s*(?![○◯〇◎●])(?=\S)")
_LETTERSPACED = re.compile(r"[^ ](?: [^ ])+")
_HONORIFIC = re.compile(r"[ ]?(?:様|氏|君|さん|殿|議員)$")
_WITH_BRACKETS = re.compile(
    r"(?P<outer>[^（(]*?)[ ]?[（(](?P<inner>[^（）()]*)[）)](?:[ ]?(?:様|氏|君|さん|殿|議員))?"
)
_NAMED_POST = re.compile(
    rf"(?P<name>[A-ZＡ-Ｚ]|[{KANJI}ヶぁ-んァ-ヶー]{{1,4}})(?P<role>委員|構成員|副?知事|都知事|参考人|公述人|教授|弁護士)"
)
_GOVERNMENT = re.compile("[都道府県市区町村国]")
# 座長（天ノ浜市副市長） 鷲尾 正嗣: one person with two offices.
_BOTH_OFFICES = re.compile(
    r"(?P<one>[^（(]+)[（(](?P<other>[^（）()]+)[）)][ ]?(?P<name>[^（）()]+)"
)
_QUOTED = re.compile("「[^「」]{1,15}」")
# 佐藤委員（代理：高橋）
_DEPUTY = re.compile(r"代理(?:[・：: \u3000]|出席[・：: \u3000]?)?(?P<name>.+)")
_FOR = re.compile("代理(?:出席)?[：:]")
# 鷲尾会長, but not 町会長.
_CHAIR = re.compile(
    rf"(?P<name>(?![町村区市部]会)[{KANJI}ヶ]{{1,6}}?)(?P<role>副?(?:部会長|分科会長|会長))"
)
# 事務局（緒方課長）: a family name with a post behind it.
_TITLED = re.compile(
    rf"(?P<name>[{KANJI}ヶ]{{1,4}}?)(?P<role>{UNIT}長|次長|主査|主任|主幹|主事|参事)"
)
_NOT_NAME = re.compile(
    r"(?:専門|監査|教育|選挙管理|臨時|特別|民生|児童|政府|学識|副|主任|准|名誉|特任|客員|独立|常任|公募|市民|都民|区民|"
    r"東京都|都|前|元|各|全|同|当該|担当|代表|評価|審査|運営|農業|公安|人事|幹事|関係|常勤|外部|顧問|首席|全国|都道府県|.{1,3}[府県道])$"
)
_GLUED = re.compile(
    rf"(?P<office>.*(?:局長|部長|課長|室長|係長|所長|次長|主査|主任|主幹|参事|知事|CIO|補佐官))(?P<name>[{KANJI}]{{2,6}})"
)
_NOT_SPEAKER = re.compile(
    r"[。！？!?「」『』、：:;＝=※]|について|に関する|における|により|による|に対する|のため|非公開|質疑|休憩|拍手|笑い|一同|起立|黙祷|黙とう|挙手|到着$|退席$|退室$|入室$|再開$|"
    r"別紙|資料(?!館|室|課|係|担当)|発言なし|開催|説明|予定|以下|略$|省略"
)
# What stands behind a person: 「… 様 オンライン参加」, 「… 様：」.
_BEHIND = re.compile(
    r"(?<=[様氏])[ 、，／/・]?(?:[（(]?※?(?:オンライン|Web|WEB|ウェブ|リモート|途中)(?:にて|で)?"
    r"(?:御|ご)?(?:参加|出席)?[）)]?)?[：:]?$"
    r"|(?<=[様氏][）)])[：:]$"
)
_FAMILY_OR_GIVEN = re.compile(rf"[{KANJI}{JOINERS}ぁ-んァ-ヶー]{{1,4}}")
_TWO_NAMES = re.compile(rf"{_FAMILY_OR_GIVEN.pattern} {_FAMILY_OR_GIVEN.pattern}")
# ■■ 様, where a name is blacked out; J. for a name.
_PERSON = re.compile(rf"[{KANJI}{JOINERS}ぁ-んァ-ヶーｦ-ﾟA-Za-zＡ-Ｚ・.■□●＊*]{{1,12}}")
_NO_NAME = re.compile("(?:様|氏|さん)の|を")
# What stands for a name that is withheld: 委員A, 委員１, A.
_LETTER = re.compile("[A-ZＡ-Ｚ0-9０-９]{1,2}")
MAX_LENGTH = 60
"""A line longer than this is speech, not a speaker."""


@lru_cache(maxsize=4096)
def parse_speaker(printed: str) -> Speaker:
    """Take a printed speaker apart; what is not an office or an organisation is the name.

    >>> parse_speaker("（狛江市CIO 平林 浩一 様）")
    Speaker(name='平林 浩一', role='CIO', organization='狛江市', raw='狛江市CIO 平林 浩一 様')
    """
    raw = unwrap(printed.strip())
    text = _plain(raw)
    if found := _MARK.match(text):
        text = text[found.end() :]
    text = _closed_up(unwrap(text))
    if bracketed := _WITH_BRACKETS.fullmatch(text):
        outer, inner = _closed_up(bracketed["outer"].strip()), bracketed["inner"].strip()
        inside = bool(inner) and is_office(inner)
        if (_GOVERNMENT.fullmatch(outer) or is_organization(outer)) and not is_surname(outer):
            # 青嶺市（情報政策課長 森 健）, 県（デジタル局長）
            titled = _TITLED.fullmatch(inner)
            if titled and is_surname(titled["name"]):
                return Speaker(titled["name"], titled["role"], outer, raw)
            role, organization, name = _office_and_name(inner)
            if role:
                return Speaker(name, role, " ".join(filter(None, (outer, organization))), raw)
        if outer and is_office(outer) and not (inside and is_surname(outer)):
            role, organization, name = _office_and_name(outer)
            titled = _TITLED.fullmatch(inner)
            if titled and not (role or name) and is_surname(titled["name"]):
                return Speaker(titled["name"], titled["role"], organization, raw)
            if deputy := _DEPUTY.fullmatch(inner):
                return Speaker(_person(deputy["name"]), f"{role}代理", organization, raw)
            # 山田委員（学識）: what is told beside a name is no name.
            return Speaker(name or _person(inner), role, organization, raw)
        if outer and inside:
            role, organization, _ = _office_and_name(inner)
            return Speaker(_person(outer), role, organization, raw)
        text = _person(outer) or text
    elif (
        (both := _BOTH_OFFICES.fullmatch(text))
        and is_office(both["one"].strip())
        and (is_full_name(both["name"]) or _TWO_NAMES.fullmatch(_person(both["name"])))
    ):
        role, organization, _ = _office_and_name(both["one"].strip())
        also, other, _ = _office_and_name(both["other"].strip())
        return Speaker(
            _person(both["name"]),
            " ".join(filter(None, (role, also))),
            " ".join(filter(None, (organization, other))),
            raw,
        )
    role, organization, name = _office_and_name(text)
    return Speaker(name, role, organization, raw)


def _plain(raw: str) -> str:
    """A speaker's line without what only tells how somebody takes part."""
    text = fold_radicals(_SPACES.sub(" ", raw).strip())
    return unwrap(_BEHIND.sub("", text))


def _closed_up(text: str) -> str:
    """An office that is letterspaced to the width of others, without its blanks: 事 務 局."""
    together = text.replace(" ", "")
    spaced = _LETTERSPACED.fullmatch(text) is not None
    return together if spaced and (is_post(together) or is_organization(together)) else text


def is_speaker(printed: str) -> bool:
    """Whether a line of its own names a speaker: an office, an organisation, or Mr/Ms somebody."""
    return len(printed) <= 2 * MAX_LENGTH and _names_speaker(printed)


@lru_cache(maxsize=4096)
def _names_speaker(printed: str) -> bool:
    text = _plain(unwrap(printed.strip()))
    # Of （ひのくに交通 部長 森 健 様） no sentence is a piece, whatever particles it seems to have.
    named = text.endswith(("様", "氏")) or is_full_name(" ".join(text.split(" ")[-2:]))
    called = printed.strip()[:1] in "（(" and text.count(" ") > 1 and named
    plain = _QUOTED.sub("", text) if called else _FOR.sub("代理", text)
    if not text or len(text) > MAX_LENGTH or _NOT_SPEAKER.search(plain):
        return False
    speaker = parse_speaker(printed)
    parts = speaker.name.split(" ")
    if _NO_NAME.search(speaker.name) or (
        (in_prose(speaker.role) and not called)
        or len(speaker.name) > 14
        or speaker.name.count(" ") > 2
    ):
        return False
    if speaker.role in ("委員", "議員") and _LETTER.fullmatch(speaker.name):
        return True
    if speaker.name and not all(_PERSON.fullmatch(part) for part in speaker.name.split(" ")):
        return "〇〇" in speaker.name or "○○" in speaker.name
    if speaker.role or speaker.organization:
        return called or not in_prose(speaker.organization)
    # （田中 次郎） on a line of its own is somebody, too, and （一同 笑い） is not.
    named = len(parts) > 1 and is_full_name(speaker.name) and not any(map(is_common_noun, parts))
    whole = named and printed.strip()[:1] in "（("
    return (whole or bool(_HONORIFIC.search(text))) and len(speaker.name) >= 1


def is_body(printed: str) -> bool:
    """Whether a bracketed line names a body that `is_speaker` does not know by its ending."""
    text = unwrap(printed.strip())
    return 3 <= len(text) <= MAX_LENGTH // 2 and ends_like_body(text)


def _person(text: str) -> str:
    while (short := _HONORIFIC.sub("", text)) != text and short:
        text = short
    return text


def _office_and_name(text: str) -> tuple[str, str, str]:
    """(role, organization, name) of words separated by single spaces."""
    bare = _person(text)
    tokens = bare.split(" ")
    last = max((i for i, token in enumerate(tokens) if is_post(token)), default=-1)
    if last < 0:
        # 大学生 赤羽 ひなた 様: whoever is called 様 has a name, whatever stands before it.
        called = bare != text or is_full_name(" ".join(tokens[-2:]))
        called = called and len(tokens) > 2
        if called and all(_FAMILY_OR_GIVEN.fullmatch(token) for token in tokens[-2:]):
            before, name = " ".join(tokens[:-2]), " ".join(tokens[-2:])
            if in_prose(before) or before[-1] in "たるのい":
                return "", "", name  # （前回発言した 田中 次郎 様）
            return ("", before, name) if is_organization(before) else (before, "", name)
        return _without_post(tokens)
    office, name = tokens[: last + 1], " ".join(tokens[last + 1 :])
    if len(tokens) - last > 2 and is_licence(tokens[last + 1]):
        name = " ".join(tokens[last + 2 :])  # 副座長 公認会計士 三上 律子
    named = _NAMED_POST.fullmatch(office[0]) if len(office) == 1 and not name else None
    if named and not (_NOT_NAME.search(named["name"]) or is_organization(named["name"])):
        return named["role"], "", named["name"]
    chair = _CHAIR.fullmatch(office[0]) if len(office) == 1 and not name else None
    if chair and (is_surname(chair["name"]) or is_full_name(chair["name"])):
        return chair["role"], "", chair["name"]
    if not name and len(office) > 2 and is_complete_post(office[2]):
        ahead = office[:2]
        if all(_FAMILY_OR_GIVEN.fullmatch(t) and not is_organization(t) for t in ahead):
            name, office = " ".join(ahead), office[2:]
    elif not name and len(office) == 2 and is_complete_post(office[1]) and is_surname(office[0]):
        name, office = office[0], office[1:]
    organizations: list[str] = []
    while (
        len(office) > 1
        and is_organization(office[0], names_follow=bool(name))
        and not is_post(office[0])
    ):
        organizations.append(office.pop(0))
    while True:
        organization, office[0] = split_office(office[0], names_follow=bool(name))
        organizations += [organization] if organization else []
        if not office[0].startswith("・"):
            break
        office[0] = office[0][1:]  # 事務局・緑市交通課長
    return " ".join(office), " ".join(organizations), name


def _without_post(tokens: list[str]) -> tuple[str, str, str]:
    whole = " ".join(tokens)
    if (
        all(is_organization(token) for token in tokens)
        or is_organization(whole)
        or ends_like_body(whole)
    ):
        return "", whole, ""
    if lettered := re.fullmatch(rf"(委員|議員)({_LETTER.pattern})", tokens[0]):
        return lettered[1], "", lettered[2]
    if (glued := _GLUED.fullmatch(tokens[0])) and not glued["name"].startswith("谷"):
        organization, role = split_office(glued["office"])
        return role, organization, " ".join([glued["name"], *tokens[1:]])
    ahead = 0
    while ahead < len(tokens) - 1 and is_organization(tokens[ahead]):
        ahead += 1
    return "", " ".join(tokens[:ahead]), " ".join(tokens[ahead:])
