"""Does a stretch of minutes speak of what is asked? Words, typed values, and the kind of answer.

This is about evidence, not rank: fused scores say nothing here. What is asked is taken apart into
*needs*, its informative words weighted by how rare they are in the library, and a stretch of text
covers some of them, by lemma, by spelling, or by a synonym.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from chatbot.dates import Value, values
from chatbot.text import fold_kana, informative, normalize, tokens

_SYNONYMS = Path(__file__).with_name("synonyms.tsv")
# Words of a question that ask rather than name a subject.
_ASKING = frozenset(
    ["会議", "協議会", "会合", "議事", "要旨", "議事要旨", "議事録", "議論", "話題", "意見", "見解", "考え", "考える", "述べる", "触れる", "立場", "姿勢", "状況", "点", "件", "話", "回", "結果", "方針", "予定", "内", "全て", "全部", "一覧", "それぞれ", "各", "誰", "名", "人", "場", "中身", "理由", "原因", "目的", "方法", "仕方", "遣り方", "決まる", "決める", "思う", "申す", "求める", "訊く", "問う", "返答", "返事", "応答", "コメント", "主張", "提案", "場合", "つもり", "本当", "感じ", "人物", "方々", "現在", "今", "今後", "最近", "以前", "他", "主", "主に", "特に", "具体的", "詳細", "段階", "程度", "どれ", "どの程度", "如何程", "どう"]
)
_NUMBERED_UNIT = re.compile(
    r"円|人|名|件|台|回|か所|箇所|ヶ所|社|校|団体|自治体|%|割|分の|倍|時間|日間|年間|か月|カ月|歳|号|条"
)


@dataclass(frozen=True, slots=True)
class Need:
    """One informative word of a question: its forms (lemma, spelling, synonyms) and its weight.

    ``firm`` marks a name or a number: without it the minutes speak of something else.
    """

    word: str
    forms: frozenset[str]
    weight: float
    firm: bool


Kind = str  # when | how_much | how_many | who | where | why | how | yes_no | what


def needs_of(
    question: str, frequency: Callable[[str], int], held: int, ignored: Iterable[str] = ()
) -> tuple[Need, ...]:
    """What a question needs evidence for, in order, each word once.

    ``frequency`` gives the number of passages with a lemma, ``held`` that of all; ``ignored`` are
    words that were understood otherwise, such as the speakers it names.
    """
    skip = {lemma for name in ignored for lemma in _lemmas(name)}
    found: dict[str, Need] = {}
    names = _names(question)
    for lemma, surface in _content(question):
        if lemma in skip or lemma in found or lemma in _ASKING:
            continue
        forms = frozenset({lemma, fold_kana(surface).lower(), *synonyms().get(lemma, ())})
        seen = frequency(lemma)
        weight = math.log(1 + (held - seen + 0.5) / (seen + 0.5)) if held >= seen else 0.1
        found[lemma] = Need(lemma, forms, max(weight, 0.1), lemma in names)
    return tuple(found.values())


def _content(text: str) -> list[tuple[str, str]]:
    wanted = set(informative(text))
    return [(w.lemma.lower(), w.surface) for w in tokens(text) if w.lemma.lower() in wanted]


def _lemmas(text: str) -> list[str]:
    return [word.lemma.lower() for word in tokens(text)]


def _names(text: str) -> set[str]:
    """Lemmas of proper nouns, numbers and Latin words."""
    return {
        word.lemma.lower()
        for word in tokens(text)
        if "固有名詞" in word.pos
        or "数詞" in word.pos
        or re.fullmatch(r"[A-Za-z][A-Za-z0-9]+", word.surface)
    }


class Bag:
    """The words of a text, to be asked which needs it covers."""

    def __init__(self, *texts: str) -> None:
        text = "\n".join(texts)
        self._lemmas = frozenset(_lemmas(text))
        self._plain = re.sub(r"\s+", "", fold_kana(text)).lower()

    def has(self, need: Need) -> bool:
        """Whether the text has the word in any of its forms."""
        return any(
            form in self._lemmas or (len(form) > 1 and form in self._plain) for form in need.forms
        )


def covered(needs: Sequence[Need], bag: Bag) -> float:
    """The share of the needs' weight that a text covers, 0..1; 0 where nothing is needed."""
    whole = sum(need.weight for need in needs)
    return sum(need.weight for need in needs if bag.has(need)) / whole if whole else 0.0


def kind_of(question: str) -> Kind:
    """What kind of thing a question asks for, by its question words."""
    text = normalize(question)
    for kind, pattern in _KINDS:
        if pattern.search(text):
            return kind
    return "what"


_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "how_much",
        re.compile(r"いくら|何円|何億|何万|金額|費用は(?:どれ|いく)|予算額|総額|単価|上限額は"),
    ),
    (
        "when",
        re.compile(r"いつ|何月|何日|何年度?(?!間)|時期は|期日|期限|何時|開始時期|スケジュール"),
    ),
    (
        "how_many",
        re.compile(
            r"何人|何名|何件|何台|何か所|何箇所|何ヶ所|何回|何団体|何自治体|何社|何校|何割|何%|何パーセント|いくつ|何種類|人数|件数|割合|率は|どのくらいの(?:人|数|件|自治体)"
        ),
    ),
    ("who", re.compile(r"誰|どなた|どの人|何者")),
    ("why", re.compile(r"なぜ|何故|どうして|理由|わけは|背景|原因")),
    ("where", re.compile(r"どこ|どちら|何区|何市|どの(?:区|市|自治体|部署|課)")),
)


def suits(kind: Kind, text: str, day: date | None) -> bool:
    """Whether a text holds the kind of thing that is asked for: a time, an amount, a number."""
    if kind == "when":
        return any(v.start is not None or v.end is not None for v in values(text, base=day))
    if kind == "how_much":
        return any(v.number is not None and "円" in v.unit for v in values(text, base=day))
    if kind == "how_many":
        return any(_counts(v) for v in values(text, base=day)) or "半数" in text
    return True


def _counts(value: Value) -> bool:
    return value.number is not None and value.start is None


@lru_cache(maxsize=1)
def synonyms() -> dict[str, frozenset[str]]:
    """Words that stand for each other, each line of ``synonyms.tsv`` one group, by lemma."""
    groups: dict[str, frozenset[str]] = {}
    for line in _SYNONYMS.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            group = frozenset(fold_kana(word).lower() for word in line.split("\t"))
            plain = frozenset(word.lower() for word in line.split("\t"))
            for word in line.split("\t"):
                groups[word.lower()] = groups.get(word.lower(), frozenset()) | group | plain
    return groups
