"""A list of the front matter with fewer entries than the level needs.

Why: one factor is the search for the root cause again; two make people look beside it. Impact without a number
cannot be weighed, and a full postmortem ends in at least one action item, even if it is declined.

Bad:
    ⟦factors⟧:
      - {kind: change, text: All regions were switched in one step.}

Good:
    factors:
      - {kind: change, text: All regions were switched in one step.}
      - {kind: testing, text: The staging system has one region.}
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import needs
from blamefree.rules.shape import broken
from blamefree.text.yaml12 import Scalar, Sequence

RULE = Rule.of(__name__, Severity.ERROR)

_WRITE = {
    "impact": "add measure and value, or value: {unknown: why}",
    "factors": "add kind and text of what else contributed",
    "actions": "add id, title, owner and type; a declined one with its reason counts too",
}


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell each list that is too short."""
    front = document.front
    if front is None:
        return
    need = needs(document, context)
    for key, number in need.entries.items():
        node = front.get(key)
        have = len(node.items) if isinstance(node, Sequence) else 0
        if have >= number or isinstance(node, Scalar) or broken(document, context, key) and have == 0:
            continue  # what is written there is told by others
        span = front.keys.get(key, document.front_end)
        what = "one entry" if number == 1 else f"{number} entries"
        said = (
            f"{key} is missing" if node is None else f"{key} has {have or 'no'} {'entry' if have == 1 else 'entries'}"
        )
        yield RULE.at(
            document,
            span,
            f"{said}: a {need.level} document that is {need.status} needs at least {what}",
            _WRITE.get(key, "add more"),
        )
