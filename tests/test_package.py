"""What an installation gets: every file that the program reads, every package that it imports."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bench", "chatbot", "eval", "ingest", "prompts")
# What runs leave behind in a package.
MADE = ("__pycache__", "report")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def files(package: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / package).rglob("*")
        if path.is_file() and not set(MADE) & set(path.parts)
    }


def test_a_wheel_holds_every_file_of_its_packages(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns(*MADE))
    made = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"),
            *("--no-index", "--disable-pip-version-check", "-w", str(tmp_path), str(source)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    (wheel,) = tmp_path.glob("gijiq-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == set().union(*map(files, PACKAGES))
    assert {
        "chatbot/weights/weighing.json",
        "eval/gates.toml",
        "ingest/adapters/reader.npz",
        "prompts/answer.txt",
    } <= held


def names(requirements: list[str]) -> set[str]:
    return {canonical(re.split(r"[\[>=<;! ]", line)[0]) for line in requirements}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_imported_is_declared(package: str) -> None:
    ours = {*PACKAGES, "streamlit_app", "tests"}
    known = packages_distributions()
    declared = names(PROJECT["dependencies"]).union(
        *(names(extra) for extra in PROJECT["optional-dependencies"].values())
    )
    for file in (ROOT / package).rglob("*.py"):
        for module in imported(file) - ours - sys.stdlib_module_names:
            providers = {canonical(name) for name in known.get(module, [module])}
            assert providers & declared, f"{file.relative_to(ROOT)} imports {module}"
