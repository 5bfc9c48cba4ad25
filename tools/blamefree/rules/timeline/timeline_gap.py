"""A long silence in the timeline while customers were affected.

Why: where nothing is written, people waited, tried what did not help, or slept. It is often the most telling part,
and the first to be forgotten.

Bad (file):
    ---
    id: PM-2026-0042
    title: Checkout stood still while the session cache was switched
    date: 2026-03-14
    status: in_review
    severity: SEV3
    classification: internal
    timezone: Europe/Stockholm
    owner: team-checkout
    services: [checkout]
    incident: {jira: OPS-1423}
    times:
      impact_started: 2026-03-14T09:02:00+01:00
      detected: 2026-03-14T09:11:00+01:00
      acknowledged: 2026-03-14T09:13:00+01:00
      mitigated: 2026-03-14T21:30:00+01:00
      resolved: 2026-03-14T22:05:00+01:00
    detection: alert
    factors: [{kind: change, text: All regions were switched in one step.}]
    ---

    ## Summary

    Checkout stood still for a day while the session cache was switched.

    ## Impact

    Nobody could order.

    ## Timeline

    - 09:02 Sessions are missing in every region.
    - 09:11 The alert reaches the engineer on duty.
    - ⟦21:30⟧ Checkouts succeed.

    ## What surprised us

    - Staging has one region.

Good (body):
    ## Timeline

    - 09:02 Sessions are missing in every region.
    - 09:11 The alert reaches the engineer on duty.
    - 09:40 Checkouts succeed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import needs
from blamefree.rules.times import comparable, trusted

RULE = Rule.of(__name__, Severity.WARNING)
LONG = timedelta(hours=4)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Look for more than four hours without a row, and more than half of the whole, from detection on."""
    if not needs(document, context).status or not comparable(document, context):
        return
    times = {item.name: item.instant for item in trusted(document)}
    start, end = times.get("detected") or times.get("impact_started"), times.get("mitigated")
    if start is None or end is None:
        return
    rows = [row for row in document.timeline.rows if row.start is not None]
    for before, row in pairwise(rows):
        assert row.start is not None
        assert before.latest is not None
        silent = min(row.start, end) - max(before.latest, start)
        if silent > LONG and silent * 2 > end - start:
            hours = round(silent.total_seconds() / 3600)
            yield RULE.at(
                document,
                row.time_span,
                f"about {hours} hours without a row while the impact lasted",
                "tell what was tried, waited for or decided, or that nothing is known",
                related=[(before.time_span, "the row before the silence")],
            )
