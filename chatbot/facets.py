"""What a question asks for: a time, a sum, a number in some unit, a person, a reason, yes or no.

Finer than `chatbot.evidence.kind_of`, which needs to know only what an answer must contain: here
two questions are told apart, so いつから is not いつまで, and 何人 is not 何か所.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# A word; of numbers with their unit (``count:人``, ``count:`` of anything), of times of day with
# the end that is asked for (``clock:until``). ``measure`` is どのくらい, of what cannot be told.
Facet = str

_UNITS = {
    "人": "人|名",
    "件": "件",
    "台": "台",
    "か所": "[かヶケカヵ]所|箇所",
    "回": "回",
    "枚": "枚",
    "冊": "冊",
    "食": "食",
    "歳": "歳|才",
    "団体": "団体|自治体|社|校|[区市町村](?![一-龥])",
    "世帯": "世帯|軒|戸|棟",
    "種類": "種類",
    "時間": "時間",
    "分": "分(?!の)",
    "月分": "[かヶケカヵ箇]月",
    "票": "票",
    "橋": "橋",
    "面積": "ヘクタール|ha|平方",
    "距離": "キロ|メートル|km|m(?![a-z])",
}
# In order of precedence: what one has read is not read again by those below it.
_ASKED: tuple[tuple[Facet, str], ...] = (
    (
        "freq",
        r"何(?:年|か月|週間|日)(?:ごと|おき|に(?:一|1)[度回])|間隔は何年|[年月週日]に?何回|頻度は",
    ),
    ("count:日", r"[週月年]間?に?何日|何日(?:分|間|か(?:か|から)|くらい|ほど|程度)"),
    ("clock:until", r"何時(?:何分)?まで"),
    ("clock:since", r"何時(?:何分)?から"),
    ("clock", r"何時(?!間)"),
    ("until", r"(?:いつ|何月何日|何日|何月|何年度?)まで|期限は(?:いつ|何[月日])"),
    ("since", r"(?:いつ|何月何日|何日|何月|何年度?)から"),
    (
        "rate",
        r"何(?:%|パーセント|割|分の)|(?:割合|率)(?:は|が|って)?いくつ|(?:割合|率)(?:は|が)"
        r"|ど[のれ](?:くらい|程度|ぐらい)の割合",
    ),
    ("how_much", r"いくら|幾ら|何(?:百|千|万|億)*円"),
    *((f"count:{unit}", rf"何(?:{forms})") for unit, forms in _UNITS.items()),
    ("count:歳", r"年齢(?:は|って)?いくつ|いくつ(?:から|まで)"),
    ("count:", r"いくつ|幾つ"),
    ("when", r"いつ(?!も(?!ら)|でも)|何(?:月何日|月|日|曜日?|年度?)|どの時期"),
    ("who", r"誰|だれ|どなた|どう(?:いう|いった)人|どんな人|何者"),
    (
        "why",
        r"なぜ|何故|どうして(?!い[るまたて]|る)|何で(?=[^すしあ])"
        r"|(?:理由|目的|狙い|ねらい|わけ|背景|原因)(?:は|って)",
    ),
    (
        "where",
        r"どこ|何処|どちら|どの[一-龥ァ-ヶー]{0,5}[校園館所署局課部室店区市町村国社院場]",
    ),
    ("measure", r"どの(?:くらい|程度|ぐらい)|どれ(?:くらい|ぐらい|だけ|ほど)"),
    ("what", r"何|どの|どんな|どう|どういう|なに|なん(?=で|と)|どれ"),
)
# What a question in keywords, or one that only says 何 or どのくらい, asks for by its last noun.
_NAMED: tuple[tuple[Facet, str], ...] = (
    ("until", r"期限|締切"),
    ("since", r"開始(?:日|時期|時刻)"),
    ("clock", r"時刻"),
    ("when", r"時期|日時|日程|期間|期日|[一-龥の]日|曜日|年度|スケジュール"),
    ("freq", r"頻度"),
    ("rate", r"率|割合"),
    ("count:人", r"人数|者数|員数|定員|児童数"),
    ("count:歳", r"年齢"),
    ("count:日", r"日数"),
    ("count:回", r"回数"),
    ("count:件", r"件数"),
    ("count:面積", r"面積"),
    ("count:か所", r"か所数|箇所数|所の?数"),
    ("count:", r"数"),
    ("how_much", r"料金|費用|金額|額|予算|給与|単価|料|費"),
    ("why", r"理由|目的|狙い|ねらい|わけ|背景|原因"),
    ("where", r"場所|会場|所在地|窓口|申請先|連絡先"),
    ("yes_no", r"有無|可否"),
    ("what", r"方法|内容|種類|仕方|やり方|手順"),
)
# Nouns that say no more than the facet does.
_NOUNS = {
    "clock": "時刻|時間",
    "until": "期限|期間|期日|時期|年度|日",
    "since": "期間|時期|年度|日|開始日",
    "when": "時期|期日|日時|日程|年度|日",
    "freq": "頻度|間隔",
    "rate": "割合|率",
    "how_much": "金額|額",
    "count:人": "人数|[者員]の数|者数|人の数|数",
    "count:歳": "年齢",
    "count:日": "日数",
    "count:か所": "箇所数|数",
    "count": "数",
    "where": "場所|所在地",
    "why": "理由|目的|狙い|背景|原因",
}
# Which facets may stand for each other, either way.
_KIN = {
    "when": {"since", "until"},
    "clock": {"clock:since", "clock:until"},
    "measure": {"rate", "freq"},
}
_TO_THE_QUESTION = r"(?:は|って|とは|を|が|も)?(?:、)?(?:何|ど[うのれ]|教え|知り|聞き|[?？。]|$)"
_OPEN = re.compile("|".join(f"(?P<f{at}>{p})" for at, (_, p) in enumerate(_ASKED)))
_NOUN = re.compile(
    "|".join(f"(?P<f{at}>{p}){_TO_THE_QUESTION}" for at, (_, p) in enumerate(_NAMED))
)
_CLOSED = re.compile(r"(?<!は)(?:か|[?？])[。]?$|(?:でき|られ|え)る(?:の)?[?？]?$")


def facets(text: str) -> frozenset[Facet]:
    """What an NFKC question asks for; empty where it does not say (「敬老会について」)."""
    plain = re.sub(r"\s+", "", text)
    found = _found(_OPEN, _ASKED, plain)
    found = found - {"what", "measure"} or found
    if not found - {"what", "measure"}:
        found = _found(_NOUN, _NAMED, plain) or found
    if not found and _CLOSED.search(plain) and not re.search("教え|知り", plain):
        found = {"yes_no"}
    return frozenset(found)


def _found(pattern: re.Pattern[str], table: tuple[tuple[Facet, str], ...], text: str) -> set[Facet]:
    return {table[int(str(match.lastgroup)[1:])][0] for match in pattern.finditer(text)}


def without(text: str, found: Iterable[Facet]) -> str:
    """A question with blanks for the words that only say what kind of thing it asks for."""
    rest = _OPEN.sub(_blank, text)
    for facet in found:
        nouns = _NOUNS.get(facet) or _NOUNS.get(facet.partition(":")[0])
        if nouns:
            rest = re.sub(nouns, _blank, rest)
    return rest


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def agree(one: Iterable[Facet], other: Iterable[Facet]) -> bool:
    """Whether two questions may ask for the same kind of thing; also where one does not say."""
    here, there = set(one), set(other)
    if not here or not there:
        return True
    return all(any(_kin(a, b) for b in there) for a in here) and all(
        any(_kin(a, b) for a in here) for b in there
    )


def _kin(one: Facet, other: Facet) -> bool:
    if one == other or other in _KIN.get(one, ()) or one in _KIN.get(other, ()):
        return True
    kinds = {facet.partition(":")[0] for facet in (one, other)}
    return kinds == {"count", "measure"} or (kinds == {"count"} and "count:" in (one, other))
