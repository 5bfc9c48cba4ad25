"""A word that is none of the allowed ones.

Why: statuses, severities and kinds are counted and decide what happens next. The nearest allowed word is named.

Bad:
    status: ⟦inreview⟧

Good:
    status: in_review

Fixed:
    status: in_review
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
