"""An open action item in a document whose actions are done.

Why: the status `actions_done` closes the book. Until every item is done or declined, the document is approved.

Bad:
    status: actions_done
    actions:
      - id: A1
        title: Switch caches region by region
        type: prevent
        service: checkout
        owner: team-checkout
        due: 2026-04-15
        done_when: A switch on staging waits for a go after the first region
        state: ⟦open⟧

Good:
    status: actions_done
    actions:
      - id: A1
        title: Switch caches region by region
        type: prevent
        service: checkout
        owner: team-checkout
        due: 2026-04-15
        done_when: A switch on staging waits for a go after the first region
        state: done
        evidence: https://git.example/checkout/merge_requests/81
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.actions._needed import beginning, placed, sound
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import needs

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell each item that is neither done nor declined, where the status says that all are."""
    if not needs(document, context).closed:
        return
    for at, action in placed(document):
        state = action.state.value if action.state is not None else "open"
        if state != "open" or not sound(document, context, at, "state"):
            continue
        status = document.postmortem.status
        assert status is not None
        yield RULE.at(
            document,
            action.state.span if action.state is not None else beginning(document, at, action),
            f"action {action.name} is {state}, but the document's status is {status.value}",
            "finish it, decline it with a reason, or set the status back to approved",
            related=[(status.span, "the status")],
        )
