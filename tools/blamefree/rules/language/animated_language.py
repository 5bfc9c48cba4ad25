"""Anger or sarcasm.

Why: how it felt is no fact about what happened. A number says more.

Bad (body):
    ## What went poorly

    The failover took 40 minutes, which is ⟦ridiculous⟧.

Good (body):
    ## What went poorly

    The failover took 40 minutes; the target is five.

Sources: SRE Workbook, chapter 10 (animated language)
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.language import _verdicts

RULE = Rule.of(__name__, Severity.INFO)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """What the document's language pack says about this."""
    return _verdicts.check(RULE, document, context)
