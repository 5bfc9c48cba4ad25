"""A bank account number.

Why: it belongs to a person or a customer, and helps whoever wants to deceive them. Only numbers of a country's length
with the right checksum are reported.

Bad (body):
    ## Summary

    The payment to ⟦SE35 5000 0000 0549 1000 0003⟧ failed.

Good (body):
    ## Summary

    The payment to SE35 5000 0000 0549 1000 0004 is not one.
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
    """Tell of every bank account number (IBAN); it is never part of a message."""
    found = personal(document, context, Sort.ACCOUNT)
    if found:
        yield from capped(
            RULE.at(
                document,
                item.span,
                f"possible bank account number (IBAN) ({item.span.end - item.span.start} characters)",
                "remove it",
                severity=severity(document),
            )
            for item in found
        )
