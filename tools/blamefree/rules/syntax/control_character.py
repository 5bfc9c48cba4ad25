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
from blamefree.rules.syntax._characters import Sort, by_line, more, unseen

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell of control characters, once a line; of bare carriage returns once."""
    if unseen(document, context):
        yield from _returns(document, context)
        yield from capped(_characters(document, context))


def _returns(document: Document, context: Context) -> Iterator[Diagnostic]:
    found = [item for item in unseen(document, context) if item.sort is Sort.RETURN]
    if found:
        yield RULE.at(
            document,
            found[0].span,
            "a carriage return without a newline can hide text in a terminal"
            + (f" (and {len(found) - 1} more)" if len(found) > 1 else ""),
            "end every line with a newline",
            fix=fix(document, "End the lines with a newline", *((item.span, "\n") for item in found)),
        )


def _characters(document: Document, context: Context) -> Iterator[Diagnostic]:
    for items in by_line(document, context, Sort.CONTROL):
        first = items[0]
        column = document.place(first.span).start.column
        yield RULE.at(
            document,
            first.span,
            f"control character U+{ord(first.char):04X} at column {column}{more(items)}",
            "remove it",
            fix=fix(document, "Remove the control characters", *((item.span, "") for item in items)),
        )
