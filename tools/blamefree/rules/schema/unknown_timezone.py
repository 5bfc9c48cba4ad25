"""A time zone that does not exist.

Why: rows without an offset are read in this zone; with a wrong name every time in the timeline is wrong.

Bad:
    timezone: ⟦Europe/Stokholm⟧

Good:
    timezone: Europe/Stockholm

Fixed:
    timezone: Europe/Stockholm
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
