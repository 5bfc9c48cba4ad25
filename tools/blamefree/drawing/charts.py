"""Honest charts: dots, steps and bars, with every count written out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil, log10

from blamefree.drawing.palette import Palette
from blamefree.values import dataclass

WIDTH = 760
_LEFT, _RIGHT = 150, 60


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of a dot plot: its name, its positive values, and what stands at the right (for example ``n = 7``)."""

    name: str
    values: Sequence[float]
    note: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its count; ``role`` is a colour of the palette, a quiet one for what is unknown."""

    name: str
    count: int
    role: str = "accent"


def median(values: Sequence[float]) -> float:
    """The middle value; of an even number the lower of the two in the middle, so that it is one that happened."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2]


class _Log:
    """A logarithmic axis between two positive values."""

    def __init__(self, low: float, high: float, left: float, right: float) -> None:
        self.low, self.high = log10(low), log10(high if high > low else low * 10)
        self.left, self.right = left, right

    def __call__(self, value: float) -> float:
        part = (log10(value) - self.low) / (self.high - self.low)
        return self.left + min(max(part, 0.0), 1.0) * (self.right - self.left)


def _open(height: float, title: str, description: str, key: str, palette: Palette) -> str:
    paper = (
        "" if palette.font == "inherit" else f'<rect width="{WIDTH}" height="{height:.0f}" fill="{palette["paper"]}"/>'
    )
    return (
        f'<svg class="bf-svg" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'aria-labelledby="{key}-t {key}-d" font-family="{palette.font}" font-size="13">'
        f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(description)}</desc>{paper}'
    )


def _ticks(axis: _Log, ticks: Sequence[Tick], top: float, bottom: float, palette: Palette) -> str:
    parts = []
    last = -100.0
    for tick in ticks:
        x = axis(tick.at)
        if x - last < 52:
            continue
        last = x
        parts.append(
            f'<path d="M{x:.1f} {top:.0f}V{bottom:.0f}" stroke="{palette["line"]}"/>'
            f'<text x="{x:.1f}" y="{bottom + 16:.0f}" text-anchor="middle" fill="{palette["soft"]}" font-size="12">'
            f"{escape(tick.label)}</text>"
        )
    return "".join(parts)


def dots(
    lanes: Sequence[Lane], ticks: Sequence[Tick], title: str, description: str, each: str, palette: Palette, key: str
) -> str:
    """Every value as a dot on a logarithmic axis, stacked where they meet; a tick marks the median.

    Where stacks would grow too high a dot stands for several values, and ``each`` (with ``{n}``) says for how many.
    Empty when there is no value.
    """
    values = [value for lane in lanes for value in lane.values]
    if not values:
        return ""
    low, high = min([*values, ticks[0].at if ticks else values[0]]), max(values)
    shown = [tick for tick in ticks if tick.at <= high * 3]
    axis = _Log(low, max([high, *(tick.at for tick in shown)]), _LEFT + 8, WIDTH - _RIGHT - 8)
    step = 9.0
    stacked = [_stacks(axis, lane.values, step) for lane in lanes]
    tallest = max((count for stack in stacked for count in stack.values()), default=1)
    per = ceil(tallest / 9)
    lane_height = 26 + 9 * min(max(ceil(tallest / per) - 1, 1), 8)
    bottom = 8.0 + lane_height * len(lanes)
    height = bottom + (42 if per > 1 else 24)
    parts = [_open(height, title, description, key, palette), _ticks(axis, shown, 6, bottom, palette)]
    for number, (lane, stack) in enumerate(zip(lanes, stacked, strict=True)):
        base = 8 + lane_height * (number + 1) - 12
        parts.append(f'<path d="M{_LEFT} {base + 6:.0f}H{WIDTH - _RIGHT}" stroke="{palette["line"]}"/>')
        parts.append(
            f'<text x="{_LEFT - 10}" y="{base + 4:.0f}" text-anchor="end" fill="{palette["ink"]}">{escape(lane.name)}</text>'
            f'<text x="{WIDTH - _RIGHT + 8}" y="{base + 4:.0f}" fill="{palette["soft"]}" font-size="12">{escape(lane.note)}</text>'
        )
        for place, count in sorted(stack.items()):
            parts.extend(
                f'<circle cx="{place:.1f}" cy="{base - level * 9:.0f}" r="4" fill="{palette["accent"]}" '
                f'stroke="{palette["paper"]}" stroke-width="1"/>'
                for level in range(ceil(count / per))
            )
        if len(lane.values) >= 5:
            middle = axis(median(lane.values))
            parts.append(
                f'<path d="M{middle:.1f} {base + 3:.0f}v9" stroke="{palette["ink"]}" stroke-width="3" fill="none"/>'
            )
    if per > 1:
        note = escape(each.format(n=per))
        parts.append(f'<text x="{_LEFT}" y="{height - 6:.0f}" fill="{palette["soft"]}" font-size="12">{note}</text>')
    return "".join(parts) + "</svg>"


