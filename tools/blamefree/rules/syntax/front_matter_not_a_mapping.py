"""Front matter that is a list, a single value, empty, or more than one YAML document.

Why: the front matter is one set of `key: value` lines.

Bad (file):
    ---
    ⟦- title
    - owner⟧
    ---

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
    """Tell of front matter that is no mapping."""
    yield from told(RULE, document)
