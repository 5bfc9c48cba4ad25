"""Fixes as suggestions on the changed lines of a pull request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from blamefree.diagnostics.diagnostic import Diagnostic, Report
from blamefree.diagnostics.fingerprint import fingerprints
from blamefree.diagnostics.fix import Fix
from blamefree.fixer import apply
from blamefree.text.inert import inert
from blamefree.text.source import Source

LIMIT = 30
"""At most so many new suggestions a run: more are a wall that nobody reads."""
_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@")
_MARKER = re.compile(r"<!-- blamefree: suggestion ([0-9a-f]{16}) -->")
GONE = "This no longer applies."


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A comment on lines ``first`` to ``last`` of a file, known again by ``key`` although lines move."""

    key: str
    path: str
    first: int
    last: int
    body: str

    @property
    def comment(self) -> dict[str, object]:
        """As a review takes it."""
        value: dict[str, object] = {"path": self.path, "body": self.body, "line": self.last, "side": "RIGHT"}
        return value if self.first == self.last else {**value, "start_line": self.first, "start_side": "RIGHT"}


def changed_lines(patch: str) -> frozenset[int]:
    """The lines, from 1, that a patch as GitHub shows it adds or changes."""
    found: set[int] = set()
    number = 0
    for line in patch.split("\n"):
        hunk = _HUNK.match(line)
        if hunk:
            number = int(hunk.group(1))
        elif line.startswith("+"):
            found.add(number)
            number += 1
        elif not line.startswith(("-", "\\")):
            number += 1
    return frozenset(found)


def suggestions(
    report: Report, sources: Mapping[str, Source], changed: Mapping[str, frozenset[int]]
) -> list[Suggestion]:
    """The fixes that lie wholly on changed lines, in the order of the diagnostics; no private line is repeated."""
    known = list(report.diagnostics)
    found: list[Suggestion] = []
    for diagnostic, key in zip(known, fingerprints(known, sources), strict=True):
        source = sources.get(diagnostic.path)
        if diagnostic.fix is None or source is None:
            continue
        places = [edit.place for edit in diagnostic.fix.edits]
        first, last = min(place.start.line for place in places), max(place.end.line for place in places)
        lines = range(first, last + 1)
        if not set(lines) <= changed.get(diagnostic.path, frozenset()):
            continue
        if any((diagnostic.path, line) in report.private for line in lines):
            continue
        text = _replaced(source, diagnostic.fix, first, last)
        if text is None:
            continue
        found.append(Suggestion(key[:16], diagnostic.path, first, last, _body(diagnostic, text, key[:16])))
    return found


def key_of(body: str) -> str:
    """The key of a suggestion that an earlier run left, empty when the comment is none."""
    found = _MARKER.match(body)
    return found.group(1) if found else ""


def _replaced(source: Source, fix: Fix, first: int, last: int) -> str | None:
    """Lines ``first`` to ``last`` with the fix applied; ``None`` when it changes nothing, or takes whole lines away."""
    text, count = apply(source.text, [fix])
    if not count:
        return None
    start = source.line_span(first).start
    behind = len(source.text) - source.line_span(last).end
    lines = text[start : len(text) - behind]
    return lines.replace("\r\n", "\n") if lines.strip("\r\n") else None


def _body(diagnostic: Diagnostic, text: str, key: str) -> str:
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", text)), 3)
    said = inert(diagnostic.message) + (f" {inert(diagnostic.help)}" if diagnostic.help else "")
    title = diagnostic.fix.title if diagnostic.fix is not None else ""
    return (
        f"<!-- blamefree: suggestion {key} -->\n"
        f"{said} <sub>{inert(diagnostic.rule)}</sub>\n\n{inert(title)}:\n\n{fence}suggestion\n{text}\n{fence}\n"
    )
