"""Talk of sanctions.

Why: where a postmortem can hurt people, the next one will be silent. Sanctions are a matter for other rooms.

Bad (body):
    ## What went poorly

    The technician ⟦was fired⟧ after the outage.

Good (body):
    ## What went poorly

    The power strip had no lock, and one plug was enough to stop both racks.

Sources: Dekker, Just Culture; Atlassian incident management handbook
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
