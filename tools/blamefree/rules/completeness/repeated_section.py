"""Two sections with the same title.

Why: readers and tools take the first and miss the second.

Bad (body):
    ## Impact

    1,840 checkouts failed between 09:02 and 09:40. No data was lost.

    ## ⟦Impact:⟧

    Support answered 212 calls.

Good (body):
    ## Impact

    1,840 checkouts failed between 09:02 and 09:40. Support answered 212 calls.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.model.section import Section, fold
from blamefree.rules.api import Context, Rule
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell each later section of the same title, with the place of the first."""
    seen: dict[str, Section] = {}
    for section in document.sections:
        name = fold(section.title)
        first = seen.setdefault(name, section)
        if first is not section and section.key is not None:
            yield RULE.at(
                document,
                _title(section),
                f"the section “{section.title}” stands here a second time",
                "move its text into the first one",
                related=[(_title(first), "first here")],
            )


def _title(section: Section) -> Span:
    lines = section.heading.lines
    return Span(lines[0].start, lines[-1].end) if lines else section.heading.span
