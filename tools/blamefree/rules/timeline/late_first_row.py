"""A timeline that begins after the incident was detected.

Why: what happened before anybody noticed is where most of the learning is.

Bad (body):
    ## Timeline

    - ⟦09:20⟧ The old image is looked for.
    - 09:40 The old cache is back and checkouts succeed.
    - 11:05 The incident is closed.

Good (body):
    ## Timeline

    - 08:55 The switch is started with the command of the runbook.
    - 09:11 The alert on failed checkouts reaches the engineer on duty.
    - 11:05 The incident is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import needs
from blamefree.rules.times import comparable, trusted

RULE = Rule.of(__name__, Severity.ERROR)
ABOUT = timedelta(minutes=30)
FAR = timedelta(hours=36)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Compare the first row with the time of detection."""
    if not needs(document, context).status or not comparable(document, context):
        return
    detected = next((item for item in trusted(document) if item.name == "detected"), None)
    row = next(iter(document.timeline.rows), None)
    if detected is None or detected.instant is None or row is None or row.start is None:
        return
    late = row.start - detected.instant
    if late > FAR or late < timedelta(minutes=1) or row.about and late <= ABOUT:
        return  # a time that is days off is another rule's
    yield RULE.at(
        document,
        row.time_span,
        f"the timeline begins after the incident was detected ({detected.raw})",
        "add what happened before: the change, the first sign, the alert",
        related=[(detected.span, "detected")],
    )
