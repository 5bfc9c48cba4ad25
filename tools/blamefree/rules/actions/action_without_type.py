"""An action item that does not say what kind of change it is.

Why: whether an incident led to prevention, detection or only to a faster repair is what the archive is asked first.

Bad:
    actions:
      - {id: ⟦A1⟧, title: Switch caches region by region, owner: team-checkout, service: checkout}

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
    why = "a document that is {status} gives one for each"
    yield from lacking(RULE, "type", why, "add type: prevent, detect, mitigate, process or learn", document, context)
