"""A remedy that is aimed at people.

Why: reminders, care and attention run out at three in the morning. A guard-rail does not.

Bad (body):
    ## What went poorly

    ⟦Remind all engineers⟧ to check the region before a deploy.

Good (body):
    ## What went poorly

    The deploy command asks for the name of the region.

Sources: SRE Workbook, chapter 10 (action items that try to make humans less error-prone)
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
