"""One root cause.

Why: outages have several contributing factors. This rule is off by default, since many templates ask for a root
cause.

Good (body):
    ## What went poorly

    Two factors came together: the cache and the rollout.

Sources: Cook, How Complex Systems Fail; Howie guide
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.language import _verdicts

RULE = Rule.of(__name__, Severity.OFF)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """What the document's language pack says about this."""
    return _verdicts.check(RULE, document, context)
