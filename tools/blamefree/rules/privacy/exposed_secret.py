"""A password, token or key in the text.

Why: the document is in git and on its way to the site and to Confluence. Whoever reads it can use the secret, and
removing it later does not take it out of the history: rotate it, then remove it. A value that is none can be allowed
in the settings by its SHA-256, with a reason and a day on which the allowance ends.

Bad (body):
    ## Summary

    The job used `AWS_SECRET_ACCESS_KEY=⟦wJbqX9tnFEMI+K7MDENGb8RfiCYz1k2Lm3N0pQrS⟧`.

Bad (body):
    ## Summary

    It connected to postgres://checkout:⟦s3cretPlease⟧@db.internal/orders.

Good (body):
    ## Summary

    The job used `AKIAIOSFODNN7EXAMPLE` and `password=${DB_PASSWORD}`, which stand in the documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.hashes import sha256
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.privacy._secrets import Secret, secrets
from blamefree.rules.some import capped

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell of every possible secret that is not allowed; the value itself is never part of a message."""
    found = secrets(document, context)
    if found:
        yield from capped(_told(document, context, found))


def _told(document: Document, context: Context, found: list[Secret]) -> Iterator[Diagnostic]:
    for secret in found:
        value = document.text[secret.span.start : secret.span.end]
        until = _allowed(value, context)
        if until is True:
            continue
        expired = f"; its allowance ended on {until}" if until else ""
        yield RULE.at(
            document,
            secret.span,
            f"possible {secret.name} {secret.shown}…({len(value)} characters){expired}",
            "rotate it, for it is in the history of git already, and remove it",
            severity=Severity.WARNING if until else None,  # the mere passing of time makes no error
        )


def _allowed(value: str, context: Context) -> bool | str:
    """Whether the settings allow the value; the day on which that ended, when it has."""
    if not context.settings.privacy.allow:
        return False
    digest = sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
    for entry in context.settings.privacy.allow:
        if entry.get("sha256", "").strip().lower() == digest and entry.get("reason", "").strip():
            expires = entry.get("expires", "").strip()
            try:
                return expires if expires and date.fromisoformat(expires) < context.now.date() else True
            except ValueError:
                return False
    return False
