"""Which sentences answer: enough of what is asked is covered, and nothing of it is denied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from chatbot.cite import Claim, cite_text, meeting_name, named, when
from chatbot.extract import Candidate, Found, first_sentence
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.types import Document, Turn

# At most so many quoted sentences.
MOST = 4
# A sentence joins the best one when its score comes this close.
CLOSE = 0.88
# The minutes speak of what is asked when so much of its weight is covered. With less, a sentence
# must be close in meaning, by the raw cosine; the figures are in docs/retrieval.md.
ENOUGH = 0.48
SOME, CLOSE_COSINE = 0.3, 0.87
FEW, PARAPHRASE = 0.25, 0.865
# A cosine means something for a question of at least so many informative words.
WORDS = 2
# Of the speaker who is asked for, who has only so much to say, less will do.
OWN_COSINE = 0.845
# A question that takes something for granted, and is not answered by a denial of it.
_PRESUMES = re.compile(
    r"なぜ|何故|どうして|理由|わけ|いつ|どう(?!か)|狙い|事情|経緯|背景|目的|反発|誰|いくら|何"
)
_REPLY = re.compile(
    r"なぜ|何故|どうして|理由|原因|対策|対応|どう(?:し|な|す|取り|考|答|受け)|方針|見解|回答|答え|答弁"
    r"|検討|改善|ルール"
)
_CEREMONY = re.compile(
    r"感謝申し上げ|御礼申し上げ|お礼申し上げ|よろしくお願い|ご多忙の中|ありがとうございま"
)
_OPEN_QUESTION = re.compile(r"何|誰|どこ|どの|どれ|いつ|いく[らつ]|どちら|どなた|割合")


def choose(corpus: Corpus, scope: Scope, found: Found) -> list[Candidate]:
    """The sentences that answer, in the order in which they were said; none where none does."""
    pool = [c for c in found.candidates if c.turn.kind != "note"]
    if scope.wanted.side is not None:
        pool = [c for c in pool if c.turn.kind == scope.wanted.side] or pool
    if not found.needs:
        return _in_order(_by_speaker([c for c in pool if c.wanted or scope.wanted.askers]))
    good = [c for c in pool if _supported(scope, found, c)]
    if not good:
        return []
    best = good[0]
    if best.turn.kind == "question" and _wants_reply(scope, best):
        return _in_order([best, *_replies(corpus, found, best)][:MOST])
    if scope.wanted.side == "answer":
        whole = [c for c in pool if _same_turn(c, best)]
        if len(whole) < MOST:
            others = [c for c in good if not _same_turn(c, best) and c.score >= CLOSE * best.score]
            return _in_order([*whole, *others][:MOST])
    close = [c for c in good if c.score >= CLOSE * best.score]
    if found.kind in ("when", "how_much", "how_many"):
        close = [c for c in close if c.suits] or [best]
    return _in_order(close[:MOST])


def contradicted(scope: Scope, found: Found) -> bool:
    """Whether the turn that speaks of what is asked denies what the question takes for granted."""
    if found.best is None or not _PRESUMES.search(scope.query):
        return False
    return any(c.against for c in found.candidates if _same_turn(c, found.best))


def _supported(scope: Scope, found: Found, candidate: Candidate) -> bool:
    """Whether a sentence, with what surrounds it, speaks of what is asked.

    Three ways: it covers enough of it (an answer need not repeat a word of its question); it covers
    some and is close in meaning; or it shares no word at all and is close in meaning. Between the
    last two lies what the minutes speak of without saying what is asked.
    """
    if not candidate.firm or not candidate.suits_near:
        return False
    if not candidate.focus:
        return False
    asked_of = candidate.wanted or candidate.turn.kind == "answer"
    shares = candidate.near > 0 or asked_of
    if shares and candidate.around >= ENOUGH:
        return True
    if candidate.around >= SOME:
        return candidate.cosine >= (OWN_COSINE if candidate.wanted else CLOSE_COSINE)
    spelled = sum(not need.word.isascii() for need in found.needs)
    return spelled >= WORDS and candidate.around < FEW and candidate.cosine >= PARAPHRASE


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
    return plain.endswith("か") and not _OPEN_QUESTION.search(plain)


def _replies(corpus: Corpus, found: Found, asked: Candidate) -> list[Candidate]:
    """The best sentence of each turn that answers a question."""
    replies = []
    for turn in corpus.library.turns(asked.document):
        if asked.turn.id in turn.replies_to:
            own = [
                c
                for c in found.candidates
                if c.document.id == asked.document.id and c.turn.id == turn.id
            ]
            replies.extend(own[:1] or first_sentence(asked, turn))
    return replies


def _by_speaker(pool: Sequence[Candidate]) -> list[Candidate]:
    """What somebody said at all: of each turn the first sentence, then the next, up to `MOST`.

    Thanks and greetings are passed over where there is anything else.
    """
    told = [c for c in pool if not _CEREMONY.search(c.text)] or pool
    turns: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in _in_order(told):
        turns.setdefault((candidate.document.id, candidate.turn.id), []).append(candidate)
    rounds = zip_longest(*turns.values())
    return [candidate for row in rounds for candidate in row if candidate is not None][:MOST]


def _in_order(chosen: Sequence[Candidate]) -> list[Candidate]:
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
            lead = f"{_attribution(document, turn)}: " if place == 0 else "同じ発言で: "
            claims.append(Claim((f"{lead}「{cited.quote}」", cited)))
    return tuple(claims)


def _attribution(document: Document, turn: Turn) -> str:
    kind = {"question": "質問", "answer": "答弁", "note": "記載"}.get(turn.kind, "発言")
    if turn.kind == "question" and not re.search(r"か[。？?]|[？?]|教えて", turn.text):
        kind = "要望"
    day = f"、{when(document)}" if document.date else ""
    return f"{named(turn.speaker)}の{kind}（{meeting_name(document)}{day}）"
