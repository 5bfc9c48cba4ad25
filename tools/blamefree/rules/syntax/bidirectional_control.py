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
from blamefree.rules.syntax._characters import Sort, by_line, more, named, unseen

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell of bidirectional controls, also in code, once a line."""
    if unseen(document, context):
        yield from capped(_told(document, context))


def _told(document: Document, context: Context) -> Iterator[Diagnostic]:
    for items in by_line(document, context, Sort.BIDI):
        yield RULE.at(
            document,
            items[0].span,
            f"bidirectional control {named(items[0].char)} can hide or reorder text{more(items)}",
            "remove it",
            fix=fix(document, "Remove the bidirectional controls", *((item.span, "") for item in items)),
        )
