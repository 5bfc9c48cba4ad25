"""An action item that was due before the incident.

Why: one of the two dates is wrong, most often the year.

Bad:
    actions:
      - id: A1
        title: Switch caches region by region
        type: prevent
        service: checkout
        owner: team-checkout
        due: ⟦2025-04-15⟧
        done_when: A switch on staging waits for a go after the first region
        state: open

Good:
    actions:
      - id: A1
        title: Switch caches region by region
        type: prevent
        service: checkout
        owner: team-checkout
        due: 2026-04-15
        done_when: A switch on staging waits for a go after the first region
        state: open
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.model.instant import parse_date
from blamefree.rules.actions._needed import placed
from blamefree.rules.api import Context, Rule
from blamefree.rules.times import late_date

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Compare each due date with the document's date."""
    postmortem = document.postmortem
    if late_date(document) is not None:
        return  # the date of the document is what is wrong
    for _, action in placed(document):
        due = parse_date(action.due.value) if action.due is not None else None
        if action.due is None or due is None or postmortem.day is None or postmortem.date is None:
            continue
        if due < postmortem.day:
            yield RULE.at(
                document,
                action.due.span,
                f"action {action.name} was due on {due}, before the incident on {postmortem.day}",
                "mend the date",
                related=[(postmortem.date.span, "the incident")],
            )
