"""A data folder that cannot be written: reading works, says so, and changes nothing."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from writing import BODY, TESTS, minutes, opened

from chatbot.assistant import Assistant
from chatbot.database import LibraryError
from chatbot.mirror import Mirror, mirror_of
from chatbot.serial import dump_json
from chatbot.settings import Settings
from ingest import ingest_paths

RECEIPT = "a" * 32
READ = """
import json, sys
from pathlib import Path
from writing import opened, minutes
from chatbot.database import LibraryError
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
CHANGE = """
import json, sys
from pathlib import Path
from writing import opened
from chatbot.database import LibraryError

with opened(Path(sys.argv[1])) as a:
    name = a.conversations.start("token")
    receipt = a.ask("給食費はいくらですか", conversation=name).id
    refused = []
    for change in (lambda: a.feedback.give(receipt, "good"), lambda: a.feedback.withdraw(receipt),
                   lambda: a.conversations.rename(name, "token", "別の題名"),
                   lambda: a.conversations.delete(name, "token")):
        try:
            change()
        except LibraryError as problem:
            refused.append(str(problem))
    print(json.dumps([refused, [one.title for one in a.conversations.of("token")]]))
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


@contextmanager
def protected(data: Path) -> Iterator[Path]:
    """A folder that nobody may write, and that is the same afterwards."""
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    protect(data)
    yield data
    for path in [data, *data.rglob("*")]:
        path.chmod(0o700)
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    """A data folder with one document and one receipt, which nobody may write."""
    data = tmp_path / "data"
    with opened(data) as assistant:
        ingest_paths(assistant, [minutes(tmp_path, "a.json", "給食費は三百円です。")])
        assistant.library.keep_receipt(RECEIPT, "給食費", dump_json(assistant.ask("給食費")))
    with protected(data):
        yield data


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


OPINION = """
import os, sys
from pathlib import Path
from streamlit.testing.v1 import AppTest

page = AppTest.from_file(sys.argv[1], default_timeout=120).run()
shown = lambda: "\\n".join(one.body for one in page.get("html"))
page.chat_input(key="question").set_value("給食費はいくらですか").run()
(give,) = [one.key for one in page.button if str(one.key).startswith("give-")]
page.radio(key=give.replace("give", "verdict")).set_value("役に立った")
page.button(key=give).click().run()
print("opinion:", "何も残せません" in shown(), "ありがとうございます" in shown())
page.text_input(key="title").set_value("別の題名").run()
print("rename:", "何も残せません" in page.sidebar.get("html")[-1].body)
page.button(key="clear").click().run()
print("delete:", "何も残せません" in page.sidebar.get("html")[-1].body, len(page.chat_message))
print("after:", [str(one) for one in page.exception])
"""


def test_feedback_is_not_said_to_be_kept(kept: Path, model_dir: Path) -> None:
    environment = {"GIJIQ_DATA": str(kept), "GIJIQ_MODEL_DIR": str(model_dir)}
    done = start("", "-m", "chatbot.cli", "feedback", RECEIPT, "good", **environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{kept} に書き込めないため、何も残せません" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_conversations_are_not_said_to_be_changed(kept: Path) -> None:
    done = start(CHANGE, kept)
    assert done.returncode == 0, done.stderr
    refused, titles = json.loads(done.stdout)
    assert len(refused) == 4
    assert all(f"{kept} に書き込めないため、何も残せません" in line for line in refused)
    assert titles == ["給食費はいくらですか"]


def test_the_page_says_that_nothing_is_kept(tmp_path: Path, model_dir: Path) -> None:
    data = tmp_path / "data"
    with Assistant(Settings(data=data, model_dir=model_dir)) as assistant:
        ingest_paths(assistant, [minutes(tmp_path, "a.json", "給食費は三百円です。")])
    environment = {"GIJIQ_DATA": str(data), "GIJIQ_MODEL_DIR": str(model_dir)}
    with protected(data):
        done = start(OPINION, TESTS.parent / "streamlit_app.py", **environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "opinion: True False",
        "rename: True",
        "delete: True 2",
        "after: []",
    ]


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
