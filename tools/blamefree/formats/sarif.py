"""SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/): one result a diagnostic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from blamefree import __version__
from blamefree.diagnostics.diagnostic import Diagnostic, Report, Severity
from blamefree.diagnostics.fingerprint import fingerprints
from blamefree.formats._plain import dumps
from blamefree.text.source import Source
from blamefree.text.span import Place

NAME = "sarif"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(report: Report, sources: Mapping[str, Source], *, colour: bool = False) -> str:  # noqa: ARG001
    """One run. Fingerprints do not depend on line numbers; no snippet is included, so no secret either."""
    rules = sorted({item.rule: item for item in report.diagnostics}.values(), key=lambda item: item.rule)
    index = {item.rule: number for number, item in enumerate(rules)}
    prints = fingerprints(report.diagnostics, sources)
    results = [_result(item, index[item.rule], print_) for item, print_ in zip(report.diagnostics, prints, strict=True)]
    answer = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "blamefree",
                        "semanticVersion": __version__,
                        "rules": [_rule(item) for item in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the repository."}}},
                "invocations": [
                    {
                        "executionSuccessful": True,
                        "toolExecutionNotifications": [
                            {"level": "warning", "message": {"text": f"{item.path}: skipped: {item.reason}"}}
                            for item in report.skipped
                        ],
                    }
                ],
                "results": results,
            }
        ],
    }
    return dumps(answer)


def _rule(item: Diagnostic) -> dict[str, Any]:
    from blamefree.rules.page import read_page
    from blamefree.rules.registry import by_name

    found: dict[str, Any] = {"id": item.rule, "properties": {"family": item.family.value}}
    entry = by_name().get(item.rule)
    page = read_page(entry.module.__doc__ or "") if entry is not None else None
    if page is not None and page.title:
        found["shortDescription"] = {"text": page.title}
        found["fullDescription"] = {"text": page.why or page.title}
        found["help"] = {"text": f"{page.title}\n\n{page.why}\n\nblamefree explain {item.rule}"}
    found["defaultConfiguration"] = {"level": _LEVELS[item.severity]}
    return found


def _result(item: Diagnostic, index: int, fingerprint: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ruleId": item.rule,
        "ruleIndex": index,
        "level": _LEVELS[item.severity],
        "message": {"text": f"{item.message}: {item.help}" if item.help else item.message},
        "locations": [_location(item.path, item.place)],
        "partialFingerprints": {"blamefree/v1": fingerprint},
    }
    if item.category:
        found["properties"] = {"category": item.category}
    if item.related:
        found["relatedLocations"] = [
            {"id": number, "message": {"text": other.message}, **_location(other.path, other.place)}
            for number, other in enumerate(item.related)
        ]
    if item.fix is not None and item.fix.edits:
        replacements = [
            {"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.replacement}}
            for edit in item.fix.edits
        ]
        found["fixes"] = [
            {
                "description": {"text": item.fix.title},
                "artifactChanges": [{"artifactLocation": _artifact(item.path), "replacements": replacements}],
            }
        ]
    return found


def _location(path: str, place: Place) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(path), "region": _region(place)}}


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(path.encode("utf-8", "surrogateescape"), safe="/"), "uriBaseId": "SRCROOT"}


def _region(place: Place) -> dict[str, int]:
    start, end = place.start, place.end
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "charOffset": start.offset,
        "charLength": end.offset - start.offset,
    }
