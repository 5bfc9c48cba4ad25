"""An action item that is no longer what was approved.

Why: an approval is bound to what the approver saw: title, type, service, owner, priority, due date and when it is
done. After a change of one of these nobody has approved the item as it stands, and the site, Confluence and Jira say
so. The ledger is read as it was last fetched; no remote is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.corpus import Facts
from blamefree.model.ledger import Ledger
from blamefree.rules.api import Context, Rule

RULE = Rule.of(__name__, Severity.WARNING)


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:
    """Hold each item against the newest approval of it."""
    ledger = context.ledger
    if not isinstance(ledger, Ledger) or not ledger.sound:
        return
    for facts in corpus:
        if facts.id is None or facts.status == "withdrawn":
            continue
        for action in facts.actions:
            decision = ledger.decision(facts.id.value, action.id, action.fingerprint) if action.id else None
            if decision is None or decision.current or decision.state != "approved":
                continue
            who = f" by {', '.join(decision.logins)}" if decision.logins else ""
            where = f" in #{decision.pr}" if decision.pr is not None else ""
            yield RULE.on(
                facts.path,
                action.place,
                f"{action.id} was changed after it was approved{who}{where}",
                "ask for an approval of it as it stands, or take the change back",
            )
