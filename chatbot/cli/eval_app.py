"""The commands of ``gijiq eval`` and their options."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from chatbot.cli import terminal
from chatbot.cli.options import Group, Job, argument, command, option

evaluation = typer.Typer(
    cls=Group,
    name="eval",
    help="回答の評価（pytest eval/）の記録を扱う",
    invoke_without_command=True,
    options_metavar="[オプション]",
    subcommand_metavar="命令 ...",
)
_command = partial(command, evaluation)


@evaluation.callback()
def _start(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        terminal.say(ctx.get_help())
        raise typer.Exit(2)


@_command("export", "評価の質問と回答を、ほかの評価ライブラリの形式で書き出す")
def _export(
    form: Annotated[Literal["ragas", "deepeval", "jsonl"], option("--format", text="形式")],
    file: Annotated[Path | None, argument("書き出すファイル（省けば画面へ）", "[FILE]")] = None,
    split: Annotated[
        Literal["dev", "test"] | None, option("--split", text="この区分の質問だけ")
    ] = None,
    report: Annotated[
        Path, option("--report", text="pytest eval/ の報告のあるフォルダー", metavar="フォルダー")
    ] = Path("eval/report"),
) -> Job:
    from chatbot.cli.evaluation import export

    return partial(export, form, file, split, report)
