"""How questions are read after others: a table, and what goes with a reading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from chatbot.assistant import Assistant
from chatbot.conversation import follow
from chatbot.courtesy import is_courtesy
from chatbot.pointing import runs
from chatbot.settings import Settings
from chatbot.types import Answer, Filters
from ingest import ingest_paths

TODAY = date(2026, 6, 15)
LINES = (Path(__file__).parent / "fixtures" / "followups.tsv").read_text(encoding="utf-8")
ROWS = [line.split("\t") for line in LINES.splitlines() if line and not line.startswith("#")]


def history(assistant: Assistant, questions: str) -> list[Answer]:
    """What came of questions with → between them."""
    conversation = assistant.conversations.start("somebody's token")
    return [
        assistant.ask(question, conversation=conversation, today=TODAY)
        for question in questions.split(" → ")
    ]


@pytest.mark.parametrize(("before", "then", "expected"), ROWS)
def test_how_a_question_is_read(shipped: Assistant, before: str, then: str, expected: str) -> None:
    found = follow(then, history(shipped, before), shipped.corpus(), TODAY)
    assert [one.question for one in found] == expected.split(" / ")
    assert [one.tried for one in found].count(False) == 1


def test_without_a_conversation_nothing_is_read_into_a_question(shipped: Assistant) -> None:
    (only,) = follow("じゃあ、その理由は？", [], shipped.corpus(), TODAY)
    assert (only.question, only.leans) == ("じゃあ、その理由は？", False)


@pytest.mark.parametrize("then", ["狛江市は他に何か言った？", "もっと詳しく"])
def test_what_was_quoted_is_not_asked_for_again(shipped: Assistant, then: str) -> None:
    told = history(shipped, "補助率はいくつか → 狛江市は案内について何を要望した？")
    (found,) = follow(then, told, shipped.corpus(), TODAY)
    assert {c.quote for c in found.passed} == {c.quote for one in told for c in one.citations}


def test_who_was_asked_is_not_asked_again(shipped: Assistant) -> None:
    told = history(shipped, "補助事業に国立市は前向きか")
    (found,) = follow("ほかの市は？", told, shipped.corpus(), TODAY)
    assert {"国立市", "宮崎宏一"} <= found.apart
    assert "町田市" not in found.apart


def test_a_reply_is_to_the_turns_that_were_quoted(shipped: Assistant) -> None:
    told = history(shipped, "国立市は令和8年度どうする方針か")
    (found,) = follow("これに都はどう答えた？", told, shipped.corpus(), TODAY)
    assert found.answers_to == tuple({(c.document, c.turn): None for c in told[-1].citations})


def test_a_reason_is_looked_for_beside_what_was_quoted(shipped: Assistant) -> None:
    told = history(shipped, "国立市は令和8年度どうする方針か")
    (found,) = follow("なんで？", told, shipped.corpus(), TODAY)
    assert found.bare
    assert found.near == tuple({(c.document, c.turn): None for c in told[-1].citations})
    assert found.quoted == told[-1].citations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国立市は令和8年度どうする方針か", ["国立市", "令和8年度"]),
        ("その理由は？", []),
        ("何人が何と説明しましたか", []),
        ("スマホ購入助成の補助率は？", ["スマホ購入助成", "補助率"]),
        ("ほかのことについてのご意見は", []),
    ],
)
def test_runs_of_nouns_name_subjects(text: str, expected: list[str]) -> None:
    assert runs(text) == expected


@pytest.mark.parametrize(
    "questions",
    [
        "町田市の事業開始はいつか → その理由は？",
        "補助率はいくつか → 誰が決めた？",
        "国立市は令和8年度どうする方針か → 誰が決めた？",
        "町田市の事業開始はいつか → 誰が決めた？",
    ],
)
def test_what_stands_beside_answers_only_what_is_asked(shipped: Assistant, questions: str) -> None:
    first, then = history(shipped, questions)
    assert (first.status, then.status) == ("answered", "not_found")
    assert not then.citations


def test_what_came_to_nothing_lends_no_subject(shipped: Assistant) -> None:
    told = history(shipped, "給食費はいくらか → 国立市はどうですか → 見送る理由は？")
    assert [one.status for one in told] == ["not_found", "answered", "answered"]
    assert told[1].understood.question == "国立市はどうですか"
    assert any("懸念" in cited.quote for cited in told[2].citations)


@pytest.mark.parametrize(
    "before", ["第9回の議題は何か", "補助率はいくつか", "補助率はいくつか → 給食費はいくらか"]
)
def test_the_meeting_before_the_latest_is_not_itself(shipped: Assistant, before: str) -> None:
    assert history(shipped, f"{before} → じゃあ前回は？")[-1].understood.meeting == "第6回"


def test_a_filter_set_to_another_speaker_carries_nothing_over(shipped: Assistant) -> None:
    conversation = shipped.conversations.start("somebody's token")

    def ask(question: str, speaker: str | None = None) -> Answer:
        filters = Filters(speaker=speaker)
        return shipped.ask(question, filters=filters, conversation=conversation, today=TODAY)

    ask("国立市は令和8年度どうする方針か")
    other = ask("何を要望しましたか", "平林")
    assert (other.status, other.understood.question) == ("answered", "何を要望しましたか")
    assert {c.speaker.name for c in other.citations if c.speaker} == {"平林 浩一"}
    assert "配慮してほしい" in other.text
    pointing = ask("それについて何を要望しましたか", "宮崎")
    assert pointing.understood.question != pointing.question


def test_a_person_who_was_not_named_is_asked_for(shipped: Assistant) -> None:
    answer = history(shipped, "第7回では何が議論されたか → その人は何を言った？")[-1]
    assert answer.status == "not_found"
    assert answer.text.startswith("「その人」がどなたのことか")
    assert [note.code for note in answer.notes] == ["person_unclear"]


def test_thanks_are_answered_as_they_are_alone(shipped: Assistant) -> None:
    alone, after = (
        history(shipped, asked)[-1]
        for asked in ("ありがとうございました", "予算はいくらですか → ありがとうございました")
    )
    assert (after.status, after.text) == ("out_of_scope", alone.text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("こんにちは！", True),
        ("どうもありがとう、助かりました。", True),
        ("ありがとうございました。予算はいくらですか", False),
        ("以上の理由は", False),
        ("町田市は？", False),
        ("ではまた" * 200 + "を", False),
        ("", False),
    ],
)
def test_courtesies_ask_nothing(text: str, expected: bool) -> None:
    assert is_courtesy(text) is expected


COUNCIL = """第{number}回 みどり市窓口会議 議事要旨

