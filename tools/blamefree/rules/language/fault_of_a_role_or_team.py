"""A role or a team is the place of the fault.

Why: the fault would still be there if somebody else had been on duty. Which mechanism was missing?

Bad (body):
    ## What went poorly

    The outage was the ⟦fault of the network team⟧.

Good (body):
    ## What went poorly

    The network team is responsible for the routers.

Sources: SRE Workbook, chapter 10 (finger pointing)
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.language import _verdicts

RULE = Rule.of(__name__, Severity.WARNING)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """What the document's language pack says about this."""
    return _verdicts.check(RULE, document, context)
