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
from ingest.names import JOINERS, KANJI, in_prose, is_full_name, is_surname

_SPACES = re.compile(r"[\s\u00a0\u3000]+")
_MARK = re.compile(r"[○◯〇◎●◉■□◆◇▲△▼▽★☆]\s*(?![○◯〇◎●])(?=\S)")
_PAIRS = {
    "（": "）",
    "(": ")",
    "［": "］",
    "[": "]",
    "【": "】",
    "〈": "〉",
    "＜": "＞",
    "<": ">",
    "《": "》",
    "〔": "〕",
}
_LETTERSPACED = re.compile(r"[^ ](?: [^ ])+")
_HONORIFIC = re.compile(r"[ ]?(?:様|氏|君|さん|殿|議員)$")
_WITH_BRACKETS = re.compile(
    r"(?P<outer>[^（(]*?)[ ]?[（(](?P<inner>[^（）()]*)[）)](?:[ ]?(?:様|氏|君|さん|殿|議員))?"
)

_UNIT = r"(?:本部|局|部|課|室|係|所|庁|センター|館|班|担当|グループ|チーム|支所|支局)"
_HEAD = rf"{_UNIT}(?:長(?:代理|補佐|心得)?|次長)"
_STANDS_ALONE = (
    r"(?:C[A-Z]{1,3}O(?:補佐官|補佐|補佐監)?|(?:副)?知事|副[市区町村]長|教育長|(?:副)?議長|(?:副)?委員長|"
    r"(?:副)?会長|(?:副)?理事長|副?理事|副?参事官?|参与|顧問|(?:デジタル|大臣|専門|企画|調整|審議|分析|補佐|書記|政務|監察)*官|"
    rf"(?:技|総|統括|管理|危機管理)監|(?:[ァ-ヶー{KANJI}]{{2,6}})?(?:副)?大臣|[ァ-ヶー{KANJI}]*大臣政務官|主幹|主査|主任|主事|"
    r"(?:准|特任)?教授|(?:代表)?取締役(?:社長)?|社長|(?:事務)?総長|学長)"
)
_POST_END = re.compile(
    r"(?:[^成延増特身生]長(?:代理|補佐|心得)?|次長|C[A-Z]{1,3}O(?:補佐官?|補佐監)?|知事|[^器所]官|[^総]監|総監|大臣|"
    r"参考人|公述人|証人|委員|構成員|議員|理事|監事|幹事|参事|参与|顧問|主幹|主査|主任|主事|主席|担当|担当者|"
    r"(?:管理|責任|代表|説明|提案|当局|理事|発表|進行)者|技監|監査役|取締役|代表|教授|講師|弁護士|税理士|司会|進行|書記|"
    r"アドバイザー|フェロー|マネージャー|ディレクター|リーダー|オブザーバー|プロデューサー|ファシリテーター|コーディネーター)$"
)
_WHOLE_POST = re.compile(
    r"(?:長老)?(?:座長|議長|副議長|会長|委員長|司会(?:者)?|進行(?:役)?|書記|有識者|学識経験者|議員|委員|番外|知事|市長|区長|町長|村長|"
    r"(?:会長|委員長|座長|議長)?職務代理者?|(?:委員)?(?:全員|一同)|(?:質問|回答|傍聴|受託|説明)者|説明員|コンサルタント|委員[①-⑳]|"
    r"(?:市民|町民|村民|区民|住民|保護者|参加者|来場者|傍聴[者人]|高校生|生徒|児童|記者|請願者|陳情者|説明者|報告者|事業者"
    r"|委託業?者|受託業?者|質問者|回答者|通訳|パネリスト|モデレーター|来賓|警察|社協|農協|職員|事務局)"
    r"(?:[A-ZＡ-Ｚ]|[0-9０-９]{1,2}|[①-⑳])|(?:住民|保護者|参加者|傍聴人|請願者|陳情者|事業者|通訳|パネリスト|モデレーター|来賓)|"
    r"[0-9０-９一二三四五六七八九十百〇]{1,4}番)"
)
_COMPLETE = re.compile(rf".+{_HEAD}|(?:[ァ-ヶーA-Z{KANJI}]{{0,8}}){_STANDS_ALONE}|{_STANDS_ALONE}")

