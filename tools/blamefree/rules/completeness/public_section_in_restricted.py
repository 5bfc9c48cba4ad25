"""A message to customers in a restricted document.

Why: the public section is what leaves the house. A document that may not be read by everybody inside cannot have
one; either the classification or the section is wrong.

Bad (file):
    ---
    id: PM-2026-0042
    title: Checkout stood still while the session cache was switched
    date: 2026-03-14
    status: draft
    severity: SEV2
    classification: restricted
    owner: team-checkout
    ---

    ## ⟦Message to customers⟧

    You could not order between 09:02 and 09:40.

Good (body):
    ## Message to customers

    You could not order between 09:02 and 09:40.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell the public section of a restricted document, with the classification."""
    classification = document.postmortem.classification
    section = document.section("public")
    if classification is None or classification.value != "restricted" or section is None:
        return
    lines = section.heading.lines
    yield RULE.at(
        document,
        Span(lines[0].start, lines[-1].end),
        f"a restricted document has the section “{section.title}”",
        "remove the section, or change the classification",
        related=[(classification.span, "classified here")],
    )
