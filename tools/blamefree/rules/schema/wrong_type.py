"""A value of the wrong type.

Why: a list where a word should stand, or a number where text should stand, is read differently by every tool.

Bad:
    title: ⟦2026⟧

Good:
    title: "2026"

Fixed:
    title: "2026"
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
