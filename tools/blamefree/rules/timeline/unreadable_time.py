"""A time in the timeline that is none.

Why: rows are put in order and measured by their times. A row whose time cannot be read is left out of both.

Bad (body):
    ## Timeline

    - 09:02 Sessions are missing in every region.
    - ⟦09:71⟧ The old cache is started.
    - 09:40 Checkouts succeed.
    - 11:05 The incident is closed.

Good (body):
    ## Timeline

    - 09:02 Sessions are missing in every region.
    - 09:17 The old cache is started.
    - 09:40 Checkouts succeed.

Bad (body):
    ## Timeline

    - 08:55 The switch is started.
    - ⟦9:02⟧ Sessions are missing in every region.
    - 09:40 Checkouts succeed.

Fixed (body):
    ## Timeline

    - 08:55 The switch is started.
    - 09:02 Sessions are missing in every region.
    - 09:40 Checkouts succeed.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.diagnostics.fix import Fix
from blamefree.model.document import Document
from blamefree.model.timeline import Row
from blamefree.patterns import lazy
from blamefree.rules.api import Context, Rule, fix
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.ERROR)
_SHORT = lazy(r"(?<![\d:])(\d):(?=[0-5]\d)")
_DOTTED = lazy(r"(?<![\d.:])([01]?\d|2[0-3])[.h]([0-5]\d)(?![\d.])")


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell each time that is no time of day, no date, or not of the form."""
    for row in document.timeline.rows:
        if row.wrong:
            written = document.text[row.time_span.start : row.time_span.end].split("  ")[0]
            short = written.split(" ")[0] if "form" in row.wrong and "-" not in written else written
            span = Span(row.time_span.start, row.time_span.start + len(short))
            yield RULE.at(
                document,
                span,
                f"{short}: {row.wrong}",
                "write HH:MM, for example 09:02, with YYYY-MM-DD in front where the day changes",
                fix=_fix(document, row, span, short),
            )


def _fix(document: Document, row: Row, span: Span, written: str) -> Fix | None:
    if "form" not in row.wrong:
        return None
    mended = _SHORT.sub(r"0\1:", written)
    if mended == written:
        mended = _DOTTED.sub(lambda found: f"{found.group(1).zfill(2)}:{found.group(2)}", written)
    return fix(document, f"Write {mended}", (span, mended), safe=True) if mended != written else None
