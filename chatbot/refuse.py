"""Saying that the minutes do not say, and what is near."""

from __future__ import annotations

import re

from chatbot.candidates import Candidate, Found
from chatbot.cite import Claim, Draft, cite_text, meeting_name, when
from chatbot.people import fits
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.sentences import sentences
from chatbot.text import normalize
from chatbot.types import Citation, Filters, Note
from chatbot.vocabulary import vocabulary
from chatbot.wareki import japanese
from chatbot.words import tokens

# How many near passages are shown beside a refusal.
RELATED = 3
# How many speakers are named beside a filter that fits nobody.
SPEAKERS = 5
# So far below the model's floor of evidence a question has nothing to do with the minutes.
DOUBT = 0.035


def absent(corpus: Corpus, scope: Scope, found: Found) -> Draft:
    who = scope.wanted.absent
    if scope.by_hand:
        note = nobody_fits(corpus, scope)
        text = f"{who}の発言は、議事要旨に記載されていません。"
        return Draft("not_found", (Claim((text,)),), tuple(_mentions(corpus, scope, who)), (note,))
    if scope.wanted.elsewhere:
        text = f"{who}は、対象の会議では発言していません（別の会議では発言があります）。"
    else:
        text = f"{who}は議事要旨の発言者ではありません（名前が挙がっている箇所があれば示します）。"
    note = Note("did_not_speak", text)
    mentions = _mentions(corpus, scope, who)
    return Draft(
        "not_found",
        (Claim((f"議事要旨に、{who}の発言は記載されていません。",)),),
        tuple(mentions) or related_to(found, corpus.embedder.cosine_floor),
        (note,),
    )


def nobody_fits(corpus: Corpus, scope: Scope) -> Note:
    """That a speaker set as a filter fits nobody in the meetings asked, and who does speak."""
    people = corpus.people(d.id for d in scope.documents)
    who = scope.wanted.absent
    named = "、".join(dict.fromkeys(person.label for person in list(people.here)[:SPEAKERS]))
    more = "など" if len(people.here) > SPEAKERS else ""
    elsewhere = any(fits(person, who) for person in people.everywhere)
    where = (
        "対象の会議では発言していません（別の会議では発言があります）" if elsewhere else "いません"
    )
    return Note(
        "did_not_speak",
        f"絞り込みの発言者「{who}」に当てはまる人は{where}。発言しているのは {named}{more} です。",
    )


def nobody_meant(scope: Scope) -> Draft:
    """That nobody was named whom 「その人」 could mean."""
    text = f"「{scope.nobody}」がどなたのことか、これまでの質問と回答からは分かりません。"
    note = Note("person_unclear", "お名前か役職を入れて、もう一度お尋ねください。")
    return Draft("not_found", (Claim((text,)),), notes=(note,))


def _mentions(corpus: Corpus, scope: Scope, who: str) -> list[Citation]:
    """Where a person is mentioned, by the longest part of the name that occurs."""
    for form in (who, re.sub(r"(?:都|副)?(?:知事|市長|区長|大臣)$", "", who)):
        found = [
            cite_text(document, turn, start, end)
            for document in scope.documents
            for turn in corpus.library.turns(document)
            for start, end in sentences(turn.text)
            if form and form in turn.text[start:end]
        ]
        if found:
            return found[:RELATED]
    return []


def nothing_held(corpus: Corpus, scope: Scope) -> Draft:
    notes = missing(corpus, scope)
    if not corpus.documents:
        notes = (Note("library_empty", "議事要旨がまだ取り込まれていません。"),)
    what, conditions = "、".join(scope.missing), _conditions(corpus, scope)
    if what:
        text = f"{what}の議事要旨は取り込まれていません。"
    elif len(conditions) > 1:
        both = "両方" if len(conditions) == 2 else "すべて"
        text = f"{'と'.join(conditions)}の{both}に合う議事要旨がありません。"
    else:
        text = f"{''.join(conditions) or '条件'}に合う議事要旨がありません。"
    if corpus.documents and scope.filters != Filters() and not what:
        notes += (Note("filters_fit_nothing", "絞り込みを外すか変えて、もう一度お尋ねください。"),)
    return Draft("not_found", (Claim((text,)),), notes=notes)


