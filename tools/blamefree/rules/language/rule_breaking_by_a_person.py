"""A person is said to have broken a rule.

Why: a rule that is often broken is a fact about the rule. What matters is why the prescribed path was hard that day,
and the other one easy.

Bad (body):
    ## What went poorly

    The engineer ⟦bypassed⟧ the review.

Good (body):
    ## What went poorly

    The review queue was eleven hours long, and the emergency path needs no second pair of eyes.

Sources: Dekker, Field Guide (work as imagined and work as done)
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
