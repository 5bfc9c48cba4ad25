"""More action items than will be done.

Why: a list of fifteen is a list of wishes. The few that change most get done when they stand alone; the others can
be declined with a reason.

Bad:
    ⟦actions⟧:
      - {id: A1, title: Take step 1 of 8 out of the runbook, type: process, owner: team-checkout}
      - {id: A2, title: Take step 2 of 8 out of the runbook, type: process, owner: team-checkout}
      - {id: A3, title: Take step 3 of 8 out of the runbook, type: process, owner: team-checkout}
      - {id: A4, title: Take step 4 of 8 out of the runbook, type: process, owner: team-checkout}
      - {id: A5, title: Take step 5 of 8 out of the runbook, type: process, owner: team-checkout}
      - {id: A6, title: Take step 6 of 8 out of the runbook, type: process, owner: team-checkout}
      - {id: A7, title: Take step 7 of 8 out of the runbook, type: process, owner: team-checkout}
      - {id: A8, title: Take step 8 of 8 out of the runbook, type: process, owner: team-checkout}

Good:
    actions:
      - {id: A1, title: Switch caches region by region, type: prevent, owner: team-checkout}
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule

RULE = Rule.of(__name__, Severity.INFO)
MANY = 7


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Count the items that are not declined."""
    actions = document.postmortem.actions
    kept = [action for action in actions if action.state is None or action.state.value != "declined"]
    span = document.key_span("actions")
    if len(kept) > MANY and span is not None:
        yield RULE.at(
            document,
            span,
            f"{len(kept)} action items: more than {MANY} are rarely done",
            "keep those that change most, and decline the others with a reason",
        )
