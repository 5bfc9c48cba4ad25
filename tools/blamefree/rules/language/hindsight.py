"""Knowledge that came afterwards is used as evidence.

Why: the outcome makes the signs look clear. What was known at the time belongs into the timeline. With a person as
agent it is a warning.

Bad (body):
    ## What went poorly

    ⟦It was obvious⟧ that the disk would fill up.

Good (body):
    ## What went poorly

    The stack trace made the faulty line obvious.

Sources: Dekker, Field Guide (hindsight bias); PagerDuty postmortem documentation
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
