"""A `done_when` that nobody could check.

Why: “when it works” is true for whoever is asked. Name what can be seen: a test, a number, a page, an exercise.

Bad:
    actions:
      - id: A1
        title: Switch caches region by region
        type: prevent
        service: checkout
        owner: team-checkout
        due: 2026-04-15
        done_when: ⟦It works better⟧
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
from blamefree.rules.actions._needed import placed, sound
from blamefree.rules.api import Context, Rule
from blamefree.rules.wording import wording

RULE = Rule.of(__name__, Severity.WARNING)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Look for conditions that say nothing, or only repeat the title."""
    words = wording(document, context)
    for at, action in placed(document):
        if action.done_when is None or not sound(document, context, at, "done_when"):
            continue
        said = _bare(action.done_when.value)
        if said in words.unmeasurable:
            why = f"action {action.name}: “{action.done_when.value.strip()}” cannot be checked"
        elif action.title is not None and said == _bare(action.title.value):
            why = f"action {action.name}: done_when only repeats the title"
        else:
            continue
        yield RULE.at(document, action.done_when.span, why, "name what anybody can see then: a test, a number, a page")


def _bare(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .!…")
