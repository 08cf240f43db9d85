"""Where settings come from, and what is said of wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from chatbot.cli.problems import Refusal, open_settings
from chatbot.library import Library
from chatbot.settings import Settings


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def toml(text: str) -> None:
    Path("gijiq.toml").write_text(text, encoding="utf-8")


def test_defaults() -> None:
    settings = Settings()
    assert settings.data == Path("var")
    assert settings.bundled_model_dir == Path("var/model")
    assert settings.library_url == "sqlite:///var/library.sqlite3"
    assert (settings.embedding, settings.chroma_url, settings.threads) == ("bundled", None, 2)


def test_arguments_beat_environment_beats_file_beats_defaults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    toml('data = "from-file"\nthreads = 3\nreranker = "sentence-transformers:file"\n')
    assert (Settings().data, Settings().threads) == (Path("from-file"), 3)
    monkeypatch.setenv("GIJIQ_DATA", "from-environment")
    monkeypatch.setenv("gijiq_threads", "4")
    assert (Settings().data, Settings().threads) == (Path("from-environment"), 4)
    assert Settings().reranker == "sentence-transformers:file"
    assert Settings(data=Path("given")).data == Path("given")


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIJIQ_DATA", "GIJIQ_CHROMA_URL", "GIJIQ_THREADS", "GIJIQ_MODEL_DIR"):
        monkeypatch.setenv(name, "")
    assert Settings() == Settings(data=Path("var"))


def test_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    toml('data = "~/minutes"\nmodel_dir = "~/model"\n')
    settings = Settings()
    assert settings.data == Path("/home/someone/minutes")
    assert settings.bundled_model_dir == Path("/home/someone/model")


@pytest.mark.parametrize("name", ["a b", "a?b", "50%20off", "a#b", "議事録 😀", "a'b;c", "a:b@c"])
def test_the_library_lies_in_the_folder_whatever_its_name(tmp_path: Path, name: str) -> None:
    Library(Settings(data=tmp_path / name).library_url).close()
    assert [file.name for file in (tmp_path / name).iterdir()] == ["library.sqlite3"]


def test_a_database_elsewhere() -> None:
    url = "postgresql+psycopg://user:secret@db/gijiq"
    assert Settings(database_url=url).library_url == url


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('dta = "x"', ("設定 dta はありません", "gijiq.toml", "data")),
        ("[data]\nfolder = 1", ("設定 data", "gijiq.toml")),
        ("threads = 0", ("設定 threads", "GIJIQ_THREADS", "1 以上")),
        ("threads = 99", ("設定 threads", "64 以下")),
        ('threads = "many"', ("設定 threads", "'many'", "整数")),
        ("threads = 1.5", ("設定 threads", "1.5", "整数")),
        ('chroma_url = "chroma:8000"', ("設定 chroma_url", "'chroma:8000'", "http(s)://")),
        ('chroma_url = "http://h:port"', ("設定 chroma_url", "http(s)://ホスト:ポート")),
        ('chroma_url = "http://h/path"', ("設定 chroma_url", "http(s)://ホスト:ポート")),
        ("embedding = 3", ("設定 embedding", "3", "文字列")),
        ("data = ", ("gijiq.toml", "TOML")),
    ],
)
def test_a_mistake_is_one_line_that_names_the_key(text: str, said: tuple[str, ...]) -> None:
    toml(text)
    with pytest.raises(Refusal) as refusal:
        open_settings()
    told = str(refusal.value)
    assert "\n" not in told
    for part in said:
        assert part in told


def test_a_mistake_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIJIQ_THREADS", "two")
    with pytest.raises(Refusal, match=r"GIJIQ_THREADS.*'two'.*整数"):
        open_settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().threads = 3  # type: ignore[misc]
