"""A named person is tied to a fault.

Why: names belong to actions and thanks, never to mistakes. A role says the same and exposes nobody.

Bad (body):
    ## What went poorly

    Anna's ⟦deploy broke⟧ the checkout.

Good (body):
    ## What went poorly

    Anna rolled the deploy back at 09:14.

Sources: PagerDuty postmortem documentation (inspecific responder); SRE Workbook, chapter 10 (finger pointing)
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
