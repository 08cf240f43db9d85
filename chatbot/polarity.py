"""Whether each predicate of a text is affirmed or denied, and whether two texts agree.

Denied are 実施しない, 実施は困難, 実施を見送る, 未実施; twice denied is affirmed
(実施しないわけではない, 実施しなければならない).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.evidence import opposites, synonyms
from chatbot.wording import read
from chatbot.words import STOP_WORDS, Word

# Predicates that deny what they are said of (by lemma).
DENIALS = frozenset(
    "困難 難しい 見送る 見合わせる 不可能 無理 中止 取り止める 休止 停止 断念 反対 不要 止める"
    " 控える 撤回 凍結 取り下げる 拒否 廃止 見合せる 否定 先送り 慎重 消極的".split()
)
_NOT = frozenset({"ない", "ず", "ぬ", "無い", "まい"})
_PREFIX_NOT = frozenset({"未", "不", "無", "非"})
_FORMAL = frozenset(
    "事 物 訳 筈 方 様 所 予定 方向 方針 為る 出来る 成る 居る 有る 頂く 得る 行う 実施 考える"
    " 至る 段階 状況 状態 見込み 計画 考え よう 行く 来る 参る 下さる 置く 限り 分 つもり 積もり"
    " 見る 上げる".split()
)
_BARE = _NOT | {"有る", "為る", "行う", "出来る", "成る"}
_PREDICATE = ("動詞", "形容詞", "形状詞")
_REACH = 14


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate by lemma, with whether it is denied."""

    lemma: str
    denied: bool
    start: int


@lru_cache(maxsize=4096)
def predicates(text: str) -> tuple[Predicate, ...]:
    """The predicates of a text in order: verbs, adjectives, and nouns that are done or are so."""
    words = read(text)
    found: list[Predicate] = []
    for at, word in enumerate(words):
        if not _heads(words, at):
            continue
        parity = _denials_after(words, at)
        if at and words[at - 1].lemma in _PREFIX_NOT and words[at - 1].pos.startswith("接頭辞"):
            parity += 1
        lemma = "辞める" if word.surface.startswith("辞") else word.lemma.lower()
        found.append(Predicate(lemma, parity % 2 == 1, word.start))
    return tuple(found)


@lru_cache(maxsize=4096)
def ends_denied(text: str) -> bool:
    """Whether the last thing said in a clause is denied: …ではない, …とはしない, …は困難である."""
    words = read(text)
    last = max((i for i, w in enumerate(words) if not _functional(w)), default=-1)
    if last < 0:
        return False
    tail = range(last + 1, len(words))
    count = sum(1 for at in tail if words[at].lemma in _NOT and not _idle(words, at))
    return (count + int(words[last].lemma in DENIALS)) % 2 == 1


@lru_cache(maxsize=4096)
def last_word(text: str) -> str:
    """The lemma of the last word of a clause that is more than grammar."""
    words = read(text)
    for at in range(len(words) - 1, -1, -1):
        if not words[at].pos.startswith("副詞") and (
            not _functional(words[at]) or _alone(words, at)
        ):
            return words[at].lemma
    return ""


def _alone(words: Sequence[Word], at: int) -> bool:
    """Whether a verb that may be an auxiliary (終わる, 続ける) is one of its own here."""
    word, before = words[at], words[at - 1] if at else None
    if not word.pos.startswith("動詞-非自立可能") or word.lemma in _FORMAL:
        return False
    return before is None or not (
        before.pos.startswith(("動詞", "助動詞")) or before.lemma in ("て", "で")
    )


def _functional(word: Word) -> bool:
    return (
        word.pos.startswith(("助", "補助", "記号", "空白", "接頭辞", "接尾辞"))
        or word.lemma in _FORMAL
        or word.lemma in _NOT
        or "非自立" in word.pos
    )


def auxiliary(word: Word) -> bool:
    """Whether a word goes on with the predicate before it: …し|て|い|た, …する|予定|で|ある."""
    return _functional(word) and not word.pos.startswith(("記号", "補助記号"))


