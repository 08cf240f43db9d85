"""Which sentences answer: the likeliest ones, where it is likely that there is an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

import numpy as np

from chatbot.cite import Claim, attribution, cite_text
from chatbot.extract import Candidate, Found, first_sentence
from chatbot.names import names
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.text import tokens
from chatbot.weighing import Numbers, answerable

# Where a body is named, its own words come first if no other's odds are so much better.
OWN = 3.0
# At most so many quoted sentences.
MOST = 4
# An answer of no more sentences is short.
SHORT = 6
# From this probability on the minutes are taken to answer. Fixed, like the others here, on
# eval/tuning; the figures are in docs/retrieval.md.
LIKELY, LIKELY_READ = 0.35, 0.38
# Of somebody whose words are asked for, who has only so much to say, less will do; of what was read
# also of a reply to somebody who is named, of what was said under an item that is named, and where
# one sentence holds all that is asked or is by itself this likely to answer (natural logarithm).
LIKELY_LESS, LIKELY_LEAST, CERTAIN = 0.15, 0.1, 1.5
# A question whose words (by weight) the library hardly knows is answered only by what is this close
# in meaning (0 is noise, 1 the floor of the embedding model), or what a reader takes to answer it
# (the logarithm of the odds against nothing: it errs towards nothing where words differ).
UNKNOWN, NEAR, MEANT = 0.6, 0.9, -2.0
# So much of what is asked (by weight) is nearly all.
SURE = 0.8
# A sentence joins the best one when its odds come this close (natural logarithm), another turn's,
# where nothing was read, when they come closer; where a list is asked for, both may lie further.
CLOSE, CLOSE_TURN, LIST = 1.6, 1.3, 2.6
# A sentence that is likelier no answer than this stands alone only as the best.
LEAST = -2.0
_LISTED = re.compile(
    r"何と何|挙げ|一覧|列挙|全部|すべて|全て|それぞれ|どの(?:ような|自治体|団体|区|市|町)|どんな|どういった"
    r"|何が(?:あ|予定)|いくつか|内訳|項目|ものは"
)
_BECAUSE = re.compile(
    r"ため|から[、。]|ので|理由|懸念|困難|難し|おそれ|恐れ|負担|不足|課題|が(?:ない|少ない|足りな)|によ(?:る|り)"
    r"|と(?:判断|考え)し?た"
)
# What came of something: 「どうなったか」.
_OUTCOME = re.compile(
    r"どうな(?:った|りました)|どうする(?:こと)?|結論|結果は|決ま(?:った|りました)"
)
DECIDES = re.compile(r"見送|決定|決めた|了承|合意|延期|中止|廃止|可決|否決")
# A sentence that only says what comes next: 「第五に、防災アプリであります。」
_HEADING = re.compile(
    r"^(?:第[一二三四五六七八九十\d]+に|[一二三四五六七八九十\d]+(?:つ目|点目)は|まず|次に|最後に|また|もう一つ)、?"
    r".{1,40}(?:であります|でございます|である|です|について(?:です|お尋ねします)?)。$"
)
_TYPED = ("when", "how_much", "how_many")
_REPLY = re.compile(
    r"なぜ|何故|どうして|なんで(?!す|しょ)|理由|原因|対策|対応|どう(?:し|な|す|取り|考|答|受け)|方針|見解|回答|答え|答弁"
    r"|検討|改善|ルール"
)
_ASKS, _WHO = re.compile(r"か[。？?]*$"), re.compile(r"誰|だれ|どなた|どの(?:委員|自治体)")
_OPEN_QUESTION = re.compile(r"何|誰|どこ|どの|どれ|いつ|いく[らつ]|どちら|どなた|割合")
# A question that takes something for granted, and is not answered by a denial of it.
_PRESUMES = re.compile(
    r"なぜ|何故|どうして|理由|わけ|いつ|どう(?!か)|狙い|事情|経緯|背景|目的|反発|誰|いくら|何"
)
# So many Japanese characters are words.
_JAPANESE, WORDS = re.compile("[ぁ-んァ-ヶ一-龠]"), 3
# What was said under an item is asked for: 「…について何が話されましたか」.
_SPOKEN = re.compile(
    r"話され|話し合|議論|意見交換|意見が|やり取り|説明され|報告され|紹介され|について(?:教えて.*)?[。？?]*$"
)
# So much of the subject a sentence must have that denies what is taken for granted of it.
_SUBJECT = 0.5
_LOOKED_AT = 4


def choose(corpus: Corpus, scope: Scope, found: Found) -> list[Candidate]:
    """The sentences that answer, in the order in which they were said; none where none does."""
    pool = [c for c in found.candidates if c.turn.kind != "note"]
    if (followed := _following(scope, found, pool)) is not None:
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
    pool = [c for c in pool if not c.told("names_missing")]
    pool = _by_whom(scope, pool)
    if not pool or not _evident(scope, pool[0]):
        return []
    best = pool[0]
    if best.turn.kind == "question" and _wants_reply(scope, best):
        return in_order([best, *_replies(corpus, found, best)][:MOST])
    close = _with_best(scope, found, pool, best)
    if scope.wanted.side == "answer":
        # What was answered is the whole of a short answer, and everybody's.
        whole = [c for c in pool if _same_exchange(c, best)]
        if len(whole) <= SHORT:
            first = _by_speaker(whole)
            close = [*first, *(c for c in close if c not in first)]
    return in_order(close[:MOST])


def _by_whom(scope: Scope, pool: Sequence[Candidate]) -> list[Candidate]:
    """Those whose words are asked for; a body that is named speaks for itself where it can."""
    if scope.wanted.firm or scope.wanted.askers:
        return _whose(scope, pool) or list(pool)
    own = [c for c in pool if c.wanted]
    if own and scope.wanted.people and pool[0].score - own[0].score <= OWN:
        return own
    return list(pool)


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


def _least(scope: Scope, best: Candidate) -> float:
    """How likely it must be that the minutes answer."""
    theirs = scope.wanted.firm and bool(scope.wanted.people)
    if not best.was_read:
        return 0.0 if _says_it_all(best) else LIKELY_LESS if theirs else LIKELY
    replies = bool(scope.wanted.askers) and best.told("replies_asker") > 0
    under = best.told("around") >= SURE and bool(_SPOKEN.search(scope.query))
    sure = _says_it_all(best) or best.score >= CERTAIN
    return LIKELY_LEAST if theirs or replies or under or sure else LIKELY_READ


def _says_it_all(best: Candidate) -> bool:
    return best.told("own") >= SURE and not best.told("suits_not")


def _likelihood(found: Found) -> float:
    ordered = found.candidates
    return answerable([c.signals for c in ordered], _scores(ordered), found.kind)


def _scores(candidates: Sequence[Candidate]) -> Numbers:
    return np.array([c.score for c in candidates])


def _with_best(
    scope: Scope, found: Found, pool: Sequence[Candidate], best: Candidate
) -> list[Candidate]:
    """The best sentence with those that come close, the nearest first."""
    listed = bool(_LISTED.search(scope.query))
    chosen = []
    for candidate in pool:
        far = best.score - candidate.score
        near = best.was_read or _same_turn(candidate, best)
        room = LIST if listed else CLOSE if near else CLOSE_TURN
        if candidate is best or (far <= room and candidate.score >= LEAST):
            chosen.append(candidate)
    if found.kind in _TYPED and not listed:
        return [c for c in chosen if c is best or c.told("suits")]
    if scope.wanted.side == "question" and _ASKS.search(best.text):
        # What somebody asked is not what they wished for beside it.
        chosen = [c for c in chosen if _ASKS.search(c.text)]
    if _HEADING.search(best.text) and best.turn.kind == "question":
        # What follows a heading is what is asked.
        chosen += [c for c in pool if _same_turn(c, best) and c.start > best.start][:2]
    if _OUTCOME.search(scope.query):
        beside = [c for c in pool if any(_same_turn(c, one) for one in chosen)]
        decided = next((c for c in beside if DECIDES.search(c.text)), None)
        if decided is not None and decided not in chosen:
            # What others say of a decision is not what came of it.
            chosen = [decided, *(c for c in chosen if _same_turn(c, decided))]
    if found.kind == "why" and not any(_BECAUSE.search(c.text) for c in chosen):
        # The reason stands beside what it is the reason of.
        chosen += [c for c in pool if _same_turn(c, best) and _BECAUSE.search(c.text)][:1]
    return chosen


def contradicted(scope: Scope, found: Found) -> bool:
    """Whether what speaks of the subject denies what the question takes for granted of it."""
    if not _PRESUMES.search(scope.query):
        return False
    looked_at = found.candidates[:_LOOKED_AT]
    if any(c.told("own_nouns") >= _SUBJECT and c.told("own") > 0.9 for c in looked_at):
        return False
    return any(c.told("opposite") and c.told("own_nouns") >= _SUBJECT for c in looked_at)


def _following(scope: Scope, found: Found, pool: Sequence[Candidate]) -> list[Candidate] | None:
    """What a follow-up asks for that has no subject of its own; ``None`` for any other question."""
    if scope.answers_to and (replies := _in_reply(scope, pool)):
        return replies
    return _beside_the_last(scope, found, pool) if scope.bare and scope.near else None


def _beside_the_last(scope: Scope, found: Found, pool: Sequence[Candidate]) -> list[Candidate]:
    """What stands beside what was quoted last, and is of the kind that is asked for now."""
    last = [c for c in pool if (c.document.id, c.turn.id) in scope.near]
    near = [c for c in last if c.wanted] or last
    replies = [
        c for c in pool if any((c.document.id, one) in scope.near for one in c.turn.replies_to)
    ]
    told = [c for c in {c.key: c for c in (*near, *replies)}.values() if not c.told("ceremony")]
    new = [c for c in told if c.key not in scope.quoted]
    if found.kind in _TYPED:
        # What was quoted for something else may hold what is asked for now.
        fits = sorted((c for c in told if c.told("suits")), key=lambda c: -c.score)
        return [c for c in fits if fits[0].score - c.score <= CLOSE][:2]
    if found.kind == "why":
        # Whoever said it gives the reason, though it was quoted; then those who reply. What gives
        # none answers no why, least of all said again.
        reasons = [c for c in told if _BECAUSE.search(c.text)]
        own = [c for c in reasons if (c.document.id, c.turn.id) in scope.near]
        new = [c for c in own if c.key not in scope.quoted] or own or reasons
        return new[:2]
    if found.kind == "who":
        return [c for c in told if _names_who(scope, c)][:2]
    return (new or told)[:2]


def _names_who(scope: Scope, candidate: Candidate) -> bool:
    """Whether a sentence names somebody, and does what 「誰が決めた」 asks of them."""
    words = {word.lemma for word in tokens(candidate.text)}
    asked = [w.lemma for w in tokens(scope.query) if w.pos == "動詞-一般"]
    does = all(verb in words for verb in asked)
    if not does and asked == ["決める"]:
        does = bool(DECIDES.search(candidate.text))
    return does and bool(names(candidate.text))


def _in_reply(scope: Scope, pool: Sequence[Candidate]) -> list[Candidate]:
    """What was said in reply to the turns whose answers are asked for.

    Of a short reply all, of a long one what comes close to its best sentence.
    """
    told = [
        c
        for c in pool
        if any((c.document.id, one) in scope.answers_to for one in c.turn.replies_to)
        and not c.told("ceremony")
    ]
    if scope.wanted.people or scope.wanted.metropolis:
        told = [c for c in told if c.wanted] or told
    if len(told) <= SHORT:
        return _by_speaker(told)
    return [c for c in told if told[0].score - c.score <= CLOSE][:MOST]


def _whose(scope: Scope, pool: Sequence[Candidate]) -> list[Candidate]:
    """The sentences of those who are asked for; where it is asked of whom, in reply to that one."""
    wanted = scope.wanted
    asked = bool(wanted.askers or scope.answers_to)
    named = bool(wanted.people or wanted.metropolis)
    own = [c for c in pool if c.wanted or (asked and not named)]
    if not asked:
        return own
    replies = [c for c in own if c.told("replies_asker") > 0]
    return replies or [c for c in pool if c.told("replies_asker") > 0]


def _same_exchange(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences answer the same question, in one turn or in two."""
    if one.document.id != other.document.id:
        return False
    return one.turn.id == other.turn.id or bool(
        set(one.turn.replies_to) & set(other.turn.replies_to)
    )


