"""A date that the calendar does not have, or that is not written as YYYY-MM-DD.

Why: a date in another form is read in several ways, and a day that does not exist by nobody.

Bad:
    date: ⟦2026-02-30⟧

Good:
    date: 2026-03-14

Bad:
    date: ⟦2026-3-14⟧

Fixed:
    date: 2026-03-14
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
