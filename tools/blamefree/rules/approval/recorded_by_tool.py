"""Something that only the tool records, typed into the document.

Why: approvals are taken from reviews, and Jira keys and page addresses from the systems that made them. They stand
in the ledger, where they can be proven. A line in a document proves nothing.

Bad:
    ⟦approved_by⟧: checkout-lead

Good:
    owner: team-checkout
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
