"""What tells a post and an organisation, and where a text that holds both is split.

Nothing is guessed: what cannot be told to be one of the two is neither.
"""

from __future__ import annotations

import re

from ingest.names import KANJI, is_surname

UNIT = r"(?:本部|局|部|課|室|係|所|庁|センター|館|班|担当|グループ|チーム|支所|支局)"
"""What a part of an administration is called by at its end; for a pattern."""
_HEAD = rf"{UNIT}(?:長(?:代理|補佐|心得)?|次長)"
_STANDS_ALONE = (
    r"(?:C[A-Z]{1,3}O(?:補佐官|補佐|補佐監)?|(?:副)?知事|副[市区町村]長|教育長|(?:副)?議長|(?:副)?委員長|"
    r"(?:副)?会長|(?:副)?理事長|副?理事|副?参事官?|参与|顧問|(?:デジタル|大臣|専門|企画|調整|審議|分析|補佐|書記|政務|監察)*官|"
    rf"(?:技|総|統括|管理|危機管理)監|(?:[ァ-ヶー{KANJI}]{{2,6}})?(?:副)?大臣|[ァ-ヶー{KANJI}]*大臣政務官|主幹|主査|主任|主事|"
    r"(?:准|特任)?教授|(?:代表)?取締役(?:社長)?|社長|(?:事務)?総長|学長)"
)
_LICENCE = (
    r"(?:保健|看護|助産|薬剤|調理|医|獣医|技|教|理容|美容)師|(?:学校|産業|嘱託|校|主治)医|"
    r"(?:(?:管理)?栄養|保育|(?:社会|介護|精神保健)福祉|介護|司法書|行政書|建築|測量|公認会計|中小企業診断|"
    r"社会保険労務|歯科衛生|言語聴覚|理学療法|作業療法|救急救命|防災|技術)士"
)
_POST_END = re.compile(
    r"(?:[^成延増特身生]長(?:代理|補佐|心得)?|次長|C[A-Z]{1,3}O(?:補佐官?|補佐監)?|知事|[^器所]官|[^総]監|総監|大臣|"
    r"参考人|公述人|証人|委員|構成員|議員|理事|監事|幹事|参事|参与|顧問|主幹|主査|主任|主事|主席|担当|担当者|"
    r"(?:管理|責任|代表|説明|提案|当局|理事|発表|進行)者|技監|監査役|副?会頭|専務|常務|取締役|代表|教授|講師|弁護士|税理士|司会|進行|書記|"
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
_PROSE = re.compile(r"[。、，．！？!?：:「」『』]|について|に関する|及び|並びに|の件$")
_NOT_UNIT = re.compile(
    r"(?:[東西南北中内外全一上下]部|教室|温室|薬局|結局|難局|一部|全部|幹部|第.{1,3}[部課室])$"
)
_UNIT_GUARD = re.compile(
    r"(?:長|次長|会(?!長)|門|品|落|分|題|税|程|内|面|所|員|舎|エネ|力|略|庁|役)"
)
_ORGANIZATION = re.compile(
    r"(?:一般|公益|特定|独立|地方)?(?:社団|財団|行政|学校|独立行政|非営利活動)法人.+|株式会社.+|.+(?:株式会社|\(株\)|（株）)|"
    r"[A-Za-z]{2,12} ?東京|[A-ZＡ-Ｚ][都道府県市区町村]|事務局|当局|都|国|東京都"
)


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


def ends_like_body(text: str) -> bool:
    """Whether ``text`` ends like a body that `is_organization` does not know, and is no sentence.

    Ordinary words end like that, too: the caller must know that a name stands there.
    """
    return bool(_BODY_END.search(text)) and not _PROSE.search(text)


def is_post(token: str) -> bool:
    """Whether a word is a post or ends in one: 議長, 総務課長, 八番."""
    return bool(_WHOLE_POST.fullmatch(token) or _POST_END.search(token))


def is_licence(token: str) -> bool:
    """Whether a word says what somebody is by profession, whatever post is held: 公認会計士."""
    return re.fullmatch(rf".*(?:{_LICENCE})", token) is not None


def is_complete_post(token: str) -> bool:
    """Whether a word is a post that needs no word before it: 広報課長 and CIO, but not 課長."""
    return _COMPLETE.fullmatch(token) is not None


def is_office(text: str) -> bool:
    """Whether words separated by single spaces end in a post or in an organisation."""
    return all(is_organization(t) or is_post(t) for t in text.split(" ")[-1:]) and bool(text)


def split_office(office: str, *, names_follow: bool = False) -> tuple[str, str]:
    """(organisation, post): split at the last organisation that stands before a complete post.

    Without one it is ``("", office)``. ``names_follow`` as for `is_organization`.
    """
    for at in range(len(office) - 1, 0, -1):
        ahead, post = office[:at], office[at:]
        if not is_complete_post(post) or not _heads(ahead, post):
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
