"""A key without a value.

Why: an empty line looks as if something was said. In a draft it may wait; later it has to be filled in or removed.

Bad:
    ⟦detection⟧:

Good:
    detection: {unknown: the log of the first alert is lost}
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
