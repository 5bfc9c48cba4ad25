"""A number that is infinite, not a number, or too large to be a count.

Why: sums and charts over the archive become meaningless with a single one of them.

Bad:
    impact:
      - {measure: failed checkouts, value: ⟦.inf⟧, unit: orders}

Good:
    impact:
      - {measure: failed checkouts, value: {unknown: the counter overflowed}, unit: orders}
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
