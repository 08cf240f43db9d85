"""The measurements that ``gijiq bench`` and ``python -m bench`` make."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.beir import BeirError, RetrievalSet, read_beir
from bench.compare import Outcome, Side, Told, compare
from bench.own import installation
from bench.report import comparison, table
from chatbot.cli import terminal
from chatbot.settings import Settings


def main(directory: Path, peer: bool) -> int:
    """Measure gijiq on a BEIR folder, with ``peer`` beside the LangChain recipe; print a table.

    Returns the exit code: 1 where the folder is not in the BEIR layout.
    """
    try:
        data = read_beir(directory)
    except BeirError as problem:
        terminal.complain(str(problem))
        return 1
    with terminal.progress("準備") as told:
        outcomes, _ = measure_sides(Settings(), data, peer, told)
    other = outcomes[1].name if peer else ""
    terminal.say(
        f"{data.name}: 文章 {len(data.texts):,} 件、質問 {len(data.questions):,} 件\n\n"
        + table(comparison(outcomes[0], outcomes[1] if peer else None), other, japanese=True)
    )
    return 0


def measure_sides(
    settings: Settings, data: RetrievalSet, peer: bool, told: Told
) -> tuple[Sequence[Outcome], float | None]:
    """gijiq first, then, with ``peer``, the recipe; and the cosine of their models' vectors."""
    with ExitStack() as stack:
        own = stack.enter_context(installation(settings))
        sides: list[Side] = [own]
        cosine = None
        if peer:
            from bench.recipe import agreement, recipe

            told("比較相手の準備", 0, 1)
            other = stack.enter_context(recipe(settings.threads))
            sample = [text.text for text in data.texts[:64]]
            cosine = agreement(other, own.assistant.embedder, sample)
            sides.append(other)
        return compare(sides, data, told), cosine
