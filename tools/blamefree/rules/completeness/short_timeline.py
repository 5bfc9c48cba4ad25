"""A timeline with too few rows.

Why: when it began, when it was noticed and when it was over are the least a timeline tells.

Bad (body):
    ## ⟦Timeline⟧

    - 09:02 Checkouts begin to fail.
    - 09:40 Checkouts succeed.

Good (body):
    ## Timeline

    - 09:02 Checkouts begin to fail.
    - 09:11 The alert reaches the engineer on duty.
    - 09:40 Checkouts succeed.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import content, needs, readable
from blamefree.text.placeholder import is_placeholder
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Count the rows."""
    need = needs(document, context)
    section = document.section("timeline")
    rows = len(document.timeline.rows)
    if section is None or rows >= need.rows or not readable(document):
        return
    blocks = content(document, "timeline")
    left_over = any(
        is_placeholder(document.text[line.start : line.end]) for block in blocks for line in block.lines[:1]
    )
    if not blocks or left_over:
        return
    lines = section.heading.lines
    yield RULE.at(
        document,
        Span(lines[0].start, lines[-1].end),
        f"the timeline has {rows or 'no'} {'row' if rows == 1 else 'rows'} with a time; it needs at least {need.rows}",
        "write rows such as - 09:02 Checkouts begin to fail",
    )
