"""The commands of ``gijiq curated`` and their options."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from chatbot.cli import terminal
from chatbot.cli.options import AsJson, Group, Job, argument, command, option

curated = typer.Typer(
    cls=Group,
    name="curated",
    help="所管課の回答（よくある質問への定型の回答）を管理する",
    invoke_without_command=True,
    options_metavar="[オプション]",
    subcommand_metavar="命令 ...",
)
_command = partial(command, curated)
_Id = Annotated[str, argument("項目の id", "ID")]
_Owner = Annotated[str | None, option("--owner", text="この所管課の項目だけ", metavar="課")]


@curated.callback()
def _start(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        terminal.say(ctx.get_help())
        raise typer.Exit(2)


@_command("add", "項目を1つ加える")
def _add(
    name: _Id,
    questions: Annotated[
        list[str], option("--question", "-q", text="質問の形（いくつでも）", metavar="質問")
    ],
    answer: Annotated[str, option("--answer", "-a", text="回答", metavar="回答")],
    owner: Annotated[str, option("--owner", text="所管課", metavar="課")],
    author: Annotated[str, option("--author", text="作成者", metavar="氏名")],
    until: Annotated[str, option("--until", text="この日まで有効", metavar="日付")],
    cited: Annotated[
        list[str],
        option(
            "--cite",
            text="根拠とする発言と、その中の言葉（第9回/t8 町田市は…。言葉を省けば発言の全文）",
            metavar="文書/発言",
        ),
    ],
    since: Annotated[
        str | None, option("--from", text="この日から有効（省けば今すぐ）", metavar="日付")
    ] = None,
    replace: Annotated[bool, option("--replace", text="同じ id の項目を置き換える")] = False,
) -> Job:
    from chatbot.cli.curated import Given, add

    given = Given(name, questions, answer, owner, author, since, until, cited)
    return partial(add, given, replace=replace)


@_command("list", "項目を一覧する")
def _list(owner: _Owner = None, as_json: AsJson = False) -> Job:
    from chatbot.cli.curated import show_list

    return partial(show_list, owner, as_json=as_json)


@_command("check", "回答として見せられない項目と、その理由を示す")
def _check(owner: _Owner = None, as_json: AsJson = False) -> Job:
    from chatbot.cli.curated import check

    return partial(check, owner, as_json=as_json)


@_command("export", "項目をファイルに書き出す")
def _export(
    file: Annotated[
        Path | None, argument("書き出す .yaml か .csv（省けば画面へ）", "[FILE]")
    ] = None,
    owner: _Owner = None,
    form: Annotated[
        Literal["yaml", "csv"], option("--format", text="画面へ書き出すときの形式")
    ] = "yaml",
) -> Job:
    from chatbot.cli.curated import export

    return partial(export, file, owner, form)


@_command("import", "ファイルの項目を取り込む（すべてか、誤りがあれば1つも取り込まない）")
def _import(file: Annotated[Path, argument(".yaml か .csv", "FILE")]) -> Job:
    from chatbot.cli.curated import take_in

    return partial(take_in, file)


@_command("remove", "項目を取り除く")
def _remove(name: _Id) -> Job:
    from chatbot.cli.curated import remove

    return partial(remove, name)
