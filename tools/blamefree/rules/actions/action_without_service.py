"""An action item that names no service.

Why: the service decides who may approve the item. Without one nobody is asked, and it waits for ever.

Bad:
    actions:
      - {id: ⟦A1⟧, title: Switch caches region by region, type: prevent, owner: team-checkout}

Good:
    actions:
      - {id: A1, title: Switch caches region by region, type: prevent, owner: team-checkout, service: checkout}
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.actions._needed import beginning, placed, sound
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import needs
from blamefree.rules.shape.defect import walk

RULE = Rule.of(__name__, Severity.WARNING)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell each item without a service, from review on and where there is a catalogue."""
    if context.services is None or not needs(document, context).status:
        return
    for at, action in placed(document):
        closed = action.state is not None and action.state.value in ("done", "declined")
        stated = walk(document.front, ("actions", at, "service")) is not None
        if not closed and not stated and sound(document, context, at, "service"):
            yield RULE.at(
                document,
                beginning(document, at, action),
                f"action {action.name} names no service, so nobody can be asked to approve it",
                "add service: the key in services.yml of what it changes",
            )
