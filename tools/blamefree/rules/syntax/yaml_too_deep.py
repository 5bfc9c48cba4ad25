"""Front matter nested deeper than 20 levels.

Why: no key of a postmortem needs that, and deep nesting exhausts the programs that read it.

Bad:
    tags: [[[[[[[[[[[[[[[[[[[⟦[⟧cache]]]]]]]]]]]]]]]]]]]]

Good:
    tags: [cache]
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.syntax._problems import told

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of front matter that is nested too deep."""
    yield from told(RULE, document)
