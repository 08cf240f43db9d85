"""What a cited passage gives, and what must hold of it as a whole.

Its names, who speaks there, what it replies to, and its exact words where a sentence quotes them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.claims import Claim
from chatbot.figures import figures
from chatbot.figures_held import missing
from chatbot.names import Name, borne, compact, is_speaker, names, speaker_text
from chatbot.reasons import Reason, reason
from chatbot.sentences import sentences
from chatbot.text import normalize
from chatbot.types import Speaker
from chatbot.wording import covered, ground, terms

# So much of the question that a sentence names must be in the question that was asked.
_ASKED = 0.62


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a citation gives: a turn's words, and the meeting's data about them.

    ``date``, ``number`` and ``title`` are the meeting's, ``agenda`` is the item's title,
    ``question`` the words of the turn it replies to.
    """

    text: str
    speaker: Speaker | None = None
    date: dt.date | None = None
    number: int | None = None
    title: str = ""
    agenda: str = ""
    question: str = ""


def objections(claim: Claim, e: Evidence, evidence: Sequence[Evidence]) -> list[Reason]:
    """What speaks against a claim wherever in the passage its words may lie.

    ``evidence`` is all that the claim cites: a question that it names may be another passage.
    """
    return [
        *_quotes(claim, e),
        *_speaker(claim, e),
        *_asked(claim, e, evidence),
        *_names(claim, e, evidence),
    ]


def nameless(claim: Claim, evidence: Sequence[Evidence]) -> list[Name]:
    """The names of a claim that none of the passages bears."""
    told = "".join(_told(e) for e in evidence)
    titles = " ".join(f"{e.title} {e.agenda} {e.question}" for e in evidence)
    return [
        name
        for name in names(claim.whole)
        if not borne(name, told) and not _in_title(name, claim.whole, titles)
    ]


def _told(e: Evidence) -> str:
    """All in which a name may stand, ``compact``."""
    return f"{compact(e.text)}\n{speaker_text(e.speaker)}"


def _names(claim: Claim, e: Evidence, evidence: Sequence[Evidence]) -> list[Reason]:
    told = _told(e)
    asked = "".join(_told(one) + compact(one.question) for one in evidence)
    return [
        reason("name_missing", name.text)
        for name in names(claim.whole)
        if not borne(name, asked if name.text in claim.asked else told)
        and not _in_title(name, claim.whole, f"{e.title} {e.agenda} {e.question}")
    ]


def _in_title(name: Name, claim: str, title: str) -> bool:
    """Whether a name stands in the claim as part of what the meeting is about: DX in DX推進会議."""
    told = [compact(run) for run in _RUN.findall(title)]
    return any(
        name.text in run and any(_part(compact(run), name, whole) for whole in told)
        for run in _RUN.findall(claim)
    )


_RUN = re.compile(r"[一-龥々ァ-ヶーA-Za-z0-9・-]+")


def _part(run: str, name: Name, whole: str) -> bool:
    return run in whole if len(run) > len(name.text) else run == whole


def _speaker(claim: Claim, e: Evidence) -> list[Reason]:
    if not claim.who or is_speaker(claim.who, e.speaker, e.text):
        return []
    if _reports(claim.who, e.text):
        return []
    return [reason("speaker", claim.who)]


_SAYS = re.compile(
    r"報告|提言|答申|述べ|発言|答え|回答|答弁|説明|指摘|要望|求め|話|言(?:う|っ|わ)|意見|聞"
)
_SAID = (
    r"(?:は|が|も|から|より|によ|の(?:意見|発言|答弁|回答|指摘|要望|話|説明)(?!を(?:求|伺|お|聞)))"
)


def _reports(who: str, text: str) -> bool:
    """Whether the passage itself tells what somebody else said."""
    told = re.compile(re.escape(normalize(who)) + _SAID)
    spoken = (normalize(text[b:s]) for b, s in sentences(text))
    return any(told.search(one) and _SAYS.search(one) for one in spoken)


_OTHERS = re.compile(
    r"(?:委員|議員|会長|座長|事業者|団体|組合|住民|市民|都民|区民|保護者|利用者|自治体|区市町村)(?:の(?:方|皆様))?"
    r"(?:から|より)は?[^。]*(?:意見|要望|指摘|質問|声|話|求め|提案)|(?:委員|議員|会長|座長)は[^。]*(?:述べ|求め|提案|指摘)"
)
_OF_OTHERS = re.compile(r"意見|要望|指摘|質問|声|話|提案|委員|議員|会長|座長|紹介|受け")


def hearsay(claim: Claim, e: Evidence, window: str) -> list[Reason]:
    """What the speaker tells of others must not be put into the speaker's own mouth."""
    if not claim.who or not is_speaker(claim.who, e.speaker, e.text):
        return []
    if _OF_OTHERS.search(claim.said) or not _OTHERS.search(window):
        return []
    if re.search(rf"{re.escape(normalize(claim.who)[-2:])}[はも]", window):
        return []  # 課長は…と答えた: told of the speaker, too
    return [reason("speaker", claim.who)]


def _asked(claim: Claim, e: Evidence, evidence: Sequence[Evidence]) -> list[Reason]:
    if not claim.asked:
        return []
    told = "\n".join((e.question, e.agenda, *(one.text for one in evidence)))
    wanted = terms(claim.asked)
    known = compact(told) + "".join(speaker_text(one.speaker) for one in evidence)
    wanted = tuple(t for t in wanted if t.surface not in known or t.surface in compact(told))
    here = ground(told)
    lost = missing(claim.asked, e.date, figures(told, e.date), e.number)
    if lost or covered(wanted, [here.credit(t) for t in wanted]) < _ASKED:
        return [reason("question", claim.asked)]
    return []


def _quotes(claim: Claim, e: Evidence) -> list[Reason]:
    raw = e.speaker.raw if e.speaker else ""
    parts = (e.text, raw, e.agenda, e.title)
    return [
        reason("quote_inexact", quote)
        for quote in claim.quotes
        if quote and not any(quote in part or quote.rstrip("。") in part for part in parts)
    ]
