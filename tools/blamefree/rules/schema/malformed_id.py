"""A document id that is none.

Why: the id is part of file names, page titles and labels, so it has one form: PM, a year, four digits. It never
changes.

Bad:
    id: ⟦../../etc/passwd⟧

Good:
    id: PM-2026-0042
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
