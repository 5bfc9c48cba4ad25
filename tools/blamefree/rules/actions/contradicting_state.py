"""An action item whose state says one thing and whose fields another.

Why: a reason belongs to a declined item and evidence to a finished one. Where they meet another state, somebody
forgot a line, and nobody can tell which.

Bad:
    actions:
      - id: A1
        title: Switch caches region by region
        type: prevent
        service: checkout
        owner: team-checkout
        due: 2026-04-15
        done_when: A switch on staging waits for a go after the first region
        state: open
        reason: ⟦The old cache is switched off in May⟧

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
from blamefree.rules.needs import needs

RULE = Rule.of(__name__, Severity.WARNING)
_STATES = ("open", "done", "declined")


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell reasons of items that are not declined, and evidence of items that are still open."""
    closed = needs(document, context).closed
    for at, action in placed(document):
        state = action.state.value if action.state is not None else "open"
        if state not in _STATES or not sound(document, context, at, "state") or state == "open" and closed:
            continue  # where every action has to be done, unfinished-action tells it
        for field, held, wanted in (("reason", action.reason, "declined"), ("evidence", action.evidence, "done")):
            if held is None or state == wanted or field == "evidence" and state != "open":
                continue
            yield RULE.at(
                document,
                held.span,
                f"action {action.name} has {field}, but its state is {state}",
                f"set the state to {wanted}, or remove {field}",
                related=[(action.state.span, "the state")] if action.state is not None else [],
            )
