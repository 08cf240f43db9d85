"""Reading a question together with passages, and what a search makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from chatbot.assistant import Assistant
from chatbot.closer import CLOSE, READ
from chatbot.embed import TOKENIZER_FILE
from chatbot.extract import tell
from chatbot.reader import (
    CONTEXT,
    QUESTION,
    SENTENCE,
    WHOLE,
    BundledReader,
    Reading,
    Scores,
    Tokens,
    open_reader,
    reading_of,
)
from chatbot.retrieve import search
from chatbot.scope import read_scope
from chatbot.settings import Settings
from chatbot.types import Filters
from chatbot.weighing import READ_SIGNALS
from ingest import ingest_paths

TODAY = date(2026, 6, 15)
MINUTES = sorted((Path(__file__).parents[1] / "data" / "minutes").glob("*.txt"))
TABLETS = Reading(
    "議題1 端末の更新 情報課長",
    (
        "職員用の端末は、本年度に200台を更新した。",
        "購入費は1,200万円であり、全額を一般財源で賄った。",
        "来年度は、10月から残る150台を更新する。",
        "使わなくなった端末の扱いは検討している。",
    ),
)


@pytest.fixture(scope="module")
def reader(model_dir: Path) -> BundledReader:
    return BundledReader(model_dir)


@pytest.fixture(scope="module")
def tokens(model_dir: Path) -> Tokens:
    return Tokens(model_dir / TOKENIZER_FILE)


class Liking:
    """A reader that likes sentences with a word, and remembers what it was given."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.asked: list[Reading] = []

    def read(self, question: str, passages: Sequence[Reading]) -> list[Scores]:
        self.asked += passages
        return [tuple(5.0 if self.word in s else -5.0 for s in p.sentences) for p in passages]


@pytest.fixture(scope="module")
def assistant(model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    settings = Settings(data=tmp_path_factory.mktemp("read"), model_dir=model_dir, reader="none")
    opened = Assistant(settings)
    ingest_paths(opened, MINUTES)
    return opened


# Tokens


def test_every_token_of_a_sentence_is_its_own_and_no_other_is(tokens: Tokens) -> None:
    ids, owners = tokens.of("いくらか", TABLETS)
    assert (ids[0], ids[-1], len(ids)) == (0, 2, len(owners))
    begun = owners.index(0)
    assert set(owners[:begun]) == {-1}
    assert owners[begun:-1] == sorted(owners[begun:-1])
    assert set(owners[begun:-1]) == {0, 1, 2, 3}
    assert owners[-1] == -1


def test_what_is_too_long_is_cut_where_it_matters_least(tokens: Tokens) -> None:
    end = "終わりに予算を伺う。"
    long = Reading("始めに。" * 300 + end, ("あ" * 500, "会議である。" * 300))
    ids, owners = tokens.of("問" * 500, long)
    assert len(ids) == len(owners) == WHOLE
    head = owners.index(0)
    assert head <= 1 + QUESTION + 1 + CONTEXT + 1
    assert owners.count(0) <= SENTENCE
    # Of a context the end is kept: it is what was asked last.
    short = tokens.of("", Reading(end, ()))[0]
    assert ids[head - 4 : head] == short[-5:-1]


# Scores


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("端末を買うのにいくらかかりましたか", 1),
        ("残りの端末はいつから入れ替えますか", 2),
        ("いらなくなった端末はどうするのですか", 3),
    ],
)
def test_of_sentences_on_one_subject_the_one_that_answers_is_told(
    reader: BundledReader, question: str, right: int
) -> None:
    (scores,) = reader.read(question, [TABLETS])
    assert max(range(4), key=lambda at: scores[at]) == right


def test_what_nobody_said_is_told_to_be_unlikely(reader: BundledReader) -> None:
    (said,) = reader.read("端末を買うのにいくらかかりましたか", [TABLETS])
    (unsaid,) = reader.read("端末の更新に反対したのは誰ですか", [TABLETS])
    assert max(said) > max(unsaid) + 1


