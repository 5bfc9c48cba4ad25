"""A payment card number.

Why: card numbers in a document break the rules of the card schemes (PCI DSS) and can be used. Only numbers with the
prefix, the length and the check digit of a card are reported.

Bad (body):
    ## Summary

    The log held ⟦4111 1111 1111 1111⟧.

Good (body):
    ## Summary

    Order 4111111111111112 was charged twice at 1773478920123.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.privacy._personal import Sort, personal, severity
from blamefree.rules.some import capped

RULE = Rule.of(__name__, Severity.WARNING, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell of every payment card number; it is never part of a message."""
    found = personal(document, context, Sort.CARD)
    if found:
        yield from capped(
            RULE.at(
                document,
                item.span,
                f"possible payment card number ({item.span.end - item.span.start} characters)",
                "remove it, and tell whoever is responsible for card data",
                severity=severity(document),
            )
            for item in found
        )
