"""An IP address that belongs to somebody.

Why: an address of a customer or an office is personal data in many countries, and tells an attacker where to look.
Private, reserved and documentation addresses (RFC 1918, RFC 5737) and public resolvers are fine.

Bad (body):
    ## Summary

    Requests from ⟦81.2.69.142⟧ failed.

Good (body):
    ## Summary

    Requests from 203.0.113.7 and 10.1.2.3 to 8.8.8.8 failed after version 10.2.3.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.privacy._personal import Sort, personal, severity
from blamefree.rules.some import capped

RULE = Rule.of(__name__, Severity.INFO, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell of every public IP address of somebody; it is never part of a message."""
    found = personal(document, context, Sort.ADDRESS)
    if found:
        yield from capped(
            RULE.at(
                document,
                item.span,
                f"possible public IP address of somebody ({item.span.end - item.span.start} characters)",
                "write an address of RFC 5737 such as 203.0.113.7, or what it stood for",
                severity=Severity.WARNING if severity(document) is Severity.ERROR else Severity.INFO,
            )
            for item in found
        )
