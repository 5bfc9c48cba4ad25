"""A declined action item without a reason.

Why: no is a legal answer. The next incident of this kind will ask why it was given.

Bad:
    actions:
      - id: A1
        title: Switch caches region by region
        type: prevent
        service: checkout
        owner: team-checkout
        due: 2026-04-15
        done_when: A switch on staging waits for a go after the first region
        state: ⟦declined⟧

Good:
    actions:
      - id: A1
        title: Switch caches region by region
        type: prevent
        service: checkout
        owner: team-checkout
        due: 2026-04-15
        done_when: A switch on staging waits for a go after the first region
        state: declined
        reason: The old cache is switched off in May
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.actions._needed import placed, sound
from blamefree.rules.api import Context, Rule

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell each declined item that does not say why."""
    for at, action in placed(document):
        if action.state is None or action.state.value != "declined" or action.reason is not None:
            continue
        if sound(document, context, at, "reason"):
            yield RULE.at(
                document, action.state.span, f"action {action.name} is declined without a reason",
                "add reason: why it is not worth it, or what is done instead",
            )  # fmt: skip
