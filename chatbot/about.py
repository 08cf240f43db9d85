"""Questions about a meeting itself: answered from header, agenda and speaker lines.

Such a question has a word that asks for one of these, and besides it names nothing but meetings,
speakers and agenda items: with a subject of its own it asks for what was said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from chatbot import about_exchanges as said
from chatbot import about_meeting as meeting
from chatbot import about_people as who
from chatbot import about_words as words
from chatbot.about_items import NAME, SPEAKERS, Asked, asks_presenter, behind_closed_doors, of_items
from chatbot.asked import metropolis_of
from chatbot.cite import Draft
from chatbot.meetings import MIN_NAME
from chatbot.people import Person
from chatbot.retrieve import Corpus
from chatbot.scope import Scope
from chatbot.text import fold_kana, normalize
from chatbot.types import Document
from chatbot.vocabulary import vocabulary
from chatbot.words import informative, reading, tokens

# What may be left of a question about a meeting once its question word is taken away.
_KANA = re.compile(r"(?<![ぁ-ん])([ぁ-ん]{3,}?)(?=(?:は|の|を|って|と|も)?(?![ぁ-ん]))")
_COUNCIL = re.compile(r"(?:CIO)?\s*(?:協議会|座談会|会合|推進会議)")
_ABOUT_MEETINGS = vocabulary("meetings.txt")
_WHEN = re.compile(r"いつ|何月何日|何日|何年|何月|日時|にちじ|開催日|日付|ひづけ|年月日|曜日|日程")
_HOURS = re.compile(r"何時|開[始会]時[刻間]|[終閉][了会](?:予定)?時[刻間]|時間|何分|所要")
_WHERE = re.compile(
    r"どこ|何階|建物|場所|ばしょ|会場|かいじょう|開催地|オンライン|形式|開催方法|対面|ハイブリッド|どのように開"
)
_AGENDA = re.compile(
    r"議題|ぎだい|議事次第|次第|アジェンダ|どんなテーマ|何が(?:議論|話|話し合|取り上げ|扱)|案件|プログラム"
    r"|何を(?:議論|話し合|扱|話)|何について(?:話|議論)|どんな(?:こと|話)|(?:会議|協議会|回)の?内容は|概要|要約"
)
# Asked of a meeting as it was held: what its title block may say.
_HELD = re.compile(r"開催|開かれ|会場|場所|参加(?:で|し)|併用|ハイブリッド|第何回|何曜日")
_WHOLE = re.compile(r"(?:会議|協議会|回)の?(?:内容|概要|要約)")
_CLOSED = re.compile(r"非公開|クローズド|公開され(?:ていない|なかった|ず)|公開(?:では|じゃ)ない")
_OPEN = re.compile(r"公開(?:され|で|の議題|だった)")
_ONE = re.compile(
    r"(?:最初|初め|はじめ|冒頭|最後)に(?:発言|話|しゃべ|口を開|口火|質問(?!され)(?![^。]*(?:内容|こと|何|どんな)))"
    r"|(?:一番|最も)(?:多く)?(?:発言|質問|話).{0,6}(?:多|誰|人|どこ|方|自治体|[区市町村](?:は|$))"
    r"|(?:一番|最も)多く(?:発言|質問|話)|(?:発言|質問)(?:数|回数)が(?:一番|最も)?多"
)
_ATTENDED = re.compile(r"出席|参加(?:者|した)|メンバー|名簿|誰がいた|来ていた|顔ぶれ")
_COUNT = re.compile(
    r"何回(?:分|開|行|実施|あ|の会議|やっ|目まで)|回数|いくつの会議|何件の会議|何回(?:です|でしょう)?(?:か)?$"
)
_WHICH = re.compile(r"第何回|何回目")
_TITLE = re.compile(r"題名|表題|タイトル|正式(?:な)?名称|会議の名前|会議名")
# A speech by its place among somebody's: 2回目の発言, 最後に述べた.
_PLACED = re.compile(
    r"([0-9]+)(?:回目|番目|度目)に?(?:の)?(?:発言|質問|述べ|言|話)"
    r"|(最初|初め|はじめ|最後)(?:の|に)(?:発言|質問|述べ|言|話|答)"
)
_THERE = re.compile(r"出席|参加|出て(?:い|た)|来て(?:い|た)|(?<![てで一-龥だ])いた(?:か|の)")
_WHOM = re.compile(r"(?:誰|どなた)(?:の|に|へ|と|を)(?!か)")
# Of a whole side only what it did is told: of all that it said there is too much.
_THEIRS = re.compile(r"質問|尋ね|聞い|求め|要望|要請|お願い|頼[まんみ]|約束|答え|回答|答弁")
_METROPOLIS = re.compile(r"(?<![一-龥])(?P<name>東京都|都)(?:庁|側)?(?P<towards>への|へ|宛て)?")
_EVERY = re.compile(r"歴代|代々|交代|変わ|全員|何人|それぞれ")
_TIMES = re.compile(r"何回|何度|回数")


def about(corpus: Corpus, scope: Scope) -> Draft | None:
    """Answer a question about a meeting itself; ``None`` where it asks about something else."""
    if not scope.documents:
        return None
    question = _in_characters(normalize(scope.query))
    if scope.wanted.absent and (not scope.by_hand or said.EXCHANGES.search(question)):
        # All that was asked in a meeting is not what one asked there who did not speak.
        return None
    names = {lemma for name in scope.wanted.mentioned for lemma in informative(name)}
    subject = _without_bodies(question, scope.documents)
    if words.PROMISED.search(question):
        names |= {"約束"}
    left = tuple(n for n in _nouns(subject) if n not in _ABOUT_MEETINGS | names)
    asked = Asked(corpus.library, scope, question, left)
    if scope.wanted.people:
        return _of_people(asked)
    if not left and (draft := _of_metropolis(corpus, asked)):
        return draft
    if draft := of_items(asked):
        return draft
    if any(not lemma.isdigit() for lemma in left):
        return meeting.by_header(scope.documents, left) if _HELD.search(question) else None
    return _of_meetings(asked)


def _in_characters(question: str) -> str:
    """A question with meeting words in kana (ばしょ) put into their characters."""
    spelled = _spelled()
    return _KANA.sub(lambda m: spelled.get(fold_kana(m[1]), m[1]), question)


@lru_cache(maxsize=1)
def _spelled() -> dict[str, str]:
    kanji = sorted(word for word in _ABOUT_MEETINGS if re.fullmatch("[一-龥]{2,}", word))
    return {reading(word): word for word in kanji}


def _without_bodies(question: str, documents: Iterable[Document]) -> str:
    """A question without what names the council: by the end of its name, or by its kind."""
    plain = question
    for body in {re.sub(r"\s+", "", normalize(d.body)) for d in documents if d.body}:
        ends = [body[at:] for at in range(len(body) - MIN_NAME) if body[at:] in plain]
        plain = plain.replace(ends[0], "会議") if ends else plain
    return _COUNCIL.sub("会議", plain)


def _nouns(text: str) -> list[str]:
    """The informative nouns of a text, by lemma."""
    nouns = {word.lemma.lower() for word in tokens(text) if word.pos.startswith("名詞")}
    return [lemma for lemma in informative(text) if lemma in nouns]


def _of_people(asked: Asked) -> Draft | None:
    people = asked.scope.wanted.people
    if any(not _in_label(lemma, people) for lemma in asked.left):
        return of_items(asked) if SPEAKERS.search(asked.question) or asks_presenter(asked) else None
    if NAME.search(asked.question) and not _WHOM.search(asked.question):
        return who.holders(asked.said(), people, bool(_EVERY.search(asked.question)))
    if _TIMES.search(asked.question):
        return who.times(asked.said(), people, asked.question)
    if placed := _PLACED.search(asked.question):
        number = int(placed[1]) - 1 if placed[1] else -1 if placed[2] == "最後" else 0
        return said.nth_speech(list(who.own(asked.said(), people)), number)
    if _THERE.search(asked.question):
        return who.there(asked.said(), people)
    return words.of_people(asked.library, asked.scope, asked.question)


def _of_metropolis(corpus: Corpus, asked: Asked) -> Draft | None:
    """All that the side of 東京都 asked, was asked, wished for, answered or promised."""
    scope = asked.scope
    named = _METROPOLIS.search(asked.question)
    own = metropolis_of(corpus.people(document.id for document in scope.documents))
    if not (named and own and _THEIRS.search(asked.question)):
        return None
    if not scope.wanted.metropolis and not named["towards"]:
        return None
    wanted = replace(
        scope.wanted, people=own, label="東京都", mentioned=(named["name"],), metropolis=True
    )
    return words.of_people(asked.library, replace(scope, wanted=wanted), asked.question)


def _in_label(lemma: str, people: Iterable[Person]) -> bool:
    return any(lemma in normalize(person.label).lower() for person in people)


def _of_meetings(asked: Asked) -> Draft | None:
    if _WHEN.search(asked.question) and _WHERE.search(asked.question):
        return meeting.dates_and_places(asked.documents)
    for pattern, handler in _HANDLERS:
        if pattern.search(asked.question) or (
            pattern is _AGENDA and _WHOLE.search(normalize(asked.scope.question))
        ):
            if pattern is _AGENDA and _inside(asked):
                return None
            if pattern is said.EXCHANGES and behind_closed_doors(asked):
                return None
            return handler(asked)
    return None


def _inside(asked: Asked) -> bool:
    """Whether a question asks what was said under one item: 「その他」では何が."""
    plain = re.sub(r"\s+", "", asked.question)
    titles = {meeting.line(d, at)[0] for d in asked.documents for at in range(len(d.agenda))}
    return any(
        re.search(rf"[「『]{re.escape(title)}[」』]|{re.escape(title)}(?:では|の中)", plain)
        for title in titles
        if len(title) > 1
    )


_HANDLERS: tuple[tuple[re.Pattern[str], Callable[[Asked], Draft | None]], ...] = (
    (_CLOSED, lambda asked: meeting.closed(asked.documents)),
    (_OPEN, lambda asked: meeting.opened(asked.documents)),
    (_WHICH, lambda asked: meeting.which(asked.documents)),
    (said.NUMBER, lambda asked: said.counted(asked.library, asked.documents, asked.question)),
    (_ONE, lambda asked: who.one_speaker(asked.said(), asked.question)),
    (_ATTENDED, lambda asked: who.attended(asked.said())),
    (SPEAKERS, lambda asked: asked.speakers(asked.said())),
    (said.EXCHANGES, lambda asked: said.exchanges(asked.library, asked.scope, asked.question)),
    (_COUNT, lambda asked: meeting.count(asked.documents)),
    (_HOURS, lambda asked: meeting.hours(asked.documents)),
    (_WHEN, lambda asked: meeting.dates(asked.documents)),
    (_WHERE, lambda asked: meeting.places(asked.documents, asked.question)),
    (_TITLE, lambda asked: meeting.titles(asked.documents)),
    (_AGENDA, lambda asked: meeting.agenda(asked.documents)),
)
