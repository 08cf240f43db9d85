"""Which sentences answer: the likeliest ones, where it is likely that there is an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from chatbot.candidates import Candidate, Found
from chatbot.cite import Claim, attribution, cite_text
from chatbot.conflict import at_the_time, corrected, said_since, up_to_date
from chatbot.cues import (
    ASKER,
    ASKS,
    BECAUSE,
    DECIDES,
    GREETING,
    GREETS,
    HEADING,
    LISTED,
    OUTCOME,
    PRESUMES,
    QUESTIONER,
    SPOKEN,
    TYPED,
)
from chatbot.denied import as_denied
from chatbot.following import CLOSE, SHORT, following
from chatbot.order import MOST, by_speaker, in_order, same_turn
from chatbot.points import gathered
from chatbot.replies import LEAST, OWN, replied
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.weighing import answerable

# From this probability on the minutes are taken to answer. Fixed, like the others here, on
# eval/tuning; the figures are in docs/retrieval.md.
LIKELY, LIKELY_READ = 0.35, 0.38
# Of somebody whose words are asked for, who has only so much to say, less will do; of what was read
# also of a reply to somebody who is named, of what was said under an item that is named, and where
# one sentence holds all that is asked or is by itself this likely to answer (natural logarithm).
LIKELY_LESS, LIKELY_LEAST, CERTAIN = 0.15, 0.1, 1.35
# A question whose words (by weight) the library hardly knows is answered only by what is this close
# in meaning (0 is noise, 1 the floor of the embedding model), or what a reader takes to answer it
# (the logarithm of the odds against nothing: it errs towards nothing where words differ).
UNKNOWN, NEAR, MEANT = 0.6, 0.9, -2.0
# What a reader takes to answer holds what is named, however that is written: EV, まつがはら.
SPELLED = 0.0
# So much of what is asked (by weight) is nearly all.
SURE = 0.8
# A sentence joins the best one when its odds come close (`CLOSE`); where nothing was read, another
# turn's must come closer; where a list is asked for, it may lie further (natural logarithms).
CLOSE_TURN, LIST = 1.3, 2.6
# So many Japanese characters are words.
_JAPANESE, WORDS = re.compile("[ぁ-んァ-ヶ一-龠]"), 3
_KANJI = re.compile("[一-龠]")
# So much of the subject a sentence must have that denies what is taken for granted of it.
_SUBJECT = 0.5
_LOOKED_AT = 4


def choose(corpus: Corpus, scope: Scope, found: Found) -> list[Candidate]:
    """The sentences that answer, in the order in which they were said; none where none does."""
    if scope.apart:
        asked = tuple(c for c in found.candidates if scope.asks(c.turn))
        found = replace(found, candidates=asked)
    pool = as_denied(scope.query, [c for c in found.candidates if c.turn.kind != "note"])
    if (followed := following(scope, found, pool)) is not None:
        return in_order(followed)
    if not found.needs and not found.values:
        return in_order(_at_all(scope, pool))
    if not found.needs:  # dates or figures alone: 5月28日に何があったか
        own = [c for c in pool if c.wanted] if scope.wanted.people else pool
        told = [c for c in own if c.told("values_own") == 1.0]
        return in_order(told[:MOST])
    if not pool or _foreign(scope, pool[0]):
        return []
    if _likelihood(found) < _least(scope, pool[0]):
        return []
    pool = [
        c for c in pool if not c.told("names_missing") or _reads_as_named(corpus, scope, found, c)
    ]
    pool = _by_whom(scope, found, pool)
    if not pool or not _evident(scope, pool[0]):
        return []
    pool = up_to_date(scope, found, pool)
    best = pool[0]
    close = replied(corpus, scope, found, best) or _close(scope, found, pool, best)
    close = at_the_time(scope, found, best, close)
    close[1:1] = [c for c in said_since(scope, pool, best) if c not in close]
    return in_order(gathered(scope, found, corrected(pool, close)[:MOST]))


def _close(
    scope: Scope, found: Found, pool: Sequence[Candidate], best: Candidate
) -> list[Candidate]:
    """The best sentence, with those that belong to it."""
    close = _with_best(scope, found, pool, best)
    if scope.wanted.side == "answer":
        # What was answered is the whole of a short answer, and everybody's.
        whole = [c for c in pool if _same_exchange(c, best)]
        if len(whole) <= SHORT:
            first = by_speaker(whole)
            first = first if best in first else [best, *first]
            close = [*first, *(c for c in close if c not in first)]
    elif found.kind == "what" and scope.wanted.people and _greets(scope, best):
        # So is a short greeting.
        whole = [c for c in pool if same_turn(c, best)]
        first = by_speaker(whole)
        close = first if len(whole) <= SHORT and best in first else close
    return close


def _greets(scope: Scope, best: Candidate) -> bool:
    """Whether what somebody said in a greeting is asked for, and this is said in one."""
    at = best.turn.agenda
    title = best.document.agenda[at].title if at is not None else ""
    greeting = bool(GREETS.search(title) or GREETS.search(best.turn.text))
    return greeting and bool(GREETING.search(scope.query))


def _by_whom(scope: Scope, found: Found, pool: Sequence[Candidate]) -> list[Candidate]:
    """Those whose words are asked for; a body that is named speaks for itself where it can."""
    if scope.wanted.firm or scope.wanted.says or scope.wanted.askers:
        # Whose question a reply answers, not every link tells.
        own = _whose(scope, pool) or ([] if scope.wanted.named else list(pool))
        return _asking(own) if scope.wanted.side == "question" else own
    if scope.wanted.side == "question" and not scope.wanted.people and ASKER.search(scope.query):
        # Who asked is not who answered, however much is said there of what was asked.
        asks = [c for c in pool if c.turn.kind == "question"]
        if asks and pool[0].score - asks[0].score <= OWN:
            return asks
        if QUESTIONER.search(scope.query):
            return [c for c in pool if c.told("asks")]
    # 「議会事務局が試すのはいつか」: whoever tells when, and not what they say who are spoken of.
    typed = found.kind in TYPED and scope.wanted.side is None
    own = [c for c in pool if c.wanted and (not typed or c.told("suits"))]
    if own and scope.wanted.people and pool[0].score - own[0].score <= OWN:
        return own
    return list(pool)


def _asking(pool: Sequence[Candidate]) -> list[Candidate]:
    """What asks before what leads to it, unless that is likelier by far."""
    asks = [c for c in pool if c.told("asks") and pool[0].score - c.score <= CLOSE]
    return [*asks, *(c for c in pool if c not in asks)]


def _evident(scope: Scope, best: Candidate) -> bool:
    """Whether a subject is shared, or the meaning is as close as the model's floor of evidence.

    Somebody who is asked for may speak of the subject under an item that names it.
    """
    under = best.wanted and best.told("around") >= SURE
    shares = best.told("exchange_nouns") > 0 or best.told("own") > 0
    return shares or under or _means_it(scope, best)


def _foreign(scope: Scope, best: Candidate) -> bool:
    return best.told("unknown") >= UNKNOWN and not _means_it(scope, best)


def _means_it(scope: Scope, best: Candidate) -> bool:
    """Whether the meaning is close, whichever words are used.

    A reader is believed only where a question has Japanese words: it has learnt from nothing else.
    """
    read = best.was_read and best.told("read") >= MEANT
    return best.told("cosine") >= NEAR or (read and len(_JAPANESE.findall(scope.query)) >= WORDS)


def _reads_as_named(corpus: Corpus, scope: Scope, found: Found, candidate: Candidate) -> bool:
    """Whether a reader finds what is named under another spelling; names in kanji have none.

    Those may have been said before, under the same item: 「その窓口は何日開くのか」.
    """
    if not candidate.was_read or candidate.told("read") < SPELLED:
        return False
    turn = candidate.turn
    before = corpus.library.turns(candidate.document)[: turn.ordinal]
    around = "\n".join(t.text for t in before if t.agenda == turn.agenda)
    around += turn.speaker.raw if turn.speaker else ""
    named = (n.word for n in found.needs if n.firm and n.word in scope.query)
    return all(word in around for word in named if _KANJI.search(word))


def _least(scope: Scope, best: Candidate) -> float:
    """How likely it must be that the minutes answer."""
    theirs = scope.wanted.firm and bool(scope.wanted.people)
    if not best.was_read:
        return 0.0 if _says_it_all(best) else LIKELY_LESS if theirs else LIKELY
    replies = bool(scope.wanted.askers) and best.told("replies_asker") > 0
    under = best.told("around") >= SURE and bool(SPOKEN.search(scope.query))
    sure = _says_it_all(best) or best.score >= CERTAIN
    return LIKELY_LEAST if theirs or replies or under or sure else LIKELY_READ


def _says_it_all(best: Candidate) -> bool:
    return best.told("own") >= SURE and not best.told("suits_not")


def _likelihood(found: Found) -> float:
    told = found.by_odds or found.candidates
    return answerable([c.signals for c in told], np.array([c.score for c in told]), found.kind)


def _with_best(
    scope: Scope, found: Found, pool: Sequence[Candidate], best: Candidate
) -> list[Candidate]:
    """The best sentence with those that come close, the nearest first."""
    listed = bool(LISTED.search(scope.query))
    chosen = [c for c in pool if c is best or _belongs(scope, best, c, listed)]
    if found.kind in TYPED and not listed:
        return [c for c in chosen if c is best or c.told("suits")]
    if scope.wanted.side == "question" and ASKS.search(best.text):
        # What somebody asked is not what they wished for beside it.
        chosen = [c for c in chosen if ASKS.search(c.text)]
    if HEADING.search(best.text) and best.turn.kind == "question":
        # What follows a heading is what is asked.
        chosen += [c for c in pool if same_turn(c, best) and c.start > best.start][:2]
    if OUTCOME.search(scope.query):
        beside = [c for c in pool if any(same_turn(c, one) for one in chosen)]
        decided = next((c for c in beside if DECIDES.search(c.text)), None)
        if decided is not None and decided not in chosen:
            # What others say of a decision is not what came of it.
            chosen = [decided, *(c for c in chosen if same_turn(c, decided))]
    if found.kind == "why" and not any(BECAUSE.search(c.text) for c in chosen):
        # The reason stands beside what it is the reason of.
        chosen += [c for c in pool if same_turn(c, best) and BECAUSE.search(c.text)][:1]
    return chosen


def _belongs(scope: Scope, best: Candidate, other: Candidate, listed: bool) -> bool:
    """Whether a sentence comes close enough to stand beside the best one."""
    same = same_turn(other, best)
    room = LIST if listed else CLOSE if best.was_read or same else CLOSE_TURN
    if other.score < LEAST or best.score - other.score > room:
        return False
    # Who said something is not told by what others say of less of it.
    others = bool(ASKER.search(scope.query)) and not (listed or same)
    return not others or other.told("own") >= best.told("own")


def contradicted(scope: Scope, found: Found) -> bool:
    """Whether what speaks of the subject denies what the question takes for granted of it."""
    if not PRESUMES.search(scope.query):
        return False
    looked_at = found.candidates[:_LOOKED_AT]
    if any(c.told("own_nouns") >= _SUBJECT and c.told("own") > 0.9 for c in looked_at):
        return False
    return any(c.told("opposite") and c.told("own_nouns") >= _SUBJECT for c in looked_at)


def _whose(scope: Scope, pool: Sequence[Candidate]) -> list[Candidate]:
    """The sentences of those who are asked for; where it is asked of whom, in reply to that one."""
    wanted = scope.wanted
    asked = bool(wanted.askers or scope.answers_to)
    own = [c for c in pool if c.wanted or (asked and not wanted.named)]
    if not asked:
        return own
    replies = [c for c in own if c.told("replies_asker") > 0]
    return replies if wanted.named else [c for c in pool if c.told("replies_asker") > 0]


def _same_exchange(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences answer the same question, in one turn or in two."""
    if one.document.id != other.document.id:
        return False
    return one.turn.id == other.turn.id or bool(
        set(one.turn.replies_to) & set(other.turn.replies_to)
    )


def _at_all(scope: Scope, pool: Sequence[Candidate]) -> list[Candidate]:
    """What somebody said without a subject; of questions what is asked before what leads to it."""
    own = _whose(scope, pool)
    if scope.wanted.side == "answer":
        own = [c for c in own if c.turn.kind == "answer"] or own
    if scope.wanted.side != "question":
        return by_speaker(own)
    asks = by_speaker([c for c in own if c.turn.kind == "question" and c.told("asks")])
    return [*asks, *(c for c in by_speaker(own) if c not in asks)][:MOST]


def claims_of(chosen: Sequence[Candidate]) -> tuple[Claim, ...]:
    """Each turn's sentences, attributed and quoted."""
    claims: list[Claim] = []
    turns: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in chosen:
        turns.setdefault((candidate.document.id, candidate.turn.id), []).append(candidate)
    for group in turns.values():
        document, turn = group[0].document, group[0].turn
        for place, candidate in enumerate(group):
            cited = cite_text(document, turn, candidate.start, candidate.end)
            lead = f"{attribution(document, turn, cited.quote)}: " if place == 0 else "同じ発言で: "
            claims.append(Claim((f"{lead}「{cited.quote}」", cited)))
    return tuple(claims)
