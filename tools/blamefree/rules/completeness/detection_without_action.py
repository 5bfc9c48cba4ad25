"""People noticed first, and no action item changes that.

Why: when customers, staff or partners are faster than every alert, the next incident of this kind will be noticed
late too. One action item of type detect is the answer; a waiver with a reason is another.

Bad:
    detection: ⟦customer⟧

Good:
    detection: customer
    actions:
      - id: A1
        title: Page when more than two percent of all checkouts fail
        type: detect
        service: checkout
        owner: team-checkout

Source: the scorecard of Wikimedia's incident reviews asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import needs
from blamefree.rules.shape import broken
from blamefree.text.placeholder import is_placeholder

RULE = Rule.of(__name__, Severity.WARNING)
PEOPLE = {"customer": "customers", "staff": "staff", "partner": "a partner"}


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Look for an action item of type detect."""
    detection = document.postmortem.detection
    if detection is None or detection.value not in PEOPLE or not needs(document, context).status:
        return
    if broken(document, context, "actions"):
        return
    for action in document.postmortem.actions:
        if action.type is not None and (action.type.value == "detect" or is_placeholder(action.type.value)):
            return
    yield RULE.at(
        document,
        detection.span,
        f"{PEOPLE[detection.value]} noticed before any alert did, and no action item is of type detect",
        "add one that would alert next time, or a waiver with the reason",
    )
