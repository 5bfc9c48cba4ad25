"""The machine-readable answer of INTERFACE section 4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blamefree.diagnostics.diagnostic import Diagnostic, Report
from blamefree.formats._plain import dumps
from blamefree.text.source import Source
from blamefree.text.span import Place, Position

NAME = "json"


def render(report: Report, sources: Mapping[str, Source], *, colour: bool = False) -> str:  # noqa: ARG001
    """One JSON object, keys in a fixed order, one trailing newline."""
    answer = {
        "version": 1,
        "documents": report.documents,
        "suppressed": report.suppressed,
        "diagnostics": [diagnostic(item) for item in report.diagnostics],
        "skipped": [{"path": item.path, "reason": item.reason} for item in report.skipped],
    }
    return dumps(answer)


def diagnostic(item: Diagnostic) -> dict[str, Any]:
    """One diagnostic as plain data."""
    found: dict[str, Any] = {"rule": item.rule, "family": item.family.value, "severity": item.severity.word}
    if item.category:
        found["category"] = item.category
    found |= {"path": item.path, "span": place(item.place), "message": item.message, "help": item.help}
    if item.fix is not None:
        found["fix"] = {
            "title": item.fix.title,
            "applicability": item.fix.applicability.value,
            "edits": [{"span": place(edit.place), "replacement": edit.replacement} for edit in item.fix.edits],
        }
    if item.related:
        found["related"] = [
            {"path": other.path, "span": place(other.place), "message": other.message} for other in item.related
        ]
    return found


def place(where: Place) -> dict[str, Any]:
    """A place as plain data."""
    return {"start": position(where.start), "end": position(where.end)}


def position(where: Position) -> dict[str, int]:
    """A position as plain data."""
    return {"line": where.line, "column": where.column, "offset": where.offset}
