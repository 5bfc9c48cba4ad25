"""An action item that nobody owns.

Why: what is everybody's is nobody's. A team or a role is enough.

Bad:
    actions:
      - {id: ⟦A1⟧, title: Switch caches region by region, type: prevent, service: checkout}

Good:
    actions:
      - {id: A1, title: Switch caches region by region, type: prevent, service: checkout, owner: team-checkout}
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
    why = "a document that is {status} names one for each"
    yield from lacking(RULE, "owner", why, "add owner: a team, a role or a handle", document, context)
