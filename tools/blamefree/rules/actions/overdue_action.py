"""An open action item whose day has passed.

Why: what was promised and not done is the most frequent reason why an incident happens again. It is a reminder and
never an error: time passes by itself.

Bad:
    actions:
      - id: A1
        title: Switch caches region by region
        type: prevent
        service: checkout
        owner: team-checkout
        due: ⟦2026-03-31⟧
        done_when: A switch on staging waits for a go after the first region
        state: open

Good:
    actions:
      - id: A1
        title: Switch caches region by region
        type: prevent
        service: checkout
        owner: team-checkout
        due: 2026-03-31
        done_when: A switch on staging waits for a go after the first region
        state: done
        evidence: https://git.example/checkout/merge_requests/81
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.corpus import Facts
from blamefree.model.instant import parse_date
from blamefree.rules.api import Context, Rule

RULE = Rule.of(__name__, Severity.WARNING)


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:
    """Compare the due dates of open items with the clock."""
    today = context.now.date()
    for facts in corpus:
        if facts.status in ("draft", "withdrawn", "actions_done"):
            continue  # in the last, an open item is an error of its own
        for action in facts.actions:
            due = parse_date(action.due) if action.due_place is not None else None
            if action.due_place is None or due is None or due >= today or action.state not in ("open", ""):
                continue
            if not action.state and action.has_evidence:
                continue  # not said to be open, and something shows that it may be done
            day = parse_date(facts.date)
            if day is not None and due < day:
                continue  # due-before-incident tells that
            yield RULE.on(
                facts.path,
                action.due_place,
                f"action {action.id or 'without id'} was due on {due}",
                "finish it, agree on a new date, or decline it with a reason",
            )
