"""A data folder that cannot be written: reading works, says so, and changes nothing."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from writing import BODY, TESTS, minutes, opened

from chatbot.library import LibraryError
from chatbot.mirror import Mirror, mirror_of
from ingest import ingest_paths

READ = """
import json, sys
from pathlib import Path
from writing import opened, minutes
from chatbot.library import LibraryError
from ingest import ingest_paths

with opened(Path(sys.argv[1])) as a:
    answer = a.ask("給食費はいくらですか", conversation="c")
    found = [hit.passage.text for hit in a.search("給食費")]
    held = {d.id: [t.text for t in a.library.turns(d)] for d in a.documents().values()}
    refused = []
    for change in (lambda: a.remove("架空市情報化会議-1"), a.rebuild,
                   lambda: ingest_paths(a, [Path(sys.argv[2])])):
        try:
            change()
        except LibraryError as problem:
            refused.append(str(problem))
    print(json.dumps([answer.status, [c.quote for c in answer.citations],
                      [n.code for n in answer.notes], found, held, refused]))
"""
_PR_CAPBSET_DROP, _DAC_OVERRIDE, _DAC_READ_SEARCH = 24, 1, 2


def _bound_by_permissions() -> None:
    """Give up what lets root write where it may not, for the program that is started next."""
    if os.geteuid() == 0:
        for right in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
            ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, right)


def start(code: str, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *(["-c", code] if code else []), *map(str, arguments)],
        cwd=TESTS,
        env={**os.environ, "PYTHONPATH": str(TESTS.parent), **environment},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_bound_by_permissions,
    )


def protect(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o500 if path.is_dir() else 0o400)


@pytest.fixture
def kept(tmp_path: Path) -> Any:
    """A data folder with one document, which nobody may write."""
    data = tmp_path / "data"
    with opened(data) as assistant:
        ingest_paths(assistant, [minutes(tmp_path, "a.json", "給食費は三百円です。")])
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    protect(data)
    yield data
    for path in [data, *data.rglob("*")]:
        path.chmod(0o700)
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def test_reading_works_and_changing_is_refused(kept: Path, tmp_path: Path) -> None:
    more = minutes(tmp_path, "b.json", "図書館は移転します。", number=2)
    done = start(READ, kept, more)
    assert done.returncode == 0, done.stderr
    status, quotes, notes, found, held, refused = json.loads(done.stdout)
    assert (status, quotes) == ("answered", ["給食費は三百円です。"])
    assert notes == ["receipt_not_kept"]
    assert found == ["給食費は三百円です。"]
    assert held == {f"{BODY}-1": ["給食費は三百円です。"]}
    assert len(refused) == 3
    assert all(f"{kept} に書き込めないため、変更できません" in line for line in refused)
    assert all("\n" not in line for line in refused)


def test_the_commands_read_too(kept: Path, model_dir: Path) -> None:
    environment = {"GIJIQ_DATA": str(kept), "GIJIQ_MODEL_DIR": str(model_dir)}
    for command in (["list"], ["show", "第1回"], ["list", "--json"]):
        done = start("", "-m", "chatbot.cli", *command, **environment)
        assert (done.returncode, done.stderr) == (0, "")
        assert "第1回" in done.stdout or f"{BODY}-1" in done.stdout
    removed = start("", "-m", "chatbot.cli", "remove", "第1回", "--yes", **environment)
    assert removed.returncode == 1
    assert "書き込めないため" in removed.stderr
    assert "Traceback" not in removed.stderr
    assert len(removed.stderr.strip().splitlines()) == 1
    looked = start("", "-m", "chatbot.cli", "doctor", **environment)
    assert looked.returncode == 1
    assert "書けません" in looked.stdout
    assert "文書 1件" in looked.stdout


def test_a_copy_follows_its_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with opened(data) as writer:
        ingest_paths(writer, [minutes(tmp_path, "a.json", "給食費は三百円です。")])
        assert mirror_of(data) is None
        mirror = Mirror(data)
        assert not mirror.stale()
        with opened(mirror.folder) as copy:
            assert len(copy.documents()) == 1
        ingest_paths(writer, [minutes(tmp_path, "b.json", "図書館は移転します。", number=2)])
        assert mirror.stale()
        with opened(mirror.refresh()) as copy:
            assert len(copy.documents()) == 2
            assert [hit.passage.text for hit in copy.search("図書館", k=1)] == [
                "図書館は移転します。"
            ]
        folders = [Path(one.name) for one in mirror._copies]
        mirror.close()
        assert not any(folder.exists() for folder in folders)


def test_there_is_nothing_to_copy_without_a_library(tmp_path: Path) -> None:
    assert mirror_of(tmp_path / "none") is None
    assert issubclass(LibraryError, Exception)
