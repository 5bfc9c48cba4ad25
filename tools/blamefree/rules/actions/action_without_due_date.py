"""An approved action item without a date.

Why: approval is a promise, and a promise has a date. In review it may still be open; a declined item needs none.

Bad:
    status: approved
    actions:
      - id: ⟦A1⟧
        title: Switch caches region by region
        type: prevent
        service: checkout
        owner: team-checkout
        done_when: A switch on staging waits for a go after the first region

Good:
    status: approved
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.actions._needed import lacking
from blamefree.rules.api import Context, Rule

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell each action item without it, where the status needs it."""
    why = "a document that is {status} has a date for each"
    yield from lacking(RULE, "due", why, "add due: the day by which it is done, as YYYY-MM-DD", document, context)
