"""JUnit XML: one test suite a document, one failing test case a diagnostic."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from blamefree.diagnostics.diagnostic import Diagnostic, Report, Severity
from blamefree.text.inert import one_line as clean
from blamefree.text.source import Source

NAME = "junit"
_INVALID = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, sources: Mapping[str, Source], *, colour: bool = False) -> str:  # noqa: ARG001
    """An XML document; errors are failures, what is less is told in a case that passes."""
    by_path: dict[str, list[Diagnostic]] = {}
    for item in report.diagnostics:
        by_path.setdefault(item.path, []).append(item)
    failures = report.count(Severity.ERROR)
    lines = ['<?xml version="1.0" encoding="utf-8"?>']
    cases = max(len(report.diagnostics), 1)
    lines.append(f'<testsuites name="blamefree" tests="{cases}" failures="{failures}" errors="0">')
    for path, items in by_path.items():
        failed = sum(item.severity is Severity.ERROR for item in items)
        lines.append(f'  <testsuite name={_quoted(path)} tests="{len(items)}" failures="{failed}" errors="0">')
        lines.extend(_case(item) for item in items)
        lines.append("  </testsuite>")
    if not by_path:
        lines.append('  <testsuite name="blamefree" tests="1" failures="0" errors="0">')
        lines.append(f'    <testcase classname="blamefree" name="{report.documents} documents"/>')
        lines.append("  </testsuite>")
    lines.append("</testsuites>")
    return "\n".join(lines) + "\n"


def _case(item: Diagnostic) -> str:
    start = item.place.start
    head = f"    <testcase classname={_quoted(item.path)} name={_quoted(f'{item.rule} ({start.line}:{start.column})')}"
    detail = f"{item.path}:{start.line}:{start.column}: {clean(item.message)}"
    if item.help:
        detail += f"\n  {clean(item.help)}"
    if item.severity is Severity.ERROR:
        failure = f'<failure type="error" message={_quoted(item.message)}>{escape(_clean(detail))}</failure>'
        return f"{head}>{failure}</testcase>"
    return f"{head}><system-out>{escape(_clean(f'{item.severity.word}: {detail}'))}</system-out></testcase>"


def _clean(text: str) -> str:
    return _INVALID.sub("\N{REPLACEMENT CHARACTER}", text)


def _quoted(text: str) -> str:
    return quoteattr(_clean(clean(text)), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
