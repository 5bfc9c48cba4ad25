"""Reviewdog's diagnostic format (https://github.com/reviewdog/reviewdog/tree/master/proto/rdf)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blamefree.diagnostics.diagnostic import Diagnostic, Report, Severity
from blamefree.formats._plain import dumps
from blamefree.text.source import Source
from blamefree.text.span import Place, Position

NAME = "rdjson"
_LEVELS = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def render(report: Report, sources: Mapping[str, Source], *, colour: bool = False) -> str:  # noqa: ARG001
    """One JSON object; columns count UTF-8 bytes, as the format wants them."""
    answer = {
        "source": {"name": "blamefree"},
        "diagnostics": [_diagnostic(item, sources) for item in report.diagnostics],
    }
    return dumps(answer)


def _diagnostic(item: Diagnostic, sources: Mapping[str, Source]) -> dict[str, Any]:
    source = sources.get(item.path)
    found: dict[str, Any] = {
        "message": f"{item.message}\n{item.help}" if item.help else item.message,
        "location": {"path": item.path, "range": _range(item.place, source)},
        "severity": _LEVELS[item.severity],
        "code": {"value": item.rule},
    }
    if item.fix is not None:
        found["suggestions"] = [
            {"range": _range(edit.place, source), "text": edit.replacement} for edit in item.fix.edits
        ]
    if item.related:
        found["relatedLocations"] = [
            {
                "message": other.message,
                "location": {"path": other.path, "range": _range(other.place, sources.get(other.path))},
            }
            for other in item.related
        ]
    return found


def _range(place: Place, source: Source | None) -> dict[str, Any]:
    return {"start": _position(place.start, source), "end": _position(place.end, source)}


def _position(position: Position, source: Source | None) -> dict[str, int]:
    column = position.column
    if source is not None and position.line <= len(source.line_starts):
        before = source.line_text(position.line)[: position.column - 1]
        column = len(before.encode("utf-8", "surrogatepass")) + 1
    return {"line": position.line, "column": column}