_CITY = rf"[{KANJI}ヶケノァ-ヴーぁ-ん]{{1,6}}"
_PREFECTURE = rf"(?:東京都|北海道|大阪府|京都府|[{KANJI}]{{2,3}}県)"
_MUNICIPALITY = re.compile(
    rf"(?:{_PREFECTURE})?(?:[{KANJI}]{{1,4}}郡)?(?:{_CITY}市)?(?:{_CITY}[市区町村])|{_PREFECTURE}"
)
_NO_CITY = re.compile(
    r".*(?:都市|市区町村|区市町村|市町村|特別区|地区|学区|全区|各区|各市|各町|各村|他区|他市|本市|本区|当市|当区|町村)$"
)
_CITY_GUARD = re.compile(r"[民街場長町村立内政営販有議史画分域間役会市区道路]")
_UNIT_END = re.compile(
    r"(?:本部|局|部|課|室|庁|省|役所|役場|センター|議会|委員会|協議会|長会|審議会|協会|学会|連合会|機構|大学|会社|法人|財団|"
    r"事務所|研究所|事務局|公社|組合|連盟|銀行|病院)$"
)
# Bodies whose names end like ordinary words; only a line in brackets of its own names one of them.
_BODY_END = re.compile(
    r"(?:会議所|支所|出張所|保健所|消防署|警察署|図書館|博物館|公民館|児童館|学校|学園|商工会|自治会|町会|町内会|連絡会|研究会"
    r"|部会|クラブ|ネット|ネットワーク|団体|協力隊|消防団|基金|公団|放送|新聞社|電力|病院|NPO)$"
)
_PROSE = re.compile(r"[。、，．！？!?：:「」『』]|について|に関する|の件$")
_NOT_UNIT = re.compile(
    r"(?:[東西南北中内外全一上下]部|教室|温室|薬局|結局|難局|一部|全部|幹部|第.{1,3}[部課室])$"
)
_UNIT_GUARD = re.compile(
    r"(?:長|次長|会(?!長)|門|品|落|分|題|税|程|内|面|所|員|舎|エネ|力|略|庁|役)"
)
_ORGANIZATION = re.compile(
    r"(?:一般|公益|特定|独立|地方)?(?:社団|財団|行政|学校|独立行政|非営利活動)法人.+|株式会社.+|.+(?:株式会社|\(株\)|（株）)|"
    r"[A-Za-z]{2,12} ?東京|事務局|当局|都|国|東京都"
)
_NAMED_POST = re.compile(
    rf"(?P<name>[A-ZＡ-Ｚ]|[{KANJI}ヶぁ-んァ-ヶー]{{1,4}})(?P<role>委員|構成員|副?知事|都知事|参考人|公述人|教授|弁護士)"
)
_GOVERNMENT = re.compile("[都道府県市区町村国]")
# 佐藤委員（代理：高橋）
_DEPUTY = re.compile(r"代理(?:[・：: \u3000]|出席[・：: \u3000]?)?(?P<name>.+)")
_FOR = re.compile("代理[：:]")
# 鷲尾会長, but not 町会長.
_CHAIR = re.compile(
    rf"(?P<name>(?![町村区市部]会)[{KANJI}ヶ]{{1,6}}?)(?P<role>副?(?:部会長|分科会長|会長))"
)
# 事務局（緒方課長）: a family name with a post behind it.
_TITLED = re.compile(
    rf"(?P<name>[{KANJI}ヶ]{{1,4}}?)(?P<role>{_UNIT}長|次長|主査|主任|主幹|主事|参事)"
)
_NOT_NAME = re.compile(
    r"(?:専門|監査|教育|選挙管理|臨時|特別|民生|児童|政府|学識|副|主任|准|名誉|特任|客員|独立|常任|公募|市民|都民|区民|"
    r"東京都|都|前|元|各|全|同|当該|担当|代表|評価|審査|運営|農業|公安|人事|幹事|関係|常勤|外部|顧問|首席|全国|都道府県|.{1,3}[府県道])$"
)
_GLUED = re.compile(
    rf"(?P<office>.*(?:局長|部長|課長|室長|係長|所長|次長|主査|主任|主幹|参事|知事|CIO|補佐官))(?P<name>[{KANJI}]{{2,6}})"
)
_NOT_SPEAKER = re.compile(
    r"[。！？!?「」『』、：:;＝=※]|について|に関する|における|により|による|に対する|のため|非公開|質疑|休憩|拍手|到着$|退席$|退室$|入室$|再開$|"
    r"別紙|資料|参考資料|発言なし|開催|説明|予定|以下|略$|省略"
)
_FAMILY_OR_GIVEN = re.compile(rf"[{KANJI}{JOINERS}ぁ-んァ-ヶー]{{1,4}}")
_PERSON = re.compile(rf"[{KANJI}{JOINERS}ぁ-んァ-ヶーA-Za-zＡ-Ｚ・]{{1,12}}")
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
    text = fold_radicals(_SPACES.sub(" ", raw).strip())
    if found := _MARK.match(text):
        text = text[found.end() :]
    text = _closed_up(unwrap(text))
    if bracketed := _WITH_BRACKETS.fullmatch(text):
        outer, inner = _closed_up(bracketed["outer"].strip()), bracketed["inner"].strip()
        inside = bool(inner) and _is_office(inner)
        if (_GOVERNMENT.fullmatch(outer) or is_organization(outer)) and not is_surname(outer):
            # 青嶺市（情報政策課長 森 健）, 県（デジタル局長）
            role, organization, name = _office_and_name(inner)
            if role:
                return Speaker(name, role, " ".join(filter(None, (outer, organization))), raw)
        if outer and _is_office(outer) and not (inside and is_surname(outer)):
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
    role, organization, name = _office_and_name(text)
    return Speaker(name, role, organization, raw)


