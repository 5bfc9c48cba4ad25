"""A waiver that does not say why.

Why: an exception without a reason becomes the rule. The next reader has to see why it was one.

Bad:
    waivers:
      - {rule: timeline-gap, reason: ⟦""⟧}

Good:
    waivers:
      - {rule: timeline-gap, reason: The logs of that night are lost}
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.shape import report

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell each such defect of the front matter."""
    yield from report(RULE, document, context)
