"""What the commands write with: plain lines, tables, JSON and progress bars.

Results go to stdout, everything else to stderr. Minutes and file names are shown as text: neither
rich's markup nor a terminal's control sequences in them take effect.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console

# Where the width of the reader's screen is not known, lines of a table are not wrapped before this.
_WIDE = 200


def prepare_streams() -> None:
    """Make stdout and stderr take any character, whatever the locale: what cannot be encoded is
    written as its escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def silence_stdout() -> None:
    """Send what is still buffered nowhere: nobody reads stdout any more."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def printable(text: str) -> str:
    """Text without what a terminal would obey: control characters become spaces.

    Line breaks and tabs stay; so does everything that merely has no width of its own.
    """
    return "".join(" " if _commands(c) else c for c in text)


def _commands(character: str) -> bool:
    """Whether a character is a control (C0, C1, DEL) or reverses the direction of writing."""
    code = ord(character)
    return (
        (code < 0x20 and character not in "\n\t")
        or 0x7F <= code < 0xA0
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
    )


def say(text: str = "", style: str = "", *, error: bool = False) -> None:
    """Write a line to stdout (or stderr), in a rich style where a terminal shows it."""
    stream = sys.stderr if error else sys.stdout
    if not style or not stream.isatty():
        stream.write(printable(text) + "\n")
        return
    from rich.text import Text

    console(stream).print(Text(printable(text), style=style), soft_wrap=True)


def say_lines(lines: Iterable[tuple[str, str]]) -> None:
    """Write lines with their styles to stdout."""
    for text, style in lines:
        say(text, style)


def one_line(text: str) -> str:
    """A message on one line, whatever it quotes."""
    return " ".join(printable(text).split())


def complain(message: str) -> None:
    """Write one line about something that went wrong to stderr."""
    say(one_line(message), "red", error=True)


def show_json(value: Any) -> None:
    """Write JSON to stdout; escaped where stdout cannot carry Japanese."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    text = json.dumps(value, ensure_ascii=not unicode)
    if unicode and not text.isprintable():
        # Lone surrogates (undecodable file names) and controls are safe only as escapes.
        text = "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
    sys.stdout.write(text + "\n")


def show_table(columns: Sequence[str], rows: Sequence[Sequence[str]], right: str = "") -> None:
    """Write a table to stdout; ``right`` names the columns to align right, separated by commas."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        aligned = "right" if column in right.split(",") else "left"
        table.add_column(Text(column), justify=aligned, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    # Captured, because rich would end the process by itself where nobody reads the output.
    drawing = console(sys.stdout)
    with drawing.capture() as drawn:
        drawing.print(table)
    sys.stdout.write("\n".join(line.rstrip() for line in drawn.get().splitlines()) + "\n")


def console(stream: TextIO) -> Console:
    """A rich console on a stream; wide where the stream is no terminal."""
    from rich.console import Console

    width = None if stream.isatty() else _WIDE
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


@contextmanager
def progress(label: str) -> Iterator[Callable[[str, float, float], None]]:
    """A progress bar on stderr while something long runs; nothing where stderr is no terminal.

    What it yields is told (label, done, of); a new label with a fresh count goes on the same bar.
    """
    if not sys.stderr.isatty():
        yield lambda _label, _done, _of: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(sys.stderr), transient=True) as bar:
        task = bar.add_task(printable(label), total=None)

        def told(what: str, done: float, of: float) -> None:
            bar.update(task, description=printable(what), completed=done, total=of or None)

        yield told


def is_interactive() -> bool:
    """Whether someone sits at a terminal who can be asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()
