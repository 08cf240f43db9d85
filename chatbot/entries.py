"""What is one entry of a list over meetings or speakers, and which sentences may be one."""

from __future__ import annotations

from chatbot.candidates import Candidate
from chatbot.cite import Claim, attribution, cite_text

# A meeting speaks of a subject when an agenda title or a sentence covers so much of it.
TITLE, SENTENCE = 0.6, 0.6
# With what surrounds it, and so likely, a sentence is an entry. Fixed on eval/tuning.
AROUND, ODDS = 0.55, -2.5
# A sentence that is likely to be meant need have only so much of the subject: 人材の確保 where
# 人材育成 is asked for.
LIKELY, PART = -1.0, 0.4
# What a reader takes to be meant need share no word with it.
READ = 0.0
# So many meetings are gone through, the newest ones.
ENTRIES = 24
# Those that were asked about and say nothing are told by name up to so many.
SILENT = 6


def says(candidate: Candidate) -> bool:
    """Whether a sentence speaks of the subject, by itself or in its exchange."""
    told = candidate.told
    if told("names_missing") or told("ceremony") or told("opening"):
        return False
    enough = told("exchange") >= AROUND or told("exchange_nouns") >= TITLE
    enough = enough or (candidate.score >= LIKELY and told("own_nouns") >= PART)
    enough = enough or (candidate.was_read and candidate.score >= READ)
    return enough and candidate.score >= ODDS and (told("near") > 0 or told("asked") > 0)


def speaks_of(candidate: Candidate) -> bool:
    """Whether somebody speaks of the subject, also under an agenda item that names it."""
    told = candidate.told
    under = told("around") >= TITLE and not (told("ceremony") or told("opening"))
    return says(candidate) or (under and not told("names_missing"))


def entry_of(best: Candidate) -> Claim:
    """A sentence with who said it, as its meeting's entry."""
    cited = cite_text(best.document, best.turn, best.start, best.end)
    lead = attribution(best.document, best.turn, cited.quote)
    return Claim((f"{lead}: 「{cited.quote}」", cited), entry=best.document.id)
