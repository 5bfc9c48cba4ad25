"""A wall-clock time that happened twice.

Why: when clocks go back an hour is passed twice. Only an offset says which of the two is meant.

Bad (body):
    ## Timeline

    - 2026-10-24 23:02 Sessions are missing in every region.
    - ⟦2026-10-25 02:30⟧ The old cache is started.
    - 03:40 Checkouts succeed.

Good (body):
    ## Timeline

    - 2026-10-24 23:02 Sessions are missing in every region.
    - 2026-10-25 02:30+02:00 The old cache is started.
    - 03:40 Checkouts succeed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.model.instant import zone as zone_of
from blamefree.model.timeline import ZoneTrouble
from blamefree.rules.api import Context, Rule
from blamefree.rules.shape import broken

RULE = Rule.of(__name__, Severity.WARNING)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Ask which pass is meant, for each time that happened twice."""
    zone = document.postmortem.timezone
    if zone is None or broken(document, context, "timezone"):
        return
    for row in document.timeline.rows:
        if row.trouble is not ZoneTrouble.TWICE or row.start is None:
            continue
        written = document.text[row.time_span.start : row.time_span.end]
        early, late = _passes(row.start, zone.value)
        yield RULE.at(
            document,
            row.time_span,
            f"{written} happened twice in {zone.value}: which one is meant?",
            f"write the offset: {early} for the first, {late} for the second",
        )


def _passes(moment: datetime, name: str) -> tuple[str, str]:
    where = zone_of(name)
    wall = moment.replace(tzinfo=where)
    return tuple(  # type: ignore[return-value]
        f"{text[:3]}:{text[3:]}" for text in (wall.replace(fold=fold).strftime("%z") for fold in (0, 1))
    )
