"""A character that turns the direction of the text around.

Why: a bidirectional override or isolate makes a reviewer read something else than the machine does; this is how code
is smuggled past a review (CVE-2021-42574). Text in Arabic, Hebrew and other right-to-left scripts needs none of them.

Good (body):
    ## Summary

    שלום: the checkout page in Hebrew timed out.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule, fix
from blamefree.rules.some import capped
from blamefree.rules.syntax._characters import Sort, Unseen, named, unseen

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell of every bidirectional control, also in code."""
    found = [item for item in unseen(document, context) if item.sort is Sort.BIDI]
    if found:
        yield from capped(_told(document, found))


def _told(document: Document, found: list[Unseen]) -> Iterator[Diagnostic]:
    for item in found:
        yield RULE.at(
            document,
            item.span,
            f"bidirectional control {named(item.char)} can hide or reorder text",
            "remove it",
            fix=fix(document, "Remove the bidirectional control", (item.span, "")),
        )