def _stacks(axis: _Log, values: Sequence[float], step: float) -> dict[float, int]:
    found: dict[float, int] = {}
    for value in values:
        place = round(axis(value) / step) * step
        found[place] = found.get(place, 0) + 1
    return found


def steps(
    values: Sequence[float],
    ticks: Sequence[Tick],
    title: str,
    description: str,
    labels: tuple[str, str],
    palette: Palette,
    key: str,
) -> str:
    """What share of the values is still greater than each length: a falling line of steps on a logarithmic axis.

    ``labels`` name the top and the bottom of the scale. Empty below two values.
    """
    if len(values) < 2:
        return ""
    ordered = sorted(values)
    low, high = min(ordered[0], ticks[0].at if ticks else ordered[0]), ordered[-1]
    shown = [tick for tick in ticks if tick.at <= high * 3]
    axis = _Log(low, max([high, *(tick.at for tick in shown)]), _LEFT, WIDTH - _RIGHT)
    top, bottom = 14.0, 194.0
    path = [f"M{axis.left:.1f} {top:.1f}"]
    places: dict[float, float] = {}
    for number, value in enumerate(ordered):
        places[round(axis(value), 1)] = top + (bottom - top) * (number + 1) / len(ordered)
    for x, y in places.items():
        path.append(f"H{x:.1f}V{y:.1f}")
    area = f"{''.join(path)}H{axis.left:.1f}Z"
    middle = axis(median(ordered))
    half = (top + bottom) / 2
    return (
        _open(bottom + 26, title, description, key, palette)
        + _ticks(axis, shown, top, bottom, palette)
        + f'<path d="{area}" fill="{palette["faint"]}"/>'
        + f'<path d="{"".join(path)}" fill="none" stroke="{palette["accent"]}" stroke-width="2.5"/>'
        + f'<path d="M{_LEFT} {half:.0f}H{middle:.1f}V{bottom:.0f}" fill="none" stroke="{palette["soft"]}" stroke-dasharray="4 4"/>'
        + "".join(
            f'<text x="{_LEFT - 10}" y="{y + 4:.0f}" text-anchor="end" fill="{palette["soft"]}" font-size="12">{escape(text)}</text>'
            for y, text in ((top, labels[0]), (half, "50 %"), (bottom, labels[1]))
        )
        + "</svg>"
    )


def bars(rows: Sequence[Bar], title: str, description: str, palette: Palette, key: str) -> str:
    """Counts as horizontal bars in the given order, each with its number. Empty without rows."""
    if not rows:
        return ""
    most = max(*(row.count for row in rows), 1)
    height = 8 + 28 * len(rows)
    parts = [_open(height, title, description, key, palette)]
    for number, row in enumerate(rows):
        y = 6 + 28 * number
        width = (WIDTH - _LEFT - _RIGHT) * row.count / most
        parts.append(
            f'<text x="{_LEFT - 10}" y="{y + 15}" text-anchor="end" fill="{palette["ink"]}">{escape(row.name)}</text>'
            f'<rect x="{_LEFT}" y="{y}" width="{max(width, 1):.1f}" height="20" rx="2" fill="{palette[row.role]}"/>'
            f'<text x="{_LEFT + width + 8:.1f}" y="{y + 15}" fill="{palette["ink"]}">{row.count}</text>'
        )
    return "".join(parts) + "</svg>"
