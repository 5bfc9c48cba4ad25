"""A finished action item without evidence.

Why: a link to the change, the test or the page turns “done” into something that the next reader can follow.

Bad:
    actions:
      - id: A1
        title: Switch caches region by region
        type: prevent
        service: checkout
        owner: team-checkout
        due: 2026-04-15
        done_when: A switch on staging waits for a go after the first region
        state: ⟦done⟧

Good:
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
from blamefree.rules.actions._needed import placed, sound
from blamefree.rules.api import Context, Rule

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell each item that is done and shows nothing for it."""
    for at, action in placed(document):
        if action.state is None or action.state.value != "done" or action.evidence is not None:
            continue
        if sound(document, context, at, "evidence"):
            yield RULE.at(
                document, action.state.span, f"action {action.name} is done without evidence",
                "add evidence: a link that shows it",
            )  # fmt: skip
