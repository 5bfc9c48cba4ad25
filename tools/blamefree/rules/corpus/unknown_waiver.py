"""A waiver of a rule that does not exist.

Why: it excuses nothing, and the rule that was meant still speaks, or is thought to be silent.

Bad:
    waivers:
      - {rule: ⟦timeline-gaps⟧, reason: The logs of that night are lost}

Good:
    waivers:
      - {rule: timeline-gap, reason: The logs of that night are lost}
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule, fix
from blamefree.rules.shape import broken
from blamefree.rules.shape.defect import shown
from blamefree.rules.shape.words import nearest
from blamefree.text.placeholder import is_placeholder

RULE = Rule.of(__name__, Severity.WARNING)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Look up every waived rule."""
    if not document.postmortem.waivers:
        return
    from blamefree.rules.registry import by_name

    for at, waiver in enumerate(document.postmortem.waivers):
        if waiver.rule is None or waiver.rule.value in by_name() or broken(document, context, "waivers", at, "rule"):
            continue
        if is_placeholder(waiver.rule.value):
            continue
        near = nearest(waiver.rule.value, by_name())
        yield RULE.at(
            document,
            waiver.rule.span,
            f"there is no rule {shown(waiver.rule.value, 40)!r} to waive",
            f"did you mean {near}?" if near else "see `blamefree explain` for the list",
            fix=fix(document, f"Write {near}", (waiver.rule.span, near)) if near else None,
        )
