"""A control character, or a carriage return without a newline.

Why: control characters are not seen in an editor, but terminals and logs obey them: a carriage return lets the end of
a line overwrite its beginning, an escape sequence can hide text or change a window's title.

Good (body):
    ## Summary

    Checkouts	timed out.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule, fix
from blamefree.rules.some import capped
from blamefree.rules.syntax._characters import Sort, unseen

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell of control characters; of bare carriage returns once."""
    found = unseen(document, context)
    if found:
        yield from capped(_told(document, context))


def _told(document: Document, context: Context) -> Iterator[Diagnostic]:
    returns = 0
    for item in unseen(document, context):
        if item.sort is not Sort.CONTROL:
            continue
        if item.char == "\r":
            returns += 1
            if returns == 1:
                yield RULE.at(
                    document,
                    item.span,
                    "a carriage return without a newline can hide text in a terminal",
                    "end every line with a newline",
                    fix=fix(document, "End the line with a newline", (item.span, "\n")),
                )
            continue
        column = document.place(item.span).start.column
        yield RULE.at(
            document,
            item.span,
            f"control character U+{ord(item.char):04X} at column {column}",
            "remove it",
            fix=fix(document, "Remove the control character", (item.span, "")),
        )
