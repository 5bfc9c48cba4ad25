"""A section with a heading and nothing below it.

Why: an empty section looks like a forgotten one. If there is nothing to tell, a sentence that says so takes a
moment and answers the question.

Bad (body):
    ## ⟦Where we got lucky⟧

    ## What surprised us

    - Staging has one region, so the step looked safe there.

Good (body):
    ## Where we got lucky

    We found nothing that luck decided.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.model.section import Section
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import needs, readable, shows
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell each empty section: an error where the status needs it, else a warning."""
    need = needs(document, context)
    if not need.status or not readable(document):
        return
    empty: list[Section] = []
    filled: set[str | None] = set()
    for section in document.sections:
        if any(shows(document, block) for block in section.blocks):
            filled.add(section.key)
        else:
            empty.append(section)
    for section in empty:
        if section.key is not None and section.key in filled:
            continue
        wanted = section.key in need.sections or section.key in need.learnings
        lines = section.heading.lines
        span = Span(lines[0].start, lines[-1].end) if lines and lines[-1].end > lines[0].start else section.heading.span
        yield RULE.at(
            document,
            span,
            f"the section “{section.title}” is empty",
            "write it, or say in a sentence that there was nothing" if wanted else "write it, or remove the heading",
            severity=Severity.ERROR if wanted else Severity.WARNING,
        )
