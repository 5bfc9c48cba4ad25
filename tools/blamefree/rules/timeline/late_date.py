"""A date that is later than the times of the incident.

Why: rows of the timeline without a date of their own begin on this day. A date that is too late moves all of them.

Bad:
    date: ⟦2026-03-15⟧

Good:
    date: 2026-03-14
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.times import late_date

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Compare the date with the first stated time."""
    date, item = document.postmortem.date, late_date(document)
    if date is not None and item is not None:
        yield RULE.at(
            document,
            date.span,
            f"date {date.value} is after {item.name} ({item.raw})",
            "write the day the incident began, or mend the time",
            related=[(item.span, f"{item.name} stands here")],
        )
