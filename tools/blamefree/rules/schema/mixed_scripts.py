"""A name written with letters of two scripts.

Why: a Cyrillic letter in a Latin word looks right and is found nowhere: not in services.yml, not by search, not by
the people who may approve.

Bad:
    invited: [⟦team-p\u0430yments⟧]

Fixed:
    invited: [team-payments]

Good:
    invited: [lag-åtgärder]
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
