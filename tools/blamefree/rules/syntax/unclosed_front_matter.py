"""Front matter that never ends.

Why: without the closing line the whole body is read as data.

Bad (file):
    ⟦---⟧
    title: Checkout timed out

    ## Summary

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
    """Tell of front matter without an end."""
    yield from told(RULE, document)
