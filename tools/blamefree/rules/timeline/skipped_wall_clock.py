"""A wall-clock time that the zone skipped.

Why: when clocks go forward an hour is missing. A time within it never was, so either the time or the zone is wrong.

Bad (body):
    ## Timeline

    - 2026-03-28 23:02 Sessions are missing in every region.
    - ⟦2026-03-29 02:30⟧ The old cache is started.
    - 03:10 Checkouts succeed.

Good (body):
    ## Timeline

    - 2026-03-29 01:30 Sessions are missing in every region.
    - 2026-03-29 03:10 The old cache is started.
    - 2026-03-29 03:40 Checkouts succeed.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.model.timeline import ZoneTrouble
from blamefree.rules.api import Context, Rule
from blamefree.rules.shape import broken

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell each time that was skipped when clocks went forward."""
    zone = document.postmortem.timezone
    if zone is None or broken(document, context, "timezone"):
        return
    for row in document.timeline.rows:
        if row.trouble is ZoneTrouble.SKIPPED:
            written = document.text[row.time_span.start : row.time_span.end]
            yield RULE.at(
                document,
                row.time_span,
                f"{written} never was in {zone.value}: clocks went forward over it",
                "mend the time, or write its offset, for example 02:30+01:00",
            )
