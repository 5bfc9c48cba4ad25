"""A value that is not of the form that its key asks for.

Why: keys of incidents and tags of languages are looked up elsewhere, where only the exact form is found.

Bad:
    incident:
      jira: ⟦ops 1423⟧

Good:
    incident:
      jira: OPS-1423
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
