"""It is made to look easy.

Why: "all they had to do" says that anyone could have done it; somebody could not, that day. Bare "just" and "simply"
are never reported.

Bad (body):
    ## What went poorly

    The fix is known: ⟦all they had to do⟧ was read the runbook.

Good (body):
    ## What went poorly

    The new command simply shows the region.

Sources: Etsy, Debriefing Facilitation Guide
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
