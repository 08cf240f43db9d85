"""Other words for those of a question: what they find, and what they are worth."""

from __future__ import annotations

import pytest

from chatbot.bags import bag
from chatbot.evidence import needs_of
from chatbot.others import Others, coverage_alike, others_of
from chatbot.thesaurus import alike, indexed, phrase
from chatbot.types import Passage
from chatbot.vocabulary import rows
from chatbot.word_index import ALIKE, WordIndex
from chatbot.words import informative

PASSAGES = (
    "高齢者の集いを開いた。",
    "会場の予約は延期した。",
    "人員不足が続いている。",
    "人員の配置を見直した。",
    "図書館の不足額を補った。",
    "会議は予定どおり終えた。",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WordIndex:
    made = WordIndex(tmp_path_factory.mktemp("words") / "index")
    made.add(
        [
            Passage(f"d@1/t{at}/0", "d", 1, f"t{at}", 0, len(text), text, text)
            for at, text in enumerate(PASSAGES)
        ]
    )
    return made


def found(index: WordIndex, question: str) -> list[str]:
    hits = index.search("words", informative(question), 10, alike=alike(question))
    return [PASSAGES[int(name.split("/")[1][1:])] for name, _ in hits]


def held(index: WordIndex, question: str, text: str) -> float:
    needs = needs_of(question, lambda word: index.frequency("words", word), index.count())
    return coverage_alike(needs, others_of(index, question), bag(text))


# The list itself


def test_every_line_has_two_ways_of_saying_it() -> None:
    for row in rows("thesaurus.tsv"):
        assert len(row) >= 2, row
        assert len(set(row)) == len(row), row
        assert all(word == word.strip() and word for word in row), row
        assert len({phrase(word) for word in row}) == len(row), row


def test_no_line_is_there_twice() -> None:
    lines = [frozenset(map(phrase, row)) for row in rows("thesaurus.tsv")]
    assert len(set(lines)) == len(lines)


# Phrases


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("職員が足りない", "職員は足りません"),
        ("職員が足りない", "職員が足りていない"),
        ("延期する", "延期した"),
        ("お年寄り", "年寄り"),
        ("押印を廃止する", "押印の廃止"),
    ],
)
def test_a_phrase_is_the_same_in_another_form(one: str, other: str) -> None:
    assert phrase(one) == phrase(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("足りる", "足りない"),
        ("採択", "不採択"),
        ("公開", "非公開"),
        ("使用", "未使用"),
        ("市長", "副市長"),
    ],
)
def test_a_phrase_that_is_denied_or_less_is_another_one(one: str, other: str) -> None:
    assert phrase(one) != phrase(other)


def test_what_is_denied_is_not_known_without_its_denial() -> None:
    assert any(one.words == phrase("延期") for one in alike("延期したのはなぜか"))
    assert not any(one.words == phrase("増える") for one in alike("増えないのはなぜか"))
    assert any(one.words == phrase("増える") for one in alike("増えるのはなぜか"))


def test_what_only_asks_or_helps_has_no_other_words() -> None:
    assert alike("いつまでにできるようになるか説明してほしい") == ()


def test_of_a_pasted_page_only_the_beginning_is_read() -> None:
    assert len(alike("先延ばしの理由を述べる。" * 1000)) == len(
        alike("先延ばしの理由を述べる。" * 50)
    )


def test_a_denial_is_not_looked_for_in_the_index() -> None:
    assert indexed(phrase("職員が足りない")) == phrase("職員が足りる")


def test_longer_parts_of_a_question_are_known_beside_those_within_them() -> None:
    parts = {one.words for one in alike("職員が足りない部署はどこか")}
    assert {phrase("足りない"), phrase("職員が足りない")} <= parts


def test_nothing_stands_for_itself() -> None:
    known = alike("お年寄りの集いは先延ばしになったのか")
    assert len(known) >= 2
    for one in known:
        assert one.others
        assert one.words not in one.others


def test_of_a_text_without_known_words_nothing_is_told() -> None:
    assert alike("") == ()
    assert alike("\udfff？") == ()


# What they find


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("お年寄りの集まり", PASSAGES[0]),
        ("先延ばしになったのは何か", PASSAGES[1]),
        ("人手が足りないのはどこか", PASSAGES[2]),
    ],
)
def test_other_words_find_what_the_words_do_not(index: WordIndex, question: str, text: str) -> None:
    assert text not in [
        PASSAGES[int(n.split("/")[1][1:])]
        for n, _ in index.search("words", informative(question), 1)
    ]
    assert found(index, question)[0] == text


def test_the_words_of_the_question_are_worth_more_than_others(index: WordIndex) -> None:
    own = index.search("words", ["延期"], 10, alike=alike("延期"))
    other = index.search("words", ["先延ばし"], 10, alike=alike("先延ばし"))
    assert own[0][0] == other[0][0]
    assert other[0][1] == pytest.approx(ALIKE * own[0][1])


# What they are worth


def test_a_text_has_in_other_words_what_a_question_needs(index: WordIndex) -> None:
    assert held(index, "お年寄り", "高齢者の集いを開いた。") > 0.5
    assert held(index, "お年寄り", "会議は予定どおり終えた。") == 0.0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("人員不足が続く。", True),
        ("人員の不足が続く。", True),
        ("不足額は、人員とは別に示す。", False),
        ("人員、不足分の設備を調べた。", False),
        ("対象は人員だ。不足が続く。", False),
    ],
)
def test_a_phrase_of_several_words_is_said_one_after_the_other(text: str, says: bool) -> None:
    assert bag(text).says(phrase("人員不足")) is says


def test_a_word_that_is_everywhere_is_worth_less_than_the_rare_one_it_stands_for() -> None:
    needs = needs_of("先延ばし", lambda word: 0, 100)
    everywhere = (Others(("先延ばし",), ((("延期",), 0.2),)),)
    assert coverage_alike(needs, everywhere, bag("延期した。")) == pytest.approx(0.2)


def test_what_the_library_never_says_stands_for_nothing(index: WordIndex) -> None:
    (shown,) = [o for o in others_of(index, "先延ばし") if o.words == ("先延ばし",)]
    assert [words for words, _ in shown.others] == [("延期",)]
