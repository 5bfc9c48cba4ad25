"""Two keys of which only one can hold.

Why: an incident has a key or a reason why it has none; a time is unknown or does not apply.

Bad:
    incident:
      jira: OPS-1423
      ⟦none⟧: near miss

Good:
    incident:
      none: near miss
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
