"""What every command is declared with: arguments, options, and help in Japanese."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import typer
import typer.core

# What a command line asks for. typer only parses: what runs, runs outside it, so that an exception
# reaches `chatbot.cli.main` as it was raised.
Job = Callable[[], int]
Parsed = TypeVar("Parsed", bound=Callable[..., Job])

PANELS = {"arguments": "引数", "options": "オプション", "commands": "命令"}


def argument(text: str, metavar: str) -> Any:
    """A positional argument."""
    return typer.Argument(
        help=text, metavar=metavar, show_default=False, rich_help_panel=PANELS["arguments"]
    )


def option(*names: str, text: str, metavar: str | None = None, **more: Any) -> Any:
    """An option with its help."""
    return typer.Option(
        *names, help=text, metavar=metavar, rich_help_panel=PANELS["options"], **more
    )


def whole(least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number within bounds."""

    def read(text: str | int) -> int:  # the parser passes defaults through, too
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise typer.BadParameter(f"「{text}」は {least} から {most} までの整数ではありません")
        return number

    return read


_HELP = {"help": "この説明を見せる", "rich_help_panel": PANELS["options"]}


class Command(typer.core.TyperCommand):
    """A command whose help is Japanese in the parser's own lines, too."""

    def get_help_option(self, ctx: Any) -> Any:
        shown = super().get_help_option(ctx)
        vars(shown).update(_HELP)
        return shown

    def get_usage(self, ctx: Any) -> str:
        return super().get_usage(ctx).replace("Usage:", "使い方:", 1)


class Group(typer.core.TyperGroup):
    """The same for the program itself."""

    def get_help_option(self, ctx: Any) -> Any:
        shown = super().get_help_option(ctx)
        vars(shown).update(_HELP)
        return shown

    def get_usage(self, ctx: Any) -> str:
        return super().get_usage(ctx).replace("Usage:", "使い方:", 1)


AsJson = Annotated[bool, option("--json", text="結果を JSON で出す")]


def command(app: typer.Typer, name: str, text: str) -> Callable[[Parsed], Parsed]:
    """Declare a command; the function parses, and returns what is to run."""
    return app.command(
        name,
        cls=Command,
        help=text,
        options_metavar="[オプション]",
        rich_help_panel=PANELS["commands"],
    )
