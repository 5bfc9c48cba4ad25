"""An action item for a service that the document does not name.

Why: either the service was affected and belongs into `services`, or the item was given to the wrong one, and the
wrong people are asked to approve it.

Bad:
    actions:
      - {id: A1, title: Switch caches region by region, type: prevent, service: ⟦payments⟧, owner: team-checkout}

Good:
    actions:
      - {id: A1, title: Switch caches region by region, type: prevent, service: session-cache, owner: team-checkout}
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.actions._needed import placed, sound
from blamefree.rules.api import Context, Rule
from blamefree.rules.shape import broken

RULE = Rule.of(__name__, Severity.WARNING)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Compare the service of each item with those of the document and what they lean on."""
    services = {item.value for item in document.postmortem.services}
    known = context.services.services if context.services is not None else None
    if broken(document, context, "services") or known is not None and not services.issubset(known):
        return  # the list itself is wrong, and that is told
    near = set(services)
    for name in services:
        if known is not None and name in known:
            near.update(known[name].depends_on)
    for at, action in placed(document):
        if action.service is None or action.service.value in near or not services:
            continue
        if known is not None and action.service.value not in known:
            continue  # unknown-service tells that
        if sound(document, context, at, "service"):
            yield RULE.at(
                document,
                action.service.span,
                f"action {action.name} is for {action.service.value}, which is not among the document's services",
                "add the service to services, or mend the item",
            )