def _heads(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    if word.lemma in STOP_WORDS and word.lemma != "多い":
        return False
    if word.pos.startswith(_PREDICATE) and "助動詞語幹" not in word.pos:
        return not (at and words[at - 1].lemma in ("て", "で") and "非自立" in word.pos)
    if not word.pos.startswith("名詞") or at + 1 >= len(words):
        return False
    after = words[at + 1]
    if "サ変" in word.pos and (after.lemma in ("為る", "致す", "出来る", "済み", "中", "予定")):
        return True
    # 実施は困難, 実施を見送る, 問題はない: what is denied or affirmed, not a mere object
    if after.lemma == "だ":
        return "サ変" in word.pos or "形状詞" in word.pos
    if after.lemma not in ("は", "が", "も", "を", "に"):
        return False
    then = next((w for w in words[at + 2 : at + 5] if not w.pos.startswith("助詞")), None)
    if then is None or then.surface.startswith("辞"):
        return False
    return then.lemma in DENIALS or then.lemma in _BARE


def _denials_after(words: Sequence[Word], at: int) -> int:
    """How often what follows a word, up to the next predicate or comma, denies it."""
    count = 0
    for step in range(at + 1, min(at + 1 + _REACH, len(words))):
        word = words[step]
        if word.surface in ("、", "。", ",", "「", "」", "\n", "なら"):
            break
        if word.lemma in DENIALS and not word.surface.startswith("辞"):  # 辞める is no 止める
            return count + 1 + _denials_after(words, step)
        if word.lemma in _NOT:
            if not _idle(words, step):
                count += 1
            continue
        if word.pos.startswith(("助詞", "助動詞", "接尾辞")) or word.lemma in _FORMAL:
            joins = word.lemma in ("ば", "と", "が", "から", "ので") and "接続助詞" in word.pos
            if joins and not (word.lemma in ("ば", "と") and count):
                break
            continue
        break
    return count


def _idle(words: Sequence[Word], at: int) -> bool:
    """ない that denies nothing: だけでなく, かもしれない, しかない, ではないか."""
    before = [w.lemma for w in words[max(at - 3, 0) : at]]
    after = [w.surface for w in words[at + 1 : at + 3]]
    if before[-1:] and before[-1] in ("知れる", "違い", "間違い", "しか"):
        return True
    if set(before) & {"だけ", "ばかり", "のみ", "しか"}:
        return True
    return "か" in after[:2] and bool(set(before) & {"で", "は"})


def clash(
    claim: Sequence[Predicate],
    aligned: Sequence[Predicate],
    nearby: Sequence[Predicate],
    whole: Sequence[Predicate],
    window: str,
) -> str | None:
    """The lemma on which a claim's clause contradicts the clause it is aligned with, if any.

    ``nearby`` are the predicates of the whole window, asked where the aligned clause is silent,
    ``whole`` those of the whole claim: what it both affirms and denies is left alone.
    """
    twice = {p.lemma for p in whole if p.denied} & {p.lemma for p in whole if not p.denied}
    here = {p.lemma for p in aligned}
    denial = bool(here & DENIALS) or any(p.denied for p in aligned)
    around = denial or denies(window, loosely=False)
    spoken = {word.lemma.lower() for word in read(window)}
    for predicate in claim:
        if predicate.lemma in twice:
            continue
        own = synonyms().get(predicate.lemma, frozenset()) | {predicate.lemma}
        told = {p.denied for p in aligned if p.lemma in own}
        told = told or {p.denied for p in nearby if p.lemma in own}
        if told and predicate.denied not in told:
            if predicate.denied and denial:
                continue
            return predicate.lemma
        if not told and not own & spoken:
            against = opposites().get(predicate.lemma, frozenset())
            if any(p.lemma in against and p.denied == predicate.denied for p in aligned):
                return predicate.lemma
        if not told and not around:
            if predicate.denied and own & spoken:
                return predicate.lemma
            if predicate.lemma in DENIALS:
                return predicate.lemma
    return None


@lru_cache(maxsize=4096)
def denies(text: str, loosely: bool = True) -> bool:
    """Whether a text denies or declines anything; ``loosely``, 不足 and 延期 count too."""
    words = read(text)
    for at, word in enumerate(words):
        if word.lemma in DENIALS or (word.lemma in _NOT and not _idle(words, at)):
            return True
        if word.lemma in _PREFIX_NOT and word.pos.startswith("接頭辞"):
            return True
    return loosely and bool(_LEXICAL.search(text))


_LEXICAL = re.compile(
    r"不足|欠|下回|据え置|にくい|づらい|支障|慎重|反対|難色|しかね|滞|複雑|変わりな|未満|満た|失敗|遅れ|延期|なくな|減|廃|空白|非公開|対象外|除[いくき]|のみ|だけ|にとどま|未"
)
