"""A key that every document needs.

Why: id, title, date, status, severity, classification and owner are what a document is found, filed and protected
by. Entries of lists have keys of their own without which they say nothing.

Bad:
    factors:
      - ⟦kind: change⟧
      - {kind: observability, text: No alert watched the hit ratio of the cache.}

Good:
    factors:
      - {kind: change, text: All regions were switched in one step.}
      - {kind: observability, text: No alert watched the hit ratio of the cache.}
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
