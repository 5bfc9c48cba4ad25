"""An anchor, an alias or a merge key in the front matter.

Why: a value that stands elsewhere is easily missed in a review, and nested aliases can unfold into gigabytes.

Bad:
    owner: ⟦&team team-checkout⟧

Good:
    owner: team-checkout
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.syntax._problems import told

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of anchors, aliases and merge keys."""
    yield from told(RULE, document)