日時　{day}　10:00～11:00
場所　市役所

１　報告事項

{said}
"""
SAID = {
    1: (
        "令和6年6月3日",
        "○市民課長　山本 一郎\n　窓口の機械は5月に入れた。その利用は、令和6年6月に310件であった。\n"
        "○委員　川上 花子\n　機械の修理は誰が受け持つのか。\n"
        "○市民課長　山本 一郎\n　修理は業者が受け持つ。\n"
        "○委員　沢田 二郎\n　夜間の窓口には反対である。働く人の負担が増えるばかりである。\n",
    ),
    2: (
        "令和7年6月2日",
        "○市民課長　山本 一郎\n　窓口の機械の利用は、令和7年6月に480件であった。\n",
    ),
}


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("council")
    for number, (day, said) in SAID.items():
        text = COUNCIL.format(number=number, day=day, said=said)
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    with Assistant(Settings(data=folder / "var", model_dir=model_dir)) as made:
        ingest_paths(made, sorted(folder.glob("*.txt")))
        yield made


@pytest.mark.parametrize(
    ("before", "then", "said"),
    [
        ("機械の修理は誰が受け持つのか", "それを聞いたのは誰？", "機械の修理は誰が受け持つのか。"),
        ("夜間の窓口への反対はあったか", "それ言ったの誰？", "夜間の窓口には反対である。"),
        ("夜間の窓口に反対したのは誰か", "どうして？", "働く人の負担が増えるばかりである。"),
        ("令和7年6月の窓口の機械の利用は何件か", "前の年の同じ月は？", "310件"),
        ("令和6年6月の窓口の機械の利用は何件か", "翌年は？", "480件"),
    ],
)
def test_what_is_asked_of_an_answer(council: Assistant, before: str, then: str, said: str) -> None:
    answer = history(council, f"{before} → {then}")[-1]
    assert answer.status == "answered"
    assert any(said in cited.quote for cited in answer.citations)


@pytest.mark.parametrize(
    ("then", "reading"),
    [
        ("費用は？", "第1回の窓口の機械の利用について、費用は?"),
        ("最新では？", "最新の窓口の機械の利用は何件か"),
        ("え、なんでそんなに多いの？", "第1回の窓口の機械の利用について、なんでそんなに多いの?"),
    ],
)
def test_what_has_no_subject_leans(council: Assistant, then: str, reading: str) -> None:
    told = history(council, "第1回の窓口の機械の利用は何件か")
    assert follow(then, told, council.corpus(), TODAY)[0].question == reading
