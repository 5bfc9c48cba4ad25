"""A code fence that is never closed.

Why: everything after it becomes code: the sections that follow vanish from the page and from every check.

Bad (body):
    ## Summary

    ⟦```sh⟧
    kubectl rollout undo deployment/checkout

Good (body):
    ## Summary

    ```sh
    kubectl rollout undo deployment/checkout
    ```
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.syntax._problems import told_of_body

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of code fences without an end."""
    yield from told_of_body(RULE, document)
