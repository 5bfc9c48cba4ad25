"""A section that the document's status needs.

Why: each section answers a question that somebody will ask: what happened, to whom, when, what helped, what did
not. From review on the answers are there. A section may be short, and may say that there was nothing.

Bad (file):
    ---
    id: PM-2026-0042
    title: Checkout stood still while the session cache was switched
    date: 2026-03-14
    status: ⟦in_review⟧
    severity: SEV4
    classification: internal
    owner: team-checkout
    timezone: Europe/Stockholm
    services: [checkout]
    incident: {none: found in a game day}
    times:
      impact_started: {not_applicable: a game day}
      detected: 2026-03-14T09:11:00+01:00
      acknowledged: {not_applicable: a game day}
      mitigated: {not_applicable: a game day}
      resolved: {not_applicable: a game day}
    detection: staff
    factors: [{kind: change, text: All regions were switched in one step.}]
    actions: [{id: A1, title: Alert on the hit ratio, type: detect, owner: team-checkout}]
    ---

    ## Summary

    A switch of all caches at once would have emptied the sessions.

    ## Timeline

    - 09:00 The game day begins.
    - 09:11 Somebody notices the missing sessions.
    - 09:20 The switch is undone.

    ## What went well

    - It was a game day.

Good (body):
    ## Backlog check

    Nothing about it was in the backlog.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import content, needs, readable, title_of

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell each section that is not there; empty ones are another rule's."""
    need = needs(document, context)
    status = document.postmortem.status
    if status is None or not readable(document):
        return
    present = {section.key for section in document.sections}
    because = f"a {need.level} document that is {need.status} needs"
    wanted = list(need.sections)
    if need.learnings_needed >= len(need.learnings):
        wanted.extend(need.learnings)
    for key in wanted:
        if key not in present:
            title = title_of(document, key)
            yield RULE.at(
                document, status.span, f"the section “{title}” is missing: {because} it", f"add ## {title} to the body"
            )
    if 0 < need.learnings_needed < len(need.learnings):
        have = [key for key in need.learnings if key in present]
        if len(have) < need.learnings_needed and not any(content(document, key) for key in have):
            titles = ", ".join(f"“{title_of(document, key)}”" for key in need.learnings)
            number = "one" if need.learnings_needed == 1 else str(need.learnings_needed)
            yield RULE.at(
                document, status.span, f"no section says what was learned: {because} at least {number} of {titles}",
                f"add ## {title_of(document, need.learnings[0])}, or another of them",
            )  # fmt: skip