def test_a_passage_is_read_the_same_beside_others_and_again(model_dir: Path) -> None:
    other = Reading("", ("会議は原則として公開する。",) * 3)
    alone = BundledReader(model_dir, threads=1).read("いくらか", [TABLETS])
    reader = BundledReader(model_dir, threads=2)
    together = reader.read("いくらか", [other, TABLETS, other])
    assert together[1] == alone[0]
    assert together[0] == together[2]
    assert reader.read("いくらか", [TABLETS]) == alone


def test_odd_text_is_read(reader: BundledReader) -> None:
    odd = Reading("\ud800", ("\x00\ud83d", "", "字" * 2_000))
    (scores,) = reader.read("\udfff？", [odd])
    assert len(scores) == 3
    assert all(abs(score) < 50 for score in scores)
    assert reader.read("何か", []) == []
    assert reader.read("何か", [Reading("", ())]) == [()]


def test_what_lies_past_the_end_of_what_can_be_read_answers_nothing(reader: BundledReader) -> None:
    long = Reading("", tuple(f"{n}番目の議題について説明した。" * 8 for n in range(20)))
    (scores,) = reader.read("何番目か", [long])
    assert len(scores) == 20
    assert scores[-1] == -10.0


def test_the_reader_is_on_unless_it_is_turned_off_or_not_prepared(
    model_dir: Path, tmp_path: Path
) -> None:
    assert isinstance(open_reader(Settings(model_dir=model_dir)), BundledReader)
    assert open_reader(Settings(model_dir=model_dir, reader="none")) is None
    assert open_reader(Settings(model_dir=tmp_path)) is None


# What a search makes of it


def test_a_passage_is_read_after_what_it_replies_to(assistant: Assistant) -> None:
    corpus = assistant.corpus()
    hits = search(corpus, "平林氏の質問に小林部長はどう答えたか", 20)
    answer = next(hit for hit in hits if hit.turn.replies_to)
    reading = reading_of(corpus.library, answer.document, answer.turn, answer.passage)
    asked = corpus.turn(answer.document.id, answer.turn.replies_to[0])
    assert asked is not None
    assert asked.text[-20:] in reading.context
    assert answer.turn.speaker is not None
    assert answer.turn.speaker.raw in reading.context
    assert "".join(reading.sentences).replace("\n", "") in answer.turn.text.replace("\n", "")


def test_what_the_reader_likes_comes_first_and_scores_stay_in_order(assistant: Assistant) -> None:
    liking = Liking("町田市")
    corpus = replace(assistant.corpus(), reader=liking)
    hits = search(corpus, "スマートフォンの購入助成", 10)
    assert "町田市" in hits[0].passage.text
    assert len(liking.asked) <= READ
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    every = search(corpus, "スマートフォンの購入助成", CLOSE + 40)
    ordered = [hit.score for hit in every]
    assert ordered == sorted(ordered, reverse=True)
    assert [hit.passage.id for hit in every[:10]] == [hit.passage.id for hit in hits]


def test_without_a_reader_nothing_is_told_of_reading(assistant: Assistant) -> None:
    corpus = assistant.corpus()
    scope = read_scope("町田市の事業開始はいつか", corpus, Filters(), TODAY)
    assert not any(READ_SIGNALS & c.signals.keys() for c in tell(corpus, scope).candidates)
    read = tell(replace(corpus, reader=Liking("町田")), scope).candidates
    assert all(c.signals.keys() >= READ_SIGNALS for c in read)
    assert max(c.told("read") for c in read) == 5.0


def test_an_installation_without_the_reader_answers(assistant: Assistant) -> None:
    assert assistant.corpus().reader is None
    answer = assistant.ask("町田市の事業開始はいつか", today=TODAY)
    assert answer.status == "answered"
    assert "町田市" in answer.text
