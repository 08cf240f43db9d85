"""The checker's own evaluation: labelled sets, their figures, and the line that ends a run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from eval.grounding.measure import Kinds, Rate
from eval.meta.checker import judge, worst
from eval.meta.labelled import LabelledError, read_labelled
from eval.meta.results import lines, on_labels
from eval.meta.statistics import (
    Confusion,
    Decided,
    best_threshold,
    confusion,
    cross_validated,
    interval,
)

ROOT = Path(__file__).parent.parent
SPEECH = "備蓄は3日分である。町会への配布は来年度に行う予定である。"
LINE: dict[str, Any] = {
    "claim": "備蓄は3日分である。",
    "evidence": SPEECH,
    "date": "2026-05-29",
    "label": "supported",
    "group": "g1",
}
FALSE = LINE | {"claim": "備蓄は7日分である。", "label": False, "group": 2}


def _file(folder: Path, *rows: object) -> Path:
    path = folder / "set.jsonl"
    written = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return path


# -- reading --------------------------------------------------------------------------------------


def test_lines_are_read(tmp_path: Path) -> None:
    more = {"evidence": ["前の発言。", SPEECH], "speaker": "防災課長 佐藤 一郎", "kind": "number"}
    true, blank, false = LINE | more, "", FALSE | {"date": None, "speaker": None}
    first, second = read_labelled(_file(tmp_path, true, blank, false))
    assert (first.line, first.supported, first.group) == (1, True, "g1")
    assert [e.text for e in first.evidence] == ["前の発言。", SPEECH]
    speaker = first.evidence[1].speaker
    assert speaker is not None
    assert (speaker.role, speaker.name) == ("防災課長", "佐藤 一郎")
    assert (second.line, second.supported, second.group) == (3, False, "2")
    assert (second.evidence[0].date, second.evidence[0].speaker) == (None, None)


@pytest.mark.parametrize(
    ("label", "meant"),
    [
        (True, True), (False, False), (1, True), (0, False), ("supported", True),
        ("unsupported", False), ("Supported ", True), ("true", True), ("0", False),
    ],
)  # fmt: skip
def test_labels(tmp_path: Path, label: object, meant: bool) -> None:
    assert read_labelled(_file(tmp_path, LINE | {"label": label}))[0].supported == meant


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('{"claim": ', "set.jsonl:2: JSON ではありません"),
        ([1], "set.jsonl:2: 並びです"),
        ({"claim": "x"}, "set.jsonl:2: evidence、date、label、group がありません"),
        (LINE | {"speakr": "佐藤"}, "set.jsonl:2: キー speakr はありません（speaker？）"),
        (LINE | {"claim": " "}, "set.jsonl:2: claim が空の文字列です"),
        (LINE | {"claim": 3}, "set.jsonl:2: claim が数です"),
        (LINE | {"evidence": []}, "set.jsonl:2: evidence が空の並びです"),
        (LINE | {"evidence": ["x", None]}, r"set.jsonl:2: evidence\[1\] がnullです"),
        (LINE | {"date": "令和8年"}, 'set.jsonl:2: date が "令和8年" です'),
        (LINE | {"date": 20260529}, "set.jsonl:2: date が 20260529 です"),
        (LINE | {"label": "maybe"}, 'set.jsonl:2: label が "maybe" です'),
        (LINE | {"label": 2}, "set.jsonl:2: label が 2 です"),
        (LINE | {"label": None}, "set.jsonl:2: label が null です"),
        (LINE | {"group": ""}, "set.jsonl:2: group が空の文字列です"),
        (LINE | {"group": True}, "set.jsonl:2: group が真偽値です"),
        (LINE | {"speaker": ["佐藤"]}, "set.jsonl:2: speaker が並びです"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, row: object, said: str) -> None:
    with pytest.raises(LabelledError, match=said):
        read_labelled(_file(tmp_path, LINE, row))


def test_a_file_without_lines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabelledError, match="1行もありません"):
        read_labelled(_file(tmp_path, ""))
    with pytest.raises(LabelledError, match="読めません"):
        read_labelled(tmp_path / "none.jsonl")
    (tmp_path / "sjis.jsonl").write_bytes("備蓄".encode("cp932"))
    with pytest.raises(LabelledError, match="UTF-8 で保存"):
        read_labelled(tmp_path / "sjis.jsonl")


# -- deciding -------------------------------------------------------------------------------------


def test_every_sentence_of_a_claim_must_be_supported(tmp_path: Path) -> None:
    both = LINE | {"claim": "備蓄は3日分である。町会への配布は来年度に行う予定である。"}
    one = LINE | {"claim": "備蓄は3日分である。町会への配布は中止された。"}
    judged = [judge(item) for item in read_labelled(_file(tmp_path, both, one))]
    assert [j.supported for j in judged] == [True, False]
    assert judged[1].reasons
    assert judged[1].score < judged[0].score


def test_the_surest_errors_come_first(tmp_path: Path) -> None:
    rows = [
        LINE,
        LINE | {"label": 0},
        LINE | {"claim": "公園の芝生を張り替えた。"},
        LINE | {"claim": "備蓄は7日分である。"},
    ]
    judged = [judge(item) for item in read_labelled(_file(tmp_path, *rows))]
    found = [(one.item.line, one.supported) for one in worst(judged, 9)]
    assert sorted(found) == [(2, True), (3, False), (4, False)]
    assert found[-1] == (4, False)
    assert len(worst(judged, 1)) == 1


# -- figures --------------------------------------------------------------------------------------


def _decided(*rows: tuple[int, int, float, str]) -> list[Decided]:
    return [Decided(bool(t), bool(d), score, group) for t, d, score, group in rows]


def test_balanced_accuracy_by_hand() -> None:
    """Three of four supported and one of two unsupported: (3/4 + 1/2) / 2."""
    counts = confusion(
        _decided(
            (1, 1, 1, "a"),
            (1, 1, 1, "a"),
            (1, 1, 1, "b"),
            (1, 0, 0, "b"),
            (0, 0, 0, "a"),
            (0, 1, 1, "b"),
        )
    )
    assert counts == Confusion(3, 1, 1, 1)
    assert (counts.supported, counts.unsupported, counts.n) == (4, 2, 6)
    assert counts.balanced_accuracy == (3 / 4 + 1 / 2) / 2


def test_one_kind_alone_has_no_balanced_accuracy() -> None:
    assert confusion(_decided((1, 1, 1.0, "a"))).balanced_accuracy is None
    assert interval(_decided((1, 1, 1.0, "a"), (1, 1, 1.0, "b"))) is None


def test_groups_are_resampled_whole() -> None:
    """Two groups, one all right and one all wrong: a resample is right by 0, 1/2 or 1."""
    rows = [(t, t, 1.0, "right") for t in (0, 1)] + [(t, 1 - t, 1.0, "wrong") for t in (0, 1)]
    assert interval(_decided(*rows)) == (0.0, 1.0)
    alike = [(t, t, 1.0, g) for t in (0, 1) for g in "abc"]
    assert interval(_decided(*alike)) == (1.0, 1.0)
    assert interval(_decided(*rows)) == interval(_decided(*rows))
    assert interval(_decided(*rows[:2])) is None


def test_the_best_threshold_lies_between() -> None:
    rows = [(0, 0, 0.1, "a"), (0, 0, 0.3, "a"), (1, 0, 0.5, "a"), (1, 0, 0.9, "a")]
    assert best_threshold(_decided(*rows)) == pytest.approx(0.4)
    assert best_threshold(_decided((1, 0, 0.2, "a"), (0, 0, 0.8, "a"))) == 0.2


def test_a_threshold_is_measured_on_other_groups() -> None:
    """Group b by what fits a (0.5), and group a by what fits b (0.25): each half wrong."""
    rows = _decided(
        (0, 0, 0.4, "a"), (1, 0, 0.6, "a"),
        (0, 0, 0.2, "b"), (1, 0, 0.3, "b"),
    )  # fmt: skip
    found = cross_validated(rows)
    assert found is not None
    assert [(d.group, d.decided) for d in found] == [
        ("a", True), ("a", True), ("b", False), ("b", False),
    ]  # fmt: skip
    assert confusion(found).balanced_accuracy == 0.5
    assert cross_validated(rows[:2]) is None


def test_kinds_by_hand() -> None:
    """9 of 10 unchanged accepted; 8 of 10 and 10 of 10 changed detected."""
    kinds = Kinds(
        changed=(Rate("number", 10, 8), Rate("name", 10, 10)),
        unchanged=(Rate("eras", 4, 4), Rate("order", 6, 5)),
        pairs_supported=Rate("supported", 4, 3),
        pairs_unsupported=Rate("unsupported", 2, 1),
    )
    assert kinds.accepted == 9 / 10
    assert kinds.balanced(kinds.changed[0]) == pytest.approx((0.8 + 0.9) / 2)
    assert kinds.mean == pytest.approx((0.85 + 0.95) / 2)
    assert kinds.pairs_balanced == (3 / 4 + 1 / 2) / 2
    assert not kinds.met, "of the unchanged 0.92 must be accepted"


# -- on the terminal ------------------------------------------------------------------------------


def test_what_is_said_of_a_set(tmp_path: Path) -> None:
    found = on_labels("set.jsonl", read_labelled(_file(tmp_path, LINE, FALSE)))
    assert found.line == "labelled: balanced accuracy 1.000 (n=2)"
    assert lines(found)[-1] == found.line
    alone = on_labels("set.jsonl", read_labelled(_file(tmp_path, LINE)))
    assert alone.line == "labelled: balanced accuracy n/a (n=1)"
    assert lines(alone)[-1] == alone.line


@pytest.mark.parametrize("options", [[], ["-q"], ["-x", "-v"]])
def test_the_line_is_the_last_of_a_run(tmp_path: Path, options: list[str]) -> None:
    """Below what pytest itself says at the end, whether tests pass or fail."""
    test = tmp_path / "test_some.py"
    test.write_text("def test_good():\n    pass\n\n\ndef test_bad():\n    assert False\n")
    file = _file(tmp_path, LINE, FALSE)
    done = _pytest(tmp_path, [str(test), "--labelled", str(file), *options])
    assert done.returncode == 1
    assert done.stdout.rstrip("\n").split("\n")[-1] == "labelled: balanced accuracy 1.000 (n=2)"


def test_a_broken_test_does_not_take_the_line_away(tmp_path: Path) -> None:
    (tmp_path / "test_broken.py").write_text("import nosuch\n")
    done = _pytest(tmp_path, ["--labelled", str(_file(tmp_path, LINE, FALSE))])
    assert done.returncode == 2
    assert done.stdout.rstrip("\n").split("\n")[-1] == "labelled: balanced accuracy 1.000 (n=2)"


@pytest.mark.parametrize("option", ["--collect-only", "--help"])
def test_nothing_is_measured_where_nothing_is_run(tmp_path: Path, option: str) -> None:
    done = _pytest(tmp_path, ["--labelled", str(_file(tmp_path, LINE, FALSE)), option])
    assert "labelled: balanced" not in done.stdout


def test_a_run_that_is_stopped_ends_at_once(tmp_path: Path) -> None:
    (tmp_path / "test_stopped.py").write_text("def test_it():\n    raise KeyboardInterrupt\n")
    done = _pytest(tmp_path, ["--labelled", str(_file(tmp_path, LINE, FALSE))])
    assert done.returncode == 2
    assert "labelled: balanced" not in done.stdout


def test_a_wrong_file_stops_the_run_before_it_begins(tmp_path: Path) -> None:
    file = _file(tmp_path, LINE | {"label": "?"})
    done = _pytest(tmp_path, ["--labelled", str(file)])
    assert done.returncode == 4
    assert f"{file}:1: label" in done.stderr


def _pytest(folder: Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """A run of pytest in a folder of its own."""
    command = [sys.executable, "-m", "pytest", "-p", "eval.meta.plugin", "-p", "no:cacheprovider"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    (folder / "pytest.ini").write_text("[pytest]\n")
    return subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("line", ['{"claim":' + "[" * 100_000, '{"claim": ' + "1" * 5_000 + "}"])
def test_what_json_cannot_hold_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "odd.jsonl"
    file.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(LabelledError, match=r"odd\.jsonl:1"):
        read_labelled(file)
