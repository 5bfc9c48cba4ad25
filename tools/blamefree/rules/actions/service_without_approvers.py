"""An action item for a service that nobody may approve.

Why: services.yml names who decides for a service. Without a name the item waits for ever.

Bad:
    services: [checkout, mail]
    actions:
      - {id: A1, title: Send the receipt from a second provider, type: mitigate, service: ⟦mail⟧, owner: team-mail}

Good:
    actions:
      - {id: A1, title: Switch caches region by region, type: prevent, service: checkout, owner: team-checkout}
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.actions._needed import placed, sound
from blamefree.rules.api import Context, Rule

RULE = Rule.of(__name__, Severity.WARNING)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Look up each named service in the catalogue."""
    if context.services is None:
        return
    for at, action in placed(document):
        service = context.services.services.get(action.service.value) if action.service is not None else None
        if (
            service is None
            or action.service is None
            or service.approvers
            or not sound(document, context, at, "service")
        ):
            continue
        yield RULE.at(
            document,
            action.service.span,
            f"nobody may approve action {action.name}: {service.key} has no approvers in services.yml",
            "add approvers with login and id to the service",
        )
