"""Something that a person failed to do.

Why: what people did not do is seen only from the end of the story. What they saw and knew at that moment explains
it. Systems may fail: the rule asks who the grammatical agent is.

Bad (body):
    ## What went poorly

    The on-call engineer ⟦failed to notice⟧ the alert.

Good (body):
    ## What went poorly

    The health check failed to respond, and the alert went to a channel with 400 messages an hour.

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
