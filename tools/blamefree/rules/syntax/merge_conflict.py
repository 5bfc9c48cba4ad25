"""Marks that a merge left behind.

Why: both sides of the conflict are in the text, and one of them is wrong. In a code block they may stand as an example.

Bad (body):
    ## Summary

    ⟦<<<<<<< HEAD⟧
    Checkouts timed out for 38 minutes.
    =======
    Checkouts timed out for 40 minutes.
    >>>>>>> review

Good (body):
    ## Summary

    Checkouts timed out for 38 minutes.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.syntax._conflicts import conflicts

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)
_WORDS = {"|": "the common version begins here", "=": "the other side begins here", ">": "the conflict ends here"}


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of every conflict once, at its first mark."""
    for conflict in conflicts(document):
        yield RULE.at(
            document,
            conflict.mark,
            "a merge conflict was left in the text",
            "keep the right side and remove the marks",
            related=[(span, _WORDS[document.text[span.start]]) for span in conflict.others],
        )
