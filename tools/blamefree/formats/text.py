"""For people in a terminal: one line a diagnostic, the source below it with a caret, and what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from blamefree.diagnostics.diagnostic import Diagnostic, Report, Severity
from blamefree.text.inert import one_line as clean
from blamefree.text.source import Source

NAME = "text"
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_WIDTH = 120


def render(report: Report, sources: Mapping[str, Source], *, colour: bool = False) -> str:
    """Every diagnostic with its excerpt, and a closing line of counts."""
    hidden = report.private
    parts = [
        _diagnostic(item, None if (item.path, item.place.start.line) in hidden else sources.get(item.path), colour)
        for item in report.diagnostics
    ]
    parts.extend(f"{clean(item.path)}: skipped: {clean(item.reason)}\n" for item in report.skipped)
    parts.append(_summary(report) + "\n")
    return "\n".join(parts)


def _diagnostic(item: Diagnostic, source: Source | None, colour: bool) -> str:
    start = item.place.start
    word = item.severity.word
    if colour:
        word = f"\x1b[{_COLOURS.get(item.severity, '0')}m{word}\x1b[0m"
    lines = [f"{clean(item.path)}:{start.line}:{start.column}: {word}[{item.rule}] {clean(item.message)}"]
    if source is not None and item.family.value != "privacy":
        lines.extend(_excerpt(item, source))
    if item.help:
        lines.append(f"  = {clean(item.help)}")
    for other in item.related:
        where = f"{clean(other.path)}:{other.place.start.line}:{other.place.start.column}"
        lines.append(f"  - {where}: {clean(other.message)}")
    if item.fix is not None:
        how = "blamefree fix" if item.fix.applicability.value == "safe" else "blamefree fix --unsafe"
        lines.append(f"  ~ {clean(item.fix.title)} ({how})")
    return "\n".join(lines) + "\n"


def _excerpt(item: Diagnostic, source: Source) -> list[str]:
    start, end = item.place.start, item.place.end
    raw = source.line_text(start.line)
    if not raw.strip():
        return []
    first = max(0, start.column - 1 - 60) if len(raw) > _WIDTH else 0
    piece = raw[first : first + _WIDTH]
    stop = end.column - 1 if end.line == start.line else len(raw)
    left, marked = raw[first : start.column - 1], raw[start.column - 1 : min(stop, first + _WIDTH)]
    gutter = str(start.line)
    return [
        f"  {gutter} | {_shown(piece)}",
        f"  {' ' * len(gutter)} | {' ' * _cells(left)}{'^' * max(1, _cells(marked))}",
    ]


def _shown(text: str) -> str:
    return "".join(
        " " if char == "\t" else char if char.isprintable() or char == "\u00a0" else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )


def _cells(text: str) -> int:
    width = 0
    for char in text:
        if unicodedata.combining(char):
            continue
        width += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return width


def _summary(report: Report) -> str:
    counts = [(report.count(severity), severity.word) for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)]
    said = ", ".join(f"{number} {word}{'s' if number != 1 and word != 'info' else ''}" for number, word in counts)
    documents = f"{report.documents} document{'s' if report.documents != 1 else ''} checked"
    silenced = f", {report.suppressed} suppressed" if report.suppressed else ""
    return f"{documents}: {said}{silenced}"
