"""A question taken apart, so that it can be compared with another one.

Words are put into one form by ``vocabulary/questions.tsv``; some of them say little
(``light.txt``). Dates, numbers, meetings, names, offices and what is asked for stand by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from chatbot.dates import values
from chatbot.facets import Facet, facets, without
from chatbot.meetings import Meetings
from chatbot.mention import HONORIFIC, TITLE
from chatbot.names import Name, compact, names
from chatbot.text import normalize
from chatbot.vocabulary import rows, vocabulary
from chatbot.words import Word, bigrams, tokens

# What a word is worth that only one of two questions has: a noun 1, a verb less, one that says
# little nearly nothing.
VERB, SUFFIX, LIGHT = 0.7, 0.6, 0.15
_LIGHT = vocabulary("light.txt")
_POLITE = re.compile(
    r"(?:について)?(?:を|が)?(?:教えて|知りたい|お?聞かせて|お?聞きしたい)"
    r"(?:ください|下さい|ほしい|欲しい|です|いただけますか|もらえますか|くれますか)*[。?!]*$"
    r"|(?:でしょう|です|ます|の)?か?[。?!]*$"
)
_COMPOUND = re.compile(r"[\u4e00-\u9fff々ァ-ヶー]{4,}")
_CONTENT = ("名詞", "動詞", "形容詞", "形状詞", "接尾辞")
_ASKING = frozenset("何 誰 様 何時 何人 幾ら の です".split())
# 事業 and 内容 say nothing at the end of a compound, and much at its beginning (事業系ごみ).
_TRAILING = frozenset("事業 制度 取組 施策 内容 状況".split())
_MEETING = re.compile(r"(?:会議|協議会|会合|座談会|会)$")
_WHOSE = re.compile(
    r"(?:[一-龥々ァ-ヶー]{1,12}?(?:[都道府県区市町村局部課室]|委員会)|都)の?"
    rf"(?=[一-龥々]{{1,4}}(?:{TITLE}|{HONORIFIC}))"
)
_NO_PREFIX = frozenset("御 お ご 第 約 各".split())
# Words that are looked for in one another as far as so many are written together.
_TOGETHER = 4


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a question in its common form, what it is worth, and where it stands."""

    head: str
    surface: str
    weight: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A question, taken apart for comparing.

    ``plain`` is equal for two that differ in spelling and politeness only; ``told`` is its common
    form without dates, numbers and meetings, ``compacted`` the same for finding names in it;
    ``posted`` says whose the persons are that it names (狛江市の平林CIO).
    """

    plain: str
    told: str
    compacted: str
    terms: tuple[Term, ...]
    heads: frozenset[str]
    surfaces: frozenset[str]
    compounds: tuple[str, ...]
    pairs: frozenset[str]
    facets: frozenset[Facet]
    values: frozenset[Hashable]
    meetings: frozenset[str] | None
    missing: frozenset[str]
    names: tuple[Name, ...]
    posts: frozenset[str]
    posted: frozenset[str]
    denied: frozenset[str]


def read(question: str, day: date, meetings: Meetings) -> Reading:
    """Take a question apart; ``day`` is what 昨年度 in it is relative to."""
    text = normalize(question)
    asked = facets(text)
    told = common(_cut(text, [_numbering(text, span) for span in meetings.spans]))
    typed = values(told, day)
    told = _cut(told, [(value.begin, value.stop) for value in typed])
    whole, posted = told, _posted(told)
    told = _cut(told, posted)
    posts = [match.span() for match in re.finditer(TITLE, told)]
    left = without(_cut(told, posts), asked)
    words = tokens(left)
    terms, denied = _terms(words)
    return Reading(
        plain=re.sub(r"\W", "", _POLITE.sub("", text)).lower(),
        told=told,
        compacted=compact(told),
        terms=terms,
        heads=frozenset(term.head for term in terms),
        surfaces=_surfaces(tokens(told)),
        compounds=tuple(_COMPOUND.findall(told)),
        pairs=frozenset(bigrams(told)),
        facets=asked,
        values=frozenset(value.key for value in typed),
        meetings=meetings.documents,
        missing=frozenset(meetings.missing),
        names=tuple(name for name in names(left) if _bound(name)),
        posts=frozenset(told[start:end].upper() for start, end in posts),
        posted=frozenset(compact(whole[start:end]) for start, end in posted),
        denied=denied,
    )


def _posted(text: str) -> list[tuple[int, int]]:
    """Where a body stands only to say whose a named person is: 狛江市の in 狛江市の平林CIO."""
    found = [match.span() for match in _WHOSE.finditer(text)]
    words = tokens(text) if found else []
    persons = {word.start for word in words if word.pos.startswith("名詞-固有名詞-人名")}
    return [(start, end) for start, end in found if end in persons]


def _bound(name: Name) -> bool:
    """Whether two questions must share a name.

    Offices are compared by themselves; katakana that the dictionary lacks is mostly no name.
    """
    return name.kind in ("proper", "body", "latin") and name.text.upper() != "CIO"


def _numbering(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Of the words that name a meeting those that say which; not what kind it is (座談会)."""
    kind = _MEETING.search(text[span[0] : span[1]])
    return (span[0], span[0] + kind.start()) if kind else span


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


