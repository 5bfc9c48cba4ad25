"""A point in time that is not a full timestamp.

Why: durations are derived from these times, across zones and clock changes. A time of day alone does not say which
day, and some YAML readers turn it into a number. What is not known is written as unknown, with the reason.

Bad:
    times:
      impact_started: 2026-03-14T09:02:00+01:00
      detected: ⟦10:01⟧
      acknowledged: 2026-03-14T10:13:00+01:00
      mitigated: 2026-03-14T10:40:00+01:00
      resolved: 2026-03-14T11:05:00+01:00

Good:
    times:
      impact_started: 2026-03-14T09:02:00+01:00
      detected: {unknown: the log of the alerts is lost}
      acknowledged: 2026-03-14T09:13:00+01:00
      mitigated: 2026-03-14T09:40:00+01:00
      resolved: 2026-03-14T11:05:00+01:00

Source: RFC 3339, section 5.6.
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
