"""``python -m bench DIR [--write PAGE]``: everything that the documentation claims."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from bench.beir import BeirError, read_beir
from bench.closely import measure_closely
from bench.cold import ProcessFailed, measure_cold
from bench.recipe import ModelDiffers
from bench.report import (
    at_scale,
    closely,
    comparison,
    conditions,
    from_cold,
    has_block,
    table,
    write_block,
)
from bench.run import measure_sides
from bench.scale import measure_scale
from bench.wording import BLOCK, measure_wording
from bench.wording import block as block_of_wording
from chatbot.cli import terminal
from chatbot.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Measure start and memory, both sides, scale, a model's wording; print and write tables."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="速さと精度を測る")
    parser.add_argument("directory", type=Path, help="BEIR 形式のフォルダー")
    parser.add_argument(
        "--write", type=Path, action="append", default=[], help="表を書き込むページ（目印の間）"
    )
    given = parser.parse_args(arguments)
    settings = Settings()
    try:
        data = read_beir(given.directory)
        with terminal.progress("準備") as told:
            # The start of new processes first, while this one is small and has no other threads.
            loads = [os.getloadavg()[0]]
            cold = measure_cold(settings, told)
            loads.append(os.getloadavg()[0])
            outcomes, cosine = measure_sides(settings, data, True, told)
            loads.append(os.getloadavg()[0])
            read = measure_closely(settings, data, told)
            scale = measure_scale(settings, data, told)
            loads.append(os.getloadavg()[0])
            wording = measure_wording(settings, told)
    except (BeirError, ProcessFailed, ModelDiffers) as problem:
        terminal.complain(str(problem))
        return 1
    rows = [*comparison(outcomes[0], outcomes[1]), *closely(read)]
    rows += [*at_scale(scale), *from_cold(cold)]
    block = (
        table(rows, f"{outcomes[1].name} (or as said)", japanese=False)
        + f"\n\n{conditions(data, outcomes, settings.threads, loads)} "
        + f"Both models' vectors of the same texts have a mean cosine of {cosine:.4f}."
    )
    worded = block_of_wording(wording, [loads[-1], os.getloadavg()[0]])
    terminal.say(f"{block}\n\n{worded}")
    for page in given.write:
        write_block(page, block)
        if has_block(page, BLOCK):
            write_block(page, worded, BLOCK)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
