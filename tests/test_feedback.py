"""What readers made of answers: kept, listed, and turned into golden questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
import yaml
from conftest import MINUTES, ROOT, MakeSettings
from streamlit.testing.v1 import AppTest

from chatbot.assistant import Assistant
from chatbot.cli import main
from chatbot.feedback import LONGEST, NoReceipt
from eval.draft import DraftError, append, draft
from eval.golden import GoldenError, read_golden
from ingest import ingest_paths

TODAY = date(2026, 6, 15)
START = "町田市の事業開始はいつか"


@pytest.fixture
def assistant(settings: MakeSettings) -> Iterator[Assistant]:
    with Assistant(settings()) as opened:
        ingest_paths(opened, MINUTES)
        yield opened


def test_the_last_word_counts(assistant: Assistant) -> None:
    answer = assistant.ask(START, today=TODAY)
    assert assistant.feedback.of(answer.id) is None
    assistant.feedback.give(answer.id, "good")
    assistant.feedback.give(answer.id, "bad", f"  年が\nない  {'あ' * 2000}")
    given = assistant.feedback.of(answer.id)
    assert given is not None
    assert (given.question, given.verdict) == (START, "bad")
    assert given.note.startswith("年が ない ")
    assert len(given.note) == LONGEST


@pytest.mark.parametrize("note", ["a\x07b", "a\ud800b", "a\u2028b\r\n"])
def test_a_note_is_one_printable_line(assistant: Assistant, note: str) -> None:
    answer = assistant.ask(START, today=TODAY)
    assistant.feedback.give(answer.id, "bad", note)
    given = assistant.feedback.of(answer.id)
    assert given is not None
    assert given.note.split() in (["a", "b"], ["ab"])
    yaml.safe_load(draft(assistant, answer.id).whole)


def test_a_receipt_is_found_by_its_beginning(assistant: Assistant) -> None:
    answer = assistant.ask(START, today=TODAY)
    assert assistant.feedback.find(answer.id[:8]) == answer.id
    for beginning in (answer.id[:7], "", "zzzzzzzz", "%%%%%%%%"):
        with pytest.raises(NoReceipt):
            assistant.feedback.find(beginning)


def test_feedback_is_taken_back(assistant: Assistant) -> None:
    answer = assistant.ask(START, today=TODAY)
    assistant.feedback.give(answer.id, "good")
    assistant.feedback.withdraw(answer.id)
    assert assistant.feedback.of(answer.id) is None


def test_an_answer_that_was_never_given_has_no_feedback(assistant: Assistant) -> None:
    with pytest.raises(NoReceipt):
        assistant.feedback.give("nothing", "good")
    assert assistant.feedback.latest(9) == []


def test_what_was_of_no_use_is_listed_first(assistant: Assistant) -> None:
    first = assistant.ask(START, today=TODAY)
    assistant.ask("第9回はいつ開かれたか", today=TODAY)
    assistant.feedback.give(first.id, "bad")
    listed = assistant.feedback.latest(9)
    assert [one.verdict for one in listed] == ["bad", None]
    assert len(assistant.feedback.latest(1)) == 1


# -- drafts --------------------------------------------------------------------------------------


def _finished(file: Path, tmp_path: Path) -> Path:
    """A draft as somebody leaves it who has looked at it."""
    text = file.read_text(encoding="utf-8")
    text = text.replace("must_include: []", "must_include: [[7月]]")
    text = text.replace("tags: []", "tags: [date]").replace("corpus: data/minutes", "corpus: .")
    done = tmp_path / "done.yaml"
    done.write_text(text, encoding="utf-8")
    return done


def test_a_draft_is_golden_once_it_is_finished(assistant: Assistant, tmp_path: Path) -> None:
    answer = assistant.ask(START, today=TODAY)
    assistant.feedback.give(answer.id, "bad", "年も知りたい")
    file = tmp_path / "drafts.yaml"
    append(file, draft(assistant, answer.id))
    (tmp_path / "minutes.txt").write_text("会議", encoding="utf-8")
    with pytest.raises(GoldenError, match="must_include"):
        read_golden([file], root=ROOT)
    (golden,) = read_golden([_finished(file, tmp_path)], root=tmp_path)
    assert (golden.question, golden.before, golden.split) == (START, (), "dev")
    assert [quote.text for quote in golden.evidence] == [c.quote for c in answer.citations]
    assert "年も知りたい" in file.read_text(encoding="utf-8")


def test_a_follow_up_is_drafted_with_what_it_leans_on(assistant: Assistant) -> None:
    talk = assistant.conversations.start("owner")
    assistant.ask(START, conversation=talk, today=TODAY)
    answer = assistant.ask("それは誰が言った？", conversation=talk, today=TODAY)
    (row,) = yaml.safe_load(draft(assistant, answer.id).whole)["questions"]
    assert row["conversation"] == [START, "それは誰が言った？"]
    assert "question" not in row


def test_what_is_not_recorded_is_drafted_without_evidence(assistant: Assistant) -> None:
    answer = assistant.ask("小池知事の発言は？", today=TODAY)
    (row,) = yaml.safe_load(draft(assistant, answer.id).whole)["questions"]
    assert (row["status"], row["evidence"]) == ("not_found", [])
    assert row["related"]


def test_a_question_of_several_lines_is_drafted(assistant: Assistant) -> None:
    answer = assistant.ask(f"{START}\n# か: x", today=TODAY)
    (row,) = yaml.safe_load(draft(assistant, answer.id).whole)["questions"]
    assert row["question"] == answer.question


def test_a_draft_joins_a_list_at_its_own_column(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "golden.yaml"
    file.write_text("corpus: .\ntoday: 2026-06-15\nquestions:\n- id: old\n", encoding="utf-8")
    made = draft(assistant, assistant.ask(START, today=TODAY).id)
    append(file, made)
    assert [q["id"] for q in yaml.safe_load(file.read_text("utf-8"))["questions"]] == [
        "old",
        made.id,
    ]
    file.write_text("corpus: .\ntoday: 2026-06-15\nquestions:\n", encoding="utf-8")
    append(file, made)
    assert len(yaml.safe_load(file.read_text("utf-8"))["questions"]) == 1


def test_drafts_are_added_to_a_file_and_none_twice(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "drafts.yaml"
    one, two = (draft(assistant, assistant.ask(START, today=TODAY).id) for _ in range(2))
    append(file, one)
    append(file, two)
    assert [q["id"] for q in yaml.safe_load(file.read_text("utf-8"))["questions"]] == [
        one.id,
        two.id,
    ]
    before = file.read_text("utf-8")
    with pytest.raises(DraftError, match="もうあります"):
        append(file, one)
    assert file.read_text("utf-8") == before


@pytest.mark.parametrize(
    "text", ["- id: x\n", "questions: 3\n", "questions: []\nlater: 1\n", "a: ["]
)
def test_a_file_that_is_none_of_questions_is_left_alone(
    assistant: Assistant, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "other.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DraftError):
        append(file, draft(assistant, assistant.ask(START, today=TODAY).id))
    assert file.read_text("utf-8") == text


# -- the command line ----------------------------------------------------------------------------


@pytest.fixture
def command_line(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    monkeypatch.setenv("GIJIQ_DATA", str(assistant.settings.data))
    monkeypatch.setenv("GIJIQ_MODEL_DIR", str(assistant.settings.model_dir))
    return assistant


def test_feedback_and_drafts_on_the_command_line(
    command_line: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = command_line.ask(START, today=TODAY)
    assert main(["feedback", answer.id, "bad", "--note", "年がない"]) == 0
    assert main(["eval", "add"]) == 0
    assert f"{answer.id}  " in capsys.readouterr().out
    assert main(["eval", "add", answer.id]) == 0
    assert "corpus: data/minutes" in capsys.readouterr().out
    file = tmp_path / "drafts.yaml"
    assert main(["eval", "add", answer.id, "--file", str(file)]) == 0
    assert START in file.read_text("utf-8")


def test_an_unknown_receipt_is_refused_in_one_line(
    command_line: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", "add"]) == 1
    assert "まだ何も質問されていません" in capsys.readouterr().err
    for arguments in (["feedback", "x", "good"], ["eval", "add", "x"]):
        assert main(arguments) == 1
        said = capsys.readouterr().err
        assert "受付番号 x の回答はありません" in said
        assert len(said.splitlines()) == 1


# -- the page ------------------------------------------------------------------------------------


def test_a_reader_says_what_an_answer_was_worth(command_line: Assistant) -> None:
    page = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120).run()
    page.chat_input(key="question").set_value(START).run()
    receipt = command_line.feedback.latest(1)[0].receipt
    page.button(key=f"give-{receipt}").click().run()
    assert "どちらかを選んでから" in _html(page)
    page.radio(key=f"verdict-{receipt}").set_value("役に立たなかった")
    page.text_input(key=f"why-{receipt}").set_value("年がない")
    page.button(key=f"give-{receipt}").click().run()
    assert not page.exception
    assert "ありがとうございます" in _html(page)
    (given,) = command_line.feedback.latest(9)
    assert (given.verdict, given.note) == ("bad", "年がない")
    st.cache_resource.clear()


def _html(page: AppTest) -> str:
    return "\n".join(element.body for element in page.get("html"))