def _closed_up(text: str) -> str:
    """An office that is letterspaced to the width of others, without its blanks: 事 務 局."""
    together = text.replace(" ", "")
    spaced = _LETTERSPACED.fullmatch(text) is not None
    return together if spaced and (_is_post(together) or is_organization(together)) else text


def unwrap(text: str) -> str:
    """``text`` without a pair of brackets around the whole of it."""
    closing = _PAIRS.get(text[:1])
    if closing and text.endswith(closing) and len(text) > 2:
        depth = 0
        for at, character in enumerate(text):
            depth += (character == text[0]) - (character == closing)
            if depth == 0:
                return text[1:-1].strip() if at == len(text) - 1 else text
    return text


def is_bracketed(text: str) -> bool:
    """Whether one pair of brackets encloses the whole text."""
    return unwrap(text) != text


def is_speaker(printed: str) -> bool:
    """Whether a line of its own names a speaker: an office, an organisation, or Mr/Ms somebody."""
    return len(printed) <= 2 * MAX_LENGTH and _names_speaker(printed)


@lru_cache(maxsize=4096)
def _names_speaker(printed: str) -> bool:
    text = fold_radicals(_SPACES.sub(" ", unwrap(printed.strip())))
    if not text or len(text) > MAX_LENGTH or _NOT_SPEAKER.search(_FOR.sub("代理", text)):
        return False
    speaker = parse_speaker(printed)
    if in_prose(speaker.role) or len(speaker.name) > 14 or speaker.name.count(" ") > 2:
        return False
    if speaker.role in ("委員", "議員") and _LETTER.fullmatch(speaker.name):
        return True
    if speaker.name and not all(_PERSON.fullmatch(part) for part in speaker.name.split(" ")):
        return "〇〇" in speaker.name or "○○" in speaker.name
    if speaker.role or speaker.organization:
        return not in_prose(speaker.organization)
    return bool(_HONORIFIC.search(text)) and len(speaker.name) >= 1


def is_body(printed: str) -> bool:
    """Whether a bracketed line names a body that `is_speaker` does not know by its ending."""
    text = unwrap(printed.strip())
    return 3 <= len(text) <= MAX_LENGTH // 2 and bool(_body(text))


def _body(text: str) -> bool:
    return bool(_BODY_END.search(text)) and not _PROSE.search(text)


def is_organization(text: str, *, names_follow: bool = False) -> bool:
    """Whether ``text`` is an organisation and nothing else.

    What is a family name as well (中村) is one only where ``names_follow``.
    """
    if _ORGANIZATION.fullmatch(text):
        return True
    if _MUNICIPALITY.fullmatch(text):
        return not _NO_CITY.fullmatch(text) and (names_follow or not is_surname(text))
    return bool(_UNIT_END.search(text)) and not _NOT_UNIT.search(text) and len(text) > 1