def _same_turn(one: Candidate, other: Candidate) -> bool:
    return (one.document.id, one.turn.id) == (other.document.id, other.turn.id)


def _wants_reply(scope: Scope, asked: Candidate) -> bool:
    """Whether the answer to a question is asked for, and not something that the question says."""
    speaker = asked.turn.speaker
    if scope.wanted.side == "question":
        return False
    if speaker and any(
        (p.name, p.role, p.organization) == (speaker.name, speaker.role, speaker.organization)
        for p in scope.wanted.people
    ):
        return scope.wanted.side == "answer"
    plain = scope.query.rstrip("?？。")
    if _REPLY.search(plain):
        return True
    if _ASKS.search(asked.text):  # one question does not answer another, but may tell who asked
        return not _WHO.search(plain) and not asked.told("suits")
    return plain.endswith("か") and not _OPEN_QUESTION.search(plain)


def _replies(corpus: Corpus, found: Found, asked: Candidate) -> list[Candidate]:
    """The best sentences of each turn that answers a question."""
    replies = []
    for turn in corpus.library.turns(asked.document):
        if asked.turn.id in turn.replies_to:
            own = [
                c
                for c in found.candidates
                if c.document.id == asked.document.id and c.turn.id == turn.id
            ]
            close = [c for c in own if own[0].score - c.score <= CLOSE]
            replies.extend(close or first_sentence(asked, turn))
    return replies


