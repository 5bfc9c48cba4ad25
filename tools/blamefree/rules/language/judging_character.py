"""A judgement of somebody's character.

Why: careless, sloppy or incompetent is a verdict on a person and explains nothing that the next person on duty could
not repeat.

Bad (body):
    ## What went poorly

    A ⟦careless operator⟧ removed the wrong volume.

Good (body):
    ## What went poorly

    Two volumes had names that differed in one digit, and the tool showed neither size nor age.

Sources: PagerDuty postmortem documentation (fundamental attribution); SRE Workbook, chapter 10 (animated language)
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
