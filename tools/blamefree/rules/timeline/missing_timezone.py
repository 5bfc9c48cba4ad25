"""Rows without an offset in a document without a time zone.

Why: they are read as UTC then, while the times of the front matter say that people were somewhere else. Orders and
durations come out wrong by hours.

Bad (file):
    ---
    id: PM-2026-0042
    title: Checkout stood still while the session cache was switched
    date: 2026-03-14
    status: draft
    severity: SEV2
    classification: internal
    owner: team-checkout
    times:
      detected: 2026-03-14T09:11:00+01:00
    ---

    ## Timeline

    - ⟦09:02⟧ Sessions are missing in every region.

Good:
    timezone: Europe/Stockholm
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.shape import broken
from blamefree.rules.times import zoneless

RULE = Rule.of(__name__, Severity.WARNING)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell the first row that is read as UTC for want of a zone."""
    if not zoneless(document) or broken(document, context, "timezone"):
        return
    row = next(row for row in document.timeline.rows if row.start is not None and not row.explicit_offset)
    yield RULE.at(
        document,
        row.time_span,
        "no zone is given for the times of the timeline, so they are read as UTC",
        "add timezone to the front matter, for example timezone: Europe/Stockholm",
    )
