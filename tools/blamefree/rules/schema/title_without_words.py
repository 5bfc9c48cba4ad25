"""A title without a word in it.

Why: the title is what people search for, hear read aloud and see in lists.

Bad:
    title: ⟦"🔥🔥🔥"⟧

Good:
    title: "🔥 Checkout stood still"
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
