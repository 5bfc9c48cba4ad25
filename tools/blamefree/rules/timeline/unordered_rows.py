"""A timeline row that is earlier than the row above it.

Why: a timeline is read from top to bottom as what happened. After midnight a row needs its date; without one it is
on the date of the row above.

Bad (body):
    ## Timeline

    - 09:02 Sessions are missing in every region.
    - 09:40 The old cache is back.
    - ⟦09:11⟧ The alert on failed checkouts reaches the engineer on duty.
    - 11:05 The incident is closed.

Good (body):
    ## Timeline

    - 09:02 Sessions are missing in every region.
    - 09:11 The alert on failed checkouts reaches the engineer on duty.
    - 23:50–00:10 The old cache is warmed up.
    - 2026-03-15 00:30 Work ends for the night.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.model.timeline import Row
from blamefree.rules.api import Context, Rule
from blamefree.rules.times import unordered
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Compare each row with the one above it; approximate times have a quarter of an hour of play."""
    for before, row in unordered(document):
        written, above = _text(document, row.time_span), _text(document, before.time_span)
        yield RULE.at(
            document,
            row.time_span,
            f"{written} is earlier than the row above ({above})",
            _advice(written, row, before),
            related=[(before.time_span, "the row above")],
        )


def _advice(written: str, row: Row, before: Row) -> str:
    assert row.start is not None
    assert before.start is not None
    if "-" not in written and before.start - row.start > timedelta(hours=6):
        following = (row.start + timedelta(days=1)).date()
        return f"if it was after midnight, write the date: {following} {written}; otherwise put the rows in order"
    return "put the rows in order, or mend the time"


def _text(document: Document, span: Span) -> str:
    return document.text[span.start : span.end]
