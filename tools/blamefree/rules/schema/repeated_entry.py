"""The same entry twice in one list.

Why: counts would count it twice, and one of the two was probably meant to be something else.

Bad:
    tags: [cache, rollout, ⟦cache⟧]

Good:
    tags: [cache, rollout]
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
