"""Workflow commands of GitHub Actions: annotations on the lines of the pull request.

A step shows at most ten annotations of each level
(https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions), so
the worst come first and the rest is counted. Everything from a document is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping

from blamefree.diagnostics.diagnostic import Diagnostic, Report, Severity
from blamefree.text.source import Source

NAME = "github"
LIMIT = 10
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, sources: Mapping[str, Source], *, colour: bool = False) -> str:  # noqa: ARG001
    """At most ten commands a level, then a notice that counts what was left out."""
    lines: list[str] = []
    left: dict[str, int] = {}
    for severity, level in _LEVELS.items():
        found = [item for item in report.diagnostics if item.severity is severity]
        room = LIMIT - 1 if severity is Severity.INFO else LIMIT
        if severity is Severity.INFO and not left and len(found) <= LIMIT:
            room = LIMIT
        lines.extend(_command(level, item) for item in found[:room])
        if len(found) > room:
            left[severity.word] = len(found) - room
    if left:
        counted = ", ".join(
            f"{number} {word}{'s' if number > 1 and word != 'info' else ''}" for word, number in left.items()
        )
        lines.append(
            f"::notice title=blamefree::{data(f'{counted} more: run `blamefree check` or see the job summary')}"
        )
    return "".join(line + "\n" for line in lines)


def _command(level: str, item: Diagnostic) -> str:
    start, end = item.place.start, item.place.end
    properties = [("file", item.path), ("line", str(start.line)), ("endLine", str(end.line))]
    if start.line == end.line:
        properties += [("col", str(start.column)), ("endColumn", str(max(end.column, start.column)))]
    properties.append(("title", f"{item.rule} ({item.family.value})"))
    stated = ",".join(f"{name}={attribute(value)}" for name, value in properties)
    message = f"{item.message}: {item.help}" if item.help else item.message
    return f"::{level} {stated}::{data(message)}"


def data(text: str) -> str:
    """Escape a command's message as the runner expects it, and drop what could act in a terminal."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def attribute(text: str) -> str:
    """Escape a command's property."""
    return data(text).replace(":", "%3A").replace(",", "%2C")
