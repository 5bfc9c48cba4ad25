"""Times of the front matter that cannot follow each other.

Why: impact starts, then it is detected, acknowledged, mitigated and resolved. Every duration is derived from these
times, so two that contradict each other make all of them wrong.

Bad:
    times:
      impact_started: 2026-03-14T09:02:00+01:00
      detected: 2026-03-14T09:11:00+01:00
      acknowledged: 2026-03-14T09:13:00+01:00
      mitigated: 2026-03-14T09:40:00+01:00
      resolved: ⟦2026-03-14T08:05:00+01:00⟧

Good:
    times:
      impact_started: 2026-03-14T09:02:00+01:00
      detected: 2026-03-14T08:11:00Z
      acknowledged: {unknown: the pager kept no record}
      mitigated: 2026-03-14T09:40:00+01:00
      resolved: 2026-03-14T11:05:00+01:00
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.times import contradictions

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Compare each stated time with the one before it."""
    for earlier, later in contradictions(document):
        yield RULE.at(
            document,
            later.span,
            f"{later.name} ({later.raw}) is before {earlier.name} ({earlier.raw})",
            "mend the one that is wrong, or write {unknown: why}",
            related=[(earlier.span, f"{earlier.name} stands here")],
        )
