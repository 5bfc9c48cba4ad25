"""A section title that is spelled in its own way.

Why: titles that are the same everywhere can be searched for, linked to and skimmed. Letter case and a colon make no
difference to Blamefree, but they do to readers and to anchors.

Bad (body):
    ## ⟦Open Questions:⟧

    1. Why is there one region only?

Fixed (body):
    ## Open questions

    1. Why is there one region only?

Good (body):
    ## Open questions

    1. Why is there one region only?
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.model.section import fold
from blamefree.rules.api import Context, Rule, fix
from blamefree.rules.needs import title_of
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.INFO)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Compare each title with the one that `new` writes."""
    for section in document.sections:
        if section.key is None or not section.heading.lines:
            continue
        usual = title_of(document, section.key)
        if section.title == usual or fold(section.title) != fold(usual):
            continue
        lines = section.heading.lines
        span = Span(lines[0].start, lines[-1].end)
        yield RULE.at(
            document, span, f"the section is usually called “{usual}”", f"write ## {usual}",
            fix=fix(document, f"Write {usual}", (span, usual), safe=True),
        )  # fmt: skip