def _at_all(scope: Scope, pool: Sequence[Candidate]) -> list[Candidate]:
    """What somebody said without a subject; of questions what is asked before what leads to it."""
    own = _whose(scope, pool)
    if scope.wanted.side != "question":
        return _by_speaker(own)
    asks = _by_speaker([c for c in own if c.turn.kind == "question" and c.told("asks")])
    return [*asks, *(c for c in _by_speaker(own) if c not in asks)][:MOST]


def _by_speaker(pool: Sequence[Candidate]) -> list[Candidate]:
    """What somebody said at all: of each turn the first sentence, then the next, up to `MOST`.

    Thanks and greetings are passed over where there is anything else.
    """
    told = [c for c in pool if not c.told("ceremony")] or pool
    turns: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in in_order(told):
        turns.setdefault((candidate.document.id, candidate.turn.id), []).append(candidate)
    rounds = zip_longest(*turns.values())
    return [candidate for row in rounds for candidate in row if candidate is not None][:MOST]


def in_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """In the order in which they were said."""

    def key(candidate: Candidate) -> tuple[str, str, int, int]:
        day = candidate.document.date.isoformat() if candidate.document.date else ""
        return (day, candidate.document.id, candidate.turn.ordinal, candidate.start)

    return sorted(chosen, key=key)


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
