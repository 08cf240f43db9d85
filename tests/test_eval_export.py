"""The cases of a run as other libraries load them: their keys, their types, and nothing lost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chatbot.cli import main
from eval.export import FILE, FORMATS, Case, CasesError, deepeval, jsonl, ragas, read_cases
from eval.reporting import write
from tests.report_sample import EVIL, sample

CASE = Case(
    id="q001",
    split="dev",
    question="松ヶ原のほうは？",
    before=("汐見支所の窓口はいつ開いたか",),
    answer="松ヶ原支所の窓口は11月17日に開設した。[1]",
    status="answered",
    retrieved=(f"11月17日に開設した。{EVIL}", "汐見支所は\u2028昨年度から。"),
    retrieved_sources=("会議-11/t4", "会議-8/t2"),
    expected_status="answered",
    evidence=("11月17日に開設した。", "窓口は2つである。"),
    evidence_sources=("会議-11/t4", "会議-11/t6"),
    must_include=(("11月17日", "11 月 17 日"),),
    must_not_include=("汐見",),
    owner="市民課",
    tags=("follow-up",),
    answerer="extractive",
)
REFUSED = replace(
    CASE, id="q002", split="test", before=(), question="市長の好物は何か", answer="記載がない。",
    status="not_found", expected_status="not_found", retrieved=(), retrieved_sources=(),
    evidence=(), evidence_sources=(), must_include=(), must_not_include=(),
)  # fmt: skip

# What the models of ragas and of deepeval take: field names and their types.
SINGLE_TURN_SAMPLE: dict[str, type] = {
    "user_input": str, "response": str, "reference": str, "retrieved_contexts": list,
    "reference_contexts": list, "retrieved_context_ids": list, "reference_context_ids": list,
}  # fmt: skip
LLM_TEST_CASE: dict[str, type] = {
    "name": str, "input": str, "actual_output": str, "expected_output": str, "context": list,
    "retrieval_context": list, "tags": list,
}  # fmt: skip


def _fits(row: dict[str, Any], fields: dict[str, type]) -> bool:
    texts = [one for value in row.values() if isinstance(value, list) for one in value]
    return (
        row.keys() == fields.keys()
        and all(isinstance(row[name], kind) for name, kind in fields.items())
        and all(isinstance(one, str) for one in texts)
    )


def test_ragas() -> None:
    """Lines end where ``open`` splits them: each is a whole JSON object."""
    first, second = (json.loads(line) for line in ragas([CASE, REFUSED]).rstrip("\n").split("\n"))
    assert _fits(first, SINGLE_TURN_SAMPLE)
    assert _fits(second, SINGLE_TURN_SAMPLE)
    asked = "前の質問: 汐見支所の窓口はいつ開いたか\n質問: 松ヶ原のほうは？"
    assert (first["user_input"], first["response"]) == (asked, CASE.answer)
    assert first["retrieved_contexts"] == list(CASE.retrieved)
    assert first["reference"] == "11月17日に開設した。\n窓口は2つである。"
    assert second["user_input"] == "市長の好物は何か"
    assert (second["retrieved_contexts"], second["reference_contexts"]) == ([], [])
    assert second["reference"] == "議事録には記載がない。"


def test_deepeval() -> None:
    rows = json.loads(deepeval([CASE, REFUSED]))
    assert all(_fits(row, LLM_TEST_CASE) for row in rows)
    assert [row["name"] for row in rows] == ["q001", "q002"]
    assert rows[0]["actual_output"] == CASE.answer
    assert rows[0]["context"] == list(CASE.evidence)
    assert rows[0]["retrieval_context"] == list(CASE.retrieved)
    assert rows[0]["tags"] == ["dev", "follow-up"]
    assert json.loads(deepeval([])) == []


def test_all_that_is_known() -> None:
    row = json.loads(jsonl([CASE]))
    assert row["before"] == ["汐見支所の窓口はいつ開いたか"]
    assert row["must_include"] == [["11月17日", "11 月 17 日"]]
    assert row["reference"] == CASE.reference


@pytest.mark.parametrize("status", ["not_found", "closed", "out_of_scope"])
def test_a_right_refusal_is_a_reference(status: str) -> None:
    assert replace(CASE, expected_status=status).reference.endswith("。")
    assert CASE.evidence[0] not in replace(CASE, expected_status=status).reference


def test_cases_are_kept_with_the_report(tmp_path: Path) -> None:
    write(sample(), tmp_path, [CASE, REFUSED])
    assert read_cases(tmp_path / FILE) == (CASE, REFUSED)


def test_a_damaged_record_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(jsonl([CASE]) + '{"id": "q2"}\n', encoding="utf-8")
    with pytest.raises(CasesError, match=r"cases\.jsonl:2: "):
        read_cases(tmp_path / FILE)


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_writes_each_format(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(sample(), tmp_path / "report", [CASE, REFUSED])
    file = tmp_path / "out.json"
    given = ["eval", "export", "--format", form, "--report", str(tmp_path / "report")]
    assert main([*given, str(file)]) == 0
    assert "2件を書き出しました" in capsys.readouterr().out
    assert file.read_text(encoding="utf-8") == FORMATS[form]([CASE, REFUSED])
    assert main([*given, "--split", "test"]) == 0
    shown = capsys.readouterr().out
    assert "市長の好物" in shown
    assert "松ヶ原" not in shown


def test_without_a_run_the_command_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", "export", "--format", "ragas", "--report", str(tmp_path)]) == 1
    assert "pytest eval/ を実行すると作られます" in capsys.readouterr().err
    assert main(["eval", "export", "--format", "csv"]) == 2
    assert main(["eval"]) == 2
    assert "export" in capsys.readouterr().out
