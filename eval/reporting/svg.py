"""Charts as SVG text: lines over two axes, and bars. Series differ in dash and mark, too.

Sizes are in units of the drawing, which is as wide as a phone: there a unit is a pixel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 340, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 20, 12, 40
_LEGEND_LINE = 18
_STYLES = (("#1b4f82", "", "circle"), ("#9a4a00", "6 4", "square"), ("#2f6b3a", "2 3", "diamond"))
Format = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Series:
    """A named line; its points are drawn in the order given. Marks only where ``marks``."""

    name: str
    points: Sequence[tuple[float, float]]
    marks: bool = True


@dataclass(frozen=True, slots=True)
class Axis:
    """From ``low`` to ``high``, with a label at each of ``ticks``."""

    name: str
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]

    def share(self, value: float) -> float:
        """How far along the axis a value lies, 0 to 1; what lies outside goes to its end."""
        width = self.high - self.low
        return min(max((value - self.low) / width, 0.0), 1.0) if width else 0.5


def lines(title: str, series: Sequence[Series], x: Axis, y: Axis) -> str:
    """A line chart with its legend."""
    drawn = [_axes(x, y)]
    for one, (colour, dash, mark) in zip(series, _STYLES, strict=False):
        places = [(_across(x, a), _up(y, b)) for a, b in one.points]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        if len(places) > 1:
            drawn.append(
                f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"'
                f"{_dashed(dash)}/>"
            )
        if one.marks or len(places) == 1:
            drawn += [_mark(mark, a, b, colour) for a, b in places]
    return _svg(title, drawn, _legend([one.name for one in series]))


def bars(
    title: str, counts: Sequence[Sequence[float]], names: Sequence[str], x: Axis, y: Axis
) -> str:
    """Bars side by side: one row of ``counts`` a series, one column a step of the x axis."""
    steps = max((len(row) for row in counts), default=0)
    if not steps:
        return _svg(title, [_axes(x, y)])
    room = (WIDTH - _LEFT - _RIGHT) / steps
    wide = room * 0.8 / len(counts)
    drawn = [_axes(x, y)]
    for at, (row, (colour, dash, _)) in enumerate(zip(counts, _STYLES, strict=False)):
        for step, value in enumerate(row):
            left, top = _LEFT + room * (step + 0.1) + wide * at, _up(y, value)
            if value:
                height = HEIGHT - _BOTTOM - top
                drawn.append(_rectangle(left, top, wide, height, colour, dash))
    return _svg(title, drawn, _legend(names, filled=True))


def share_axis(name: str, low: float = 0.0, high: float = 1.0) -> Axis:
    """Percent, in five steps."""
    step = (high - low) / 5
    return Axis(
        name, low, high, [(v, f"{v * 100:.0f}%") for v in (low + step * k for k in range(6))]
    )


def count_axis(name: str, most: float) -> Axis:
    """Counts from 0, in round steps."""
    step = next(s for k in range(9) for s in (10**k, 2 * 10**k, 5 * 10**k) if s * 5 >= most)
    high = step * max(-(-int(most) // step), 1)
    return Axis(name, 0, high, [(v, f"{v:,}") for v in range(0, high + 1, step)])


def _across(axis: Axis, value: float) -> float:
    return _LEFT + axis.share(value) * (WIDTH - _LEFT - _RIGHT)


def _up(axis: Axis, value: float) -> float:
    return HEIGHT - _BOTTOM - axis.share(value) * (HEIGHT - _TOP - _BOTTOM)


def _axes(x: Axis, y: Axis) -> str:
    right, floor = WIDTH - _RIGHT, HEIGHT - _BOTTOM
    drawn = []
    for value, label in y.ticks:
        at = _up(y, value)
        drawn.append(f'<path d="M{_LEFT} {at:.1f}H{right}" stroke="#d5dbe1"/>')
        drawn.append(_text(_LEFT - 5, at + 4, label, "end"))
    for value, label in x.ticks:
        drawn.append(_text(_across(x, value), floor + 15, label, "middle"))
    drawn.append(f'<path d="M{_LEFT} {_TOP}V{floor}H{right}" fill="none" stroke="#46505a"/>')
    drawn.append(_text((_LEFT + right) / 2, HEIGHT - 6, x.name, "middle"))
    return "".join(drawn)


def _legend(names: Sequence[str], *, filled: bool = False) -> tuple[str, int]:
    """The legend above the chart, and how many lines it takes."""
    if len(names) < 2:
        return "", 0
    lines_: list[list[tuple[int, float]]] = [[]]
    end = 8.0
    for at, name in enumerate(names):
        width = 38 + 11.5 * len(name)
        if lines_[-1] and end + width > WIDTH:
            lines_.append([])
            end = 8.0
        lines_[-1].append((at, end))
        end += width
    drawn = []
    for line, entries in enumerate(lines_):
        y = -5 - _LEGEND_LINE * (len(lines_) - 1 - line)
        drawn += [_entry(names[at], at, x, y, filled=filled) for at, x in entries]
    return "".join(drawn), len(lines_)


def _entry(name: str, at: int, x: float, y: float, *, filled: bool) -> str:
    colour, dash, mark = _STYLES[at]
    if filled:
        sign = _rectangle(x, y - 9, 20, 10, colour, dash)
    else:
        line = f'<path d="M{x:.0f} {y - 4:.0f}h22" stroke="{colour}" stroke-width="2"'
        sign = f"{line}{_dashed(dash)}/>" + _mark(mark, x + 11, y - 4, colour)
    return sign + _text(x + 27, y, name, "start")


def _rectangle(x: float, y: float, width: float, height: float, colour: str, dash: str) -> str:
    fill = "#ffffff" if dash else colour
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="{fill}" stroke="{colour}"/>'
    )


def _mark(kind: str, x: float, y: float, colour: str) -> str:
    if kind == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
    turned = f' transform="rotate(45 {x:.1f} {y:.1f})"' if kind == "diamond" else ""
    return (
        f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6" fill="#ffffff" '
        f'stroke="{colour}" stroke-width="2"{turned}/>'
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _dashed(dash: str) -> str:
    return f' stroke-dasharray="{dash}"' if dash else ""


def _svg(title: str, drawn: Sequence[str], legend: tuple[str, int] = ("", 0)) -> str:
    text, count = legend
    above = _LEGEND_LINE * count
    return (
        f'<svg role="img" viewBox="0 {-above} {WIDTH} {HEIGHT + above}" '
        f'aria-label="{escape(title)}">{text}{"".join(drawn)}</svg>'
    )
