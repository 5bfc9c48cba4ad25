"""A telephone number.

Why: numbers of people on call change hands, and what is published stays. Say which team was called.

Bad (body):
    ## Summary

    On call was ⟦+46 70 174 06 05⟧, then ⟦08-465 004 00⟧.

Good (body):
    ## Summary

    The team on call was reached at 09:13, 38 minutes after build 20260314090200.
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
    """Tell of every telephone number; it is never part of a message."""
    found = personal(document, context, Sort.PHONE)
    if found:
        yield from capped(
            RULE.at(
                document,
                item.span,
                f"possible telephone number ({item.span.end - item.span.start} characters)",
                "remove it: say which team was called, not on which number",
                severity=severity(document),
            )
            for item in found
        )
