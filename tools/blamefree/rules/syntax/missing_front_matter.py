"""A document that does not begin with front matter.

Why: identity, times, classification and action items stand in the front matter; without it nothing can be checked
and nothing says who may read the document.

Bad (file):
    ⟦# Checkout timed out⟧

    What happened.

Good:
    title: Checkout timed out for 38 minutes
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.syntax._problems import told

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of documents without front matter."""
    yield from told(RULE, document)
