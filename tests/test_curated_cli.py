"""``gijiq curated`` as a division uses it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import test_cli
from test_cli import NINTH, Run

# The command line over an own copy of the shipped minutes.
run, own = test_cli.run, test_cli.own
QUOTE = "町田市は7月から事業開始予定である。"
LATER = f"{date.today().year + 1}-03-31"
ADD = (
    "curated", "add", "machida",
    "--question", "町田市のスマホ購入助成はいつ始まりますか",
    "-q", "町田市のスマホ助成の開始時期",
    "--answer", "7月1日から始まります。",
    "--owner", "デジタル戦略室", "--author", "高橋", "--until", LATER,
    "--cite", "第9回/t8 町田市は 7月から事業開始予定である。",
)  # fmt: skip


def test_an_entry_is_added_listed_and_asked_for(own: Run) -> None:
    assert own(*ADD).out == "machida を加えました。\n"
    listed = own("curated", "list")
    assert "デジタル戦略室" in listed.out
    assert "有効" in listed.out
    (entry,) = own("curated", "list", "--json").json["entries"]
    assert entry["citations"] == [{"document": NINTH, "turn": "t8", "quote": QUOTE}]
    assert (entry["stale"], entry["valid_from"], entry["valid_until"]) == ([], None, LATER)
    told = own("ask", "スマホの購入助成、町田市はいつスタートするの").out
    assert f"所管課の回答（デジタル戦略室、{date.today()} 現在、{LATER} まで有効）" in told
    assert "    7月1日から始まります。" in told
    assert "所管課の回答の出典\n[1] 第9回" in told
    answer = own("ask", "町田市のスマホ購入助成はいつ始まりますか？", "--json").json
    assert list(answer["curated"])[:5] == ["id", "answer", "owner", "valid_until", "citations"]
    assert answer["curated"]["citations"][0]["quote"] == QUOTE
    assert own("ask", "国立市のスマホ購入助成はいつ始まりますか", "--json").json["curated"] is None


def test_an_id_is_replaced_only_on_demand(own: Run) -> None:
    own(*ADD)
    assert "--replace" in own(*ADD).refused()
    assert own(*ADD, "--replace").out == "machida を置き換えました。\n"


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"--cite": "第9回"}, 2, "発言の番号がありません"),
        ({"--cite": "第7回/t1"}, 1, "文書「第7回」はありません"),
        ({"--cite": "第9回/t99"}, 1, "t1 から"),
        ({"--cite": "第9回/t8 町田市は8月から"}, 1, "にありません"),
        ({"--until": "そのうち"}, 2, "--until の「そのうち」"),
        ({"--until": "2026-02-30"}, 2, "--until"),
        ({"--owner": " "}, 2, "owner は空です"),
        ({"--answer": ""}, 2, "answer は空です"),
        ({"machida": "町 田"}, 2, "id の「町 田」は使えません"),
        ({"--from": "2099-01-01"}, 2, "より後です"),
    ],
)
def test_what_is_wrong_is_said(
    own: Run,
    changes: dict[str, str],
    code: int,
    said: str,
) -> None:
    arguments = list(ADD)
    for option, value in changes.items():
        if option == "machida":
            arguments[arguments.index(option)] = value
        elif option in arguments:
            arguments[arguments.index(option) + 1] = value
        else:
            arguments += [option, value]
    assert said in own(*arguments).refused(code)
    assert own("curated", "list", "--json").json == {"entries": []}


def test_without_words_the_whole_turn_is_cited(own: Run) -> None:
    arguments = [*ADD[:-1], f"{NINTH}/8"]
    assert own(*arguments).code == 0
    (entry,) = own("curated", "list", "--json").json["entries"]
    assert entry["citations"][0] == {"document": NINTH, "turn": "t8", "quote": QUOTE}


def test_stale_entries_are_listed_for_their_owner(own: Run, tmp_path: Path) -> None:
    own(*ADD)
    assert own("curated", "check").out == "1件すべてが有効です。\n"
    minutes = tmp_path / "cio_conference_09.txt"
    source = Path(__file__).parent.parent / "data" / "minutes" / minutes.name
    minutes.write_text(source.read_text(encoding="utf-8").replace("7月から事業", "8月から事業"))
    assert own("ingest", minutes).code == 0
    checked = own("curated", "check")
    assert checked.code == 1
    assert "デジタル戦略室" in checked.out
    assert f"{NINTH}/t8 にありません" in checked.out
    assert checked.err == "1件のうち1件は、回答として見せていません。\n"
    assert "停止" in own("curated", "list").out
    shown = own("curated", "check", "--json")
    assert (shown.code, shown.json["checked"]) == (1, 1)
    assert [one["id"] for one in shown.json["stale"]] == ["machida"]
    assert own("curated", "check", "--owner", "別の課").out == "0件すべてが有効です。\n"
    asked = own("ask", "町田市のスマホ購入助成はいつ始まりますか", "--json").json
    assert asked["curated"] is None


@pytest.mark.parametrize("name", ["a.yaml", "a.csv"])
def test_what_is_exported_is_imported_again(own: Run, tmp_path: Path, name: str) -> None:
    own(*ADD)
    before = own("curated", "list", "--json").json
    file = tmp_path / name
    assert own("curated", "export", file).out == f"{file} に 1件を書き出しました。\n"
    assert "変更なし 1" in own("curated", "import", file).out
    own("curated", "remove", "machida")
    assert own("curated", "list").out.startswith("項目はまだありません")
    assert "新規 1" in own("curated", "import", file).out
    assert own("curated", "list", "--json").json == before
    text = file.read_text(encoding="utf-8-sig").replace("7月1日", "7月2日")
    file.write_text(text, encoding="utf-8")
    assert "更新 1" in own("curated", "import", file).out


def test_export_to_the_screen(own: Run) -> None:
    own(*ADD)
    assert own("curated", "export").out.startswith("- id: machida\n  questions:\n")
    assert own("curated", "export", "--format", "csv").out.startswith("id,question,answer")
    assert own("curated", "export", "--owner", "別の課").out == "[]\n"
    assert ".yaml" in own("curated", "export", "a.txt").refused(2)


def test_an_import_takes_all_or_nothing(own: Run, tmp_path: Path) -> None:
    own(*ADD)
    file = tmp_path / "a.yaml"
    own("curated", "export", file)
    good = file.read_text(encoding="utf-8").replace("machida", "other")
    file.write_text(good + good.replace("other", "third").replace("turn:", "trun:"))
    refused = own("curated", "import", file).refused()
    assert f"{file}:{len(good.splitlines()) * 2 - 1}: 知らないキー「trun」" in refused
    assert "1件も取り込んでいません" in refused
    assert [e["id"] for e in own("curated", "list", "--json").json["entries"]] == ["machida"]


def test_an_import_says_what_cannot_be_shown(own: Run, tmp_path: Path) -> None:
    own(*ADD)
    file = tmp_path / "a.yaml"
    own("curated", "export", file)
    file.write_text(file.read_text(encoding="utf-8").replace("7月から事業", "9月から事業"))
    ran = own("curated", "import", file)
    assert ran.code == 0
    assert ran.err.startswith("machida は今は見せられません: 「町田市は9月から")


def test_what_is_not_there(own: Run, tmp_path: Path) -> None:
    assert "項目「x」はありません" in own("curated", "remove", "x").refused()
    assert "ありません" in own("curated", "import", tmp_path / "none.yaml").refused()
    assert own("curated").code == 2
    assert "使い方: gijiq curated" in own("curated").out
    assert "命令 ad はありません" in own("curated", "ad").refused(2)


def test_json_is_one_line(own: Run) -> None:
    own(*ADD)
    for command in ("list", "check"):
        said = own("curated", command, "--json").out
        assert len(said.splitlines()) == 1
        assert json.loads(said)
