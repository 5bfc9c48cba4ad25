"""A row of the timeline that has no time.

Why: without a time nobody can say whether it was cause or consequence. About is good enough: ~09:10, or between:
09:10–09:25.

Bad (body):
    ## Timeline

    - 09:02 Sessions are missing in every region.
    - ⟦The old cache is started.⟧
    - 09:40 Checkouts succeed.
    - 11:05 The incident is closed.

Good (body):
    ## Timeline

    - 09:02 Sessions are missing in every region.
    - ~09:30 The old cache is started.
    - 09:40 Checkouts succeed.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import needs
from blamefree.text.placeholder import is_placeholder
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.WARNING)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell each row without a time, where the list has rows with times at all."""
    if not needs(document, context).status or not document.timeline.rows:
        return
    for span in document.timeline.untimed:
        line = document.text[span.start : span.end].splitlines()[0] if span.end > span.start else ""
        if line.strip() and not is_placeholder(line):
            yield RULE.at(
                document,
                Span(span.start, span.start + len(line)),
                "a row of the timeline has no time",
                "begin it with HH:MM, ~HH:MM or HH:MM–HH:MM, or put it outside the list",
            )
