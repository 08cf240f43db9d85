"""Golden questions: what is refused and how, what they have to be, and that they are frozen."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from eval.frozen import changes, freeze
from eval.golden import ROOT, GoldenError, golden_files, read_golden
from eval.reporting.wording import SLICES
from eval.types import Golden, Quote

MISTAKES = ROOT / "tests" / "fixtures" / "golden_mistakes"
MESSAGES = (MISTAKES / "messages.txt").read_text(encoding="utf-8").splitlines()

VALID = """\
corpus: data/minutes
today: 2026-06-15
questions:
- id: x001
  question: 補助率は
  status: answered
  evidence:
    - document: 協議会-9
      quote: 補助率が10/10である
  related: []
  must_include:
    - [10/10, 10分の10]
  must_not_include: [9/10]
  owner: ""
  tags: [number]
  split: test
- id: x002
  conversation: [前の質問, 次の質問]
  status: not_found
  evidence: []
  related: []
  must_include: []
  must_not_include: []
  owner: 総務課
  tags: [follow-up, unanswerable-easy]
  split: dev
  today: 2026-03-01
"""


@pytest.fixture(scope="module")
def golden() -> tuple[Golden, ...]:
    """All of them."""
    return read_golden()


@pytest.fixture
def valid(tmp_path: Path) -> Path:
    """A small file without mistakes."""
    file = tmp_path / "valid.yaml"
    file.write_text(VALID, encoding="utf-8")
    return file


def test_a_question_with_all_that_is_written_down(valid: Path) -> None:
    one, two = read_golden([valid])
    assert one == Golden(
        id="x001",
        corpus="data/minutes",
        question="補助率は",
        before=(),
        status="answered",
        evidence=(Quote("協議会-9", "補助率が10/10である"),),
        related=(),
        must_include=(("10/10", "10分の10"),),
        must_not_include=("9/10",),
        owner="",
        tags=("number",),
        split="test",
        today=dt.date(2026, 6, 15),
        file=str(valid),
        line=4,
    )
    assert (two.before, two.question) == (("前の質問",), "次の質問")
    assert (two.today, two.owner, two.line) == (dt.date(2026, 3, 1), "総務課", 17)


@pytest.mark.parametrize("file", sorted(MISTAKES.glob("*.yaml")), ids=lambda file: file.stem)
def test_each_mistake_is_refused_with_its_line_and_what_is_allowed(file: Path) -> None:
    name = file.relative_to(ROOT).as_posix()
    with pytest.raises(GoldenError) as refused:
        read_golden([file])
    expected = [line for line in MESSAGES if line.startswith(f"{name}:")]
    assert str(refused.value).split("\n") == expected
    assert expected


def test_every_message_has_its_file() -> None:
    names = {line.partition(":")[0] for line in MESSAGES}
    assert names == {file.relative_to(ROOT).as_posix() for file in MISTAKES.glob("*.yaml")}


def test_all_mistakes_of_all_files_are_told_at_once() -> None:
    files = [MISTAKES / "empty.yaml", MISTAKES / "unknown_tag.yaml"]
    with pytest.raises(GoldenError) as refused:
        read_golden(files)
    assert [
        line.partition(":")[0].rpartition("/")[2] for line in str(refused.value).split("\n")
    ] == [
        "empty.yaml",
        "unknown_tag.yaml",
    ]


def test_an_id_is_given_once_among_all_files(valid: Path) -> None:
    other = valid.with_name("other.yaml")
    other.write_text(VALID.replace("x002", "x003"), encoding="utf-8")
    with pytest.raises(GoldenError, match=r"other\.yaml:4: id が x001 です.*valid\.yaml:4"):
        read_golden([valid, other])


def test_there_are_enough_questions(golden: tuple[Golden, ...]) -> None:
    """At least 360, a hundred of them on the real minutes; two thirds are for testing."""
    assert len(golden) >= 360
    assert sum(one.corpus == "data/minutes" for one in golden) >= 100
    assert sum(one.split == "test" for one in golden) / len(golden) == pytest.approx(
        2 / 3, abs=0.02
    )


def test_every_slice_has_enough_questions(golden: tuple[Golden, ...]) -> None:
    """At least 20 in each of those that are asked for."""
    counted = Counter(tag for one in golden for tag in one.tags)
    asked_for = set(SLICES) - {"out-of-scope"}
    assert {tag: n for tag, n in counted.items() if tag in asked_for and n < 20} == {}
    assert asked_for <= set(counted)


def test_drafts_are_not_asked(valid: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    valid.with_name("drafts.yaml").write_text("", encoding="utf-8")
    monkeypatch.setattr("eval.golden.FOLDER", valid.parent)
    assert golden_files() == (valid,)


def test_the_test_questions_are_as_they_were_frozen(golden: tuple[Golden, ...]) -> None:
    assert changes(golden) == []


def test_whatever_happens_to_a_frozen_question_is_named(valid: Path) -> None:
    one, two = read_golden([valid])
    frozen = valid.with_name("frozen.json")
    freeze([one, two], frozen)
    assert changes([one, two], frozen) == []
    assert changes([replace(one, line=7), two], frozen) == []
    assert changes([one, replace(two, question="別の質問")], frozen) == []
    assert changes([replace(one, question="別の質問"), two], frozen) == [
        "valid.yaml: x001 が変わりました"
    ]
    assert changes([replace(one, id="x009"), two], frozen) == [
        "valid.yaml: x001 がなくなりました",
        "valid.yaml: x009 が加わりました",
    ]
    assert changes([one], frozen.with_name("none.json")) == ["valid.yaml: x001 が加わりました"]


@pytest.mark.parametrize("text", ["- " * 5_000 + "a\n", "[" * 5_000])
def test_what_nests_without_end_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "deep.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(GoldenError, match="入れ子が深すぎます"):
        read_golden([file], root=tmp_path)
