"""A Swedish personal identity number or coordination number.

Why: it identifies one person for life, and its use is limited by law. Only numbers with a real date and the right check
digit are reported; organisation numbers and timestamps are not.

Bad (body):
    ## Summary

    The log held ⟦811218-9876⟧.

Good (body):
    ## Summary

    The company (556016-0680) began at 20260314090200, unix time 1773478920.
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
    """Tell of every personal identity number; it is never part of a message."""
    found = personal(document, context, Sort.IDENTITY)
    if found:
        yield from capped(
            RULE.at(
                document,
                item.span,
                f"possible personal identity number ({item.span.end - item.span.start} characters)",
                "remove it, and take it out of whatever it was copied from",
                severity=severity(document),
            )
            for item in found
        )
