"""Prompts are files here, one a task, with named variables (``string.Template``).

`render` is strict: a file that does not exist, a variable that is missing, or one that the file
does not know is an error that names it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent


class PromptError(LookupError):
    """A prompt, or one of its variables, that does not exist."""


def render(task: str, **variables: str) -> str:
    """The prompt of a task with its variables filled in."""
    template = _template(task)
    known = set(template.get_identifiers())
    if missing := sorted(known - variables.keys()):
        raise PromptError(f"prompts/{task}.txt needs the variables {', '.join(missing)}")
    if unknown := sorted(variables.keys() - known):
        raise PromptError(f"prompts/{task}.txt has no variables {', '.join(unknown)}")
    return template.substitute(variables)


@lru_cache(maxsize=32)
def _template(task: str) -> Template:
    file = _FOLDER / f"{task}.txt"
    if not file.is_file():
        names = ", ".join(sorted(path.stem for path in _FOLDER.glob("*.txt")))
        raise PromptError(f"there is no prompts/{task}.txt; there are {names}")
    return Template(file.read_text(encoding="utf-8"))
