"""A key of the front matter is set twice.

Why: YAML readers keep one of the two values without a word, and not all keep the same one.

Bad:
    incident:
      jira: OPS-1423
      ⟦jira⟧: OPS-1424

Good:
    incident:
      jira: OPS-1423
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.syntax._problems import told

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of keys that are set twice."""
    yield from told(RULE, document)
