"""A range in the timeline that ends before it begins.

Why: one of the two times is wrong, and nobody can tell which.

Bad (body):
    ## Timeline

    - 09:02 Sessions are missing in every region.
    - ⟦09:40–09:11⟧ The old cache is started.
    - 11:05 The incident is closed.

Good (body):
    ## Timeline

    - 09:02 Sessions are missing in every region.
    - 09:11–09:40 The old cache is started.
    - 23:50–00:10 It is warmed up.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Compare the two ends of each range."""
    for row in document.timeline.rows:
        if row.start is not None and row.end is not None and row.end < row.start:
            written = document.text[row.time_span.start : row.time_span.end]
            yield RULE.at(
                document,
                row.time_span,
                f"{written} ends before it begins",
                "mend one of the times; across midnight, write the date of the second",
            )
