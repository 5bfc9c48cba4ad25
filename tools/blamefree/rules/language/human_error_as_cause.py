"""Human error is given as the cause.

Why: an investigation that ends at "human error" ends where it should begin. Operator error is a symptom of a system
that let one action do this; Dekker (The Field Guide to Understanding Human Error) and the SRE Workbook, chapter
10, say what to look for instead.

Bad (body):
    ## What went poorly

    The outage was caused by ⟦human error⟧.

Good (body):
    ## What went poorly

    The console accepted the production host name without asking.

Sources: Dekker, Field Guide; Google SRE Workbook, chapter 10; rust-lang incident reports
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.language import _verdicts

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """What the document's language pack says about this."""
    return _verdicts.check(RULE, document, context)
