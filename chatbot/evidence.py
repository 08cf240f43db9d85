"""Does a stretch of minutes speak of what is asked? Words, typed values, and the kind of answer.

This is about evidence, not rank: fused scores say nothing here. What is asked is taken apart into
*needs*, its informative words weighted by how rare they are in the library, and a stretch of text
covers some of them, by lemma, by spelling, or by a synonym.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from chatbot.dates import Value, values
from chatbot.text import fold_kana, normalize
from chatbot.vocabulary import rows, vocabulary
from chatbot.words import informative, tokens

# Words of a question that ask rather than name a subject.
ASKING = vocabulary("asking.txt")


@dataclass(frozen=True, slots=True)
class Need:
    """One informative word of a question: its forms (lemma, spelling, synonyms) and its weight.

    ``firm`` marks a name: without it the minutes speak of something else. ``noun``
    marks what can be a subject; a shared verb alone is no evidence of one. ``reading`` is its
    katakana where it is long enough to be told by its sound (子供食道, こどもしょくどう).
    """

    word: str
    forms: frozenset[str]
    weight: float
    firm: bool
    noun: bool
    reading: str = ""


# A verb or an adjective says less about the subject than a noun, and is more freely varied.
VERB = 0.4
# A word of so many kana is known by its sound.
_HEARD = 3

# In 「何という名前か」 the name itself is asked for, and not that it is called one.
_CALLED = re.compile(r"何という(?:名前|名称|愛称)")

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
    typed = [(value.begin, value.stop) for value in values(question)]
    typed += [match.span() for match in _CALLED.finditer(question)]
    for lemma, surface, pos, at, kana in _content(question):
        if any(begin <= at < stop for begin, stop in typed):
            continue  # a date or a number goes by its meaning (`chatbot.typed`)
        if lemma in skip or lemma in found or lemma in ASKING:
            continue
        forms = frozenset({lemma, fold_kana(surface).lower(), *synonyms().get(lemma, ())})
        noun = pos.startswith("名詞")
        weight = rarity(frequency(lemma), held) * (1.0 if noun else VERB)
        sound = kana if len(kana) >= _HEARD else ""
        found[lemma] = Need(lemma, forms, weight, lemma in names, noun, sound)
    return tuple(found.values())


def rarity(seen: int, held: int) -> float:
    """What a word says of a subject that ``seen`` of ``held`` passages have, from 0.2."""
    told = math.log(1 + (held - seen + 0.5) / (seen + 0.5)) if held >= seen else 0.0
    # Of few passages the frequencies say little, so their logarithm is taken once more.
    return 0.2 + math.log1p(told)


def _content(text: str) -> list[tuple[str, str, str, int, str]]:
    wanted = set(informative(text))
    return [
        (w.lemma.lower(), w.surface, w.pos, w.start, w.reading)
        for w in tokens(text)
        if w.lemma.lower() in wanted
    ]


def _lemmas(text: str) -> list[str]:
    return [word.lemma.lower() for word in tokens(text)]


def _names(text: str) -> set[str]:
    """Lemmas of proper nouns and of Latin words; numbers are typed values (`chatbot.typed`)."""
    return {
        word.lemma.lower()
        for word in tokens(text)
        if "固有名詞" in word.pos or re.fullmatch(r"[A-Za-z][A-Za-z0-9]+", word.surface)
    }


def kind_of(question: str) -> Kind:
    """What kind of thing a question asks for, by its question words."""
    text = normalize(question)
    for kind, pattern in _KINDS:
        if pattern.search(text):
            return kind
    return "what"


_NOUNS = r"([一-龥ァ-ヶーA-Za-z]+)"
_FOCUS = re.compile(
    rf"{_NOUNS}(?:は|って|とは)(?:、)?(?:具体的に|結局|現在|今)?(?:は)?"
    r"(?:どこ|何(?!と|を|が|か)|いくら|いくつ|どれ|どちら|誰|どのくらい|どれくらい|ありますか|あるか|$|[?？])"
    rf"|{_NOUNS}(?:を|が)?(?:教えて|知りたい|$|[?？])"
)


def focus_of(question: str) -> frozenset[str]:
    """The lemmas of the thing asked for where it is named: 委託先 in 「…の委託先はどこか」."""
    match = _FOCUS.search(normalize(question))
    if match is None:
        return frozenset()
    lemmas = informative(match.group(1) or match.group(2))
    return frozenset(lemma for lemma in lemmas if lemma not in ASKING)


_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "how_much",
        re.compile(r"いくら|何円|何億|何万|金額|費用は(?:どれ|いく)|予算額|総額|単価|上限額は"),
    ),
    (
        "when",
        re.compile(
            r"いつ|何月|何日|何年度?(?!間)|時期は|期日|期限|何時(?!間)|開始時期|スケジュール"
        ),
    ),
    (
        "how_many",
        re.compile(
            r"何(?:人|名|件|台|か所|箇所|ヶ所|回|団体|自治体|社|校|割|%|パーセント|種類|歳)|いくつ"
            r"|人数|件数|台数|割合|延べ|率は|数は|どのくらいの(?:人|数|件|自治体)"
        ),
    ),
    ("who", re.compile(r"誰|どなた|どの人|何者")),
    ("why", re.compile(r"なぜ|何故|どうして|なんで(?!す|しょ)|理由|わけは|背景|原因")),
    ("where", re.compile(r"どこ|どちら|何区|何市|どの(?:区|市|自治体|部署|課)")),
)


def suits(kind: Kind, text: str, day: date | None, question: str = "") -> bool:
    """Whether a text holds the kind of thing that is asked for: a time, an amount, a number.

    A ``question`` for the month or the day (何月に) is not answered by a year.
    """
    if kind == "when":
        exact = bool(_MONTH.search(question))
        return any(_is_time(value, exact) for value in values(text, base=day))
    if kind == "how_much":
        return any(v.number is not None and "円" in v.unit for v in values(text, base=day))
    if kind == "how_many":
        return any(_counts(v) for v in values(text, base=day)) or bool(_SHARE.search(text))
    return True


def suits_unit(question: str, text: str) -> bool:
    """Whether a text counts in the unit that a question names (何歳, 何台), if it names one."""
    asked = _UNIT.search(normalize(question))
    if asked is None:
        return True
    meant = {value.unit for value in values(f"5{asked.group(1)}")}
    return any(value.unit in meant for value in values(text))


# Shares and lists, which answer 「どれくらい」 and 「いくつ」 without a figure.
_SHARE = re.compile(
    r"半数|半分|大半|過半|全て|すべて"
    r"|[一-龥ァ-ヶA-Za-z]{2,}(?:・|、|と)[一-龥ァ-ヶA-Za-z]{2,}"
)
_MONTH, _MONTH_DAYS = re.compile(r"何月|何日|何曜"), 31
_UNIT = re.compile(
    r"何(歳|円|台|校|社|割|パーセント|%|キロ|メートル|時間|分間|か所|箇所|ヶ所|年間)"
)


def _is_time(value: Value, exact: bool) -> bool:
    """Whether a value is a time; an exact one is no longer than a month."""
    if value.start is None and value.end is None:
        return exact and value.unit.startswith("--")
    if not exact:
        return True
    return bool(value.start and value.end and (value.end - value.start).days < _MONTH_DAYS)


def _counts(value: Value) -> bool:
    return value.number is not None and value.start is None


@lru_cache(maxsize=1)
def synonyms() -> dict[str, frozenset[str]]:
    """Words that stand for each other, each line of ``synonyms.tsv`` one group, by lemma."""
    groups: dict[str, frozenset[str]] = {}
    for row in rows("synonyms.tsv"):
        forms = frozenset(word.lower() for word in row) | {fold_kana(w).lower() for w in row}
        for word in row:
            groups[word.lower()] = groups.get(word.lower(), frozenset()) | forms
    return groups


@lru_cache(maxsize=1)
def opposites() -> dict[str, frozenset[str]]:
    """Words that deny each other, each line of ``opposites.tsv`` two sides, by lemma."""
    found: dict[str, frozenset[str]] = {}
    for row in rows("opposites.tsv"):
        one, other = (frozenset(side.split()) for side in row)
        for here, there in ((one, other), (other, one)):
            for word in here:
                found[word] = found.get(word, frozenset()) | there
    return found
