"""A key that the format does not know.

Why: a misspelt key is a fact that nobody will ever find. It is refused, and the nearest known key is named.

Bad:
    ⟦severty⟧: SEV2

Good:
    severity: SEV2
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
    for diagnostic in report(RULE, document, context):
        if not _unseen(document, diagnostic):
            yield diagnostic


def _unseen(document: Document, diagnostic: Diagnostic) -> bool:
    """Whether the key only looks like none because of a character that nobody sees, which is told by its own rule."""
    return not document.text[diagnostic.place.start.offset : diagnostic.place.end.offset].isprintable()