def _conditions(corpus: Corpus, scope: Scope) -> list[str]:
    """What restricts the meetings, as a reader knows it: the question's own words, then filters."""
    asked, filters = normalize(scope.question), scope.filters
    found = [f"質問の「{asked[start:end]}」" for start, end in scope.spans]
    if filters.meeting is not None:
        held = corpus.documents.get(str(filters.meeting))
        name = (
            meeting_name(held)
            if held
            else re.sub(r"^第?\s*(\d+)\s*回?$", r"第\1回", normalize(str(filters.meeting)))
        )
        found.append(f"絞り込みの会議「{name}」")
    if filters.date_from or filters.date_to:
        ends = (japanese(day) if day else "" for day in (filters.date_from, filters.date_to))
        found.append(f"絞り込みの時期「{'～'.join(ends)}」")
    return found


def missing(corpus: Corpus, scope: Scope) -> tuple[Note, ...]:
    if not scope.missing:
        return ()
    held = "、".join(
        f"{meeting_name(d)}（{when(d)}）" if d.date else meeting_name(d)
        for d in corpus.documents.values()
    )
    return (
        Note(
            "meeting_not_held",
            f"{'、'.join(scope.missing)}はありません。取り込まれているのは {held} です。",
        ),
    )


def refusal(corpus: Corpus, scope: Scope, found: Found) -> Draft:
    if not any(c.isalnum() for c in scope.question):
        text = "質問の言葉を読み取れません。お知りになりたいことを文でお書きください。"
        return Draft("out_of_scope", (Claim((text,)),))
    # What leans on minutes that were quoted is about minutes.
    if not scope.near and _foreign(corpus, scope, found):
        return out_of_scope()
    text = "議事要旨に、お尋ねの内容は記載されていません。"
    return Draft("not_found", (Claim((text,)),), related_to(found, corpus.embedder.cosine_floor))


def out_of_scope() -> Draft:
    """That a question is none about meetings."""
    text = "会議の議事要旨に関するご質問ではないため、お答えできません。"
    return Draft("out_of_scope", (Claim((text,)),))


def _foreign(corpus: Corpus, scope: Scope, found: Found) -> bool:
    """Whether a question has nothing to do with meetings of officials or their subjects.

    It names nothing that such meetings are about, and it speaks of everyday things that the library
    never does, or shares neither a word nor a meaning with the minutes. 国 or 情報 name nothing so
    beside an everyday word: a country may win a cup.
    """
    if scope.named or scope.wanted.named or scope.near:
        return False
    if not found.question.nouns and found.values:
        return False
    words = {word.lemma.lower() for word in tokens(scope.question)}
    held = corpus.index.words
    public = words & vocabulary("public.txt")
    everyday = words & vocabulary("everyday.txt")
    if public - vocabulary("everywhere.txt"):
        return False
    if any(not held.frequency("words", word) for word in everyday):
        return True
    if public:
        return False
    shares = any(
        held.frequency("words", form) for need in found.needs if need.noun for form in need.forms
    )
    nearest = max((hit.cosine for hit in found.hits if hit.cosine is not None), default=0.0)
    return not shares and nearest < corpus.embedder.cosine_floor - DOUBT


def related_to(found: Found, floor: float) -> tuple[Citation, ...]:
    """What comes near: a subject is shared, or the cosine is one of the model's evidence.

    Of each turn one sentence, and rather one that has words of the question itself.
    """
    near: dict[tuple[str, str], Candidate] = {}
    for c in found.candidates:
        if _is_near(c, floor):
            place = (c.document.id, c.turn.id)
            held = near.setdefault(place, c)
            if not held.told("own") and c.told("own"):
                near[place] = c
    shown = list(near.values())[:RELATED]
    return tuple(cite_text(c.document, c.turn, c.start, c.end) for c in shown)


def _is_near(candidate: Candidate, floor: float) -> bool:
    if candidate.turn.kind == "note":
        return False
    return candidate.told("exchange_nouns") > 0 or candidate.cosine >= floor
