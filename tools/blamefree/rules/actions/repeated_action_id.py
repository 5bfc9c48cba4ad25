"""Two action items with one id.

Why: approvals, Jira issues and links name an action item by its id. With two of a kind they name neither.

Bad:
    actions:
      - {id: A1, title: Switch caches region by region, type: prevent, owner: team-checkout}
      - {id: ⟦A1⟧, title: Alert on the hit ratio of the cache, type: detect, owner: team-checkout}

Good:
    actions:
      - {id: A1, title: Switch caches region by region, type: prevent, owner: team-checkout}
      - {id: A2, title: Alert on the hit ratio of the cache, type: detect, owner: team-checkout}
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell each later use of an id; letter case does not make a difference."""
    seen: dict[str, Span] = {}
    for action in document.postmortem.actions:
        if action.id is None:
            continue
        first = seen.setdefault(action.id.value.casefold(), action.id.span)
        if first is not action.id.span:
            yield RULE.at(
                document,
                action.id.span,
                f"{action.id.value} is the id of another action item too",
                "give this one the next free number",
                related=[(first, "used here first")],
            )