def municipality(organization: str) -> str:
    """The prefecture, city, ward, town or village that an organisation belongs to, or ``""``."""
    for at in range(2, min(len(organization), 14) + 1):
        head, following = organization[:at], organization[at : at + 1]
        whole = _MUNICIPALITY.fullmatch(head) and not _NO_CITY.fullmatch(head)
        if whole and not (following and _CITY_GUARD.match(following) and following != "役"):
            return head
    return ""


def _person(text: str) -> str:
    while (short := _HONORIFIC.sub("", text)) != text and short:
        text = short
    return text


def _is_office(text: str) -> bool:
    return all(is_organization(t) or _is_post(t) for t in text.split(" ")[-1:]) and bool(text)


def _is_post(token: str) -> bool:
    return bool(_WHOLE_POST.fullmatch(token) or _POST_END.search(token))


def _office_and_name(text: str) -> tuple[str, str, str]:
    """(role, organization, name) of words separated by single spaces."""
    bare = _person(text)
    tokens = bare.split(" ")
    last = max((i for i, token in enumerate(tokens) if _is_post(token)), default=-1)
    if last < 0:
        return _without_post(tokens)
    office, name = tokens[: last + 1], " ".join(tokens[last + 1 :])
    named = _NAMED_POST.fullmatch(office[0]) if len(office) == 1 and not name else None
    if named and not (_NOT_NAME.search(named["name"]) or is_organization(named["name"])):
        return named["role"], "", named["name"]
    chair = _CHAIR.fullmatch(office[0]) if len(office) == 1 and not name else None
    if chair and (is_surname(chair["name"]) or is_full_name(chair["name"])):
        return chair["role"], "", chair["name"]
    if not name and len(office) > 2 and _COMPLETE.fullmatch(office[2]):
        ahead = office[:2]
        if all(_FAMILY_OR_GIVEN.fullmatch(t) and not is_organization(t) for t in ahead):
            name, office = " ".join(ahead), office[2:]
    elif not name and len(office) == 2 and _COMPLETE.fullmatch(office[1]) and is_surname(office[0]):
        name, office = office[0], office[1:]
    organizations: list[str] = []
    while (
        len(office) > 1
        and is_organization(office[0], names_follow=bool(name))
        and not _is_post(office[0])
    ):
        organizations.append(office.pop(0))
    organization, office[0] = _split_office(office[0], names_follow=bool(name))
    organizations += [organization] if organization else []
    return " ".join(office), " ".join(organizations), name


def _without_post(tokens: list[str]) -> tuple[str, str, str]:
    whole = " ".join(tokens)
    if all(is_organization(token) for token in tokens) or is_organization(whole) or _body(whole):
        return "", whole, ""
    if lettered := re.fullmatch(rf"(委員|議員)({_LETTER.pattern})", tokens[0]):
        return lettered[1], "", lettered[2]
    if (glued := _GLUED.fullmatch(tokens[0])) and not glued["name"].startswith("谷"):
        organization, role = _split_office(glued["office"])
        return role, organization, " ".join([glued["name"], *tokens[1:]])
    ahead = 0
    while ahead < len(tokens) - 1 and is_organization(tokens[ahead]):
        ahead += 1
    return "", " ".join(tokens[:ahead]), " ".join(tokens[ahead:])


def _split_office(office: str, *, names_follow: bool = False) -> tuple[str, str]:
    """(organisation, post): split at the last organisation that stands before a whole post."""
    for at in range(len(office) - 1, 0, -1):
        ahead, post = office[:at], office[at:]
        if not _COMPLETE.fullmatch(post) or not _heads(ahead, post):
            continue
        if names_follow or not is_surname(ahead):
            return ahead, post
    return "", office


def _heads(ahead: str, post: str) -> bool:
    """Whether ``ahead`` is an organisation and not the first half of a word of the post."""
    if _MUNICIPALITY.fullmatch(ahead):
        return not (_NO_CITY.fullmatch(ahead) or _CITY_GUARD.match(post))
    if not _UNIT_END.search(ahead) or _NOT_UNIT.search(ahead) or _UNIT_GUARD.match(post):
        return False
    return not (ahead.endswith("部") and post == "会長")
