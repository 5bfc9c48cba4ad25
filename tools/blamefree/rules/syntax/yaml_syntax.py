"""Front matter that is not valid YAML.

Why: nothing in it can be relied on until it can be read.

Bad:
    title: Checkout timed out⟦:⟧ the cache was cold

Good:
    title: "Checkout timed out: the cache was cold"
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.syntax._problems import told

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of front matter that is not valid YAML."""
    yield from told(RULE, document)