# -- words ---------------------------------------------------------------------------------------


def common(text: str) -> str:
    """An NFKC text with each phrase of ``questions.tsv`` in its common form, lower-cased."""
    _, phrases = _same()
    return phrases.sub(_as_common, text.lower())


def _as_common(match: re.Match[str]) -> str:
    """A phrase's common form; as it stands where it is part of a longer word (ネットワーク)."""
    phrase = match.group()
    word = re.fullmatch(r"[a-zァ-ヶー]+", phrase)
    beside = match.string[: match.start()][-1:] + match.string[match.end() :][:1]
    return phrase if word and re.search(r"[a-zァ-ヶー]", beside) else _same()[0][phrase]


@lru_cache(maxsize=1)
def _same() -> tuple[dict[str, str], re.Pattern[str]]:
    """Common forms by word, and the words that are found in a text as they stand.

    Verbs inflect; they are found by their lemma.
    """
    table = rows("questions.tsv")
    heads = {normalize(word).lower(): row[0].lower() for row in table for word in row[1:]}
    fixed = [word for word in heads if not tokens(word)[-1].pos.startswith(("動詞", "形容詞"))]
    longest = sorted(fixed, key=len, reverse=True)
    return heads, re.compile("|".join(map(re.escape, longest)))


def _terms(words: Sequence[Word]) -> tuple[tuple[Term, ...], frozenset[str]]:
    """The content words, and those of them that are denied."""
    heads, _ = _same()
    found: list[Term] = []
    denied: set[str] = set()
    prefix = last = ""
    for at, word in enumerate(words):
        lemma = word.lemma.lower()
        head = heads.get(lemma, heads.get(word.surface, lemma))
        if word.pos.startswith("接頭辞"):
            prefix = "" if word.surface in _NO_PREFIX else word.surface
            continue
        if word.pos.startswith("助動詞") and lemma in ("ない", "ぬ", "ず") and last:
            denied.add(last)
        if word.pos.startswith(_CONTENT) and not word.pos.startswith("名詞-数詞"):
            last = last if word.pos.startswith("接尾辞") else head
            if lemma not in _ASKING:
                weight = 1.0 if prefix else _weight(words, at, head, lemma in heads)
                start = word.start - len(prefix)
                found.append(Term(prefix + head, prefix + word.surface, weight, start, word.end))
        prefix = ""
    return tuple(found), frozenset(denied)


def _weight(words: Sequence[Word], at: int, head: str, known: bool) -> float:
    word = words[at]
    if {word.lemma.lower(), word.surface, head} & _LIGHT:
        follows = words[at + 1] if at + 1 < len(words) else None
        leads = follows and follows.start == word.end and follows.pos.startswith(("名詞", "接尾辞"))
        if not (leads and word.surface in _TRAILING):
            return LIGHT
    if word.pos.startswith("接尾辞"):
        return SUFFIX
    return VERB if word.pos.startswith(("動詞", "形容詞")) and not known else 1.0


def _surfaces(words: Sequence[Word]) -> frozenset[str]:
    """What is written in a text from the beginning of a word to the end of one."""
    found = set()
    for first in range(len(words)):
        joined = ""
        for at in range(first, min(first + _TOGETHER, len(words))):
            if at > first and words[at].start != words[at - 1].end:
                break
            joined += words[at].surface
            found.add(joined)
    return frozenset(found)
