"""The timeline of an incident: a bar of phases above one row per moment."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from typing import NamedTuple

from blamefree.drawing.palette import Palette

WIDTH = 760
_LEFT, _RIGHT = 14, 14
_ROW = 24
_SHOWN = 12
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Point(NamedTuple):
    """A moment, or a range when ``end`` is set; ``label`` is its time as written."""

    start: datetime
    end: datetime | None
    label: str
    text: str
    about: bool = False


class Phase(NamedTuple):
    """A stretch between two recorded times; ``role`` is a colour of the palette."""

    start: datetime
    end: datetime
    name: str
    length: str
    role: str


class Texts(NamedTuple):
    """The words in the picture: title, one-sentence description, and ``{n} more in the table``."""

    title: str
    description: str
    more: str


def chosen(order: list[int], starts: Sequence[int]) -> list[int]:
    """Of points in order of time at most as many as are shown: the first, the last, and those before the longest pauses."""
    if len(order) <= _SHOWN:
        return order
    ordered = [starts[at] for at in order]
    gaps = sorted(range(1, len(order) - 1), key=lambda at: (ordered[at - 1] - ordered[at], at))
    return [order[at] for at in sorted({0, len(order) - 1, *gaps[: _SHOWN - 2]})]


_PHASES = (
    ("impact_started", "detected", "phase.undetected", "phase1"),
    ("detected", "acknowledged", "phase.detected", "phase2"),
    ("acknowledged", "mitigated", "phase.response", "phase3"),
    ("mitigated", "resolved", "phase.mitigated", "phase4"),
)


def phases(times: Mapping[str, datetime], word: Callable[[str], str], length: Callable[[float], str]) -> list[Phase]:
    """The stretches between the recorded times of an incident (by their names in the document format), in order.

    ``word`` names ``phase.undetected``, ``.detected``, ``.response``, ``.mitigated`` and ``.impact``, ``length`` puts
    seconds into words.
    """
    order = [_PHASES[0][0], *(end for _start, end, _name, _role in _PHASES)]
    found: list[Phase] = []
    for one, two in itertools.pairwise(name for name in order if name in times):
        role, name = _between(one, two)
        if times[two] > times[one]:
            seconds = (times[two] - times[one]).total_seconds()
            found.append(Phase(times[one], times[two], word(name), length(seconds), role))
    return found


def _between(one: str, two: str) -> tuple[str, str]:
    """Colour and name of the stretch between two times; where times between them are unknown it is just the impact."""
    for start, end, name, role in _PHASES:
        if (start, end) == (one, two):
            return role, name
    return ("phase3", "phase.response") if one == "detected" else ("phase3", "phase.impact")


def _at(moment: datetime) -> int:
    """A moment in microseconds, which are quicker to compare and to take from each other."""
    return (moment - _EPOCH) // _MICROSECOND


def _axis(times: Iterable[int]) -> tuple[dict[int, float], list[tuple[int, int]]]:
    """The x of each of the times (in microseconds), and the pauses that are shortened.

    Linear, but a pause of more than a third of the whole is shortened and marked.
    """
    ordered = sorted(times)
    whole = (ordered[-1] - ordered[0]) / 1_000_000 or 1.0
    breaks: list[tuple[int, int]] = []
    cap = whole / 3
    weights: list[float] = []
    for one, two in itertools.pairwise(ordered):
        gap = (two - one) / 1_000_000
        if gap > cap and len(ordered) > 3:
            breaks.append((one, two))
            gap = min(cap, (whole - gap) * 0.4) or gap
        weights.append(gap)
    total = sum(weights) or 1.0
    span = WIDTH - _LEFT - _RIGHT
    x = float(_LEFT)
    places = {ordered[0]: x}
    for weight, two in zip(weights, ordered[1:], strict=False):
        before, x = x, x + weight / total * span
        places[two] = before + (x - before)
    return places, breaks


def draw(points: Sequence[Point], phases: Sequence[Phase], texts: Texts, palette: Palette, key: str) -> str:
    """The picture as SVG on one line; ``key`` makes its ids unique on a page. Empty without two different times."""
    starts = [_at(point.start) for point in points]
    ends = {at: _at(point.end) for at, point in enumerate(points) if point.end}
    bars = [(phase, _at(phase.start), _at(phase.end)) for phase in phases]
    edges = [point.start for point in points] + [point.end for point in points if point.end]
    edges += [phase.start for phase in phases] + [phase.end for phase in phases]
    known = {*starts, *ends.values()}
    for _, began, ended in bars:
        known.update((began, ended))
    if len(known) < 2 or not points:
        return ""
    places, breaks = _axis(known)
    shown = chosen(sorted(range(len(points)), key=starts.__getitem__), starts)
    colours = palette.colours
    hidden = len(points) - len(shown)
    top = 14
    parts: list[str] = []
    rows_top = top + (58 if phases else 24)
    height = rows_top + _ROW * len(shown) + (18 if hidden else 4)
    parts.append(
        f'<svg class="bf-svg" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{key}-t {key}-d" font-family="{palette.font}" font-size="13">'
        f'<title id="{key}-t">{_escape(texts.title)}</title><desc id="{key}-d">{_escape(texts.description)}</desc>'
    )
    if palette.font != "inherit":
        parts.append(f'<rect width="{WIDTH}" height="{height}" fill="{palette["paper"]}"/>')
    bar = top + 22
    for phase, began, ended in bars:
        x = places[began]
        width = max(places[ended] - x, 2.0)
        parts.append(
            f'<rect x="{x:.1f}" y="{bar}" width="{max(width - 1.5, 1.5):.1f}" height="22" rx="3" fill="{colours[phase.role]}">'
            f"<title>{_escape(phase.name)}: {_escape(phase.length)}</title></rect>"
        )
        words = f"{phase.name} · {phase.length}"
        if len(words) * 6.6 + 12 > width:
            words = phase.length if len(phase.length) * 7 + 8 < width else ""
        if words:
            parts.append(
                f'<text x="{x + 7:.1f}" y="{bar + 15.5}" fill="{colours["on"]}" font-size="12" font-weight="600">{_escape(words)}</text>'
            )
    parts.append(_ends(min(edges), max(edges), top, palette))
    base = bar + (22 if phases else -8)
    for gap in breaks:
        middle = (places[gap[0]] + places[gap[1]]) / 2
        parts.append(
            f'<path d="M{middle - 5:.1f} {base + 3}l4 6l-4 6l4 6M{middle + 1:.1f} {base + 3}l4 6l-4 6l4 6" fill="none" '
            f'stroke="{palette["soft"]}" stroke-width="1.2"/>'
        )
    spots = [places[starts[at]] for at in shown]
    written = [f"{x:.1f}" for x in spots]
    drops = "".join([f"M{x} {base + 2}V{rows_top + _ROW * at + 2}" for at, x in enumerate(written)])
    parts.append(f'<path d="{drops}" stroke="{palette["line"]}" fill="none"/>')
    look = (
        f'fill="{colours["ink"]}" stroke="{colours["paper"]}" stroke-width="4" stroke-linejoin="round" '
        'paint-order="stroke"><tspan font-weight="700">'
    )
    y = rows_top + 8
    for at, x, said in zip(shown, spots, written, strict=True):
        parts.append(_row(points[at], x, said, places[ends[at]] if at in ends else x, y, colours, look))
        y += _ROW
    if hidden:
        parts.append(
            f'<text x="{WIDTH - _RIGHT}" y="{height - 6}" text-anchor="end" fill="{palette["soft"]}" font-size="12">'
            f"{_escape(texts.more.format(n=hidden))}</text>"
        )
    return "".join(parts) + "</svg>"


def _needs_escape(text: str) -> bool:
    return "&" in text or "<" in text or ">" in text or '"' in text or "'" in text


def _escape(text: str) -> str:
    """``text`` as :func:`html.escape` gives it; most has nothing to escape."""
    return escape(text) if _needs_escape(text) else text


def _ends(first: datetime, last: datetime, top: int, palette: Palette) -> str:
    days = last - first > timedelta(hours=20) or first.date() != last.date()
    return (
        f'<g fill="{palette["soft"]}" font-size="12"><text x="{_LEFT}" y="{top + 10}">{_clock(first, days)}</text>'
        f'<text x="{WIDTH - _RIGHT}" y="{top + 10}" text-anchor="end">{_clock(last, days)}</text></g>'
    )


def _clock(at: datetime, days: bool) -> str:
    clock = f"{at.hour:02}:{at.minute:02}"
    return f"{at.year:04}-{at.month:02}-{at.day:02} {clock}" if days else clock


def _row(point: Point, x: float, said: str, right: float, y: int, colour: Mapping[str, str], look: str) -> str:
    """A moment at ``x`` (``said`` is how that is written) up to ``right``, in the row at ``y``."""
    _start, end, label, text, about = point
    flip = x > WIDTH * 0.55
    mark = (
        f'<rect x="{said}" y="{y - 4}" width="{max(right - x, 6):.1f}" height="8" rx="4" fill="{colour["accent"]}"/>'
        if end
        else f'<circle cx="{said}" cy="{y}" r="4.5" fill="{colour["paper" if about else "accent"]}" '
        f'stroke="{colour["accent"]}" stroke-width="2"/>'
    )
    room = (x - _LEFT - 12) if flip else (WIDTH - _RIGHT - right - 12)
    full = f"{label} {text}"
    limit = max(int(room / 6.5) - len(label) - 2, 8)
    if len(text) > limit:
        cut = text[: limit - 1]
        text = (cut[: cut.rfind(" ")] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:.") + "…"
    place = f'x="{x - 11:.1f}" text-anchor="end"' if flip else f'x="{right + 11:.1f}"'
    if _needs_escape(full):
        full, label, text = escape(full[:300]), escape(label), escape(text)
    return f'<g><title>{full[:300]}</title>{mark}<text {place} y="{y + 4}.5" {look}{label}</tspan> {text}</text></g>'
