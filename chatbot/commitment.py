"""How firmly a passage commits to what a clause of a claim says: what is considered there must not
be decided here, nor what is wished for be done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chatbot.clauses import Clause, Force, force_of, raised
from chatbot.polarity import auxiliary, ends_denied, last_word
from chatbot.wording import covered, ground, read, saying, terms, variants
from chatbot.words import Word

ALIKE = 0.6
"""So much of a clause must be in another to be held against it at all."""
SAME_CLAUSE = 0.7
"""A clause that covers so much of another says the same."""
NEARLY = 0.9
"""How close to the best clause others must come."""
# So much of a clause a sentence must hold whose predicate counts.
_SOME = 0.4
_ENDS = frozenset(
    "完了 完成 終了 終わる 終える 達成 解決 到達 届く 済む 決着 結ぶ 締結 合意 整う 実現".split()
)
TOPICAL = re.compile(r"(?:つい|つきまし|関し|関しまし|おい|おきまし)ては|とおり、?$|際に?は")
"""A topic (…につきましては), of which the end of its sentence tells."""
# 実施することを|検討している: how firmly, what follows says.
_GOVERNED = re.compile(r"(?:こと|よう|方向|方針|案|の)(?:[をがにでも]|につ|は)$")
_DECIDES = re.compile(r"(?:する)?(?:こと|方針|旨)[をがに](?:決め|決ま|決定|確定|し(?:た|て)).*$")


def commits(
    clause: Clause,
    aligned: Clause,
    told: Sequence[Clause],
    share: float,
    whole: Sequence[Clause] = (),
) -> bool:
    """Whether the passage commits to what a clause of a claim commits to.

    Where the passage has the predicate of the clause, it counts how firmly it stands there; where
    it says it in another word, how firmly the clause does that says the same.
    """
    last = last_word(_DECIDES.sub("", clause.text)) or last_word(clause.text)
    if last in saying() and clause.force != "decided":
        return True
    beside = sentence_of(told, aligned)
    here = [told for one in beside for told in said_of(one, last)]
    firm = clause.force in ("done", "decided", "doing")
    if here:
        return any(not raised(clause.force, f) for f in here)
    if elsewhere := _elsewhere(clause, last, whole):
        return any(not raised(clause.force, f) for f in elsewhere)
    there = _eff(aligned)
    if share < ALIKE:
        return True
    if firm:
        if last in _ENDS and there not in ("done", "decided"):
            return False
        return not raised(clause.force, there)
    return share < SAME_CLAUSE or not raised(clause.force, there)


def _elsewhere(clause: Clause, last: str, whole: Sequence[Clause]) -> list[Force]:
    """How firmly a predicate stands in the sentences that have it and say much of the clause."""
    forms = variants().get(last, frozenset()) | {last}
    wanted = [t for t in terms(clause.text) if t.lemma not in forms]
    found: list[tuple[float, list[Force]]] = []
    for sentence in sentences_of(whole):
        here = ground("".join(one.text for one in sentence))
        if not forms & here.lemmas:
            continue
        share = covered(wanted, [here.credit(t) for t in wanted])
        if share >= _SOME:
            found.append((share, [f for one in sentence for f in said_of(one, last)]))
    best = max((share for share, _ in found), default=0.0)
    return [f for share, forces in found if share >= NEARLY * best for f in forces]


def sentences_of(told: Sequence[Clause]) -> Iterator[list[Clause]]:
    group: list[Clause] = []
    for clause in told:
        group.append(clause)
        if clause.text.rstrip()[-1:] in "。;；!?！？":
            yield group
            group = []
    if group:
        yield group


def sentence_of(told: Sequence[Clause], one: Clause) -> list[Clause]:
    """The clauses of the sentence that a clause is part of."""
    return next((group for group in sentences_of(told) if one in group), [one])


def _eff(clause: Clause) -> Force:
    """How firmly a clause commits: a topic (…につきましては) as its sentence does."""
    if clause.force != "open":
        return clause.force
    return clause.final if TOPICAL.search(clause.text) else "open"


def _goes_on(word: Word) -> bool:
    """Whether what follows a predicate still belongs to it: 公表しては|どうか."""
    return word.surface in "、。" or word.pos.startswith("副詞")


def said_of(clause: Clause, lemma: str) -> list[Force]:
    """How firmly a clause commits wherever it has a word or its synonym."""
    forms = variants().get(lemma, frozenset()) | {lemma}
    words = read(clause.text)
    found: list[Force] = []
    for at, word in enumerate(words):
        if word.lemma.lower() not in forms:
            continue
        after = words[at + 1] if at + 1 < len(words) else None
        does = word.pos.startswith(("動詞", "形容詞")) or (
            after is not None and after.lemma in ("為る", "致す", "出来る")
        )
        end = next((i for i in range(at + 1, len(words)) if not auxiliary(words[i])), len(words))
        if does and not ends_denied(clause.text) and end < len(words) and not _goes_on(words[end]):
            stretch = clause.text[: words[end].start]
            governed = _GOVERNED.search(stretch)
            found.append(_eff(clause) if governed else force_of(stretch))
        else:
            found.append(_eff(clause))
    return found
