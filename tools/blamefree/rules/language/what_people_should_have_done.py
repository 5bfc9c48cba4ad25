"""What people should, could or would have done.

Why: a counterfactual compares people with a story that did not happen, written after the end was known.

Bad (body):
    ## What went poorly

    The reviewer ⟦should have caught⟧ the missing index.

Good (body):
    ## What went poorly

    The alert should have fired at 90 %; its rule had been disabled in May.

Sources: Dekker, Field Guide, chapter "They should have"; Etsy, Debriefing Facilitation Guide
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
