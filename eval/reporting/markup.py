"""HTML as text that cannot be broken from within: all that is shown goes through `text`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

# Controls, and what reverses the direction of writing: neither is shown nor obeyed.
_UNSOUND = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def text(value: str) -> Html:
    """Any text, escaped; markup stays what it is."""
    return value if isinstance(value, Html) else Html(escape(_UNSOUND.sub(" ", value)))


def tag(name: str, *inside: str, **attributes: str) -> Html:
    """An element; ``class_`` is the attribute class. Texts inside are escaped, markup is not."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items()
    )
    return Html(f"<{name}{given}>{''.join(map(text, inside))}</{name}>")


def joined(parts: Iterable[str]) -> Html:
    """Elements and texts one after the other."""
    return Html("".join(map(text, parts)))


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Sequence[int] = (),
    *,
    stacked: bool = False,
) -> Html:
    """A table whose first column names the row; ``numbers`` are the columns aligned right.

    A ``stacked`` one has too many columns for a phone: there each row becomes a block, its cells
    one below the other behind the names of their columns.
    """

    def cell(at: int, value: str) -> Html:
        if at == 0:
            return tag("th", value, scope="row")
        given = {"class_": "number"} if at in numbers else {}
        return tag("td", value, **given, **({"data_name": head[at]} if stacked else {}))

    top = joined(
        tag("th", name, scope="col", **({"class_": "number"} if at in numbers else {}))
        for at, name in enumerate(head)
    )
    body = joined(tag("tr", *(cell(at, value) for at, value in enumerate(row))) for row in rows)
    given = {"class_": "stacked"} if stacked else {}
    whole = tag("table", tag("thead", tag("tr", top)), tag("tbody", body), **given)
    return tag("div", whole, class_="wide")


def folded(summary: str, *inside: str, name: str = "") -> Html:
    """What opens when it is asked for, and is printed whole."""
    given = {"id": name} if name else {}
    return tag("details", tag("summary", summary), tag("div", *inside, class_="inside"), **given)
