"""Front matter with more than 20,000 values.

Why: long lists belong into the body or an attachment; front matter is read by every program that touches the document.

Good:
    tags: [cache, rollout]
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.syntax._problems import told

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of front matter that holds too much."""
    yield from told(RULE, document)
