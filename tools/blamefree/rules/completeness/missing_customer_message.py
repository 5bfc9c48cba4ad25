"""An approved public document without a message to customers.

Why: the public edition is made from what is meant for customers. Without that section there is nothing in it that
was written for them.

Bad:
    status: approved
    classification: ⟦public⟧

Good:
    status: approved
    classification: internal
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import needs, readable, title_of

RULE = Rule.of(__name__, Severity.WARNING)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Look for the public section where the status needs it."""
    classification = document.postmortem.classification
    if classification is None or classification.value != "public" or not needs(document, context).customers:
        return
    if document.section("public") is None and readable(document):
        title = title_of(document, "public")
        yield RULE.at(
            document,
            classification.span,
            f"a public document that is {needs(document, context).status} has no section “{title}”",
            f"add ## {title}: what happened to you, and what we do about it",
        )
