"""Markdown for job summaries and comments: a table of the worst first, cut with a count."""

from __future__ import annotations

from collections.abc import Mapping

from blamefree.diagnostics.diagnostic import Diagnostic, Report, Severity
from blamefree.text.inert import inert
from blamefree.text.source import Source

NAME = "markdown"
BUDGET = 900 * 1024
_ICONS = {Severity.ERROR: "🛑 error", Severity.WARNING: "⚠️ warning", Severity.INFO: "💡 info"}


def render(report: Report, sources: Mapping[str, Source], *, colour: bool = False) -> str:  # noqa: ARG001
    """A heading with the counts and a table; at most 900 KiB, so that a job summary takes it."""
    counts = [(severity, report.count(severity)) for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)]
    said = ", ".join(_counted(number, severity) for severity, number in counts)
    lines = ["## Blamefree", "", f"{report.documents} document{'s' if report.documents != 1 else ''} checked: {said}."]
    if report.suppressed:
        lines.append(f"{report.suppressed} suppressed.")
    lines.append("")
    if report.diagnostics:
        lines += ["| | where | what | what to do |", "|---|---|---|---|"]
    size = sum(len(line) for line in lines)
    ordered = sorted(report.diagnostics, key=lambda item: -item.severity)
    for number, item in enumerate(ordered):
        row = _row(item)
        size += len(row.encode("utf-8", "surrogatepass")) + 1
        if size > BUDGET:
            lines += ["", f"{len(ordered) - number} more: run `blamefree check`."]
            break
        lines.append(row)
    lines.extend(f"- {inert(item.path)}: skipped: {inert(item.reason)}" for item in report.skipped)
    return "\n".join(lines) + "\n"


def _counted(number: int, severity: Severity) -> str:
    plural = "s" if number != 1 and severity is not Severity.INFO else ""
    return f"{number} {severity.word}{plural}"


def _row(item: Diagnostic) -> str:
    where = f"{inert(item.path)}:{item.place.start.line}"
    what = f"{inert(item.message)} <sub>{inert(item.rule)}</sub>"
    return f"| {_ICONS[item.severity]} | {where} | {what} | {inert(item.help)} |"
