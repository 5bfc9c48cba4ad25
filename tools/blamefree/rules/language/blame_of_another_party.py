"""Another party is blamed.

Why: a vendor or a customer can neither answer nor change anything here. What did our side assume about them? With a
judgement it is a warning.

Bad (body):
    ## What went poorly

    The vendor ⟦let us down⟧ again.

Good (body):
    ## What went poorly

    The vendor confirmed a bug in the firmware.

Sources: Etsy, Debriefing Facilitation Guide (blameless to others too)
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
