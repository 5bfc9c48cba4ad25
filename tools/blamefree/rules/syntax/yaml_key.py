"""A key of the front matter that is a list or a mapping.

Why: every key of a postmortem is a word.

Bad:
    ? ⟦[checkout, cache]⟧
    : both

Good:
    tags: [checkout, cache]
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.syntax._problems import told

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of keys that are no plain words."""
    yield from told(RULE, document)
