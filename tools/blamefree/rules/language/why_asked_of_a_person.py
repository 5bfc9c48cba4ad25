"""A why-question or who-question that asks a person to justify.

Why: asked why, people defend themselves. "How" and "what" ask for the story instead.

Bad (body):
    ## What went poorly

    ⟦Why didn't the on-call engineer⟧ escalate?

Good (body):
    ## What went poorly

    Why did the failover take eleven minutes?

Sources: Etsy, Debriefing Facilitation Guide (ask how, not why); PagerDuty postmortem documentation
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
