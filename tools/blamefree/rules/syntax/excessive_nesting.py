"""Text that is nested or bracketed beyond what the renderers can take.

Why: nobody reads the thirtieth level of a list, and the programs that render the site need minutes for thousands of
open brackets, or give up.

Bad (body):
    ## Summary

    > > > > > > > > > > > > > > > > > > > > > ⟦>⟧ deep

Good (body):
    ## Summary

    > - a list
    >   - in a quote
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.some import capped
from blamefree.rules.syntax import BRACKETS
from blamefree.rules.syntax._problems import told_of_body
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of deep nesting, and of blocks that are full of brackets."""
    yield from told_of_body(RULE, document)
    if document.text.count("[") > BRACKETS:
        yield from capped(_bracketed(document))


def _bracketed(document: Document) -> Iterator[Diagnostic]:
    alive = document.live
    for block in document.blocks:
        number = alive.count("[", block.start, block.end)
        if number > BRACKETS and number - alive.count("]", block.start, block.end) > BRACKETS // 2:
            first = alive.index("[", block.start)
            yield RULE.at(
                document,
                Span(first, first + 1),
                f"this block is too complex: {number} opening brackets",
                "break it up, or put it in a code block",
            )
