"""An e-mail address of a person.

Why: a postmortem is about what happened, not about who can be reached where, and it is read for years. Roles and teams
say more. Addresses of reserved domains (RFC 2606), of roles and of the domains in `privacy.domains` are left alone. It
is an error where the classification is public.

Bad (body):
    ## Summary

    The report came from ⟦elin.larsson@kundbolaget.se⟧.

Good (body):
    ## Summary

    The report came from a customer and went to support@kundbolaget.se, not to user@example.com.
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
    """Tell of every e-mail address; it is never part of a message."""
    found = personal(document, context, Sort.EMAIL)
    if found:
        yield from capped(
            RULE.at(
                document,
                item.span,
                f"possible e-mail address ({item.span.end - item.span.start} characters)",
                "write the role or the team instead; addresses of example.org are fine",
                severity=severity(document),
            )
            for item in found
        )
