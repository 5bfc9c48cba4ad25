"""A timestamp without its offset from UTC.

Why: without the offset a time means another instant in every zone, and twice a year it means two in the same one.

Bad:
    times:
      impact_started: 2026-03-14T09:02:00+01:00
      detected: ⟦2026-03-14T09:11:00⟧
      acknowledged: 2026-03-14T09:13:00+01:00
      mitigated: 2026-03-14T09:40:00+01:00
      resolved: 2026-03-14T11:05:00+01:00

Fixed:
    times:
      impact_started: 2026-03-14T09:02:00+01:00
      detected: 2026-03-14T09:11:00+01:00
      acknowledged: 2026-03-14T09:13:00+01:00
      mitigated: 2026-03-14T09:40:00+01:00
      resolved: 2026-03-14T11:05:00+01:00

Good:
    times:
      impact_started: 2026-03-14T08:02:00Z
      detected: 2026-03-14 09:11+01:00
      acknowledged: 2026-03-14T09:13:00+01:00
      mitigated: 2026-03-14T09:40:00+01:00
      resolved: 2026-03-14T11:05:00+01:00
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.shape import report

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell each such defect of the front matter."""
    yield from report(RULE, document, context)
