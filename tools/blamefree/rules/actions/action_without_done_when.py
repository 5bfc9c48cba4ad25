"""An approved action item that does not say when it is done.

Why: without it the item is closed when people are tired of it. One sentence on what anybody can see is enough.

Bad:
    status: approved
    actions:
      - id: ⟦A1⟧
        title: Switch caches region by region
        type: prevent
        service: checkout
        owner: team-checkout
        due: 2026-04-15

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
    why = "a document that is {status} says for each how to see that it is done"
    yield from lacking(RULE, "done_when", why, "add done_when: what anybody can see or measure then", document, context)
