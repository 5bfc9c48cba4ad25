"""A YAML tag in the front matter.

Why: tags make some readers create objects, run code or read the environment. The front matter is plain data.

Bad:
    owner: ⟦!ENV TEAM⟧

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
    """Tell of tags."""
    yield from told(RULE, document)
